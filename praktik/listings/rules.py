from __future__ import annotations

from typing import TYPE_CHECKING

from praktik.history.actors import Actor, Role
from praktik.organisations.rules import acts_for

if TYPE_CHECKING:
    from praktik.listings.models import Listing


def roles(actor: Actor, listing: Listing) -> frozenset[Role]:
    """A confirmed member of the listing's organisation is its host. One query for a person, none for the clock."""
    found = set(actor.staff_roles)
    if acts_for(actor, listing.organisation):
        found.add(Role.HOST)
    return frozenset(found)
