from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from praktik import clock

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def duration(text: str) -> dt.timedelta:
    """ "3d", "-2w", "1d12h". Raises CommandError for anything else."""
    parts = re.findall(r"(\d+)([wdhms])", text)
    sign = -1 if text.startswith("-") else 1
    if not parts or "".join(number + unit for number, unit in parts) != text.lstrip("+-"):
        raise CommandError(f"“{text}” is no duration. Write for instance 3d, 2w, 12h or 1d12h.")
    return sign * dt.timedelta(**{_UNITS[unit]: int(number) for number, unit in parts})


def moment(text: str) -> dt.datetime:
    """ "2027-03-01" (the day's beginning in Denmark) or "2027-03-01T14:30". Raises CommandError for anything else."""
    try:
        found = parse_datetime(text)
        day = parse_date(text) if found is None else None
    except ValueError:
        found = day = None
    if day is not None:
        found = dt.datetime.combine(day, dt.time())
    if found is None:
        raise CommandError(f"“{text}” is no date. Write for instance 2027-03-01 or 2027-03-01T14:30.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


class Command(BaseCommand):
    """Moves the clock that web, worker and beat share, and nothing else: what becomes due is done by the worker."""

    help = "Move the demo's clock: travel 3d, travel --to 2027-03-01, travel --back. Without anything: where it stands."

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("by", nargs="?", help="how far, for instance 3d, 2w, 12h; backwards with --by=-3d")
        how.add_argument("--by", dest="also_by", metavar="BY", help="the same, for a duration that begins with -")
        how.add_argument("--to", metavar="DATE", help="to a date, for instance 2027-03-01 or 2027-03-01T14:30")
        how.add_argument("--back", action="store_true", help="back to the real time")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ALLOW_TIME_TRAVEL:
            raise CommandError("The clock cannot be moved here: settings do not set ALLOW_TIME_TRAVEL.")
        if options["back"]:
            clock.travel(-clock.offset())
        elif options["to"]:
            # The offset is in whole seconds: rather a moment after the wanted one than before it.
            clock.travel(moment(options["to"]) - clock.now() + dt.timedelta(seconds=1))
        elif by := options["by"] or options["also_by"]:
            clock.travel(duration(by))
        now = timezone.localtime(clock.now())
        self.stdout.write(f"The demo's clock stands at {now:%Y-%m-%d %H:%M}.")
