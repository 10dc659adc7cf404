from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from praktik import clock
from praktik.privacy.retention import months
from praktik.rights.services.retaining import BREACH, retention_apply, standing


class Command(BaseCommand):
    help = "Print what has been kept for its time and is due to go; with --apply, take it out as the hourly look does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="do it, until nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if options["apply"]:
            while done := retention_apply(now):
                for line, count in sorted(done.items()):
                    self.stdout.write(f"{count:>8}  {line}")
            self.stdout.write("now due:")
        late = False
        for one in standing(now):
            table, kept = one.clock.model._meta.label_lower, months(one.clock.period)
            since = f"since {timezone.localtime(one.oldest):%Y-%m-%d %H:%M}" if one.oldest else ""
            self.stdout.write(f"{one.count:>8}  {one.clock.period.value}: {table} ({kept} months) {since}".rstrip())
            late |= one.age(now) > BREACH
        if late:
            self.stdout.write(self.style.ERROR("Something has been due for more than 24 hours."))
