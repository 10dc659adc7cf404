from __future__ import annotations

from typing import TYPE_CHECKING

from praktik.history.actors import Actor, Role

if TYPE_CHECKING:
    from praktik.rounds.models import Round


def roles(actor: Actor, round_: Round) -> frozenset[Role]:
    """A round belongs to the desk: only staff and the clock stand in any role to it."""
    return frozenset(actor.staff_roles)
