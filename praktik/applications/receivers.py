"""What this noun does when a lower one changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver

from praktik.applications.models import Application
from praktik.applications.services.mails import tell_applicant
from praktik.applications.states import State
from praktik.rounds.models import Round
from praktik.rounds.signals import round_moved
from praktik.rounds.states import State as RoundState


@receiver(round_moved, dispatch_uid="applications.round_reopened")
def round_reopened(*, instance: Round, from_state: str, to_state: str, now: dt.datetime, **kwargs: Any) -> None:
    """Whoever has a draft is told that there is still time."""
    if (from_state, to_state) != (RoundState.CLOSED, RoundState.OPEN):
        return
    drafts = Application.objects.filter(round=instance, state=State.DRAFT).select_related("applicant")
    for application in drafts:
        application.round = instance
        tell_applicant(application, "round_reopened", key=now.isoformat(), now=now)
