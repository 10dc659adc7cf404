"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from praktik import clock
from praktik.mail.kinds import Kind, register
from praktik.people.models import User
from praktik.privacy.registry import Period
from praktik.privacy.retention import keep
from praktik.registries import Count, register_counts, register_look
from praktik.rights import privacy, reminders  # noqa: F401 -- registers on import
from praktik.rights.services import erasures  # noqa: F401 -- registers erasures as work
from praktik.rights.services.copies import copies_expire
from praktik.rights.services.idle import told_from
from praktik.rights.services.retaining import BREACH, accounts_end, oldest_age
from praktik.work.views import REGISTRY

register(
    Kind(
        "copy_ready",
        "whoever asked for a copy of their data",
        "the copy is made",
        "to fetch it before it expires",
        stops="Nothing",
        shows="No case: a link to a page that asks for the log-in",
        placeholders=("until", "link"),
    )
)
register_look("copies of data", copies_expire)
keep(Period.ACCOUNT, User, told_from, "the last log-in", end=accounts_end)


def _counts(now: dt.datetime) -> Iterator[Count]:
    late = oldest_age(now)
    days = late.days if late > BREACH else 0
    yield Count(
        _("days too long is the oldest kept that should be gone"), days, reverse("admin:retention"), _("Privacy")
    )


class Overdue(Collector):
    """A figure for Prometheus: above a day, something is kept that should be gone."""

    def collect(self) -> Iterator[Metric]:
        age = oldest_age(clock.now()).total_seconds()
        said = "How long the oldest of what is held has been due to go"
        yield GaugeMetricFamily("praktik_retention_oldest_due_seconds", said, age)


register_counts(_counts)
REGISTRY.register(Overdue())
