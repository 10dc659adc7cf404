"""What this noun does when a lower one changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver

from praktik.alerts.services import listing_tell, round_tell
from praktik.listings.models import Listing
from praktik.listings.signals import listing_moved
from praktik.listings.states import State as ListingState
from praktik.rounds.models import Round
from praktik.rounds.signals import round_moved
from praktik.rounds.states import State as RoundState


@receiver(round_moved)
def round_opens(*, instance: Round, from_state: str, to_state: str, now: dt.datetime, **_others: Any) -> None:
    if (from_state, to_state) == (RoundState.DRAFT, RoundState.OPEN):
        round_tell(instance, now=now)


@receiver(listing_moved)
def listing_is_published(
    *, instance: Listing, from_state: str, to_state: str, now: dt.datetime, **_others: Any
) -> None:
    """One that was paused is not new."""
    if (from_state, to_state) == (ListingState.SUBMITTED, ListingState.PUBLISHED):
        listing_tell(instance, now=now)
