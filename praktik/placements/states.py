from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Role
from praktik.history.door import Transitions


class State(TextChoices):
    DRAFTING = "drafting", _("Agreement is being written")
    SIGNING = "signing", _("Agreement is being signed")
    AGREED = "agreed", _("Agreed")
    UNDER_WAY = "under_way", _("Under way")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("The intern did not come")
    BROKEN_OFF = "broken_off", _("Broken off")


class SignerRole(TextChoices):
    INTERN = "intern", _("Intern")
    HOST = "host", _("Host")
    MANAGER = "manager", _("Manager")


# Not over yet.
ALIVE = (State.DRAFTING, State.SIGNING, State.AGREED, State.UNDER_WAY)

# Somebody ended it before its time.
ENDED = (State.CANCELLED, State.NO_SHOW, State.BROKEN_OFF)

# How the status looks; what is not here has no colour.
TONES = {
    State.DRAFTING: "info",
    State.SIGNING: "warning",
    State.AGREED: "success",
    State.UNDER_WAY: "success",
    State.COMPLETED: "success",
    State.NO_SHOW: "error",
    State.BROKEN_OFF: "error",
}

_PARTIES = frozenset({Role.APPLICANT, Role.HOST, Role.CONSULTANT})
_SYSTEM = frozenset({Role.SYSTEM, Role.CONSULTANT})

TRANSITIONS: Transitions = {
    (State.DRAFTING, State.SIGNING): _PARTIES,
    # The last of three signatures, whoever gives it.
    (State.SIGNING, State.AGREED): _PARTIES | {Role.MANAGER},
    # A change after signing makes a new version that needs new signatures.
    (State.SIGNING, State.DRAFTING): _PARTIES,
    (State.AGREED, State.SIGNING): _PARTIES,
    (State.UNDER_WAY, State.SIGNING): _PARTIES,
    (State.AGREED, State.UNDER_WAY): _SYSTEM,
    (State.UNDER_WAY, State.COMPLETED): _SYSTEM | {Role.HOST},
    **{(state, State.CANCELLED): _PARTIES for state in ALIVE},
    **{(state, State.NO_SHOW): frozenset({Role.HOST, Role.CONSULTANT}) for state in ALIVE},
    **{(state, State.BROKEN_OFF): _PARTIES for state in ALIVE},
}
