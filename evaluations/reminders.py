"""Whom evaluations remind, and when."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from evaluations.models import Evaluation
from evaluations.states import Respondent, State
from praktik.links import absolute
from praktik.mail import kinds, reminders
from praktik.mail.reminders import Due, Rule


def _open(respondent: Respondent, now: dt.datetime) -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(state=State.OPEN, respondent=respondent, closes_at__gt=now)


def _interns(now: dt.datetime) -> QuerySet[Evaluation]:
    return _open(Respondent.INTERN, now)


def _hosts(now: dt.datetime) -> QuerySet[Evaluation]:
    return _open(Respondent.HOST, now)


def _context(evaluation: Evaluation, due: Due) -> dict[str, object]:
    return {
        "phase": evaluation.get_phase_display(),
        "deadline": timezone.localtime(evaluation.closes_at),
        "link": absolute("evaluation_page", evaluation.pk, language=due.language),
    }


def _kind(name: str, whom: str) -> kinds.Kind:
    return kinds.Kind(
        name=name,
        whom=whom,
        when="3 and 10 days after the questions opened",
        why="What is learnt in a placement is worth most where everybody tells of it",
        stops="The questions are answered or have closed",
        shows="When the questions close",
        placeholders=("phase", "deadline", "link"),
        unsubscribe=True,
    )


kinds.register(
    _kind("evaluation_reminder_intern", "An intern who has not answered the evaluation"),
    _kind("evaluation_reminder_host", "The listing's contact persons, while nobody has answered for the host"),
)
reminders.register(
    Rule(
        kind="evaluation_reminder_intern",
        rows=_interns,
        counts_from="opens_at",
        offsets=(3, 10),
        until=60,
        user="placement__application__applicant",
        context=_context,
        scope="placement__listing__round",
    ),
    Rule(
        kind="evaluation_reminder_host",
        rows=_hosts,
        counts_from="opens_at",
        offsets=(3, 10),
        until=60,
        user="placement__listing__contacts",
        context=_context,
        scope="placement__listing__round",
    ),
)
