"""The applicant's page: where the application is, what happens next, what can be done now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praktik import clock, kept
from praktik.applications import services
from praktik.applications.completeness import Step
from praktik.applications.course import course, given_to
from praktik.applications.forms.pages import CarryOverForm, WithdrawForm
from praktik.applications.models import Application, ManagerRequest
from praktik.applications.services.editing import MANAGER_FIELDS, edit_problem
from praktik.applications.states import UNPLACED, WITH_OTHERS, ConflictState, State
from praktik.applications.summary import rows
from praktik.applications.views.common import choice, own
from praktik.history.models import Transition
from praktik.links import address
from praktik.people.access import actor, signed_in
from praktik.rounds.states import MilestoneKind

BADGES = {
    State.DRAFT: "warning",
    State.AWAITING_MANAGER: "info",
    State.DECLINED_BY_MANAGER: "error",
    State.ELIGIBLE: "success",
    State.WAITING_LIST: "info",
    State.MATCHED: "success",
    State.PLACED: "success",
    State.NOT_PLACED: "",
    State.CARRIED_OVER: "",
    State.WITHDRAWN: "",
}


@signed_in
@require_safe
def application_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own application."""
    application = own(request, pk, whole=True)
    now = clock.now()
    editable = edit_problem(application, by=actor(request), now=now) is None
    asked = next(iter(application.manager_requests.all()), None)
    takes_part = application.state in UNPLACED
    moves, given = list(Transition.objects.of(application)), given_to(application)
    context = {
        "application": application,
        "round": application.round,
        "kind": BADGES[State(application.state)],
        "closes": application.round.at(MilestoneKind.CLOSES),
        "editable": editable,
        "draft": application.state == State.DRAFT,
        "choices": [
            {"wish": wish, "url": url} for wish in application.wishes.all() if takes_part and (url := choice(wish))
        ],
        "waiting_page": address("waiting_page", pk) if application.state == State.WAITING_LIST else "",
        "next": what_next(application, asked),
        "carried_from": moves[0].why if application.state == State.DRAFT and application.waited and moves else "",
        "may_be_carried": application.state in WITH_OTHERS,
        "given": given,
        "course": course(application, moves, given, now=now),
        "events": _events(moves),
        "asked": asked,
        "can_resend": application.state == State.AWAITING_MANAGER and asked is not None and asked.confirmed,
        "can_name_manager": application.state in (State.AWAITING_MANAGER, State.DECLINED_BY_MANAGER)
        and edit_problem(application, MANAGER_FIELDS, by=actor(request), now=now) is None,
        "manager_step": reverse("application_step", args=[pk, Step.MANAGER]),
        "go_on": reverse("application_step", args=[pk, Step.ABOUT]),
        "review": reverse("application_step", args=[pk, Step.REVIEW]),
        "wishes_step": reverse("application_step", args=[pk, Step.WISHES]),
        "can_withdraw": application.machine.may(actor(request), application, State.WITHDRAWN),
        "rows": rows(application, change=editable),
        "conflicts": [row for row in application.conflicts.all() if row.state != ConflictState.DECLARED],
    }
    return render(request, "applications/page.html", context)


def what_next(application: Application, asked: ManagerRequest | None) -> str:
    """What happens now, in one or two sentences."""
    sentences = {
        State.DRAFT: _("Nobody sees the draft but you. Send it in before the deadline."),
        State.AWAITING_MANAGER: _("We have asked your manager whether you can be spared, and wait for the answer."),
        State.DECLINED_BY_MANAGER: _(
            "Your manager has answered that you cannot be spared, so the application does not take part. If another "
            "manager should answer, name that manager, and a consultant decides whether to ask."
        ),
        State.ELIGIBLE: _(
            "Your application takes part in the matching. You hear from us by mail when there is an offer, and also "
            "if there is none."
        ),
        State.WAITING_LIST: _("You are on the waiting list. If a place becomes free, you hear from us by mail."),
        State.MATCHED: _("There is an offer for you. Read it, and say yes or no before the deadline."),
        State.PLACED: _("You have a placement."),
        State.NOT_PLACED: _("The round has ended without a place for you. You are welcome to apply again."),
        State.CARRIED_OVER: _("The application has been carried over to the next round, where it is a draft."),
        State.WITHDRAWN: _("The application has been withdrawn. Nothing else happens with it."),
    }
    if application.state == State.AWAITING_MANAGER and asked is not None and not asked.confirmed:
        return _(
            "Your manager's address is not of a mail domain that we know from your workplace. A consultant looks at "
            "it, and then we ask your manager."
        )
    return sentences[State(application.state)]


def _events(moves: list[Transition]) -> list[dict[str, Any]]:
    """What has happened so far, oldest first, with the words of the states."""
    return [
        {
            "at": move.at,
            "what": _what(move),
            "why": move.why if move.to_state in (State.WITHDRAWN, move.from_state) else "",
        }
        for move in moves
    ]


def _what(move: Transition) -> str:
    if not move.from_state and move.to_state == State.DRAFT:
        return _("Begun")
    if move.from_state == move.to_state:
        return _("Passed on to another manager")
    return str(State(move.to_state).label)


@kept.keeps_text
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks why, and says what it means, before an application is withdrawn."""
    application = own(request, pk)
    unsent = kept.kept(request, "application_withdraw", pk=pk)
    form = WithdrawForm(request.POST if request.method == "POST" else unsent)
    if request.method == "POST" and form.is_valid():
        kept.forget(request)
        services.application_withdraw(application, why=form.cleaned_data["why"], by=actor(request), now=clock.now())
        messages.success(request, _("Your application is withdrawn. A receipt is in your mail."))
        return redirect("application_page", pk)
    may = application.machine.may(actor(request), application, State.WITHDRAWN)
    context = {"application": application, "form": form, "may": may, "round": application.round, "unsent": unsent}
    return render(request, "applications/withdraw.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What carrying over means, and the applicant's yes or no to it."""
    application = own(request, pk)
    form = CarryOverForm(
        request.POST if request.method == "POST" else None, initial={"consent": application.carry_over_consent}
    )
    if form.is_valid():
        consent = form.cleaned_data["consent"]
        services.carry_over_consent_set(application, consent=consent, by=actor(request), now=clock.now())
        messages.success(request, _("The change is saved."))
        return redirect("application_page", pk)
    may = application.state in WITH_OTHERS
    context = {"application": application, "round": application.round, "form": form, "may": may}
    return render(request, "applications/carry_over.html", context)


@signed_in
@require_POST
def manager_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the question to the manager again."""
    application = own(request, pk)
    now: dt.datetime = clock.now()
    asked = services.manager_link_resend(application, by=actor(request), now=now)
    if asked.confirmed:
        messages.success(request, _("The question has been sent again, to %(email)s.") % {"email": asked.email})
    return redirect("application_page", pk)
