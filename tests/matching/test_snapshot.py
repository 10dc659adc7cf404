"""What the engine is told about a round: each rule by a round that has it, and the number of queries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from matching.engine import check, solve
from matching.fit import USUAL
from matching.models import HostTier, PairRule
from matching.services.snapshot import snapshot
from matching.states import Tier
from praktik import clock, dates
from praktik.applications.models import Conflict
from praktik.applications.states import ConflictState, Leg, WishKind
from praktik.applications.states import State as ApplicationState
from praktik.listings.states import State as ListingState
from praktik.organisations.models import Organisation, Region
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState
from praktik.work.kinds import Unworkable
from tests import factories

pytestmark = pytest.mark.django_db
NOW = clock.real()


@pytest.fixture
def round_():
    return factories.RoundFactory(state=RoundState.MATCHING)


def taken(round_, **kwargs):
    problem = snapshot(round_, **{"profile": "most_placed", "weights": USUAL, "now": NOW, **kwargs}).problem
    check(problem)
    return problem


def wishing(round_, *listings, **fields):
    application = factories.ApplicationFactory(round=round_, **fields)
    for listing in listings:
        factories.WishFactory(application=application, listing=listing)
    return application


def forbidden(problem):
    return {(who, where): reason for who, where, reason in problem.forbidden}


def test_the_pool_and_the_active_listings_by_token(round_):
    published = factories.ListingFactory(round=round_, capacity=3, week_capacity=2)
    paused = factories.ListingFactory(round=round_, state=ListingState.PAUSED)
    closed = factories.ListingFactory(round=round_, state=ListingState.CLOSED)
    eligible = wishing(round_, published, closed, paused, waited=2, protected=True)
    waiting = wishing(round_, state=ApplicationState.WAITING_LIST)
    wishing(round_, published, state=ApplicationState.MATCHED)
    wishing(round_, published, state=ApplicationState.WITHDRAWN)
    found = snapshot(round_, profile="fairest", weights=USUAL, now=NOW)
    problem = found.problem
    assert {place.id: place.capacity for place in problem.places} == {f"h{published.pk}": 2, f"h{paused.pk}": 1}
    people = {person.id: person for person in problem.applicants}
    assert set(people) == {eligible.token, waiting.token}
    # The closed listing leaves its tier empty: tiers are as they were submitted.
    assert people[eligible.token].wishes == ((f"h{published.pk}",), (), (f"h{paused.pk}",))
    assert (people[eligible.token].waited, people[eligible.token].protected) == (2, True)
    assert (problem.seed, problem.minimum_list, problem.profile) == (round_.seed, round_.minimum_list, "fairest")
    assert found.names["applications"] == {eligible.token: eligible.pk, waiting.token: waiting.pk}
    assert found.names["places"][f"h{paused.pk}"] == [paused.pk, round_.week().isoformat()]


def test_seats_that_are_taken_come_off(round_):
    listing = factories.ListingFactory(round=round_, capacity=5, week_capacity=5)
    offer = factories.OfferFactory(application__round=round_, listing=listing)
    factories.OfferFactory(application__round=round_, listing=listing, state="declined")
    factories.PlacementFactory(application__round=round_, listing=listing)
    both = factories.OfferFactory(
        application__round=round_, listing=listing, state="accepted", intern_answer="yes", host_answer="yes"
    )
    factories.PlacementFactory(application=both.application, listing=listing)
    wishing(round_, listing)
    assert [place.capacity for place in taken(round_).places] == [2]
    offer.delete()
    assert [place.capacity for place in taken(round_).places] == [3]


def test_open_and_company_wishes_are_tiers_and_a_listing_counts_at_its_best_rank(round_):
    first, second = factories.ListingFactory.create_batch(2, round=round_)
    company = factories.CompanyFactory(name="Ørsted A/S", cvr=None)
    third = factories.ListingFactory(round=round_, organisation=company)
    for listing in (first, second):
        listing.themes.add("data")
    application = wishing(round_, second)
    wish = factories.WishFactory(application=application, kind=WishKind.OPEN, listing=None)
    wish.themes.add("data", "health")
    factories.WishFactory(application=application, kind=WishKind.COMPANY, listing=None, company_name="ørsted")
    everything = factories.WishFactory(application=application, kind=WishKind.OPEN, listing=None)
    assert everything.rank == 4
    (person,) = taken(round_).applicants
    assert person.wishes == ((f"h{second.pk}",), (f"h{first.pk}",), (f"h{third.pk}",), ())


def test_a_company_wish_means_the_company_of_its_cvr_number(round_):
    listing = factories.ListingFactory(round=round_)
    application = wishing(round_)
    factories.WishFactory(
        application=application, kind=WishKind.COMPANY, listing=None, company_name="Another name",
        company_cvr=listing.organisation.cvr,
    )  # fmt: skip
    (person,) = taken(round_).applicants
    assert person.wishes == ((f"h{listing.pk}",),)


def test_an_open_wish_for_a_region_takes_what_the_region_replaced(round_):
    east = factories.ListingFactory(round=round_, municipality_id="koebenhavn")
    factories.ListingFactory(round=round_, municipality_id="aarhus")
    application = wishing(round_)
    factories.WishFactory(application=application, kind=WishKind.OPEN, listing=None, region_id="oestdanmark")
    (person,) = taken(round_).applicants
    assert person.wishes == ((f"h{east.pk}",),)


@pytest.mark.parametrize(
    ("mine", "theirs", "reason"),
    [
        ({}, {}, None),
        ({"days": 3}, {"days": 5}, "length"),
        ({"days": 5}, {"days": 2}, None),
        ({"weeks": [dt.date(2020, 1, 6)]}, {}, "no_common_week"),
        ({"speaks_english": False}, {"language": "en"}, "language"),
        ({"speaks_english": False}, {"language": "da"}, None),
        ({"regions": ["hovedstaden"]}, {"municipality_id": "aarhus"}, "too_far"),
        ({"regions": ["oestdanmark"]}, {"municipality_id": "koebenhavn"}, None),
        ({"regions": ["hovedstaden"]}, {"municipality_id": None}, None),
        ({"regions": ["hovedstaden"]}, {"municipality_id": "aarhus", "remote": True}, "too_far"),
        ({"regions": ["hovedstaden"], "remote": True}, {"municipality_id": "aarhus", "remote": True}, None),
    ],
)
def test_the_applicants_own_limits(round_, mine, theirs, reason):
    listing = factories.ListingFactory(round=round_, **theirs)
    regions = mine.pop("regions", ())
    application = wishing(round_, listing, **mine)
    application.regions.set(Region.objects.filter(slug__in=regions))
    expected = {(application.token, f"h{listing.pk}"): reason} if reason else {}
    assert forbidden(taken(round_)) == expected


@pytest.mark.parametrize(
    ("state", "shut"), [(ConflictState.DECLARED, True), (ConflictState.UPHELD, True), (ConflictState.CLEARED, False)]
)
@pytest.mark.parametrize("by_name", [True, False])
def test_a_conflict_of_interest_shuts_the_pair_until_it_is_cleared(round_, state, shut, by_name):
    company = factories.CompanyFactory(name="Interesse ApS")
    department = factories.CompanyFactory(parent=company, cvr=None)
    listing = factories.ListingFactory(round=round_, organisation=department)
    other = factories.ListingFactory(round=round_)
    application = wishing(round_, other)
    whom = {"company_name": "interesse"} if by_name else {"organisation": company}
    Conflict.objects.create(
        application=application, leg=Leg.PROCUREMENT, text="Udbud", state=state, decision="Set", declared_at=NOW, **whom
    )
    # Also a pair that nobody wished for: it decides how many places there are to wish for.
    expected = {(application.token, f"h{listing.pk}"): "conflict_of_interest"} if shut else {}
    assert forbidden(taken(round_)) == expected


def test_ones_own_workplace_and_its_sisters_are_shut(round_):
    body = factories.WorkplaceFactory()
    one, two = (factories.WorkplaceFactory(parent=body) for _ in range(2))
    listing = factories.ListingFactory(round=round_, organisation=two)
    application = wishing(round_, listing, workplace=one)
    assert forbidden(taken(round_)) == {(application.token, f"h{listing.pk}"): "own_workplace"}


def test_what_was_declined_or_lapsed_is_not_offered_again(round_):
    listing = factories.ListingFactory(round=round_)
    application = factories.ApplicationFactory(round=round_)
    factories.OfferFactory(application=application, listing=listing, state="lapsed")
    application.state = ApplicationState.WAITING_LIST
    application.save()
    factories.WishFactory(application=application, listing=listing)
    assert forbidden(taken(round_)) == {(application.token, f"h{listing.pk}"): "declined"}


@pytest.mark.parametrize(
    ("state", "intern", "host", "reason", "protected"),
    [
        ("declined", "no", "yes", "declined", None),
        ("declined", "no", "none", "declined", None),
        ("declined", "none", "no", "declined_by_host", True),
        ("declined", "yes", "no", "declined_by_host", True),
        ("lapsed", "yes", "none", "declined_by_host", True),
        ("lapsed", "none", "yes", "declined", None),
        ("lapsed", "none", "none", "declined", None),
    ],
)
def test_whose_no_it_was_and_only_a_hosts_no_leaves_the_protection(round_, state, intern, host, reason, protected):
    round_.minimum_list = 2
    round_.save()
    listings = [factories.ListingFactory(round=round_) for _ in range(6)]
    application = wishing(round_, *listings[:2])
    factories.OfferFactory(
        application=application, listing=listings[0], state=state, intern_answer=intern, host_answer=host
    )
    application.state = ApplicationState.WAITING_LIST
    application.save()
    problem = taken(round_)
    assert forbidden(problem) == {(application.token, f"h{listings[0].pk}"): reason}
    assert [person.protected for person in problem.applicants] == [protected]
    assert problem.index.protected == [protected is True]


def test_a_short_list_is_not_protected_by_a_hosts_no(round_):
    round_.minimum_list = 3
    round_.save()
    listings = [factories.ListingFactory(round=round_) for _ in range(6)]
    application = wishing(round_, *listings[:2])
    HostTier.objects.create(application=application, listing=listings[0], tier=Tier.NOT_SUITED, at=NOW)
    problem = taken(round_)
    assert forbidden(problem) == {(application.token, f"h{listings[0].pk}"): "not_suited"}
    assert problem.index.protected == [False]


def rule(application, listing, kind, **fields):
    return PairRule.objects.create(
        application=application, listing=listing, kind=kind, reason="Fordi", at=NOW, **fields
    )


def test_confirmed_rules_lock_and_forbid_and_proposals_do_nothing(round_):
    first, second, third = factories.ListingFactory.create_batch(3, round=round_)
    application = wishing(round_, first, second, third)
    rule(application, first, PairRule.Kind.FORBID)
    rule(application, second, PairRule.Kind.LOCK)
    rule(application, third, PairRule.Kind.LOCK, confirmed=False)
    problem = taken(round_)
    assert forbidden(problem) == {(application.token, f"h{first.pk}"): "forbidden_by_consultant"}
    assert problem.locked == ((application.token, f"h{second.pk}"),)


def test_a_lock_overrules_the_applicants_own_limit(round_):
    listing = factories.ListingFactory(round=round_, days=5)
    application = wishing(round_, listing, days=2)
    rule(application, listing, PairRule.Kind.LOCK)
    problem = taken(round_)
    assert (forbidden(problem), solve(problem).pairs) == ({}, ((application.token, f"h{listing.pk}"),))


def test_a_lock_never_overrules_a_conflict_of_interest(round_):
    listing = factories.ListingFactory(round=round_)
    application = wishing(round_, listing)
    rule(application, listing, PairRule.Kind.LOCK)
    Conflict.objects.create(
        application=application,
        organisation=listing.organisation,
        leg=Leg.IMPARTIALITY,
        text="Ægtefælle",
        declared_at=NOW,
    )
    with pytest.raises(Unworkable) as caught:
        taken(round_)
    assert listing.title in str(caught.value)


def test_more_locks_than_seats_are_refused_with_the_listings_name(round_):
    listing = factories.ListingFactory(round=round_, capacity=1)
    for _turn in range(2):
        rule(wishing(round_, listing), listing, PairRule.Kind.LOCK)
    with pytest.raises(Unworkable) as caught:
        taken(round_)
    assert listing.title in str(caught.value)


def test_nobody_and_nothing_are_refused_with_a_sentence(round_):
    with pytest.raises(Unworkable):
        taken(round_)
    wishing(round_)
    with pytest.raises(Unworkable):
        taken(round_)


def test_in_a_rolling_round_a_place_is_a_listing_in_one_week():
    round_ = factories.RoundFactory(kind=Kind.ROLLING, dates={MilestoneKind.STARTS: None, MilestoneKind.ENDS: None})
    monday = dates.monday(timezone.localdate(NOW))
    week = lambda number: monday + dt.timedelta(weeks=number)  # noqa: E731
    listing = factories.ListingFactory(round=round_, weeks=[monday, week(4), week(5)], capacity=3, week_capacity=2)
    factories.OfferFactory(application__round=round_, listing=listing, week=week(4))
    early = wishing(round_, listing, weeks=[monday, week(4)])
    never = wishing(round_, listing, weeks=[week(9)])
    label = lambda day: f"h{listing.pk}:{day.isocalendar()[0]}-W{day.isocalendar()[1]:02d}"  # noqa: E731
    found = snapshot(round_, profile="most_placed", weights=USUAL, now=NOW)
    check(found.problem)
    # This week is too soon to answer an offer in.
    assert {place.id: place.capacity for place in found.problem.places} == {label(week(4)): 1, label(week(5)): 2}
    assert [(group.id, group.capacity) for group in found.problem.groups] == [(f"g{listing.pk}", 2)]
    assert {place.group for place in found.problem.places} == {f"g{listing.pk}"}
    people = {person.id: person.wishes for person in found.problem.applicants}
    assert people == {early.token: ((label(week(4)),),), never.token: ((f"h{listing.pk}",),)}
    assert forbidden(found.problem) == {(never.token, f"h{listing.pk}"): "no_common_week"}
    assert found.names["places"][label(week(4))] == [listing.pk, week(4).isoformat()]


def test_a_lock_in_a_rolling_round_takes_the_first_week_that_suits_and_has_room():
    round_ = factories.RoundFactory(kind=Kind.ROLLING, dates={MilestoneKind.STARTS: None, MilestoneKind.ENDS: None})
    monday = dates.monday(timezone.localdate(NOW))
    weeks = [monday + dt.timedelta(weeks=number) for number in (4, 5)]
    listing = factories.ListingFactory(round=round_, weeks=weeks, capacity=2, week_capacity=1)
    people = [wishing(round_, listing, weeks=weeks) for _ in range(2)]
    for application in people:
        rule(application, listing, PairRule.Kind.LOCK)
    problem = taken(round_)
    weeks_of = {place.id: place.week for place in problem.places}
    assert {who: weeks_of[where] for who, where in problem.locked} == {
        application.token: f"{day.isocalendar()[0]}-W{day.isocalendar()[1]:02d}"
        for application, day in zip(people, weeks, strict=True)
    }


@pytest.mark.parametrize("state", [RoundState.MATCHING, RoundState.OFFERS_OUT, RoundState.RUNNING])
def test_when_offers_are_out_a_run_is_a_refill(round_, state):
    round_.state = state
    round_.save()
    wishing(round_, factories.ListingFactory(round=round_))
    assert taken(round_).held == (None if state == RoundState.MATCHING else ())


def test_the_number_of_queries_does_not_grow(round_, django_assert_num_queries):
    def more():
        listing = factories.ListingFactory(round=round_, municipality_id="aarhus")
        listing.themes.add("data")
        application = wishing(round_, listing)
        application.regions.add("midtjylland")
        wish = factories.WishFactory(application=application, kind=WishKind.OPEN, listing=None)
        wish.themes.add("data")
        Conflict.objects.create(
            application=application, organisation=factories.CompanyFactory(), leg=Leg.IMPARTIALITY, text="x",
            declared_at=NOW,
        )  # fmt: skip
        rule(application, listing, PairRule.Kind.LOCK)
        factories.OfferFactory(application__round=round_, listing=factories.ListingFactory(round=round_))

    more()
    with django_assert_num_queries(17):
        snapshot(round_, profile="most_placed", weights=USUAL, now=NOW)
    more()
    more()
    with django_assert_num_queries(17):
        snapshot(round_, profile="most_placed", weights=USUAL, now=NOW)
    assert Organisation.objects.count() > 6


def test_a_lock_holds_in_the_week_that_it_names_and_goes_before_those_that_name_none():
    round_ = factories.RoundFactory(kind=Kind.ROLLING, dates={MilestoneKind.STARTS: None, MilestoneKind.ENDS: None})
    monday = dates.monday(clock.today())
    weeks = [monday + dt.timedelta(weeks=number) for number in (4, 5)]
    listing = factories.ListingFactory(round=round_, weeks=weeks, capacity=2, week_capacity=1)
    anywhen, second = (wishing(round_, listing, weeks=weeks) for _ in range(2))
    rule(anywhen, listing, PairRule.Kind.LOCK)
    rule(second, listing, PairRule.Kind.LOCK, week=weeks[0])
    name = {week: f"h{listing.pk}:{week.isocalendar()[0]}-W{week.isocalendar()[1]:02d}" for week in weeks}
    assert dict(taken(round_).locked) == {second.token: name[weeks[0]], anywhen.token: name[weeks[1]]}
    PairRule.objects.filter(application=anywhen).update(week=weeks[0])
    with pytest.raises(Unworkable):
        taken(round_)
