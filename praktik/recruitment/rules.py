from __future__ import annotations

from typing import TYPE_CHECKING

from praktik.history.actors import Actor, Role

if TYPE_CHECKING:
    from praktik.recruitment.models import Lead


def roles(actor: Actor, lead: Lead) -> frozenset[Role]:
    return frozenset(actor.staff_roles)
