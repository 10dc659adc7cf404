from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Role
from praktik.history.door import Transitions


class State(TextChoices):
    FOUND = "found", _("Found")
    CONTACTED = "contacted", _("Contacted")
    IN_DIALOGUE = "in_dialogue", _("In dialogue")
    COMMITTED = "committed", _("Committed")
    DECLINED = "declined", _("Declined")
    PARKED = "parked", _("Parked")
    MERGED = "merged", _("Merged with another")


OPEN = (State.FOUND, State.CONTACTED, State.IN_DIALOGUE, State.PARKED)

_DESK = frozenset({Role.CONSULTANT})

TRANSITIONS: Transitions = {
    (State.FOUND, State.CONTACTED): _DESK,
    (State.FOUND, State.PARKED): _DESK,
    (State.CONTACTED, State.IN_DIALOGUE): _DESK,
    # A company that signs up by its invitation commits itself, whatever the board says.
    (State.CONTACTED, State.COMMITTED): _DESK | {Role.SYSTEM},
    (State.IN_DIALOGUE, State.COMMITTED): _DESK | {Role.SYSTEM},
    (State.CONTACTED, State.DECLINED): _DESK,
    (State.IN_DIALOGUE, State.DECLINED): _DESK,
    (State.CONTACTED, State.PARKED): _DESK,
    (State.IN_DIALOGUE, State.PARKED): _DESK,
    (State.PARKED, State.CONTACTED): _DESK,
    # Two organisations turned out to be one, and so their leads.
    **{(state, State.MERGED): _DESK for state in OPEN},
}
