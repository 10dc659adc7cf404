"""How the background work stands: what waits, what runs, what is stuck, and which workers are there.

All of it is read from PostgreSQL. Workers are seen by their connections, whose names config/celery.py gives them;
nothing here opens Redis.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, JSONField, Min, OuterRef, QuerySet
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from praktik import clock
from praktik.mail.models import Mail
from praktik.mail.states import State
from praktik.work.kinds import KINDS, Kind

# A mail that has been due for so long is late: something holds it up.
LATE = dt.timedelta(minutes=15)
WORKER = "worker "


@dataclass(frozen=True, slots=True)
class Worker:
    """``name``: as Celery names it, with the queues it reads; ``processes``: how many of its processes are connected;
    ``seen``: when one of them last asked the database something (real time)."""

    name: str
    processes: int
    since: dt.datetime
    seen: dt.datetime


@dataclass(frozen=True, slots=True)
class Running:
    """``what`` is the row; ``late``: its lease is over, so its worker is gone and the next look takes it up."""

    kind: str
    what: Any
    attempts: int
    lease_until: dt.datetime
    late: bool


def workers() -> list[Worker]:
    """The workers that are connected to the database, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name, count(*), min(backend_start), max(state_change) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name LIKE %s GROUP BY 1 ORDER BY 1",
            [f"{WORKER}%"],
        )
        return [Worker(name.removeprefix(WORKER), *rest) for name, *rest in cursor.fetchall()]


def mail_counts() -> dict[str, int]:
    """How many mails are in each state that is not over, and how many were given up; every state is named."""
    states = (State.QUEUED, State.HELD, State.CLAIMED, State.DEAD)
    found = dict(
        Mail.objects.filter(state__in=states, digest=None).order_by().values_list("state").annotate(Count("pk"))
    )
    return {state.value: found.get(state.value, 0) for state in states}


def mails_due(now: dt.datetime) -> tuple[int, dt.datetime | None]:
    """How many mails could be sent this moment, and since when the oldest has waited."""
    due = Mail.objects.filter(state=State.QUEUED, not_before__lte=now, digest=None)
    found = due.aggregate(count=Count("pk"), oldest=Min("not_before"))
    return found["count"], found["oldest"]


def mails_late(now: dt.datetime) -> QuerySet[Mail]:
    """Due for longer than :data:`LATE`, the oldest first."""
    late = Mail.objects.filter(state=State.QUEUED, not_before__lt=now - LATE, digest=None)
    return late.defer("text", "html").order_by("not_before", "pk")


def mails_given_up() -> QuerySet[Mail]:
    """Those that somebody has to decide about, the newest first."""
    return Mail.objects.filter(state=State.DEAD, digest=None).defer("text", "html").order_by("-not_before", "-pk")


def job_counts() -> dict[str, dict[str, int]]:
    """Kind of work to how many jobs are queued, running and failed."""
    counts: dict[str, dict[str, int]] = {}
    for name, kind in KINDS.items():
        found = dict(_jobs(kind).order_by().values_list("state").annotate(Count("pk")))
        counts[name] = {
            "queued": found.get(kind.queued, 0),
            "running": found.get(kind.running, 0),
            "failed": found.get(kind.failed, 0),
        }
    return counts


def _jobs(kind: Kind) -> QuerySet[Any]:
    """With what a job's name may need, and without what may be large."""
    large = [field.name for field in kind.model._meta.concrete_fields if isinstance(field, JSONField)]
    jobs: QuerySet[Any] = kind.model._base_manager.select_related().defer(*large)
    return jobs.order_by("pk")


def running() -> list[Running]:
    """Every job and mail that somebody has claimed."""
    real = clock.real()
    found = [
        Running(name, job, job.attempts, job.lease_until, job.lease_until < real)
        for name, kind in KINDS.items()
        for job in _jobs(kind).filter(state=kind.running, lease_until__isnull=False)
    ]
    mails = Mail.objects.filter(state=State.CLAIMED).defer("text", "html").order_by("pk")[:50]
    for mail in mails:
        if mail.lease_until is not None:
            found.append(Running("mail", mail, mail.attempts, mail.lease_until, mail.lease_until < real))
    return found


def failed() -> list[tuple[str, Any]]:
    """(kind, job) of the newest jobs that failed and were not followed by another about the same."""
    found: list[tuple[str, Any]] = []
    for name, kind in KINDS.items():
        later = kind.model._base_manager.filter(pk__gt=OuterRef("pk"), **{kind.about: OuterRef(kind.about)})
        jobs = _jobs(kind).filter(~Exists(later), state=kind.failed)
        found += [(name, job) for job in jobs.reverse()[:20]]
    return found


class Standing(Collector):
    """The same as figures for Prometheus, read when it asks: so it does not matter which process answers."""

    def collect(self) -> Iterator[Metric]:
        now = clock.now()
        mails = GaugeMetricFamily(
            "praktik_mails", "Mails by state; those that are over are not counted", None, ["state"]
        )
        for state, count in mail_counts().items():
            mails.add_metric([state], count)
        yield mails
        due, oldest = mails_due(now)
        yield GaugeMetricFamily("praktik_mails_due", "Mails that could be sent this moment", due)
        waited = (now - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("praktik_mail_oldest_due_seconds", "How long the oldest due mail has waited", waited)
        jobs = GaugeMetricFamily("praktik_jobs", "Background jobs by kind and state", None, ["kind", "state"])
        for kind, by_state in job_counts().items():
            for state, count in by_state.items():
                jobs.add_metric([kind, state], count)
        yield jobs
        lost = sum(row.late for row in running())
        yield GaugeMetricFamily("praktik_leases_over", "Claimed work whose worker has let its lease run out", lost)
        found = GaugeMetricFamily(
            "praktik_worker_processes", "Processes of each worker that are connected", None, ["worker"]
        )
        for worker in workers():
            found.add_metric([worker.name], worker.processes)
        yield found
