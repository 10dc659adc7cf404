"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from praktik.registries import Count, register_counts, register_look
from praktik.rounds import mail_texts, privacy, receivers  # noqa: F401 -- registers on import
from praktik.rounds.models import Round
from praktik.rounds.services import rounds_look
from praktik.rounds.states import MilestoneKind, State


def counts(now: dt.datetime) -> Iterator[Count]:
    """Rounds that the clock opens, if nothing is missing: one that stays here lacks a date."""
    address = reverse("admin:praktik_round_changelist")
    late = Round.objects.filter(state=State.DRAFT, milestones__kind=MilestoneKind.OPENS, milestones__at__lte=now)
    yield Count(
        label=_("Rounds that should have opened"),
        number=late.count(),
        url=f"{address}?state__exact={State.DRAFT}",
        group=_("Rounds"),
    )


register_counts(counts)
register_look("rounds", rounds_look)
