"""What is done when the time of what is held is over, by the table of :mod:`praktik.privacy.retention`.

The same as at the erasure of a person, by the same classes, in the history and in what was written about the rows too;
but nobody leaves. So what stays of a case for the figures goes over to an empty account: then it is nobody's.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pgtrigger
import structlog
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from praktik.history.actors import SYSTEM
from praktik.history.door import Refused
from praktik.history.models import Read
from praktik.people.models import ERASED, User
from praktik.privacy.retention import CLOCKS, Clock
from praktik.rights.models import Erasure
from praktik.rights.services.erasing import Plan, case_of, erase, event_of, filled, members, with_traces
from praktik.rights.services.erasures import erasure_ask
from praktik.rights.states import State

log = structlog.get_logger(__name__)

# Rows in one transaction, and seconds for which one look goes on: no job waits longer for its worker.
BATCH = 50
TURN = 2.0
# What has been due for longer should be gone.
BREACH = dt.timedelta(hours=24)
_REMEMBERED = 300


@dataclass(frozen=True, slots=True)
class Overdue:
    """``count`` rows of one line of the table are due, the first since ``oldest``."""

    clock: Clock
    count: int
    oldest: dt.datetime | None

    def age(self, now: dt.datetime) -> dt.timedelta:
        return now - self.oldest if self.oldest else dt.timedelta()


def due(clock: Clock, now: dt.datetime) -> QuerySet[Any]:
    """The rows of one line whose time is over and of which something is left."""
    rows = clock.due(now)
    return rows if clock.person or clock.end else rows.filter(_left(clock.model))


def _left(root: type[models.Model]) -> Q:
    """Something is left in the row, in a row that shares its time, or in the history of either."""
    found = filled(root) or Q(pk__in=[])
    for model, path in [(root, "pk"), *members(root)]:
        something = filled(model)
        if model is not root and something is not None:
            found |= Q(Exists(model._base_manager.filter(something, **{path: OuterRef("pk")})))
        event = event_of(model)
        said = filled(event) if event else None
        if event and said is not None:
            whose = "pgh_obj_id" if path == "pk" else path
            found |= Q(Exists(event._base_manager.filter(said, **{whose: OuterRef("pk")})))
    return found


def standing(now: dt.datetime) -> list[Overdue]:
    """Every line of the table with what is due, by one query."""
    parts = [
        due(clock, now)
        .order_by()
        .values(line=models.Value(line))
        .annotate(count=Count("pk"), oldest=Min("over_at"))
        .values_list("line", "count", "oldest")
        for line, clock in enumerate(CLOCKS)
    ]
    found = {line: (count, oldest) for line, count, oldest in parts[0].union(*parts[1:], all=True)}
    return [Overdue(clock, *found.get(line, (0, None))) for line, clock in enumerate(CLOCKS)]


def oldest_age(now: dt.datetime) -> dt.timedelta:
    """How long the oldest of all has been due, looked up at most once in five minutes."""
    oldest = cache.get("retention_oldest")
    if oldest is None:
        oldest = min((one.oldest for one in standing(now) if one.oldest), default=False)
        cache.set("retention_oldest", oldest, _REMEMBERED)
    return now - oldest if oldest else dt.timedelta()


def retention_apply(now: dt.datetime) -> Counter[str]:
    """Do what is due, a batch of each line in turn, the line with the oldest first, until nothing is left or the turn
    is over. Returns how many rows of each line; whoever gets something back asks again.

    Each batch is a transaction: a worker that dies loses its batch alone, and the next look finds the same rows. Two
    looks at once take different rows.
    """
    done: Counter[str] = Counter()
    end = time.monotonic() + TURN
    lines = [(one.oldest, number, one.clock) for number, one in enumerate(standing(now)) if one.oldest]
    queue = deque(clock for _oldest, _number, clock in sorted(lines, key=lambda line: line[:2]))
    while queue and time.monotonic() < end:
        clock = queue.popleft()
        if taken := batch(clock, now):
            done[f"{clock.period.value}: {clock.model._meta.label_lower}"] += taken
        if taken == BATCH:
            queue.append(clock)
    if done:
        log.info("retention_applied", **done)
    cache.delete("retention_oldest")
    return done


def batch(clock: Clock, now: dt.datetime) -> int:
    """One transaction's worth of one line. Returns how many rows it took."""
    with transaction.atomic():
        rows = due(clock, now).order_by("over_at", "pk").select_for_update(of=("self",), skip_locked=True)
        pks = list(rows.values_list("pk", flat=True)[:BATCH])
        if not pks:
            return 0
        if clock.end:
            return clock.end(pks, now)
        plan = with_traces(case_of(clock.model, pks))
        erase(plan, over=True)
        if clock.person:
            _nobodys(clock.model, clock.person, pks, plan, now=now)
        return len(pks)


def _nobodys(root: type[models.Model], field: str, pks: Collection[Any], plan: Plan, *, now: dt.datetime) -> None:
    """Move rows to empty accounts of their own, in the history too, and take their numbers out of the log of reads."""
    rows: dict[Any, int] = dict(root._base_manager.filter(pk__in=pks).values_list("pk", f"{field}_id"))
    numbers = {pk for of in plan.values() for pk in of if isinstance(pk, int)}
    event = event_of(root)
    with pgtrigger.ignore():
        Read.objects.filter(subject__in=set(rows.values()), object_id__in=numbers).update(object_id=0)
        empty = User.objects.bulk_create(
            User(
                email=f"erased-{uuid.uuid4().hex}{ERASED}", is_active=False, password=make_password(None), joined_at=now
            )
            for _row in rows
        )
        for pk, account in zip(rows, empty, strict=True):
            root._base_manager.filter(pk=pk).update(**{field: account})
            if event:
                event._base_manager.filter(pgh_obj_id=pk).update(**{field: account})


def accounts_end(pks: list[Any], now: dt.datetime) -> int:
    """Ask for the erasure of accounts that are not used, as if by hand. What comes in the way is left for next time,
    and one that failed for the next day."""
    asked = 0
    failed = Erasure.objects.filter(user__in=pks, state=State.FAILED, asked_at__gt=now - BREACH).values("user")
    for person in User.objects.filter(pk__in=pks).exclude(pk__in=failed):
        try:
            erasure_ask(person, by=SYSTEM, now=now)
        except Refused as refused:
            log.warning("idle_account_kept", person=person.pk, why=str(refused))
        else:
            asked += 1
    return asked
