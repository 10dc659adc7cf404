"""``python -m tests.provider.run PORT``: the provider, with its one account and its one client."""

from __future__ import annotations

import json
import os
import sys

import django
from django.conf import settings


def main(port: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.provider.settings"
    django.setup()
    from allauth.account.models import EmailAddress  # noqa: PLC0415 -- apps are loaded only now
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 -- same
    from django.contrib.auth.models import User  # noqa: PLC0415 -- same
    from django.core.management import call_command  # noqa: PLC0415 -- same

    call_command("migrate", verbosity=0)
    user = User.objects.create_user("kim", "kim@provider.example", "kims code at the provider")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    told = json.loads((settings.FOLDER / "client.json").read_text())
    client = Client(id=told["id"], name="Praktik", scopes="openid\nprofile\nemail", redirect_uris=told["callback"])
    client.set_secret(told["secret"])
    client.save()
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1])
