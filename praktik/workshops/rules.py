from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from praktik.history.actors import Actor, Role
from praktik.workshops.states import AttendanceState, Side, State

if TYPE_CHECKING:
    from praktik.workshops.models import Attendance, Workshop


def workshop_roles(actor: Actor, workshop: Workshop) -> frozenset[Role]:
    return actor.staff_roles


def attendance_roles(actor: Actor, attendance: Attendance) -> frozenset[Role]:
    """Everybody answers for themselves, as what they were invited as; consultants for anybody."""
    found = set(actor.staff_roles)
    if actor.pk and actor.pk == attendance.user_id:
        found.add(Role.APPLICANT if attendance.side == Side.INTERN else Role.HOST)
    return frozenset(found)


def takes_answers(workshop: Workshop, now: dt.datetime) -> bool:
    """From the announcement until it begins."""
    return workshop.state == State.ANNOUNCED and now < workshop.starts_at


def may_answer(attendance: Attendance, answer: AttendanceState, now: dt.datetime) -> bool:
    """Whether the one who was invited can still say ``answer`` (coming or not)."""
    return takes_answers(attendance.workshop, now) and (attendance.state, answer) in attendance.machine.transitions


def change_problem(workshop: Workshop, before: Workshop, taken: int, now: dt.datetime) -> str | None:
    """Why a workshop that stood as ``before`` cannot be changed to ``workshop``, as a sentence, or None. ``taken`` is
    how many have said that they come. A draft can be changed freely; so can the text of one that is over."""
    if before.state == State.CANCELLED:
        return _("The workshop is cancelled and can no longer be changed. Make a new one.")
    if before.state == State.ANNOUNCED:
        if workshop.starts_at != before.starts_at and workshop.starts_at <= now:
            return _("The new time has passed. Set a later one.")
        if workshop.seats is not None and workshop.seats < taken:
            return _("%(count)s have said that they come, so there cannot be fewer seats.") % {"count": taken}
        if not workshop.place and not workshop.online:
            return _("Say where it is, or give a link to take part online.")
    return None
