"""What this noun does when a lower one changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from praktik.applications.models import Application
from praktik.applications.signals import application_moved
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import Actor
from praktik.history.door import Refused
from praktik.placements.models import Placement
from praktik.placements.services import placement_break_off, placement_cancel
from praktik.placements.states import State


@receiver(application_moved)
def application_is_withdrawn(
    *, instance: Application, to_state: str, by: Actor, now: dt.datetime, why: str, **_others: Any
) -> None:
    """Whoever withdraws the application withdraws from its placement too. Raises Refused after completion: an
    application can be withdrawn before that (product.md, states)."""
    if to_state != ApplicationState.WITHDRAWN:
        return
    if instance.placements.filter(state=State.COMPLETED).exists():
        raise Refused(_("The placement is completed, so the application can no longer be withdrawn."))
    placement = Placement.objects.alive().filter(application=instance).first()
    if placement is not None:
        end = placement_break_off if placement.state == State.UNDER_WAY else placement_cancel
        end(placement, why=why or _("The application was withdrawn."), by=by, now=now)
