"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from praktik.applications import mail_kinds, privacy, receivers, reminders  # noqa: F401 -- registers on import
from praktik.applications.completeness import Step
from praktik.applications.models import Application, Conflict, ManagerRequest
from praktik.applications.states import ConflictState, State
from praktik.registries import Count, Matter, Todo, register_counts, register_matters, register_todos
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind

OVER = (State.NOT_PLACED, State.CARRIED_OVER, State.WITHDRAWN)


def todos(user: Any, now: dt.datetime) -> Iterator[Todo]:
    """Drafts to finish, a manager to remind or to name anew; rounds to apply to, for those who act for no company."""
    mine = list(_mine(user).filter(state__in=(State.DRAFT, State.AWAITING_MANAGER, State.DECLINED_BY_MANAGER)))
    for application in mine:
        round_ = application.round
        page = reverse("application_page", args=[application.pk])
        if application.state == State.DRAFT:
            if round_.takes_applications(now):
                label = _("Finish your application to %(round)s") % {"round": round_}
                yield Todo(label, page, round_.at(MilestoneKind.CLOSES))
            continue
        managers = round_.at(MilestoneKind.MANAGERS)
        if managers is not None and managers <= now:
            continue
        if application.state == State.AWAITING_MANAGER:
            detail = _("The mail can be sent again.")
            yield Todo(_("Ask your manager to answer: %(round)s") % {"round": round_}, page, managers, detail=detail)
        else:
            step = reverse("application_step", args=[application.pk, Step.MANAGER])
            yield Todo(_("Name another manager, if there is one: %(round)s") % {"round": round_}, step, managers)
    if user.staff_roles or user.memberships.acting().exists():
        return
    has = set(Application.objects.filter(applicant=user.pk).values_list("round", flat=True))
    for round_ in Round.objects.current_for_applicants(now):
        if round_.pk not in has:
            url = reverse("application_start", args=[round_.slug])
            yield Todo(_("Apply to %(round)s") % {"round": round_}, url, round_.at(MilestoneKind.CLOSES))


def matters(user: Any, now: dt.datetime) -> Iterator[Matter]:
    """Every application of the person, the newest round first."""
    for application in _mine(user):
        label = _("Application to %(round)s") % {"round": application.round}
        url = reverse("application_page", args=[application.pk])
        yield Matter(label, application.get_state_display(), url, over=application.state in OVER)


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


def _mine(user: Any) -> Any:
    rows = Application.objects.filter(applicant=user.pk).select_related("round")
    return rows.prefetch_related("round__milestones").order_by("-round", "pk")


register_todos(todos)
register_matters(matters)
register_counts(counts)
