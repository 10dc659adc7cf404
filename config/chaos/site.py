"""A whole Praktik of its own under var/chaos: servers, workers, beats, and a mail server that counts."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from config.chaos.processes import ROOT, Process
from config.chaos.sink import Sink
from config.embedded import Servers

HOME = ROOT / "var" / "chaos"
# Rows in one INSERT: PostgreSQL takes many minutes for one with 100,000.
BATCH = 2000


class Site:
    """Use as a context manager. Everything that it starts ends with it."""

    def __init__(self, *, workers: int = 2, beats: int = 2, children: int = 2, delay: float = 0.1, seed: int = 0):
        self.servers = Servers(HOME)
        self.sink = Sink(delay, seed)
        self.counts = (workers, beats, children)
        self.workers: list[Process] = []
        self.beats: list[Process] = []
        self.others: list[Process] = []

    def __enter__(self) -> Site:
        self.servers.start()
        self.sink.start()
        host = self.servers.sockets
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": f"postgres://praktik@/praktik?host={host}",
            "REDIS_URL": self.servers.redis_url(),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.sink.port),
            "SECRET_KEY": secrets.token_urlsafe(48),
            "PYTHONUNBUFFERED": "1",
        }
        os.environ.update({name: self.environment[name] for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")})
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
        self.manage("migrate", "-v0")
        self.manage("createcachetable")
        import django  # noqa: PLC0415 -- only now the environment says which database

        django.setup()
        from django.db import connection  # noqa: PLC0415 -- only now

        with connection.cursor() as cursor:
            # Killed processes lose nothing that the kernel has, so this changes no result; it keeps PostgreSQL's own
            # restart from waiting for a disk that others use. (A power cut is another matter, and not tested here.)
            cursor.execute("ALTER SYSTEM SET fsync = off")
            cursor.execute("SELECT pg_reload_conf()")
        self.empty()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        from django.db import connection  # noqa: PLC0415 -- set up by __enter__

        for process in [*self.beats, *self.workers, *self.others]:
            process.kill()
        connection.close()
        self.sink.stop()
        self.servers.stop()

    def manage(self, *command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, check=True)

    def empty(self) -> None:
        """Nothing in the outbox, nothing in Redis, nobody in the database."""
        from django.core.management import call_command  # noqa: PLC0415 -- set up by __enter__

        call_command("flush", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)  # the code tables, which come after each migration
        shutil.rmtree(HOME / "beat", ignore_errors=True)
        (HOME / "beat").mkdir()

    def begin(self) -> None:
        """Start workers and beats."""
        workers, beats, children = self.counts
        logs = self.servers.logs
        for number in range(workers):
            command = ["-m", "celery", "-A", "config", "worker", "-Q", "mail", "-c", str(children), "-l", "INFO"]
            command += ["--without-gossip", "--without-mingle", "-n", f"chaos{number}@%h"]
            self.workers.append(Process(f"worker {number}", command, self.environment, logs / f"worker{number}.log"))
        for number in range(beats):
            command = ["-m", "celery", "-A", "config", "beat", "-l", "INFO", "--pidfile="]
            command += ["-s", str(HOME / "beat" / f"schedule{number}")]
            self.beats.append(Process(f"beat {number}", command, self.environment, logs / f"beat{number}.log"))

    def worker_logs(self) -> list[Path]:
        return sorted(self.servers.logs.glob("worker*.log"))

    def watch(self) -> None:
        """Start again what has died."""
        for process in [*self.workers, *self.beats, *self.others]:
            process.watch()

    def end(self) -> None:
        for process in [*self.beats, *self.workers]:
            process.kill()
        self.workers, self.beats = [], []


def at_work() -> None:
    """Move this site's clock to half past eight on a working day, when reminders may be sent."""
    from praktik import clock, dates  # noqa: PLC0415 -- set up by Site

    now = clock.now()
    opens = dates.next_sending(now + dt.timedelta(hours=12))
    clock.travel(opens - now + dt.timedelta(hours=1, minutes=30))


def people(count: int) -> None:
    """``count`` people, each with a draft application whose reminder is due now."""
    from django.db import connection  # noqa: PLC0415 -- set up by Site
    from django.utils import timezone  # noqa: PLC0415 -- same

    from praktik import clock, dates  # noqa: PLC0415 -- same
    from praktik.applications.models import Application  # noqa: PLC0415 -- same
    from praktik.people.models import User  # noqa: PLC0415 -- same
    from praktik.rounds.models import Milestone, Round  # noqa: PLC0415 -- same
    from praktik.rounds.states import MilestoneKind, State  # noqa: PLC0415 -- same

    now = clock.now()
    round_ = Round.objects.create(
        name_da="Runde", name_en="Round", slug=f"round-{count}-{secrets.token_hex(4)}", state=State.OPEN,
        applicant_sectors=["municipality"], host_sectors=["private"], seed="5eed" * 8,
    )  # fmt: skip
    closes = dates.end_of_day(timezone.localdate(now) + dt.timedelta(days=7))
    Milestone.objects.create(round=round_, kind=MilestoneKind.CLOSES, at=closes)
    users: list[Any] = User.objects.bulk_create(
        [User(email=f"person{n}-{round_.pk}@demo.example", name=f"Person {n}") for n in range(count)], batch_size=BATCH
    )
    since = now - dt.timedelta(days=30)
    drafts = [Application(round=round_, applicant=user, created_at=since) for user in users]
    Application.objects.bulk_create(drafts, batch_size=BATCH)
    with connection.cursor() as cursor:  # as autovacuum would, in a site that is not a second old
        cursor.execute("ANALYZE")


def wait_until(done: Any, *, seconds: float, site: Site) -> bool:
    """Poll until ``done()``; keeps the site's processes alive meanwhile. Returns whether it was in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        site.watch()
        time.sleep(0.05)
    return bool(done())


__all__ = ["HOME", "Path", "Site", "at_work", "people", "wait_until"]
