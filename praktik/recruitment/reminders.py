"""Whom the recruiting of hosts reminds, of what, and when."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, QuerySet

from praktik.links import absolute
from praktik.mail import kinds, reminders
from praktik.mail.reminders import Due, Rule
from praktik.recruitment.models import Lead
from praktik.recruitment.states import OPEN


def _with_a_step(now: dt.datetime) -> QuerySet[Lead]:
    return Lead.objects.filter(state__in=OPEN)


def _without_a_step(now: dt.datetime) -> QuerySet[Lead]:
    return Lead.objects.filter(state__in=OPEN, next_step_on=None).annotate(last_note_at=Max("notes__at"))


def _context(lead: Lead, due: Due) -> dict[str, object]:
    return {
        "lead": lead.name,
        "step": lead.next_step,
        "day": due.day,
        "link": absolute("admin:praktik_lead_change", lead.pk, language=due.language),
    }


kinds.register(
    kinds.Kind(
        name="lead_reminder",
        whom="The consultant who owns a lead",
        when="On the day of its next step, and 3 days after",
        why="A company that has been promised a call gets one",
        stops="The next step gets another day, or the lead is committed or has declined",
        shows="The company's name and the next step",
        placeholders=("lead", "step", "day", "link"),
        unsubscribe=True,
    ),
    kinds.Kind(
        name="lead_stalled_reminder",
        whom="The consultant who owns a lead without a next step",
        when="7 and 14 days after its last note",
        why="No company is forgotten",
        stops="The lead gets a next step or a new note, or is committed or has declined",
        shows="The company's name",
        placeholders=("lead", "link"),
        unsubscribe=True,
    ),
)
reminders.register(
    Rule(
        kind="lead_reminder",
        rows=_with_a_step,
        counts_from="next_step_on",
        offsets=(0, 3),
        until=30,
        user="owner",
        context=_context,
        scope="round",
    ),
    Rule(
        kind="lead_stalled_reminder",
        rows=_without_a_step,
        counts_from="last_note_at",
        offsets=(7, 14),
        until=60,
        user="owner",
        context=_context,
        scope="round",
    ),
)
