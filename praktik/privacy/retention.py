"""When the time of what is held is over: how many months each period lasts, and from when they count.

The table is filled by the nouns, beside their classes: :func:`keep` says of a model from which moment the months count.
Rows of other models that belong to such a row (``case`` in the registry) share its time. What is done then is
``praktik.rights.services.retaining``'s, by the same classes as the erasure of a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Func, QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import ngettext

from praktik.privacy.registry import Period

Rows = Callable[[int], QuerySet[Any]]
End = Callable[[list[Any], dt.datetime], int]


@dataclass(frozen=True, slots=True)
class Clock:
    """``rows(months)``: the rows whose time counts, each with ``over_at``, the moment when it is over; what is under
    way or on file is not among them. ``moment`` says from when, for the table in docs; ``named`` what the desk calls
    the rows, where the model's own name does not tell. ``person``: the field with the person, whose row goes over to an
    empty account when all else is done, so that its figures are nobody's. ``end``: what is done instead of emptying the
    rows; it gets their keys and says how many it took. With either, ``rows`` leaves out what is done already."""

    period: Period
    model: type[models.Model]
    rows: Rows
    moment: str
    person: str = ""
    end: End | None = None
    named: str | Promise = ""

    @property
    def name(self) -> str | Promise:
        return self.named or self.model._meta.verbose_name_plural or ""

    def due(self, now: dt.datetime) -> QuerySet[Any]:
        """By range: what was due on a day without a worker still is."""
        return self.rows(months(self.period)).filter(over_at__lte=now)


CLOCKS: list[Clock] = []


def keep(
    period: Period,
    model: type[models.Model],
    rows: Rows,
    moment: str,
    *,
    person: str = "",
    end: End | None = None,
    named: str | Promise = "",
) -> None:
    """Add a line to the table."""
    CLOCKS.append(Clock(period, model, rows, moment, person, end, named))


def months(period: Period) -> int:
    return int(settings.RETENTION_MONTHS[period.value])


def words(period: Period) -> str:
    """How long, in the reader's language."""
    return ngettext("%d month", "%d months", months(period)) % months(period)


class _After(Func):
    template = "(%(expressions)s + make_interval(months => %(months)s))"
    output_field = models.DateTimeField()


def after(moment: str | Combinable, months: int) -> Func:
    """So many calendar months after ``moment``, in SQL; null where there is none."""
    return _After(F(moment) if isinstance(moment, str) else moment, months=int(months))


def since(model: type[models.Model], moment: str | Combinable) -> Rows:
    """All rows of a model, by a moment of theirs."""
    return lambda months: model._base_manager.annotate(over_at=after(moment, months))
