from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from praktik import dates
from praktik.history.actors import Actor, Role
from praktik.organisations.rules import acts_for
from praktik.placements.states import SignerRole

if TYPE_CHECKING:
    from praktik.placements.models import Placement, Signature

# A manager's link lasts three weeks; then the manager asks for a new one, which is sent to the same address.
LINK_LASTS = dt.timedelta(days=21)
MOST_DAYS, FEWEST_DAYS = 5, 2

_SIGNS_AS = {SignerRole.INTERN: Role.APPLICANT, SignerRole.HOST: Role.HOST}


def roles(actor: Actor, placement: Placement) -> frozenset[Role]:
    """The intern, and the confirmed members of the host's organisation. One query for a person."""
    found = set(actor.staff_roles)
    if actor.pk:
        if actor.pk == placement.application.applicant_id:
            found.add(Role.APPLICANT)
        if acts_for(actor, placement.listing.organisation):
            found.add(Role.HOST)
    return frozenset(found)


def party(actor: Actor, placement: Placement) -> Role | None:
    """Which of the two sides ``actor`` is on, or None. Consultants are on neither."""
    found = roles(actor, placement)
    return next((role for role in (Role.APPLICANT, Role.HOST) if role in found), None)


def may_sign(actor: Actor, signature: Signature) -> bool:
    """The intern and the host each for themselves. (The manager signs by link.)"""
    return _SIGNS_AS.get(SignerRole(signature.role)) in roles(actor, signature.agreement.placement)


def link_expired(signature: Signature, now: dt.datetime) -> bool:
    return now >= signature.asked_at + LINK_LASTS


def working_days(starts_on: dt.date, ends_on: dt.date) -> list[dt.date]:
    """The working days from ``starts_on`` to ``ends_on``, both included."""
    span = (ends_on - starts_on).days + 1
    days = (starts_on + dt.timedelta(days=number) for number in range(span))
    return [day for day in days if dates.is_working_day(day)]
