"""Who may do what with an organisation."""

from __future__ import annotations

from typing import Any

from praktik.history.actors import Actor, Role
from praktik.history.models import Transition
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


# The reason in the history of a contact whom nobody but themselves has vouched for.
FOUNDED = "registered the organisation"


def domain_matches(email: str, organisation: Any) -> bool:
    """Whether the address is of (or under) a mail domain that the desk has registered for the organisation or for
    the body that it belongs to. One query."""
    _name, at, domain = email.lower().rpartition("@")
    if not at or not domain:
        return False
    parts = domain.split(".")
    ends = [".".join(parts[start:]) for start in range(len(parts))]
    domains = organisation.mail_domains.model.objects
    return domains.filter(organisation__in=[organisation.pk, organisation.parent_id], domain__in=ends).exists()


def decides(actor: Any, organisation: Any) -> bool:
    """Whether a person may say who else acts for the organisation.

    A contact whom somebody else confirmed; one who registered the organisation only when their address is of a mail
    domain that the desk has registered for it. Otherwise whoever comes first could keep the company's own people out.
    """
    if not acts_for(actor, organisation):
        return False
    ids = [organisation.pk, organisation.parent_id]
    own = organisation.memberships.model.objects.acting().filter(user=actor.pk, organisation__in=ids)
    vouched = [_last_why(membership) != FOUNDED for membership in own]
    return any(vouched) or domain_matches(actor.email, organisation)


def _last_why(membership: Any) -> str:
    last = Transition.objects.of(membership).filter(to_state=State.CONFIRMED).last()
    return last.why if last else ""
