from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.models import MatchRun
from matching.services.runs import run_verify


class Command(BaseCommand):
    help = "Check the stored answer of a run against its stored problem, proof included. Exit 1 where it is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, help="the run's number")

    def handle(self, *args: Any, run: int, **options: Any) -> None:
        found = MatchRun.objects.filter(pk=run).first()
        if found is None or found.result is None:
            raise CommandError(f"There is no run {run} with a result.")
        violations = run_verify(found)
        if found.digest != found.result.get("digest"):
            violations.append("the digest of the row is not that of the result")
        for violation in violations:
            self.stdout.write(violation)
        if violations:
            raise CommandError(f"Run {run} is wrong: {len(violations)} violations.")
        self.stdout.write(f"Run {run} is right: {found.result['digest']}")
