"""Who may do what with an organisation."""

from __future__ import annotations

from typing import Any

from praktik.history.actors import Actor, Role
from praktik.organisations.states import ACTING, State


def acts_for(actor: Actor, organisation: Any) -> bool:
    """Whether ``actor`` is a confirmed contact of the organisation or of the body that it belongs to. One query."""
    if actor.pk is None:
        return False
    ids = [organisation.pk, organisation.parent_id]
    memberships = organisation.memberships.model.objects
    return memberships.filter(user=actor.pk, organisation__in=ids, state=State.CONFIRMED, role__in=ACTING).exists()


def membership_roles(actor: Actor, membership: Any) -> frozenset[Role]:
    """In which roles ``actor`` stands to a membership. Nobody is host to their own."""
    roles = set(actor.staff_roles & {Role.CONSULTANT, Role.SYSTEM})
    if actor.pk is not None and actor.pk == membership.user_id:
        roles.add(Role.APPLICANT)
    elif acts_for(actor, membership.organisation):
        roles.add(Role.HOST)
    return frozenset(roles)


def may_edit(actor: Actor, organisation: Any) -> bool:
    """Address, website and description: the organisation's contacts and the consultants."""
    return Role.CONSULTANT in actor.staff_roles or acts_for(actor, organisation)


def may_administer(actor: Actor) -> bool:
    """Name, numbers, sector, domains, validity: what others rely on. Consultants only."""
    return Role.CONSULTANT in actor.staff_roles
