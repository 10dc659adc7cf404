from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from praktik.history.actors import Actor, Role
from praktik.history.door import NotYours

if TYPE_CHECKING:
    from praktik.recruitment.models import Lead


def roles(actor: Actor, lead: Lead) -> frozenset[Role]:
    return frozenset(actor.staff_roles)


def desk_only(by: Actor) -> None:
    """Raises NotYours for anybody but consultants."""
    if Role.CONSULTANT not in by.staff_roles:
        raise NotYours(_("You do not have the right to do this."))
