from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.engine import write
from matching.models import MatchRun
from matching.services.runs import run_problem, run_result


class Command(BaseCommand):
    """Writes a stored run as files that `python -m matching.engine` takes. The names are written only when asked for:
    without them the files are pseudonymous."""

    help = "Write the problem and the result of a stored run as files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, help="the run's number")
        parser.add_argument("--folder", type=Path, default=Path(), help="where to write (default: here)")
        parser.add_argument("--names", action="store_true", help="also write the key file that leads back to people")

    def handle(self, *args: Any, run: int, folder: Path, names: bool, **options: Any) -> None:
        found = MatchRun.objects.filter(pk=run).first()
        if found is None or found.result is None:
            raise CommandError(f"There is no run {run} with a result.")
        folder.mkdir(parents=True, exist_ok=True)
        files = {"problem": found.problem, "result": found.result}
        run_problem(found), run_result(found)  # refuses what the engine would not take
        for kind, data in files.items():
            write(folder / f"run-{run}-{kind}.json", data)
        if names:
            (folder / f"run-{run}-names.json").write_text(json.dumps(found.names, indent=1, sort_keys=True))
        for path in sorted(folder.glob(f"run-{run}-*.json")):
            self.stdout.write(str(path))
