"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from praktik import dates, registries
from praktik.mail.kinds import Kind, register
from praktik.workshops import privacy, receivers, reminders  # noqa: F401 -- registers on import
from praktik.workshops.models import Attendance
from praktik.workshops.rules import takes_answers
from praktik.workshops.services import workshops_look
from praktik.workshops.states import AttendanceState, State

register(
    Kind(
        "workshop_invited",
        "interns and hosts of the round",
        "a workshop is announced, or they get a placement afterwards",
        "say whether they come",
    ),
    Kind("workshop_changed", "those who have not said no", "an announced workshop gets another time or place", "know"),
    Kind("workshop_cancelled", "those who have not said no", "a workshop is cancelled", "know it"),
)
registries.register_look("workshops", workshops_look)


def own(user: Any, now: dt.datetime) -> Iterator[registries.Todo | registries.Matter]:
    """The workshops that the person was invited to. One query."""
    found = Attendance.objects.filter(user=user.pk).exclude(workshop__state=State.DRAFT).select_related("workshop")
    for attendance in found.order_by("workshop__starts_at"):
        workshop = attendance.workshop
        page = reverse("workshop_page", args=[workshop.pk])
        cancelled = workshop.state == State.CANCELLED
        yield registries.Matter(
            label=str(workshop),
            status=workshop.get_state_display() if cancelled else attendance.get_state_display(),
            url=page,
            detail=dates.moment(workshop.starts_at),
            over=cancelled or workshop.ends_at <= now,
        )
        if attendance.state == AttendanceState.INVITED and takes_answers(workshop, now):
            yield registries.Todo(
                label=_("Say whether you come to “%(workshop)s”") % {"workshop": workshop},
                url=page,
                deadline=workshop.starts_at,
                urgent=workshop.starts_at - now < dt.timedelta(days=7),
            )


registries.register_own(own)
