"""Who may do what with an organisation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from praktik.history.actors import Actor, Role
from praktik.history.door import Refused
from praktik.organisations.states import ACTING, State
from praktik.organisations.validators import clean_cvr


def cvr_in(text: str) -> str:
    """The CVR number that somebody has written, "" where there is none. Raises Refused for one that does not exist."""
    if not text.strip():
        return ""
    try:
        return clean_cvr(text)
    except ValidationError as error:
        raise Refused(error.messages[0]) from error


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
# The reason in the history of an employee whose log-in told the organisation's CVR number.
CLAIMED = "the log-in's provider told the CVR number"


def domains_of(email: str) -> list[str]:
    """The address's mail domain and every one above it: a.b.dk, b.dk, dk. None for what is no address."""
    _name, at, domain = email.lower().rpartition("@")
    if not at or not domain:
        return []
    parts = domain.split(".")
    return [".".join(parts[start:]) for start in range(len(parts))]


def domain_matches(email: str, organisation: Any) -> bool:
    """Whether the address is of (or under) a mail domain that the desk has registered for the organisation or for
    the body that it belongs to. One query."""
    domains = organisation.mail_domains.model.objects
    ids = [organisation.pk, organisation.parent_id]
    return domains.filter(organisation__in=ids, domain__in=domains_of(email)).exists()


def decides(actor: Any, organisation: Any) -> bool:
    """Whether a person may say who else acts for the organisation (see ``OrganisationQuerySet.decided_by``). One
    query."""
    return actor.pk is not None and type(organisation).objects.decided_by(actor).filter(pk=organisation.pk).exists()
