from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Role
from praktik.history.door import Transitions


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned with a comment")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


EDITABLE = (State.DRAFT, State.RETURNED)
# Nothing more will happen to it.
OVER = (State.CLOSED, State.WITHDRAWN)
# Takes part in a matching run.
ACTIVE = (State.PUBLISHED, State.PAUSED)

# How the status looks; what is not here has no colour.
TONES = {
    State.SUBMITTED: "info",
    State.RETURNED: "warning",
    State.PUBLISHED: "success",
    State.PAUSED: "warning",
}

_HOST = frozenset({Role.HOST, Role.CONSULTANT})
_DESK = frozenset({Role.CONSULTANT})

TRANSITIONS: Transitions = {
    (State.DRAFT, State.SUBMITTED): _HOST,
    (State.DRAFT, State.WITHDRAWN): _HOST,
    (State.SUBMITTED, State.RETURNED): _DESK,
    (State.SUBMITTED, State.PUBLISHED): _DESK,
    (State.RETURNED, State.SUBMITTED): _HOST,
    (State.PUBLISHED, State.PAUSED): _HOST,
    (State.PAUSED, State.PUBLISHED): _HOST,
    (State.PUBLISHED, State.CLOSED): _HOST | {Role.SYSTEM},
    (State.PAUSED, State.CLOSED): _HOST | {Role.SYSTEM},
}
