from __future__ import annotations

import json
import time
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """The second factor of those who work at the demo's desk: `manage.py code` beside their log-ins."""

    help = "Print the code that a demo log-in of the staff needs now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?", default="konsulent@demo.example")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.VAR_DIR / "demo-logins.json"
        if not path.exists():
            raise CommandError("There are no demo log-ins here. 'make run' makes them.")
        secrets = {login["email"]: login["totp"] for login in json.loads(path.read_text()) if login["totp"]}
        if options["email"] not in secrets:
            raise CommandError(f"{options['email']} needs no code. Those who do: {', '.join(sorted(secrets))}.")
        counter = int(time.time()) // app_settings.TOTP_PERIOD
        self.stdout.write(format_hotp_value(hotp_value(secrets[options["email"]], counter)))
