from __future__ import annotations

import json
import secrets

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from praktik.history.actors import Role
from praktik.people.models import User
from praktik.people.services import user_set_roles

PEOPLE = [
    ("consultant", "konsulent@demo.example", "Karen Konsulent", {Role.CONSULTANT}),
    ("administrator", "administrator@demo.example", "Anders Administrator", {Role.ADMINISTRATOR}),
    ("reader", "laeser@demo.example", "Lis Læser", {Role.READER}),
    ("applicant", "ansoeger@demo.example", "Anne Ansøger", set()),
]


class Command(BaseCommand):
    """Fills in the demo's people the first time; a second run changes nothing."""

    help = "Fill in the demo (only where settings allow it); running it twice changes nothing."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is not allowed here: settings do not set DEMO.")
        path = settings.VAR_DIR / "demo-logins.json"
        if path.exists() and User.objects.filter(email=PEOPLE[0][1]).exists():
            return
        logins = []
        with transaction.atomic():
            User.objects.filter(email__in=[email for _role, email, _name, _roles in PEOPLE]).delete()
            for role, email, name, roles in PEOPLE:
                password = secrets.token_urlsafe(12)
                user = User.objects.create_user(email, password, name=name)
                EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
                user_set_roles(user, roles)
                login = {"role": role, "email": email, "password": password, "totp": None, "page": "/my/"}
                if roles:
                    secret = generate_totp_secret()
                    TOTP.activate(user, secret)
                    login |= {"totp": secret, "page": "/admin/"}
                logins.append(login)
            path.parent.mkdir(exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(json.dumps(logins, indent=1))
