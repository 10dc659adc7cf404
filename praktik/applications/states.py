from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Role
from praktik.history.door import Transitions


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    AWAITING_MANAGER = "awaiting_manager", _("Awaiting the manager")
    DECLINED_BY_MANAGER = "declined_by_manager", _("Not released by the manager")
    ELIGIBLE = "eligible", _("Ready for matching")
    WAITING_LIST = "waiting_list", _("On the waiting list")
    MATCHED = "matched", _("Has an offer")
    PLACED = "placed", _("Has a placement")
    NOT_PLACED = "not_placed", _("Not placed")
    CARRIED_OVER = "carried_over", _("Carried over to the next round")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ConflictState(TextChoices):
    DECLARED = "declared", _("Declared")
    CLEARED = "cleared", _("Cleared")
    UPHELD = "upheld", _("Upheld")


class Leg(TextChoices):
    """The three legs of a conflict of interest (forvaltningsloven § 3 and § 27, udbudsloven § 4)."""

    IMPARTIALITY = "impartiality", _("Impartiality")
    CONFIDENTIALITY = "confidentiality", _("Confidentiality")
    PROCUREMENT = "procurement", _("Procurement")


class WishKind(TextChoices):
    LISTING = "listing", _("A published listing")
    COMPANY = "company", _("A company that is not here yet")
    OPEN = "open", _("An open wish")


# What the applicant may still change, while the round takes applications.
EDITABLE = (State.DRAFT, State.AWAITING_MANAGER, State.ELIGIBLE)
# Takes part in a matching run.
IN_POOL = (State.ELIGIBLE, State.WAITING_LIST)
# Not over yet: the person may still withdraw.
ALIVE = (
    State.DRAFT, State.AWAITING_MANAGER, State.DECLINED_BY_MANAGER, State.ELIGIBLE, State.WAITING_LIST, State.MATCHED,
    State.PLACED,
)  # fmt: skip

# Sent in, and not taken back: its wishes count when hosts are sought and when listings are weighed.
COUNTED = (
    State.AWAITING_MANAGER, State.DECLINED_BY_MANAGER, State.ELIGIBLE, State.WAITING_LIST, State.MATCHED, State.PLACED,
)  # fmt: skip
# Of these, where nothing has been offered yet.
UNPLACED = tuple(state for state in COUNTED if state not in (State.MATCHED, State.PLACED))
# Somebody else has it before them: a manager, a consultant, a host. (A placement says so itself.)
WITH_OTHERS = (
    State.AWAITING_MANAGER, State.DECLINED_BY_MANAGER, State.ELIGIBLE, State.WAITING_LIST, State.MATCHED,
)  # fmt: skip

_APPLICANT = frozenset({Role.APPLICANT})
_SYSTEM = frozenset({Role.SYSTEM})
_DESK = frozenset({Role.CONSULTANT})
_MANAGER = frozenset({Role.MANAGER, Role.CONSULTANT})

TRANSITIONS: Transitions = {
    (State.DRAFT, State.AWAITING_MANAGER): _APPLICANT,
    # What the manager had answered has changed: the manager is asked again.
    (State.ELIGIBLE, State.AWAITING_MANAGER): _APPLICANT,
    (State.AWAITING_MANAGER, State.ELIGIBLE): _MANAGER,
    (State.AWAITING_MANAGER, State.DECLINED_BY_MANAGER): _MANAGER,
    # The one who was asked passes the question on to another manager.
    (State.AWAITING_MANAGER, State.AWAITING_MANAGER): frozenset({Role.MANAGER}),
    (State.DECLINED_BY_MANAGER, State.AWAITING_MANAGER): _DESK,
    (State.ELIGIBLE, State.WAITING_LIST): _DESK | _SYSTEM,
    (State.WAITING_LIST, State.ELIGIBLE): _DESK | _SYSTEM,
    (State.ELIGIBLE, State.MATCHED): _DESK | _SYSTEM,
    (State.WAITING_LIST, State.MATCHED): _DESK | _SYSTEM,
    (State.MATCHED, State.PLACED): _SYSTEM,
    (State.MATCHED, State.ELIGIBLE): _DESK | _SYSTEM,
    (State.MATCHED, State.WAITING_LIST): _DESK | _SYSTEM,
    (State.PLACED, State.ELIGIBLE): _DESK | _SYSTEM,
    (State.PLACED, State.WAITING_LIST): _DESK | _SYSTEM,
    (State.ELIGIBLE, State.NOT_PLACED): _DESK | _SYSTEM,
    (State.WAITING_LIST, State.NOT_PLACED): _DESK | _SYSTEM,
    (State.ELIGIBLE, State.CARRIED_OVER): _DESK | _SYSTEM,
    (State.WAITING_LIST, State.CARRIED_OVER): _DESK | _SYSTEM,
    **{(state, State.WITHDRAWN): _APPLICANT | _DESK for state in ALIVE},
}

CONFLICT_TRANSITIONS: Transitions = {
    (ConflictState.DECLARED, ConflictState.CLEARED): _DESK,
    (ConflictState.DECLARED, ConflictState.UPHELD): _DESK,
}
