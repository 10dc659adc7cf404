from __future__ import annotations

from typing import TYPE_CHECKING

from praktik.history.actors import Actor, Role

if TYPE_CHECKING:
    from praktik.applications.models import Application, Conflict


def roles(actor: Actor, application: Application) -> frozenset[Role]:
    found = set(actor.staff_roles)
    if actor.pk and actor.pk == application.applicant_id:
        found.add(Role.APPLICANT)
    return frozenset(found)


def conflict_roles(actor: Actor, conflict: Conflict) -> frozenset[Role]:
    return frozenset(actor.staff_roles)
