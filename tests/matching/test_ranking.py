"""Hosts sort those who have wished for their listing: who is shown to whom, until when, and what comes of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from matching import services
from matching.engine import check
from matching.fit import USUAL
from matching.models import HostTier
from matching.registrations import own_rankings
from matching.reminders import listings_to_sort
from matching.services.ranking import ranking_people, ranking_save
from matching.services.snapshot import snapshot
from matching.states import Tier
from praktik import clock
from praktik.applications.models import Application, Conflict
from praktik.applications.signals import application_moved
from praktik.applications.states import Leg, WishKind
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import SYSTEM
from praktik.history.door import NotYours, Refused, TooLate
from praktik.history.models import Read
from praktik.mail.models import Mail
from praktik.mail.reminders import due_for, reminders_queue
from praktik.registries import Matter, Todo
from praktik.rounds.services import round_close, round_reopen
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState
from tests import factories
from tests.matching import make

pytestmark = pytest.mark.django_db
NOW = clock.real()
UNTIL = NOW + dt.timedelta(days=10)

WHY = "Vi har ingen, der kan tage imod."


@pytest.fixture
def desk():
    return make.desk()


@pytest.fixture
def round_():
    return make.closed_round(dates={MilestoneKind.RANKING: UNTIL})


@pytest.fixture
def listing(round_):
    return make.listing(round_, title="Havnen", capacity=2, week_capacity=2)


def tiers(listing):
    return dict(HostTier.objects.filter(listing=listing).values_list("application", "tier"))


def asked():
    return sorted(Mail.objects.filter(kind="ranking_opens", state="queued").values_list("to", flat=True))


# --- the service ----------------------------------------------------------------------------------------------------


def test_a_host_sorts_with_ties_changes_its_mind_and_takes_a_word_back(round_, listing):
    one, two, three = (make.wishing(round_, listing) for _ in range(3))
    said = {one.pk: Tier.VERY_GOOD, two.pk: Tier.VERY_GOOD, three.pk: Tier.NOT_SUITED}
    why = {three.pk: WHY, one.pk: "Ikke dette."}
    assert ranking_save(listing, tiers=said, reasons=why, by=listing.host, now=NOW) == 3
    kept = dict(HostTier.objects.values_list("application", "reason"))
    assert kept == {one.pk: "", two.pk: "", three.pk: WHY}
    later = NOW + dt.timedelta(hours=1)
    assert ranking_save(listing, tiers={one.pk: Tier.LAST, three.pk: None}, by=listing.host, now=later) == 2
    assert tiers(listing) == {one.pk: Tier.LAST, two.pk: Tier.VERY_GOOD}
    assert list(HostTier.objects.order_by("at").values_list("application", "by", "at")) == [
        (two.pk, listing.host.pk, NOW), (one.pk, listing.host.pk, later)
    ]  # fmt: skip


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_nobody_is_ruled_out_without_a_reason(round_, listing, text):
    person, other = (make.wishing(round_, listing) for _ in range(2))
    reasons = None if text is None else {person.pk: text}
    no = {person.pk: Tier.NOT_SUITED, other.pk: Tier.GOOD}
    with pytest.raises(Refused):
        ranking_save(listing, tiers=no, reasons=reasons, by=listing.host, now=NOW)
    assert HostTier.objects.count() == 0


def test_a_reason_can_be_changed_and_goes_when_the_host_changes_its_mind(round_, listing):
    person = make.wishing(round_, listing)
    ranking_save(listing, tiers={person.pk: Tier.NOT_SUITED}, reasons={person.pk: WHY}, by=listing.host, now=NOW)
    changed = {person.pk: "Vi har ingen, der kan tale dansk."}
    ranking_save(listing, tiers={person.pk: Tier.NOT_SUITED}, reasons=changed, by=listing.host, now=NOW)
    assert HostTier.objects.get(application=person).reason == changed[person.pk]
    ranking_save(listing, tiers={person.pk: Tier.LAST}, reasons=changed, by=listing.host, now=NOW)
    assert HostTier.objects.get(application=person).reason == ""


def test_only_the_host_and_the_desk_sort(round_, listing, desk):
    person = make.wishing(round_, listing)
    stranger = make.listing(round_).host
    for nobody in (stranger, person.applicant, factories.UserFactory(roles={"reader"})):
        with pytest.raises(NotYours):
            ranking_save(listing, tiers={person.pk: Tier.GOOD}, by=nobody, now=NOW)
    assert tiers(listing) == {}
    ranking_save(listing, tiers={person.pk: Tier.GOOD}, by=desk, now=NOW)
    assert tiers(listing) == {person.pk: Tier.GOOD}


@pytest.mark.parametrize(
    ("state", "kind", "refusal"),
    [
        (RoundState.OPEN, Kind.FIXED_WEEK, Refused),
        (RoundState.OPEN, Kind.ROLLING, Refused),
        (RoundState.OFFERS_OUT, Kind.FIXED_WEEK, TooLate),
        (RoundState.RUNNING, Kind.FIXED_WEEK, TooLate),
    ],
)
def test_hosts_sort_between_the_deadline_and_the_offers(state, kind, refusal):
    listing = make.listing(factories.RoundFactory(state=state, kind=kind))
    person = make.wishing(listing.round, listing)
    with pytest.raises(refusal):
        ranking_save(listing, tiers={person.pk: Tier.GOOD}, by=listing.host, now=NOW)
    assert tiers(listing) == {}


def test_the_deadline_holds(round_, listing):
    person = make.wishing(round_, listing)
    ranking_save(listing, tiers={person.pk: Tier.GOOD}, by=listing.host, now=UNTIL)
    with pytest.raises(TooLate):
        ranking_save(listing, tiers={person.pk: Tier.LAST}, by=listing.host, now=UNTIL + dt.timedelta(seconds=1))
    assert tiers(listing) == {person.pk: Tier.GOOD}


def test_a_closed_listing_is_not_sorted(round_):
    listing = make.listing(round_, state="closed")
    with pytest.raises(Refused):
        ranking_save(listing, tiers={}, by=listing.host, now=NOW)


def test_nobody_is_sorted_who_has_not_wished_for_the_listing(round_, listing):
    person, other = make.wishing(round_, listing), make.wishing(round_, make.listing(round_))
    with pytest.raises(Refused):
        ranking_save(listing, tiers={person.pk: Tier.GOOD, other.pk: Tier.LAST}, by=listing.host, now=NOW)
    assert tiers(listing) == {}


def test_the_database_refuses_a_second_word_and_an_unknown_tier(round_, listing):
    person = make.wishing(round_, listing)
    row = {"listing": listing, "application": person, "at": NOW}
    HostTier.objects.create(tier=1, **row)
    for tier, name in ((2, "host_tier_once"), (9, "host_tier_known")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            HostTier.objects.create(tier=tier, **row)


# --- whom a host is asked about ---------------------------------------------------------------------------------------


def test_a_host_is_asked_about_those_who_named_it_and_could_come(round_, listing):
    named = make.wishing(round_, listing)
    company = factories.ApplicationFactory(round=round_)
    factories.WishFactory(
        application=company, kind=WishKind.COMPANY, listing=None,
        company_name=listing.organisation.name, company_cvr=listing.organisation.cvr,
    )  # fmt: skip
    anything = factories.ApplicationFactory(round=round_)
    factories.WishFactory(application=anything, kind=WishKind.OPEN, listing=None)
    conflicted = make.wishing(round_, listing)
    Conflict.objects.create(
        application=conflicted, organisation=listing.organisation, leg=Leg.PROCUREMENT, text="x", declared_at=NOW
    )
    make.wishing(round_, listing, days=2)
    make.wishing(round_, listing, state=ApplicationState.AWAITING_MANAGER)
    make.wishing(round_, listing, state=ApplicationState.WITHDRAWN)
    make.wishing(round_, make.listing(round_))
    assert {person.pk for person in ranking_people(listing, now=NOW)} == {named.pk, company.pk}


def test_somebody_who_does_not_suit_stays_on_the_list_so_that_the_host_can_change_its_mind(round_, listing):
    person = make.wishing(round_, listing)
    ranking_save(listing, tiers={person.pk: Tier.NOT_SUITED}, reasons={person.pk: WHY}, by=listing.host, now=NOW)
    assert ranking_people(listing, now=NOW) == [person]


# --- what the matching makes of it -----------------------------------------------------------------------------------


def test_the_engine_is_told_the_tiers_and_silence_about_one_is_a_good_fit(round_, listing):
    best, good, silent, last, never = (make.wishing(round_, listing) for _ in range(5))
    said = {best.pk: Tier.VERY_GOOD, good.pk: Tier.GOOD, last.pk: Tier.LAST, never.pk: Tier.NOT_SUITED}
    ranking_save(listing, tiers=said, reasons=dict.fromkeys(said, WHY), by=listing.host, now=NOW)
    silent_host = make.listing(round_)
    make.wishing(round_, silent_host)
    problem = snapshot(round_, profile="most_placed", weights=USUAL, now=NOW).problem
    check(problem)
    name = f"h{listing.pk}"
    assert {host: [set(tier) for tier in tiers] for host, tiers in problem.host_tiers.items()} == {
        name: [{best.token}, {good.token, silent.token}, {last.token}]
    }
    assert set(problem.forbidden) == {(never.token, name, "not_suited")}


def test_a_tier_with_nobody_in_it_is_left_out(round_, listing):
    people = [make.wishing(round_, listing) for _ in range(2)]
    ranking_save(listing, tiers=dict.fromkeys((person.pk for person in people), Tier.LAST), by=listing.host, now=NOW)
    problem = snapshot(round_, profile="most_placed", weights=USUAL, now=NOW).problem
    assert {host: len(tiers) for host, tiers in problem.host_tiers.items()} == {f"h{listing.pk}": 1}


@pytest.mark.parametrize("profile", ["most_placed", "fairest", "best_fit", "stable"])
def test_between_equals_the_host_decides_and_the_other_is_told_so(round_, desk, profile):
    listing = make.listing(round_)
    one, two = (make.wishing(round_, listing) for _ in range(2))
    for chosen, other in ((one, two), (two, one)):
        ranking_save(listing, tiers={chosen.pk: Tier.VERY_GOOD, other.pk: Tier.LAST}, by=listing.host, now=NOW)
        run = make.run(round_, by=desk, now=NOW, profile=profile)
        assert run.pairs.get(listing=listing).application == chosen
        assert [a["reason"] for a in run.pairs.get(listing=None).reasons["better"]] == ["host_tiers"]
        services.run_discard(run, by=desk, now=NOW)


def test_who_does_not_suit_is_not_placed_and_hears_why(round_, listing, desk):
    person = make.wishing(round_, listing)
    make.wishing(round_, listing)
    ranking_save(listing, tiers={person.pk: Tier.NOT_SUITED}, reasons={person.pk: WHY}, by=listing.host, now=NOW)
    run = make.run(round_, by=desk, now=NOW)
    pair = run.pairs.get(application=person)
    assert (pair.listing, [(a["reason"], a["detail"]) for a in pair.reasons["better"]]) == (
        None, [("forbidden", "not_suited")]
    )  # fmt: skip


def test_a_word_after_the_run_keeps_the_offer_from_being_made_unless_the_desk_has_locked_the_pair(
    round_, listing, desk
):
    free, locked = (make.wishing(round_, listing) for _ in range(2))
    services.pair_lock(locked, listing, reason="Aftalt med værten", by=desk, now=NOW)
    run = make.run(round_, by=desk, now=NOW)
    said = dict.fromkeys((free.pk, locked.pk), Tier.NOT_SUITED)
    ranking_save(listing, tiers=said, reasons=dict.fromkeys(said, WHY), by=listing.host, now=NOW)
    shown = services.publication(run, now=NOW)
    assert [pair.application for pair, _listing in shown.offers] == [locked]
    assert [pair.application for pair, _why in shown.skipped] == [free]


# --- mails, to-dos, reminders -----------------------------------------------------------------------------------------


def test_hosts_are_asked_once_when_the_round_closes_and_somebody_has_wished(desk):
    round_ = factories.RoundFactory(dates={MilestoneKind.RANKING: UNTIL}, minimum_list=1)
    wanted, unwanted = make.listing(round_), make.listing(round_)
    person = make.wishing(round_, wanted)
    round_close(round_, by=desk, now=NOW)
    assert asked() == [wanted.host.email]
    mail = Mail.objects.get(kind="ranking_opens")
    assert [word for word in (person.purpose, person.applicant.name, person.workplace.name) if word in mail.text] == []
    assert reverse("listing_ranking", args=[wanted.pk]) in mail.text
    # Two managers say yes after that: the host who was asked is not asked again.
    for late in (make.wishing(round_, unwanted), make.wishing(round_, wanted)):
        application_moved.send(
            sender=Application, instance=late, from_state=ApplicationState.AWAITING_MANAGER,
            to_state=ApplicationState.ELIGIBLE, by=SYSTEM, now=NOW, why="",
        )  # fmt: skip
    assert asked() == sorted([wanted.host.email, unwanted.host.email])


def test_opening_the_round_again_takes_the_question_back(desk):
    round_ = factories.RoundFactory(dates={MilestoneKind.RANKING: UNTIL})
    listing = make.listing(round_)
    make.wishing(round_, listing)
    round_close(round_, by=desk, now=NOW)
    round_reopen(round_, closes_at=NOW + dt.timedelta(days=3), by=desk, now=NOW)
    assert asked() == []


def test_sorting_takes_back_the_question_and_ends_the_to_do_and_the_reminder(round_, listing):
    person = make.wishing(round_, listing)
    page = reverse("listing_ranking", args=[listing.pk])
    (todo,) = own_rankings(listing.host, NOW)
    assert (type(todo), todo.url, todo.deadline) == (Todo, page, UNTIL)
    listing.contacts.add(listing.host)
    day_before = UNTIL - dt.timedelta(hours=20)
    assert [list(listings_to_sort(now)) for now in (NOW, UNTIL)] == [[listing], []]
    reminders_queue(day_before)
    assert list(Mail.objects.filter(kind="ranking_reminder").values_list("to", flat=True)) == [listing.host.email]
    ranking_save(listing, tiers={person.pk: Tier.GOOD}, by=listing.host, now=NOW)
    assert list(listings_to_sort(NOW)) == []
    assert due_for(Mail.objects.get(kind="ranking_reminder"), day_before) is None
    (matter,) = own_rankings(listing.host, NOW)
    assert (type(matter), matter.url) == (Matter, page)
    assert list(own_rankings(person.applicant, NOW)) == []
    assert list(own_rankings(listing.host, UNTIL)) == []


# --- the page ---------------------------------------------------------------------------------------------------------


def page(client, listing, by):
    client.force_login(by)
    return client.get(reverse("listing_ranking", args=[listing.pk]))


def test_the_host_reads_purpose_and_goals_and_never_who_it_is(client, round_, listing):
    person = make.wishing(round_, make.listing(round_, title="Første ønske"), listing, purpose="Et særligt formål.",
        job_title="Oldfrue", task="Min hemmelige opgave", goals=["At kunne svejse"])  # fmt: skip
    other = make.wishing(round_, make.listing(round_), purpose="Et helt andet formål.")
    text = page(client, listing, listing.host).content.decode()
    week = f"Uge {round_.week().isocalendar()[1]}, "
    shown = ("Et særligt formål.", "Oldfrue", "At kunne svejse", person.brings, week)
    assert [word for word in shown if word not in text] == []
    hidden = [
        person.applicant.name, person.applicant.email, person.workplace.name, person.manager_email, "Første ønske",
        "Min hemmelige opgave", other.purpose,
    ]  # fmt: skip
    assert [word for word in hidden if word in text] == []
    assert list(Read.objects.values_list("reader", "subject", "what")) == [
        (listing.host.pk, person.applicant_id, "applicant to sort")
    ]


def test_the_form_saves_and_shows_what_was_saved(client, round_, listing):
    one, two = (make.wishing(round_, listing) for _ in range(2))
    client.force_login(listing.host)
    address = reverse("listing_ranking", args=[listing.pk])
    answer = client.post(address, {f"person_{one.pk}": "3", f"person_{two.pk}": ""})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert tiers(listing) == {one.pk: Tier.LAST}
    text = client.get(address).content.decode()
    assert text.count("checked") == 2
    assert client.post(address, {f"person_{one.pk}": "7"}).status_code == 200
    assert tiers(listing) == {one.pk: Tier.LAST}


def test_the_form_asks_why_beside_the_one_who_does_not_suit_and_nobody_but_the_desk_reads_it(
    client, round_, listing, desk
):
    one, two = (make.wishing(round_, listing) for _ in range(2))
    client.force_login(listing.host)
    address = reverse("listing_ranking", args=[listing.pk])
    no = {f"person_{one.pk}": "4", f"person_{two.pk}": "2"}
    assert client.post(address, no).context["form"].errors == {f"why_{one.pk}": ["Skriv hvorfor."]}
    assert list(client.post(address, no | {f"why_{one.pk}": "Ring 010203-1234"}).context["form"].errors) == [
        f"why_{one.pk}"
    ]
    assert HostTier.objects.count() == 0
    assert client.post(address, no | {f"why_{one.pk}": WHY}).status_code == 302
    assert WHY in client.get(address).content.decode()
    draft = make.run(round_, by=desk, now=NOW)
    client.force_login(desk)
    read = client.get(reverse("admin:matching_pair", args=[draft.pk, one.pk])).content.decode()
    assert WHY in read
    client.force_login(one.applicant)
    pages = [reverse("my_page"), reverse("my_data"), reverse("application_page", args=[one.pk])]
    assert [page for page in pages if WHY in client.get(page).content.decode()] == []


def test_outside_the_time_for_it_the_page_says_so_and_shows_nobody(client, round_, listing):
    make.wishing(round_, listing, purpose="Et særligt formål.")
    round_.milestones.filter(kind=MilestoneKind.RANKING).update(at=NOW - dt.timedelta(days=1))
    answer = page(client, listing, listing.host)
    assert (answer.status_code, "Et særligt formål." in answer.content.decode()) == (200, False)
    assert Read.objects.count() == 0


def test_a_host_sees_its_own_words_alone(round_, listing, desk):
    person = make.wishing(round_, listing)
    ranking_save(listing, tiers={person.pk: Tier.GOOD}, by=listing.host, now=NOW)
    stranger = make.listing(round_).host
    seen = {name: HostTier.objects.visible_to(who).count() for name, who in
            {"host": listing.host, "desk": desk, "other": stranger, "applicant": person.applicant}.items()}  # fmt: skip
    assert seen == {"host": 1, "desk": 1, "other": 0, "applicant": 0}


def test_the_page_takes_the_same_queries_at_one_and_three_applicants(
    client, round_, listing, django_assert_num_queries
):
    make.wishing(round_, listing)
    page(client, listing, listing.host)
    for more in (0, 2):
        for _turn in range(more):
            make.wishing(round_, listing)
        with django_assert_num_queries(20):
            assert page_again(client, listing) == 200


def page_again(client, listing):
    return client.get(reverse("listing_ranking", args=[listing.pk])).status_code
