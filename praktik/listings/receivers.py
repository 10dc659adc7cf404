"""What this noun does when a lower one changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver

from praktik.history.actors import SYSTEM
from praktik.listings.models import Listing
from praktik.listings.services import listing_close, possible_contacts
from praktik.listings.states import ACTIVE, OVER
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.signals import membership_moved
from praktik.organisations.states import State as MembershipState
from praktik.rounds.models import Round
from praktik.rounds.signals import round_moved
from praktik.rounds.states import State as RoundState


@receiver(round_moved)
def close_with_the_round(instance: Round, to_state: str, now: dt.datetime, **kwargs: Any) -> None:
    """When a round's placements are over its listings take nobody more."""
    if to_state == RoundState.EVALUATING:
        for listing in Listing.objects.filter(round=instance, state__in=ACTIVE):
            listing_close(listing, by=SYSTEM, now=now, why="the round is over")


@receiver(membership_moved)
def leave_the_listings(instance: Membership, to_state: str, **kwargs: Any) -> None:
    """Whoever no longer acts for an organisation is no longer the contact of its listings. Where one that is not over
    has nobody then, all who still act become its contacts: otherwise nobody would get its mails."""
    if to_state != MembershipState.ENDED:
        return
    left = Organisation.objects.filter(pk=instance.organisation_id) | Organisation.objects.filter(
        parent=instance.organisation_id
    )
    still = Organisation.objects.acted_for_by(instance.user)
    through = Listing.contacts.through.objects.filter(user=instance.user_id, listing__organisation__in=left)
    gone = through.exclude(listing__organisation__in=still.values("pk"))
    listings = list(Listing.objects.filter(pk__in=gone.values("listing")).exclude(state__in=OVER))
    gone.delete()
    for listing in listings:
        if not listing.contacts.exists():
            listing.contacts.set(possible_contacts(listing.organisation))
