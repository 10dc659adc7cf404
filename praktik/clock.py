"""The one clock.

Services take ``now=``; views, tasks and commands get it here. Where ``ALLOW_TIME_TRAVEL`` is set (the demo, never
production) one row in PostgreSQL moves web, worker and beat together.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone


class ClockOffset(models.Model):
    """How far the demo's clock stands from the real one, in seconds. At most one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="clock_offset_one_row")]

    def __str__(self) -> str:
        return f"{self.seconds:+d} s"


def now() -> dt.datetime:
    """The time that decides (aware). One query where time travel is allowed, none elsewhere."""
    return real() + offset()


def real() -> dt.datetime:
    """The machine's own time: for leases and time-outs, which a moved clock must not end early."""
    return timezone.now()


def today() -> dt.date:
    """The date in Denmark."""
    return timezone.localdate(now())


def offset() -> dt.timedelta:
    if not settings.ALLOW_TIME_TRAVEL:
        return dt.timedelta()
    return dt.timedelta(seconds=ClockOffset.objects.values_list("seconds", flat=True).first() or 0)


def travel(by: dt.timedelta) -> dt.timedelta:
    """Move the clock by ``by`` and return the whole offset. Raises RuntimeError where time travel is not allowed."""
    if not settings.ALLOW_TIME_TRAVEL:
        raise RuntimeError("the clock cannot be moved here: ALLOW_TIME_TRAVEL is not set")
    whole = offset() + by
    ClockOffset.objects.update_or_create(pk=1, defaults={"seconds": int(whole.total_seconds())})
    return whole
