"""What this noun does when a lower one changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver

from praktik.placements.models import Placement
from praktik.placements.signals import placement_moved
from praktik.placements.states import ENDED
from praktik.workshops.services import attendances_end


@receiver(placement_moved)
def placement_came_to_nothing(*, instance: Placement, to_state: str, now: dt.datetime, **_others: Any) -> None:
    """Intern and contact persons no longer come to the round's workshops, unless another placement brings them."""
    if to_state in ENDED:
        round_id = instance.listing.round_id
        people = {instance.application.applicant_id, *instance.listing.contacts.values_list("pk", flat=True)}
        for user_id in sorted(people):
            attendances_end(user_id, round_id, now=now)
