from __future__ import annotations

from typing import Any

from praktik.history.actors import Actor, Role


def roles(actor: Actor, job: Any) -> frozenset[Role]:
    """An erasure or a copy: asked for by the person or an administrator, and moved by nobody but the system."""
    return frozenset(actor.staff_roles)
