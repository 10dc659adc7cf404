"""Whom workshops remind, of what, and when."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from praktik.mail import kinds, reminders
from praktik.mail.reminders import Due, Rule
from praktik.workshops.models import Attendance
from praktik.workshops.services import told
from praktik.workshops.states import AttendanceState, State


def _unanswered(now: dt.datetime) -> QuerySet[Attendance]:
    return Attendance.objects.filter(state=AttendanceState.INVITED, workshop__state=State.ANNOUNCED)


def _coming(now: dt.datetime) -> QuerySet[Attendance]:
    return Attendance.objects.filter(state=AttendanceState.COMING, workshop__state=State.ANNOUNCED)


def _context(attendance: Attendance, due: Due) -> dict[str, object]:
    return told(attendance.workshop, due.language)


_PLACEHOLDERS = ("workshop", "round", "starts", "ends", "place", "link")
kinds.register(
    kinds.Kind(
        name="workshop_answer_reminder",
        whom="Whoever was invited to a workshop and has not answered",
        when="14 and 7 days before the workshop",
        why="So that there are seats and food for those who come",
        stops="They have answered, the workshop is cancelled, or their placement came to nothing",
        shows="The workshop's title, time and place",
        placeholders=_PLACEHOLDERS,
    ),
    kinds.Kind(
        name="workshop_reminder",
        whom="Whoever has said that they come to a workshop",
        when="On the last working day before the workshop",
        why="To know where and when",
        stops="They say no, the workshop is cancelled, or their placement came to nothing",
        shows="The workshop's title, time and place",
        placeholders=_PLACEHOLDERS,
    ),
)
reminders.register(
    Rule(
        kind="workshop_answer_reminder",
        rows=_unanswered,
        counts_from="workshop__starts_at",
        offsets=(-14, -7),
        until=0,
        user="user",
        since="invited_at",
        context=_context,
        scope="workshop__round",
    ),
    Rule(
        kind="workshop_reminder",
        rows=_coming,
        counts_from="workshop__starts_at",
        offsets=(-1,),
        until=0,
        user="user",
        alone=(-1,),
        context=_context,
        scope="workshop__round",
    ),
)
