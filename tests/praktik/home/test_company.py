"""A host's own page: what it says of each company, and that it asks the same whatever there is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from evaluations.states import Respondent
from evaluations.states import State as EvaluationState
from matching.models import HostTier
from matching.states import Answer, OfferState, Tier
from praktik import clock
from praktik.dates import moment
from praktik.history.actors import Role
from praktik.history.models import Transition
from praktik.home.company import companies_of
from praktik.listings.states import State
from praktik.organisations.rules import FOUNDED
from praktik.organisations.states import State as MembershipState
from praktik.placements.states import State as PlacementState
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState
from tests import factories

pytestmark = pytest.mark.django_db
NOW = clock.real()


@pytest.fixture
def member(client):
    member = factories.MembershipFactory(user__name="Åse Ørsted", organisation__name="Alfa A/S")
    client.force_login(member.user)
    return member


def listing(member, **fields):
    return factories.ListingFactory(organisation=member.organisation, **fields)


def wished(row, **fields):
    application = factories.ApplicationFactory(round=row.round, **fields)
    factories.WishFactory(application=application, listing=row)
    return application


def company(member, now=NOW):
    """What the page says in English of the one company that the person acts for."""
    with override("en"):
        (found,), _elsewhere = companies_of(member.user, now)
    return found


def said(rows):
    return [[(matter.label, matter.status, matter.detail) for matter in row.matters] for row in rows]


def test_those_who_have_wished_are_there_when_hosts_sort_and_how_far_they_are_sorted(member):
    until = NOW + dt.timedelta(days=3)
    row = listing(member, round=factories.RoundFactory(dates={MilestoneKind.RANKING: until}), title="Se med")
    people = [wished(row) for _n in range(3)]
    found = company(member)
    assert (said(found.rows), found.todos) == ([[]], [])
    assert "you read and sort" in found.rows[0].next
    row.round.state = RoundState.CLOSED
    row.round.save()
    found, page = company(member), f"/en/listings/{row.pk}/applicants/"
    assert said(found.rows) == [[("Those who have wished for it", "Not sorted yet", "3 have wished for it")]]
    assert [(todo.label, todo.deadline) for todo in found.todos] == [("Sort those who have wished for “Se med”", until)]
    assert {todo.url for todo in found.todos} == {matter.url for matter in found.rows[0].matters} == {page}
    for person in people[:2]:
        HostTier.objects.create(listing=row, application=person, tier=Tier.GOOD, at=NOW)
    found = company(member)
    with override("en"):
        change = f"3 have wished for it; you can change it until {moment(until)}"
    assert said(found.rows) == [[("Those who have wished for it", "2 sorted", change)]]
    assert found.todos == []


def test_an_offer_says_what_the_intern_works_as_and_nothing_of_who_it_is(client, member):
    row = listing(member, title="Se med")
    person = wished(row, job_title="Oldfrue", applicant__name="Nora Ny")
    offer = factories.OfferFactory(application=person, listing=row)
    found = company(member)
    assert said(found.rows) == [[("Offer: Oldfrue, Municipality", "Open", "")]]
    assert [(todo.url, todo.deadline) for todo in found.todos] == [(f"/en/offers/{offer.pk}/", offer.deadline)]
    page = client.get("/host/").content.decode()
    assert [word for word in ("Nora Ny", person.applicant.email) if word in page] == []
    offer.host_answer = Answer.YES
    offer.save()
    found = company(member)
    assert ([matter.status for matter in found.rows[0].matters], found.todos) == (["You have said yes"], [])
    offer.state = OfferState.LAPSED
    offer.save()
    found = company(member)
    assert ([matter.status for matter in found.rows[0].past], found.rows[0].matters) == (["Lapsed"], [])


def test_a_placement_with_its_agreement_and_its_questions(member):
    row = listing(member, state=State.CLOSED)
    placement = factories.PlacementFactory(
        application=factories.ApplicationFactory(round=row.round, applicant__name="Nora Ny"), listing=row
    )
    found = company(member)
    assert [matter.label for matter in found.rows[0].matters] == ["Placement with Nora Ny"]
    assert [todo.label for todo in found.todos] == ["Write the agreement with Nora Ny"]
    placement.state = PlacementState.COMPLETED
    placement.save()
    evaluation = factories.EvaluationFactory(placement=placement, respondent=Respondent.HOST)
    factories.EvaluationFactory(placement=placement, respondent=Respondent.INTERN)
    found = company(member)
    assert said(found.rows) == [[("Questions about the placement of Nora Ny", "Open", "After the placement")]]
    assert [todo.url for todo in found.todos] == [f"/en/evaluation/{evaluation.pk}/"]
    evaluation.state = EvaluationState.ANSWERED
    evaluation.save()
    found = company(member)
    assert (found.rows, found.todos) == ([], [])
    assert [matter.label for matter in found.earlier[0].past] == [
        "Placement with Nora Ny", "Questions about the placement of Nora Ny"
    ]  # fmt: skip


def test_what_can_be_done_stands_with_the_nearest_deadline_first(member):
    late = factories.RoundFactory(dates={MilestoneKind.LISTINGS_CLOSE: NOW + dt.timedelta(days=50)})
    draft = listing(member, round=late, state=State.DRAFT)
    returned = listing(member, state=State.RETURNED)
    listing(member, state=State.DRAFT, round=factories.RoundFactory(dates={MilestoneKind.LISTINGS_CLOSE: NOW}))
    asking = factories.MembershipFactory(organisation=member.organisation, state=MembershipState.REQUESTED)
    assert [todo.url for todo in company(member).todos] == [
        f"/en/host/listings/{returned.pk}/", f"/en/host/listings/{draft.pk}/", f"/en/host/people/{asking.pk}/"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "begins"),
    [
        ({"state": State.DRAFT}, "Send it in before "),
        ({"state": State.RETURNED}, "Send it in before "),
        ({"state": State.DRAFT, "round__dates": {MilestoneKind.LISTINGS_CLOSE: NOW}}, "The deadline for listings in "),
        ({"state": State.SUBMITTED}, "A consultant reads it. "),
        ({"state": State.PUBLISHED}, "People apply until "),
        ({"state": State.PAUSED}, "People apply until "),
        ({"round__kind": Kind.ROLLING}, "You get a mail when somebody "),
        ({"round__state": RoundState.MATCHING}, "The places are being given. "),
        ({"round__state": RoundState.RUNNING}, ""),
    ],
)
def test_a_listing_says_what_happens_next(member, fields, begins):
    listing(member, **fields)
    says = company(member).rows[0].next
    assert (says[: len(begins)], bool(says)) == (begins, bool(begins))


def test_a_host_with_nothing_under_way_is_asked_whether_they_want_to_again(client, member):
    old = listing(member, state=State.CLOSED, title="Sidste", round=factories.RoundFactory(state=RoundState.ARCHIVED))
    assert company(member).again.listing == old
    assert 'name="kind" value="rounds"' in client.get("/host/").content.decode()
    open_ = factories.RoundFactory()
    found = company(member)
    assert (found.again.copies, found.earlier[0].copies) == ([open_], [open_])
    client.post(f"/host/listings/{old.pk}/copy/", {"round": open_.pk})
    found = company(member)
    assert (found.again, [row.listing.state for row in found.rows]) == (None, [State.DRAFT])


def test_what_is_over_can_be_had_once_more_in_a_round_that_goes_on(member):
    rolling = factories.RoundFactory(kind=Kind.ROLLING, dates={MilestoneKind.LISTINGS_CLOSE: None})
    shown = listing(member, round=rolling)
    assert company(member).rows[0].copies == []
    shown.state = State.CLOSED
    shown.save()
    assert company(member).again.copies == [rolling]


@pytest.mark.parametrize("published", [True, False])
def test_who_was_never_on_show_is_not_asked(member, published):
    listing(member, state=State.WITHDRAWN, **({} if published else {"published_at": None}))
    assert (company(member).again is not None) == published


def test_a_round_that_takes_no_listing_from_the_sector_is_not_offered(member):
    factories.RoundFactory(host_sectors=("state",))
    old = listing(member, state=State.CLOSED, round=factories.RoundFactory(state=RoundState.ARCHIVED))
    found = company(member)
    assert (found.rounds, found.again.listing, found.again.copies) == ([], old, [])


def test_people_stand_at_their_company_and_one_s_own_requests_elsewhere(member):
    colleague = factories.MembershipFactory(organisation=member.organisation)
    asking = factories.MembershipFactory(organisation=member.organisation, state=MembershipState.REQUESTED)
    factories.MembershipFactory(organisation=member.organisation, state=MembershipState.ENDED)
    factories.MembershipFactory(organisation=member.organisation, role="employee")
    own = factories.MembershipFactory(user=member.user, state=MembershipState.REQUESTED)
    factories.MembershipFactory(user=member.user, state=MembershipState.ENDED)
    (found,), elsewhere = companies_of(member.user, NOW)
    assert (found.people, elsewhere) == ([member, colleague, asking], [own])


def test_whom_nobody_has_vouched_for_is_not_asked_to_answer_those_who_ask_to_join(client, member):
    asking = factories.MembershipFactory(organisation=member.organisation, state=MembershipState.REQUESTED)
    links = [f"/host/people/{asking.pk}/", f"/host/people/{asking.pk}/end/"]
    assert (company(member).decides, [link in client.get("/host/").content.decode() for link in links]) == (
        True, [True, False]
    )  # fmt: skip
    Transition.objects.create(
        about=member, from_state="requested", to_state="confirmed", role=Role.SYSTEM, at=NOW, why=FOUNDED
    )
    found = company(member)
    assert (found.decides, found.todos, found.people) == (False, [], [member, asking])
    assert [link in client.get("/host/").content.decode() for link in links] == [False, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_whatever_it_shows(client, member, rows, django_assert_num_queries):
    sorting = factories.RoundFactory(state=RoundState.CLOSED)
    rolling = factories.RoundFactory(kind=Kind.ROLLING, dates={MilestoneKind.LISTINGS_CLOSE: None})
    for number in range(rows):
        other = member if not number else factories.MembershipFactory(user=member.user)
        wished(listing(other, round=sorting))
        row = listing(other, round=rolling)
        factories.OfferFactory(application=wished(row), listing=row)
        placement = factories.PlacementFactory(application=wished(row), listing=row)
        factories.EvaluationFactory(placement=placement, respondent=Respondent.HOST)
        factories.MembershipFactory(organisation=other.organisation, state=MembershipState.REQUESTED)
        factories.MembershipFactory(user=member.user, state=MembershipState.REQUESTED)
    client.get("/host/")
    with django_assert_num_queries(12):
        page = client.get("/host/")
    shown = page.context["companies"]
    assert len(shown) == rows
    assert [(len(company.todos), len(company.rows), len(company.people)) for company in shown] == [(5, 2, 2)] * rows
