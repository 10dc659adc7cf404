from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from praktik.history.actors import Actor, Role
from praktik.history.door import NotYours

if TYPE_CHECKING:
    from praktik.applications.models import Application, Conflict


def roles(actor: Actor, application: Application) -> frozenset[Role]:
    found = set(actor.staff_roles)
    if actor.pk and actor.pk == application.applicant_id:
        found.add(Role.APPLICANT)
    return frozenset(found)


def applicant_only(by: Actor, application: Application) -> None:
    """Raises NotYours for anybody but the applicant."""
    if Role.APPLICANT not in roles(by, application):
        raise NotYours(_("You do not have the right to do this."))


def conflict_roles(actor: Actor, conflict: Conflict) -> frozenset[Role]:
    return frozenset(actor.staff_roles)
