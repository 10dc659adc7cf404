from __future__ import annotations

import json
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from demo.models import Build
from demo.scenarios import programme
from demo.scenarios.calendar import NoSuchWeek, Stage
from demo.scenarios.cast import link_secret
from demo.scenarios.mails import mails_count_as_sent
from demo.scenarios.people import PARTICIPANTS, STAFF, Login
from praktik import clock
from praktik.applications.models import ManagerRequest
from praktik.people.models import User

DEFAULT = Stage.OFFERS


class Command(BaseCommand):
    """Fills in the demo; a second run changes nothing. See demo/scenarios for what it tells, demo/content for who."""

    help = "Fill in the demo, only where settings allow it. Running it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=list(Stage), help=f"the phase of the fixed week (default: {DEFAULT})")
        parser.add_argument(
            "--scenario", choices=["whole", "founding"], default="whole", help="everything, or the founding case alone"
        )
        parser.add_argument("--fresh", action="store_true", help="empty the whole database first, log-ins included")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is not allowed here: settings do not set DEMO.")
        if options["fresh"]:
            self._empty()
        wanted = Stage(options["stage"] or DEFAULT)
        name = wanted if options["scenario"] == "whole" else f"f:{wanted}"
        if build := Build.objects.first():
            if options["stage"] and build.stage != name:
                raise CommandError(
                    f"The demo is here already, at the stage “{build.stage}” as of {build.built_at:%Y-%m-%d}. "
                    f"'manage.py demo --fresh --stage {wanted}' throws it away and builds the other; "
                    "'manage.py travel 7d' lets time pass in this one."
                )
        else:
            if User.objects.exists():
                raise CommandError(
                    "There are people in this database, and the demo is only built in an empty one. "
                    "'manage.py demo --fresh' empties it first: everything in it is lost."
                )
            self._build(wanted, name, options["scenario"])
        if not _logins_path().exists():
            _logins_write()

    def _build(self, stage: Stage, name: str, scenario: str) -> None:
        now = clock.now()
        try:
            with transaction.atomic():
                if stage == Stage.PEOPLE:
                    programme.people(now)
                else:
                    {"whole": programme.whole, "founding": programme.founding}[scenario](stage, now)
                mails_count_as_sent(now=now)
                Build.objects.create(stage=name, built_at=now)
        except NoSuchWeek as reason:
            raise CommandError(str(reason)) from reason
        _logins_path().unlink(missing_ok=True)

    def _empty(self) -> None:
        strangers = User.objects.exclude(email__endswith="@demo.example").count()
        if strangers:
            raise CommandError(
                f"{strangers} people in this database are not of the demo, so it is not emptied. "
                "Empty it yourself with 'manage.py flush' if you are sure."
            )
        call_command("flush", interactive=False, verbosity=0)
        cache.clear()
        _logins_path().unlink(missing_ok=True)


def _logins_path() -> Any:
    return settings.VAR_DIR / "demo-logins.json"


def _logins_write() -> None:
    """Give those one can log in as a new password (staff a new second factor too) and write both into a file that
    only its owner reads. The manager has no account: the page is the link of a question that waits for an answer."""
    logins = []
    with transaction.atomic():
        for login in (*STAFF, *PARTICIPANTS):
            user = User.objects.filter(email=login.email).first()
            if user is not None:
                logins.append(_login(login, user))
        waiting = ManagerRequest.objects.filter(answered_at=None, replaced_at=None, confirmed=True)
        if request := waiting.filter(expires_at__gt=clock.now()).first():
            page = f"/manager/{link_secret(request, path='manager')}/"
            logins.append({"role": "manager", "email": request.email, "password": None, "totp": None, "page": page})
    path = _logins_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".new")
    half.touch(mode=0o600)
    half.write_text(json.dumps(logins, indent=1))
    half.rename(path)


def _login(login: Login, user: User) -> dict[str, str | None]:
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    secret = None
    if login.staff:
        secret = generate_totp_secret()
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, secret)
    return {"role": login.role, "email": login.email, "password": password, "totp": secret, "page": login.page}
