"""Whom applications remind, of what, and when."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, QuerySet
from django.utils import timezone

from praktik.applications.models import Application, ManagerRequest
from praktik.applications.states import IN_POOL, State
from praktik.history.models import Transition
from praktik.links import absolute, secret_again
from praktik.mail import kinds, reminders
from praktik.mail.reminders import Due, Rule
from praktik.rounds.states import MilestoneKind
from praktik.rounds.states import State as RoundState

_PLACEHOLDERS = ("round", "deadline", "link")


def _drafts(now: dt.datetime) -> QuerySet[Application]:
    return Application.objects.filter(
        state=State.DRAFT, round__state=RoundState.OPEN, round__milestones__kind=MilestoneKind.CLOSES
    ).annotate(closes_at=F("round__milestones__at"))


def _draft(application: Application, due: Due) -> dict[str, object]:
    closes = application.round.at(MilestoneKind.CLOSES)
    return {
        "round": str(application.round),
        "deadline": timezone.localtime(closes),
        "link": absolute("application_page", application.pk, language=due.language),
    }


def _unanswered(now: dt.datetime) -> QuerySet[ManagerRequest]:
    return ManagerRequest.objects.filter(
        application__state=State.AWAITING_MANAGER, answered_at=None, replaced_at=None, confirmed=True
    )


def _waiting(request: ManagerRequest, due: Due) -> dict[str, object]:
    return {
        "round": str(request.application.round),
        "asked": timezone.localdate(request.asked_at),
        "link": absolute("application_page", request.application_id, language=due.language),
    }


def _answerable(now: dt.datetime) -> QuerySet[ManagerRequest]:
    return _unanswered(now).filter(expires_at__gt=now)


def _question(request: ManagerRequest, due: Due) -> dict[str, object]:
    return {
        "manager": request.name,
        "applicant": str(request.application.applicant),
        "round": str(request.application.round),
        "deadline": timezone.localtime(request.expires_at),
        "link": absolute("manager_answer", secret_again(request.token_hash), language=due.language),
    }


def _in_the_pool(now: dt.datetime) -> QuerySet[Application]:
    """Waits for a place in a round that still gives some: a fixed week's place can come free until the first day."""
    giving = (RoundState.OPEN, RoundState.CLOSED, RoundState.MATCHING, RoundState.OFFERS_OUT, RoundState.RUNNING)
    rows = Application.objects.filter(state__in=IN_POOL, round__state__in=giving)
    return rows.annotate(waits_since=Transition.objects.last_at(Application))


def _interest(application: Application, due: Due) -> dict[str, object]:
    return {
        "round": str(application.round),
        "since": due.day,
        "link": absolute("application_page", application.pk, language=due.language),
    }


kinds.register(
    kinds.Kind(
        name="application_draft_reminder",
        whom="An applicant whose application is a draft",
        when="14, 7 and 2 days before the deadline for applications",
        why="So that nobody misses the deadline without meaning to",
        stops="The application is sent in or withdrawn, or the round has closed",
        shows="The round's name and its deadline",
        placeholders=_PLACEHOLDERS,
    ),
    kinds.Kind(
        name="manager_waiting_reminder",
        whom="An applicant whose manager has not answered",
        when="5 and 10 days after the manager was asked",
        why="The applicant can talk to the manager, send the link again or name another",
        stops="The manager has answered, another is asked, or the application is withdrawn",
        shows="The round's name and the day on which the manager was asked",
        placeholders=("round", "asked", "link"),
    ),
    kinds.Kind(
        name="manager_question_reminder",
        whom="A manager who has been asked and has not answered",
        when="3 and 7 days after the question was sent",
        why="Without an answer the application takes no part",
        stops="The manager has answered, the link is too old, another is asked, or the application is withdrawn",
        shows="The applicant's name, the round's name and until when the link works",
        placeholders=("manager", "applicant", "round", "deadline", "link"),
    ),
    kinds.Kind(
        name="application_interest_reminder",
        whom="An applicant who waits for a place",
        when="60, 120, 180, 240 and 300 days after the application last changed its status",
        why="Circumstances change; who no longer wants a place leaves it to somebody else",
        stops="They get an offer, the application is withdrawn, or the round gives no more places",
        shows="The round's name and since when they have waited",
        placeholders=("round", "since", "link"),
    ),
)
reminders.register(
    Rule(
        kind="application_draft_reminder",
        rows=_drafts,
        counts_from="closes_at",
        offsets=(-14, -7, -2),
        until=0,
        user="applicant",
        since="created_at",
        alone=(-2,),
        context=_draft,
        scope="round",
    ),
    Rule(
        kind="manager_waiting_reminder",
        rows=_unanswered,
        counts_from="asked_at",
        offsets=(5, 10),
        until=30,
        user="application__applicant",
        since="asked_at",
        context=_waiting,
        scope="application__round",
        desk="application",
    ),
    Rule(
        kind="manager_question_reminder",
        rows=_answerable,
        counts_from="asked_at",
        offsets=(3, 7),
        until=30,
        address="email",
        language="application__applicant__language",
        since="asked_at",
        context=_question,
        scope="application__round",
    ),
    Rule(
        kind="application_interest_reminder",
        rows=_in_the_pool,
        counts_from="waits_since",
        offsets=(60, 120, 180, 240, 300),
        until=330,
        user="applicant",
        since="waits_since",
        context=_interest,
        scope="round",
    ),
)
