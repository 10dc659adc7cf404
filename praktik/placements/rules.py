from __future__ import annotations

from typing import TYPE_CHECKING

from praktik.history.actors import Actor, Role
from praktik.organisations.rules import acts_for

if TYPE_CHECKING:
    from praktik.placements.models import Placement


def roles(actor: Actor, placement: Placement) -> frozenset[Role]:
    """The intern, and the confirmed members of the host's organisation. One query for a person."""
    found = set(actor.staff_roles)
    if actor.pk:
        if actor.pk == placement.application.applicant_id:
            found.add(Role.APPLICANT)
        if acts_for(actor, placement.listing.organisation):
            found.add(Role.HOST)
    return frozenset(found)
