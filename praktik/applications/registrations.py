"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count as CountOf
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from praktik.applications import casefile, mail_kinds, privacy, receivers, reminders  # noqa: F401 -- registers on import
from praktik.applications.completeness import Step
from praktik.applications.models import Application, Conflict, ManagerRequest, Wish
from praktik.applications.services import merging  # noqa: F401 -- registers on import
from praktik.applications.states import UNPLACED, WITH_OTHERS, ConflictState, State, WishKind
from praktik.links import address
from praktik.organisations.models import Membership
from praktik.registries import (
    Count,
    Matter,
    Opening,
    Todo,
    register_case,
    register_counts,
    register_needs,
    register_own,
    register_under_way,
)
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind

OVER = (State.NOT_PLACED, State.CARRIED_OVER, State.WITHDRAWN)


def own(user: Any, now: dt.datetime) -> Iterator[Todo | Matter | Opening]:
    """Every application of the person, the newest round first: drafts to finish, a manager to remind or to name anew,
    companies that have answered a wish. The rounds they can still apply to; that is something to do for those who act
    for no company. Three queries."""
    mine = Application.objects.filter(applicant=user.pk).select_related("round").prefetch_related("round__milestones")
    answered = Wish.objects.filter(application=OuterRef("pk"), kind=WishKind.COMPANY, listing__isnull=False)
    unread = ArraySubquery(answered.filter(chosen_at=None).order_by("rank").values("pk"))
    applications = list(mine.annotate(unread=unread).order_by("-round", "pk"))
    for application in applications:
        label = _("Application to %(round)s") % {"round": application.round}
        page = reverse("application_page", args=[application.pk])
        yield Matter(label, application.get_state_display(), page, over=application.state in OVER)
        yield from _todos(application, page, now)
        yield from _to_choose(application)
    has = {application.round_id for application in applications}
    acts = Exists(Membership.objects.acting().filter(user=user.pk))
    rounds: Iterable[Any] = Round.objects.current_for_applicants(now).prefetch_related(None).annotate(acts=acts)
    for round_ in rounds:
        if round_.pk in has:
            continue
        url = reverse("application_start", args=[round_.slug])
        yield Opening(_("Apply to %(round)s") % {"round": round_}, url, round_.deadline)
        if not (round_.acts or user.staff_roles):
            yield Todo(_("Apply to %(round)s") % {"round": round_}, url, round_.deadline)


def _to_choose(application: Any) -> Iterator[Todo]:
    """Wishes for companies that a listing has answered, while the applicant has not said whether it is meant."""
    if application.state in UNPLACED:
        for wish in application.unread:
            label = _("See the listing of a company that you wished for, and say whether you want it")
            yield Todo(label, address("wish_choice", wish), detail=str(application.round))


def _todos(application: Application, page: str, now: dt.datetime) -> Iterator[Todo]:
    round_ = application.round
    if application.state == State.DRAFT:
        if round_.takes_applications(now):
            label = _("Finish your application to %(round)s") % {"round": round_}
            yield Todo(label, page, round_.at(MilestoneKind.CLOSES))
        return
    managers = round_.at(MilestoneKind.MANAGERS)
    if managers is not None and managers <= now:
        return
    if application.state == State.AWAITING_MANAGER:
        detail = _("The mail can be sent again.")
        yield Todo(_("Ask your manager to answer: %(round)s") % {"round": round_}, page, managers, detail=detail)
    elif application.state == State.DECLINED_BY_MANAGER:
        step = reverse("application_step", args=[application.pk, Step.MANAGER])
        yield Todo(_("Name another manager, if there is one: %(round)s") % {"round": round_}, step, managers)


def counts(now: dt.datetime) -> Iterator[Count]:
    """What waits for a consultant, and how far the applications are. Three queries."""
    group = _("Applications")
    by_state = dict(Application.objects.order_by().values_list("state").annotate(CountOf("pk")))
    listed = reverse("admin:praktik_application_changelist")
    unconfirmed = ManagerRequest.objects.filter(confirmed=False, replaced_at=None, answered_at=None).count()
    undecided = Conflict.objects.filter(
        ~Q(application__state__in=(State.DRAFT, *OVER)), state=ConflictState.DECLARED
    ).count()
    yield Count(_("Managers' addresses to confirm"), unconfirmed, f"{listed}?todo=confirm", group)
    conflicts = reverse("admin:praktik_conflict_changelist")
    yield Count(_("Conflicts of interest to assess"), undecided, f"{conflicts}?state__exact=declared", group)
    for state in (State.DECLINED_BY_MANAGER, State.AWAITING_MANAGER, State.ELIGIBLE, State.WAITING_LIST):
        yield Count(str(state.label), by_state.get(state, 0), f"{listed}?state__exact={state}", group)


def needs(user: Any) -> Iterator[str]:
    """Applications that are under way."""
    for application in Application.objects.filter(applicant=user.pk, state__in=WITH_OTHERS).select_related("round"):
        yield _("The application to %(round)s is under way: withdraw it first.") % {"round": application.round}


def under_way() -> QuerySet[Any]:
    return Application.objects.filter(state__in=WITH_OTHERS).values("applicant")


register_own(own)
register_under_way(under_way)
register_needs(needs)
register_counts(counts)
register_case(casefile.sections)
