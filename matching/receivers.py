"""What the matching does when the programme changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from matching.models import Offer
from matching.services.offers import HOST, INTERN, offer_withdraw, places_check
from matching.services.pairs import pair_propose, pair_unpropose
from matching.services.ranking import ASKING, OPEN, application_ask_hosts, round_ask_hosts
from matching.states import OfferState
from praktik.applications.models import Application, Wish
from praktik.applications.signals import application_moved
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import SYSTEM
from praktik.listings.models import Listing
from praktik.listings.signals import listing_changing, listing_moved
from praktik.listings.states import State as ListingState
from praktik.mail.services import mails_supersede
from praktik.placements.models import Placement
from praktik.placements.signals import placement_moved
from praktik.placements.states import State as PlacementState
from praktik.recruitment.signals import wish_answered, wish_unanswered
from praktik.rounds.models import Round
from praktik.rounds.signals import round_moved
from praktik.rounds.states import State as RoundState


@receiver(application_moved)
def application_is_withdrawn(*, instance: Application, to_state: str, now: dt.datetime, **_others: Any) -> None:
    """Its open offer is taken back and the host is told. An accepted one goes with its placement, whose mails tell."""
    if to_state != ApplicationState.WITHDRAWN:
        return
    for offer in Offer.objects.live().filter(application=instance):
        tell = frozenset({HOST}) if offer.state == OfferState.OPEN else frozenset()
        offer_withdraw(offer, why=_("The application was withdrawn."), by=SYSTEM, now=now, tell=tell)


@receiver(application_moved)
def application_is_in_the_pool(*, instance: Application, to_state: str, now: dt.datetime, **_others: Any) -> None:
    """A manager said yes after the round had closed: the hosts wished for have one more to sort."""
    if to_state == ApplicationState.ELIGIBLE and instance.round.state in OPEN:
        application_ask_hosts(instance, now=now)


@receiver(round_moved)
def hosts_can_sort(*, instance: Round, from_state: str, to_state: str, now: dt.datetime, **_others: Any) -> None:
    """Closed for applications: hosts are asked to sort. Open again, or the offers out: what asks them is taken back."""
    if (from_state, to_state) == (RoundState.OPEN, RoundState.CLOSED):
        round_ask_hosts(instance, now=now)
    elif from_state in OPEN and to_state not in OPEN:
        for listing in Listing.objects.filter(round=instance):
            mails_supersede(ASKING, listing)


@receiver(listing_moved)
def listing_is_closed(*, instance: Listing, to_state: str, now: dt.datetime, **_others: Any) -> None:
    """Its open offers are taken back and the applicants are told. Accepted ones stay: they have a placement."""
    if to_state != ListingState.CLOSED:
        return
    for offer in Offer.objects.filter(listing=instance, state=OfferState.OPEN):
        offer_withdraw(offer, why=_("The listing was closed."), by=SYSTEM, now=now, tell=frozenset({INTERN}))


@receiver(listing_changing)
def listing_keeps_its_places(*, instance: Listing, **_others: Any) -> None:
    """What is offered or taken cannot be taken out of the listing."""
    places_check(instance)


@receiver(placement_moved)
def placement_is_cancelled(*, instance: Placement, to_state: str, now: dt.datetime, why: str, **_others: Any) -> None:
    """The place is free again, and the intern back on the waiting list. The placement's own mails have told both."""
    if to_state != PlacementState.CANCELLED:
        return
    accepted = Offer.objects.filter(
        application=instance.application_id, listing=instance.listing_id, state=OfferState.ACCEPTED
    )
    for offer in accepted:
        offer_withdraw(offer, why=why or _("The placement was cancelled."), by=SYSTEM, now=now, tell=frozenset())


@receiver(wish_answered)
def wish_is_answered(*, wish: Wish, listing: Listing, now: dt.datetime, **_others: Any) -> None:
    """The company was recruited from this wish: a lock is proposed, and a consultant decides."""
    pair_propose(wish.application, listing, reason=_("Recruited from this wish."), now=now)


@receiver(wish_unanswered)
def wish_is_not_answered(*, wish: Wish, listing: Listing, **_others: Any) -> None:
    """The applicant has chosen otherwise: nobody has to decide about a lock that was proposed."""
    pair_unpropose(wish.application, listing)
