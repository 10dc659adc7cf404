from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from praktik.register.loading import COLUMNS, BadFile, register_load


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Command(BaseCommand):
    help = f"Fill the company register from a CSV file in UTF-8 with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-of", type=day, required=True, help="the day that the file is from: 2026-12-31")
        parser.add_argument("--whole", action="store_true", help="the file is everything: remove what is not in it")

    def handle(self, *args: Any, file: Path, as_of: dt.date, whole: bool, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8", newline="") as lines:
                loaded = register_load(lines, as_of=as_of, whole=whole)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8.") from error
        except BadFile as error:
            raise CommandError(f"{file} was not loaded, nothing has changed:\n{error}") from error
        said = f"{loaded.written} companies written, {loaded.newer} left alone since what is here is newer"
        self.stdout.write(f"{said}, {loaded.gone} removed.")
