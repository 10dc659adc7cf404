from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Role
from praktik.history.door import Transitions


class Kind(TextChoices):
    OPENING = "opening", _("Opening workshop")
    CLOSING = "closing", _("Closing workshop")
    OTHER = "other", _("Workshop")


class Audience(TextChoices):
    BOTH = "both", _("Interns and hosts")
    INTERNS = "interns", _("Interns")
    HOSTS = "hosts", _("Hosts")


class Side(TextChoices):
    """As what somebody takes part."""

    INTERN = "intern", _("Intern")
    HOST = "host", _("Host")


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    ANNOUNCED = "announced", _("Announced")
    CANCELLED = "cancelled", _("Cancelled")


class AttendanceState(TextChoices):
    INVITED = "invited", _("Has not answered")
    COMING = "coming", _("Is coming")
    NOT_COMING = "not_coming", _("Is not coming")
    ATTENDED = "attended", _("Was there")
    ABSENT = "absent", _("Did not come")


# How the status looks; what is not here has no colour.
TONES = {
    AttendanceState.INVITED: "warning",
    AttendanceState.COMING: "success",
    AttendanceState.ATTENDED: "success",
}

# Takes a seat.
SEATED = (AttendanceState.COMING, AttendanceState.ATTENDED)

_DESK = frozenset({Role.CONSULTANT})
_SELF = frozenset({Role.APPLICANT, Role.HOST, Role.CONSULTANT})

WORKSHOP: Transitions = {
    (State.DRAFT, State.ANNOUNCED): _DESK,
    (State.DRAFT, State.CANCELLED): _DESK,
    (State.ANNOUNCED, State.CANCELLED): _DESK,
}

ATTENDANCE: Transitions = {
    (AttendanceState.INVITED, AttendanceState.COMING): _SELF,
    # Whose placement comes to nothing is taken off the list by the system.
    (AttendanceState.INVITED, AttendanceState.NOT_COMING): _SELF | {Role.SYSTEM},
    (AttendanceState.COMING, AttendanceState.NOT_COMING): _SELF | {Role.SYSTEM},
    (AttendanceState.NOT_COMING, AttendanceState.COMING): _SELF,
    # Who was there is noted afterwards, also of those who had not answered, and can be put right.
    **{
        (state, AttendanceState.ATTENDED): _DESK
        for state in (
            AttendanceState.INVITED,
            AttendanceState.COMING,
            AttendanceState.NOT_COMING,
            AttendanceState.ABSENT,
        )
    },
    (AttendanceState.COMING, AttendanceState.ABSENT): _DESK,
    (AttendanceState.ATTENDED, AttendanceState.ABSENT): _DESK,
}
