from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Role
from praktik.history.door import Transitions


class State(TextChoices):
    REQUESTED = "requested", _("Waiting for an answer")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Not confirmed")
    ENDED = "ended", _("Ended")


class MembershipRole(TextChoices):
    """What a person is to an organisation."""

    EMPLOYEE = "employee", _("Employee")
    CONTACT = "contact", _("Contact person")
    OWNER = "owner", _("Responsible for the organisation")


# The roles that may act for the organisation.
ACTING = (MembershipRole.CONTACT, MembershipRole.OWNER)

# An applicant is the person whose membership it is; the system confirms where a consultant's invitation was answered.
TRANSITIONS: Transitions = {
    (State.REQUESTED, State.CONFIRMED): frozenset({Role.HOST, Role.CONSULTANT, Role.SYSTEM}),
    (State.REQUESTED, State.DECLINED): frozenset({Role.HOST, Role.CONSULTANT}),
    (State.REQUESTED, State.ENDED): frozenset({Role.APPLICANT, Role.SYSTEM}),
    (State.CONFIRMED, State.ENDED): frozenset({Role.APPLICANT, Role.HOST, Role.CONSULTANT, Role.SYSTEM}),
    (State.DECLINED, State.REQUESTED): frozenset({Role.APPLICANT, Role.SYSTEM}),
    (State.ENDED, State.REQUESTED): frozenset({Role.APPLICANT, Role.SYSTEM}),
}
