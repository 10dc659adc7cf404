"""Whom evaluations remind, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone

from evaluations.models import Evaluation
from evaluations.states import Phase, Respondent, State
from praktik.links import absolute, secret_again
from praktik.mail import kinds, reminders
from praktik.mail.reminders import Due, Rule

Rows = Callable[[dt.datetime], QuerySet[Evaluation]]
Context = Callable[[Evaluation, Due], dict[str, object]]


def _open(respondent: Respondent, now: dt.datetime) -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(state=State.OPEN, respondent=respondent, closes_at__gt=now)


def _interns_before(now: dt.datetime) -> QuerySet[Evaluation]:
    return _open(Respondent.INTERN, now).filter(phase=Phase.T0)


def _hosts_before(now: dt.datetime) -> QuerySet[Evaluation]:
    return _open(Respondent.HOST, now).filter(phase=Phase.T0)


def _interns(now: dt.datetime) -> QuerySet[Evaluation]:
    return _open(Respondent.INTERN, now).exclude(phase=Phase.T0)


def _hosts(now: dt.datetime) -> QuerySet[Evaluation]:
    return _open(Respondent.HOST, now).exclude(phase=Phase.T0)


def _managers(now: dt.datetime) -> QuerySet[Evaluation]:
    """Those with a link; one that was taken away opens nothing."""
    return _open(Respondent.MANAGER, now).exclude(token_hash="")


def _by_link(evaluation: Evaluation, due: Due) -> dict[str, object]:
    application = evaluation.placement.application
    return {
        "manager": application.manager_name,
        "intern": str(application.applicant),
        "deadline": timezone.localtime(evaluation.closes_at),
        "link": absolute("manager_evaluation", secret_again(evaluation.token_hash), language=due.language),
    }


def _context(evaluation: Evaluation, due: Due) -> dict[str, object]:
    return {
        "phase": evaluation.get_phase_display(),
        "deadline": timezone.localtime(evaluation.closes_at),
        "link": absolute("evaluation_page", evaluation.pk, language=due.language),
    }


def _kind(
    name: str, whom: str, *, why: str = "What is learnt in a placement is worth most where everybody tells of it"
) -> kinds.Kind:
    return kinds.Kind(
        name=name,
        whom=whom,
        when="3 and 10 days after the questions opened",
        why=why,
        stops="The questions are answered or have closed",
        shows="When the questions close",
        placeholders=("phase", "deadline", "link"),
        unsubscribe=True,
    )


_EXPECTATIONS = "What both expect is asked before they meet"
kinds.register(
    _kind(
        "evaluation_before_reminder_intern",
        "An intern who has not answered the questions before the placement",
        why=_EXPECTATIONS,
    ),
    _kind(
        "evaluation_before_reminder_host",
        "The listing's contact persons, while nobody has answered the questions before the placement",
        why=_EXPECTATIONS,
    ),
    _kind("evaluation_reminder_intern", "An intern who has not answered the evaluation"),
    _kind("evaluation_reminder_host", "The listing's contact persons, while nobody has answered for the host"),
    kinds.Kind(
        name="evaluation_manager_reminder",
        whom="A manager who has not answered the evaluation",
        when="3 and 10 days after the questions opened",
        why="The manager sees what comes of it at home",
        stops="The questions are answered or have closed, or the link was taken away",
        shows="The intern's name and when the questions close",
        placeholders=("manager", "intern", "deadline", "link"),
        unsubscribe=True,
    ),
)


def _rule(kind: str, rows: Rows, context: Context = _context, *, user: str = "", address: str = "") -> Rule:
    return Rule(
        kind=kind,
        rows=rows,
        counts_from="opens_at",
        offsets=(3, 10),
        until=60,
        context=context,
        scope="placement__listing__round",
        user=user,
        address=address,
    )


_INTERN = "placement__application__applicant"
_CONTACTS = "placement__listing__contacts"
reminders.register(
    _rule("evaluation_before_reminder_intern", _interns_before, user=_INTERN),
    _rule("evaluation_before_reminder_host", _hosts_before, user=_CONTACTS),
    _rule("evaluation_manager_reminder", _managers, _by_link, address="placement__application__manager_email"),
    _rule("evaluation_reminder_intern", _interns, user=_INTERN),
    _rule("evaluation_reminder_host", _hosts, user=_CONTACTS),
)
