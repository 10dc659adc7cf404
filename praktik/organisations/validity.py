"""Rows that stand for something from one date until another, after which a successor takes over."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

M = TypeVar("M", bound="Dated")


class DatedQuerySet(models.QuerySet[M]):
    def valid_on(self, date: dt.date) -> Self:
        """The rows that stand on ``date``; both ends count as inside, and an empty end is open."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=date), Q(valid_to__isnull=True) | Q(valid_to__gte=date)
        )


class Dated(models.Model):
    """``valid_from`` and ``valid_to`` are the first and last day (empty: no limit is known)."""

    valid_from = models.DateField(gettext_lazy("Valid from"), null=True, blank=True)
    valid_to = models.DateField(gettext_lazy("Valid to"), null=True, blank=True)
    successor_id: Any  # the key of whichever model this is
    successor = models.ForeignKey(
        "self",
        verbose_name=gettext_lazy("Successor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="%(class)s_valid_in_order"),
            models.CheckConstraint(condition=~Q(successor=F("pk")), name="%(class)s_not_own_successor"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False), name="%(class)s_successor_needs_end"
            ),
        ]

    def is_valid_on(self, date: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= date) and (self.valid_to is None or date <= self.valid_to)

    def current(self, date: dt.date) -> Self:
        """The row that stands for this one on ``date``: itself while it is not over, otherwise its last successor.

        Ends also where rows point in a circle. One query per step; none where there is no successor.
        """
        row, seen = self, {self.pk}
        while row.valid_to is not None and row.valid_to < date and row.successor is not None:
            if row.successor_id in seen:
                break
            row = cast("Self", row.successor)  # the foreign key points to its own model
            seen.add(row.pk)
        return row

    def clean(self) -> None:
        """Refuses a successor whose own successors lead back to this row, which no database constraint can see."""
        super().clean()
        row, seen = self.successor, set()
        while row is not None and row.pk not in seen:
            if row.pk == self.pk:
                raise ValidationError({"successor": _("The successors would point in a circle.")})
            seen.add(row.pk)
            row = row.successor
