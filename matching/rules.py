from __future__ import annotations

from typing import TYPE_CHECKING

from praktik.history.actors import Actor, Role
from praktik.organisations.rules import acts_for

if TYPE_CHECKING:
    from matching.models import MatchRun, Offer, Publishing


def run_roles(actor: Actor, run: MatchRun) -> frozenset[Role]:
    return frozenset(actor.staff_roles)


def publishing_roles(actor: Actor, publishing: Publishing) -> frozenset[Role]:
    return frozenset(actor.staff_roles)


def offer_roles(actor: Actor, offer: Offer) -> frozenset[Role]:
    """The applicant who got it and the host whose place it is."""
    found = set(actor.staff_roles)
    if actor.pk:
        if actor.pk == offer.application.applicant_id:
            found.add(Role.APPLICANT)
        if acts_for(actor, offer.listing.organisation):
            found.add(Role.HOST)
    return frozenset(found)
