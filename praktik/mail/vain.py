"""What reminders did not bring about: when even a rule's last one is some days old and the need is still there, it is
the desk's task to call or write. Nothing is stored; the task is over when the need is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, F, Max
from django.db.models.functions import TruncDate
from django.utils import timezone

from praktik.mail.models import Mail
from praktik.mail.reminders import RULES, Rule
from praktik.mail.states import State

# Days from the last reminder until it is the desk's, and how long it stays: what nobody has acted on for a quarter of a
# year is no task any more.
GRACE, LASTS = 3, 90


@dataclass(frozen=True, slots=True)
class Task:
    """``row``: what a consultant opens. ``since``: the day that the rule counts from. ``sent``: how many mails of its
    kind have gone out about it, the newest at ``last``."""

    rule: Rule
    row: Any
    since: dt.date
    sent: int
    last: dt.datetime | None


def _rows(rule: Rule, now: dt.datetime) -> models.QuerySet[Any]:
    rows = rule.rows(now).annotate(vain_from=F(rule.counts_from))
    day: Any = F("vain_from")
    if isinstance(rows.query.annotations["vain_from"].output_field, models.DateTimeField):
        day = TruncDate("vain_from", tzinfo=timezone.get_current_timezone())
    latest = timezone.localdate(now) - dt.timedelta(days=max(rule.offsets) + GRACE)
    return rows.annotate(vain_day=day).filter(vain_day__lte=latest, vain_day__gt=latest - dt.timedelta(days=LASTS))


def _rules() -> Iterator[Rule]:
    return (rule for rule in RULES.values() if rule.desk)


def tasks_count(now: dt.datetime) -> int:
    """One query for each rule that ends at the desk."""
    return sum(_rows(rule, now).order_by().values("pk").distinct().count() for rule in _rules())


def tasks(now: dt.datetime) -> list[Task]:
    """All of them, the oldest first. Two queries for each rule that ends at the desk."""
    found = []
    for rule in _rules():
        rows = _rows(rule, now).select_related()  # all that a row cannot be without, which is what its name is made of
        listed = {row.pk: row for row in rows}
        mails = Mail.objects.filter(
            kind=rule.kind, state=State.SENT, content_type=ContentType.objects.get_for_model(rows.model),
            object_id__in=listed,
        )  # fmt: skip
        sent = {
            about: (count, last)
            for about, count, last in mails.order_by()
            .values_list("object_id")
            .annotate(count=Count("pk"), last=Max("sent_at"))
        }
        for row in listed.values():
            shown = row
            for name in () if rule.desk == "pk" else rule.desk.split("__"):
                shown = getattr(shown, name)
            found.append(Task(rule, shown, row.vain_day, *sent.get(row.pk, (0, None))))
    return sorted(found, key=lambda task: (task.since, task.rule.kind, task.row.pk))
