from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Role
from praktik.history.door import Transitions


class State(TextChoices):
    """Of what a worker does for a person: an erasure or a copy."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Ground(TextChoices):
    """Why somebody is erased."""

    OWN = "own", _("The person asked for it")
    DESK = "desk", _("An administrator decided it")
    IDLE = "idle", _("The account was not used")


BUSY = (State.QUEUED, State.RUNNING)

_SYSTEM = frozenset({Role.SYSTEM})

TRANSITIONS: Transitions = {
    (State.QUEUED, State.RUNNING): _SYSTEM,
    (State.RUNNING, State.QUEUED): _SYSTEM,
    (State.RUNNING, State.DONE): _SYSTEM,
    (State.RUNNING, State.FAILED): _SYSTEM,
}
