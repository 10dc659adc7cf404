"""Where an application is among all stages, what comes next, and when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from praktik import dates
from praktik.applications.course import Place, Stage, course, given_to
from praktik.applications.models import Application
from praktik.applications.services import application_submit, application_withdraw, manager_answer
from praktik.applications.states import State
from praktik.history.models import Transition
from praktik.placements.models import Placement
from praktik.placements.states import State as PlacementState
from praktik.rounds.models import Milestone
from praktik.rounds.states import Kind, MilestoneKind
from tests import factories
from tests.praktik.applications.helpers import complete_draft, link_secret

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def application():
    return complete_draft()


def stops(application, now):
    fresh = Application.objects.whole().get(pk=application.pk)
    return course(fresh, list(Transition.objects.of(fresh)), given_to(fresh), now=now)


def places(application, now):
    return "".join(stop.place[0] for stop in stops(application, now))


def when(application, now):
    return {stop.stage: stop.when for stop in stops(application, now)}


# d(one), n(ow), a(head), s(topped), u(nreached): send, manager, matching, offer, agreement, days, evaluation.
PLACES = {
    State.DRAFT: "naaaaaa",
    State.AWAITING_MANAGER: "dnaaaaa",
    State.DECLINED_BY_MANAGER: "dsuuuuu",
    State.ELIGIBLE: "ddnaaaa",
    State.WAITING_LIST: "ddnaaaa",
    State.MATCHED: "dddnaaa",
    State.PLACED: "ddddnaa",
    State.NOT_PLACED: "ddsuuuu",
    State.CARRIED_OVER: "ddsuuuu",
    State.WITHDRAWN: "suuuuuu",
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("kind", list(Kind))
def test_where_each_state_is(now, state, kind):
    round_ = factories.RoundFactory(kind=kind)
    application = factories.ApplicationFactory(round=round_, state=state)
    assert places(application, now) == PLACES[state]
    current = [stop.stage for stop in stops(application, now) if stop.current]
    assert len(current) == 1


def test_a_draft_after_the_deadline_has_stopped(application, now):
    late = application.round.at(MilestoneKind.CLOSES)
    assert places(application, late) == "suuuuuu"
    assert when(application, late)[Stage.SEND] == f"The deadline was {dates.moment(late)}."


PLACEMENTS = {
    PlacementState.DRAFTING: "ddddnaa",
    PlacementState.SIGNING: "ddddnaa",
    PlacementState.AGREED: "dddddna",
    PlacementState.UNDER_WAY: "dddddna",
    PlacementState.COMPLETED: "ddddddn",
    PlacementState.CANCELLED: "dddddsu",
    PlacementState.NO_SHOW: "dddddsu",
    PlacementState.BROKEN_OFF: "dddddsu",
}


@pytest.mark.parametrize("state", list(PlacementState))
def test_a_placement_says_how_far_it_is(now, state):
    placement = factories.PlacementFactory()
    Application.objects.filter(pk=placement.application_id).update(state=State.PLACED)
    Placement.objects.filter(pk=placement.pk).update(state=state)
    assert places(placement.application, now) == PLACEMENTS[state]


def test_the_end_of_the_evaluation_is_the_end(now):
    placement = factories.PlacementFactory()
    Application.objects.filter(pk=placement.application_id).update(state=State.PLACED)
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.COMPLETED)
    ended = placement.application.round.at(MilestoneKind.EVALUATED)
    assert places(placement.application, ended) == "ddddddd"


def test_when_in_a_fixed_week(application, now):
    """Dates that are known are said, for what comes as for what is done."""
    at = {kind: application.round.at(kind) for kind in MilestoneKind}
    starts, ends = timezone.localdate(at[MilestoneKind.STARTS]), at[MilestoneKind.ENDS]
    assert when(application, now) == {
        Stage.SEND: f"Before {dates.moment(at[MilestoneKind.CLOSES])}.",
        Stage.MANAGER: f"Before {dates.moment(at[MilestoneKind.MANAGERS])}.",
        Stage.MATCHING: f"After {dates.day(at[MilestoneKind.MANAGERS])}, when managers have answered and hosts have "
        "sorted those who wish for them.",
        Stage.OFFER: "You get a mail, and some working days to answer in.",
        Stage.AGREEMENT: f"Before {dates.moment(dates.end_of_day(starts - dt.timedelta(days=1)))}.",
        Stage.DAYS: f"{dates.week_label(starts).capitalize()}: {dates.day(starts)} – {dates.day(ends)}",
        Stage.EVALUATION: "Right after the internship, and again after three and six months. The last day is "
        f"{dates.day(at[MilestoneKind.EVALUATED])}.",
    }
    application_submit(application, by=application.applicant, now=now)
    manager_answer(link_secret(), released=True, now=now + dt.timedelta(days=2))
    said = when(application, now)
    assert (said[Stage.SEND], said[Stage.MANAGER]) == (dates.day(now), dates.day(now + dt.timedelta(days=2)))


def test_when_in_a_rolling_round_without_dates(now):
    none = dict.fromkeys(MilestoneKind)
    application = complete_draft(round=factories.RoundFactory(kind=Kind.ROLLING, dates=none), weeks=[])
    assert when(application, now) == {
        Stage.SEND: "There is no deadline.",
        Stage.MANAGER: "Within a week after we have asked.",
        Stage.MATCHING: "Again and again while the round is open, as listings and applications come in.",
        Stage.OFFER: "You get a mail, and some working days to answer in.",
        Stage.AGREEMENT: "",
        Stage.DAYS: "In one of the weeks that you have chosen, as it suits the host.",
        Stage.EVALUATION: "Right after the internship, and again after three and six months.",
    }


def test_hosts_sort_before_the_places_are_given(application, now):
    late = application.round.at(MilestoneKind.MANAGERS) + dt.timedelta(days=3)
    Milestone.objects.create(round=application.round, kind=MilestoneKind.RANKING, at=late)
    assert when(application, now)[Stage.MATCHING].startswith(f"After {dates.day(late)},")


def test_whoever_withdraws_sees_how_far_they_came(application, now):
    application_submit(application, by=application.applicant, now=now)
    manager_answer(link_secret(), released=True, now=now)
    application_withdraw(application, why="Nyt job", by=application.applicant, now=now)
    assert places(application, now) == "ddsuuuu"
    assert when(application, now)[Stage.MATCHING] == f"Withdrawn {dates.day(now)}."


def test_an_offer_is_linked_with_its_deadline(client, now):
    offer = factories.OfferFactory()
    Application.objects.filter(pk=offer.application_id).update(state=State.MATCHED)
    client.force_login(offer.application.applicant)
    page = client.get(reverse("application_page", args=[offer.application_id]))
    assert page.context["given"].url == reverse("offer_page", args=[offer.pk])
    here = [(stop.stage, stop.when) for stop in page.context["course"] if stop.place == Place.NOW]
    assert here == [(Stage.OFFER, f"Before {dates.moment(offer.deadline)}.")]
    text = page.content.decode()
    assert (text.count('aria-current="step"'), "Read and answer the offer" in text) == (1, True)


@pytest.mark.parametrize(("state", "queries"), [(State.MATCHED, 11), (State.PLACED, 11)])
def test_what_was_given_costs_one_query(client, django_assert_num_queries, state, queries):
    given = factories.OfferFactory() if state == State.MATCHED else factories.PlacementFactory()
    Application.objects.filter(pk=given.application_id).update(state=state)
    client.force_login(given.application.applicant)
    page = reverse("application_page", args=[given.application_id])
    client.get(page)
    with django_assert_num_queries(queries):
        client.get(page)
