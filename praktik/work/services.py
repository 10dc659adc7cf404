"""Claim a job, keep its lease, do it, and store the result in one transaction or not at all.

The row is the work. A worker holds it by a lease that a thread renews while the work goes on; when the worker dies the
lease is over within :data:`LEASE`, and the next look takes the job up again. ``attempts`` is counted at each claim and
is the fence: whoever finds another number in the row than their own has lost the job and stores nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time as machine_time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from praktik import clock
from praktik.history.actors import SYSTEM, Actor
from praktik.history.door import IllegalMove, moving
from praktik.work.kinds import KINDS, Kind, Stopped, Store, Unworkable
from praktik.work.models import Job

logger = logging.getLogger(__name__)

# With a look every second, a job whose worker was killed goes on after 15 s at most.
LEASE = dt.timedelta(seconds=12)
RENEW = dt.timedelta(seconds=5)
# A job that has ended its worker (or failed) this often is given up: the fourth try would end the same way.
ATTEMPTS = 3
_TELL = 0.5  # seconds between two writes of the progress


def jobs_do(*, time: Callable[[], dt.datetime]) -> int:
    """Do everything that is queued, and what dead workers left, one job after the other. Returns how many were taken.

    ``time`` is asked anew at each start and end, as a job may take minutes.
    """
    taken = 0
    for kind in KINDS.values():
        while job := job_claim(kind, now=time()):
            job_do(kind, job, time=time)
            taken += 1
    return taken


def job_again(job: Job, *, by: Actor, now: dt.datetime) -> Job:
    """Ask anew for what a failed job was asked for; the failed one stays as it is.

    Raises IllegalMove for a job that has not failed, and what the kind's own asking raises (Refused, NotYours).
    """
    kind = next(kind for kind in KINDS.values() if kind.model is type(job))
    if job.state != kind.failed:  # type: ignore[attr-defined]  # every job has a state
        raise IllegalMove(_("This job has not failed, so it is not asked for again."))
    return kind.again(job, by=by, now=now)


def job_claim(kind: Kind, *, now: dt.datetime) -> Any | None:
    """Take the next job of ``kind`` under a lease, committed before this returns; None where there is none.

    Moves a queued job to running, a lost one through queued to running (so that its history says so), and fails one
    that has been lost :data:`ATTEMPTS` times. The lease counts in real time: a moved clock cannot end it.
    """
    real = clock.real()
    with transaction.atomic():
        free = Q(state=kind.queued) | Q(state=kind.running, lease_until__lt=real)
        rows = kind.model._base_manager.filter(free).select_for_update(skip_locked=True, of=("self",))
        job = rows.order_by("pk").first()
        if job is None:
            return None
        if job.state == kind.running:  # type: ignore[attr-defined]  # every job has a state
            if job.attempts >= ATTEMPTS:
                with moving(job, kind.failed, by=SYSTEM, now=now):
                    job.lease_until = None
                    job.error = _("The worker was lost %(count)d times while it did this. It was given up.") % {
                        "count": job.attempts
                    }
                return job_claim(kind, now=now)
            with moving(job, kind.queued, by=SYSTEM, now=now, why="worker lost"):
                job.lease_until = None
        with moving(job, kind.running, by=SYSTEM, now=now):
            job.lease_until = real + LEASE
            job.attempts += 1
            job.progress = 0
            job.error = ""
    return job


def job_do(kind: Kind, job: Job, *, time: Callable[[], dt.datetime]) -> bool:
    """Do a claimed job and store its outcome. Returns whether it is done.

    Failed at once where the work says :class:`Unworkable`; after any other error it is queued again, and failed at
    the last attempt. A job that was cancelled or lost meanwhile is left as it is.
    """
    attempt = job.attempts
    try:
        with _kept(kind, job) as watch:
            store = kind.work(job, watch)
            _finish(kind, job, attempt, store, now=time())
    except (Stopped, IllegalMove):
        logger.info("job %s %s was stopped", kind.name, job.pk)
        return False
    except Unworkable as reason:
        _end(kind, job, attempt, kind.failed, str(reason), now=time())
        return False
    except Exception as error:
        logger.exception("job %s %s, attempt %s", kind.name, job.pk, attempt)
        said = f"{type(error).__name__}: {error}"[:1000]
        _end(kind, job, attempt, kind.failed if attempt >= ATTEMPTS else kind.queued, said, now=time())
        return False
    return True


def _finish(kind: Kind, job: Job, attempt: int, store: Store, *, now: dt.datetime) -> None:
    with moving(job, kind.done, by=SYSTEM, now=now):
        if job.attempts != attempt:
            raise Stopped
        store(job, now)
        job.lease_until = None
        job.progress = 100


def _end(kind: Kind, job: Job, attempt: int, to: str, error: str, *, now: dt.datetime) -> None:
    try:
        with moving(job, to, by=SYSTEM, now=now):
            if job.attempts != attempt:
                raise Stopped
            job.lease_until = None
            job.error = error
    except (Stopped, IllegalMove):
        logger.info("job %s %s had ended when it failed: %s", kind.name, job.pk, error)


class _Watch:
    """Keeps the progress and knows when the job is no longer ours."""

    def __init__(self, kind: Kind, job: Job) -> None:
        ours: dict[str, Any] = {"pk": job.pk, "state": kind.running, "attempts": job.attempts}
        self.ours = kind.model._base_manager.filter(**ours)
        self.gone = threading.Event()
        self.over = threading.Event()
        self._told = 0.0

    def step(self, percent: int) -> None:
        if self.gone.is_set():
            raise Stopped
        if machine_time.monotonic() - self._told >= _TELL:
            self._told = machine_time.monotonic()
            if not self.ours.update(progress=percent):
                raise Stopped

    def keep(self) -> None:
        """Renew the lease until the work is over. Runs in a thread, with a connection of its own."""
        try:
            while not self.over.wait(RENEW.total_seconds()):
                try:
                    if not self.ours.all().update(lease_until=clock.real() + LEASE):
                        self.gone.set()
                        return
                except DatabaseError:  # a restart of the server: the next turn tries again, or the lease is over
                    logger.warning("a lease could not be renewed", exc_info=True)
                    connection.close()
        finally:
            connection.close()


@contextmanager
def _kept(kind: Kind, job: Job) -> Iterator[_Watch]:
    watch = _Watch(kind, job)
    keeper = threading.Thread(target=watch.keep, name=f"lease of {kind.name} {job.pk}", daemon=True)
    keeper.start()
    try:
        yield watch
    finally:
        watch.over.set()
        keeper.join()
