"""What evaluations do when a placement changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver

from evaluations.services import evaluations_bypass, evaluations_open_after, evaluations_schedule
from praktik.history.actors import SYSTEM
from praktik.placements.models import Placement
from praktik.placements.signals import placement_moved
from praktik.placements.states import ENDED, State


@receiver(placement_moved)
def placement_is_moved(*, instance: Placement, to_state: str, now: dt.datetime, why: str, **_others: Any) -> None:
    """Agreed: schedule (or schedule anew). Completed: ask. Ended before its time: ask nobody any more."""
    if to_state == State.AGREED:
        evaluations_schedule(instance, by=SYSTEM, now=now)
    elif to_state == State.COMPLETED:
        evaluations_open_after(instance, by=SYSTEM, now=now)
    elif to_state in ENDED:
        evaluations_bypass(instance, why=why or str(State(to_state).label), by=SYSTEM, now=now)
