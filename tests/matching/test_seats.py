"""Waiting lists per listing, and where one more place would help."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from matching import services, words
from matching.drafts import seat_rows
from matching.models import Offer
from matching.services.seats import waiting_lists
from matching.states import Tier
from praktik import clock
from praktik.history.models import Read
from praktik.work.services import jobs_do
from tests.matching import make

pytestmark = pytest.mark.django_db
NOW = clock.real()
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def desk():
    return make.desk()


@pytest.fixture
def round_():
    return make.closed_round()


@pytest.fixture
def told(round_, desk):
    """One place at the harbour, two at the dairy. Two people have them; three wait, one of them for both."""
    harbour = make.listing(round_, title="Havnen")
    dairy = make.listing(round_, title="Mejeriet", capacity=2, week_capacity=2)
    host = make.listing(round_, title="Lukket for alle")
    people = {
        "in": make.wishing(round_, harbour, waited=3),
        "in too": make.wishing(round_, dairy, waited=3),
        "third": make.wishing(round_, dairy, waited=3),
        "both": make.wishing(round_, harbour, dairy),
        "long": make.wishing(round_, harbour, waited=2),
        "far": make.wishing(round_, host, days=2),
    }
    run = make.run(round_, by=desk, now=NOW)
    services.run_publish(run, by=desk, now=NOW)
    return people


def lists(round_):
    return {queue.listing.title: queue.applications for queue in waiting_lists(round_, now=LATER)}


def test_each_listing_has_its_own_order_by_the_rules_of_a_refill(told, round_):
    assert set(Offer.objects.values_list("application", flat=True)) == {
        told[name].pk for name in ("in", "in too", "third")
    }
    assert lists(round_) == {
        "Havnen": [told["long"].pk, told["both"].pk],
        "Mejeriet": [told["both"].pk],
    }


def test_the_first_of_a_list_is_who_a_refill_gives_the_place(told, round_):
    gone = Offer.objects.get(listing__title="Havnen")
    expected = lists(round_)["Havnen"][0]
    services.offer_decline(gone, reason="", stay=False, by=gone.application.applicant, now=LATER)
    services.refills_look(LATER)
    jobs_do(time=lambda: LATER)
    refill = round_.match_runs.first()
    assert refill.pairs.get(listing=gone.listing).application_id == expected


def test_nobody_waits_in_a_round_where_nothing_was_published(round_):
    make.wishing(round_, make.listing(round_))
    assert waiting_lists(round_, now=NOW) == []


def test_an_applicant_reads_their_own_numbers_and_reasons_and_nobodys_name(client, told):
    person = told["both"]
    client.force_login(person.applicant)
    text = client.get(reverse("waiting_page", args=[person.pk])).content.decode()
    for said in ("nummer 2 af 2, der venter på »Havnen«", "den eneste, der venter på »Mejeriet«", "Ønske 1, Havnen"):
        assert said in text, said
    assert [name for name in told if name != "both" and told[name].applicant.name in text] == []
    page = client.get(reverse("application_page", args=[person.pk])).content.decode()
    assert reverse("waiting_page", args=[person.pk]) in page
    assert Read.objects.count() == 0


def test_somebody_for_whom_nothing_is_possible_is_told_so(client, told):
    client.force_login(told["far"].applicant)
    text = client.get(reverse("waiting_page", args=[told["far"].pk])).content.decode()
    assert ("Skriv til os" in text, "nummer" in text) == (True, False)


def test_the_page_is_there_only_while_one_waits(client, told):
    client.force_login(told["in"].applicant)
    assert client.get(reverse("waiting_page", args=[told["in"].pk])).status_code == 404


def test_the_desk_reads_all_of_them_and_it_is_noted(client, told, desk, round_):
    client.force_login(desk)
    text = client.get(reverse("admin:matching_waiting", args=[round_.match_runs.get().pk])).content.decode()
    first, second = (text.index(told[name].applicant.name) for name in ("long", "both"))
    assert first < second
    assert told["in"].applicant.name not in text
    assert set(Read.objects.values_list("subject", "what")) == {
        (told[name].applicant_id, "waiting list") for name in ("long", "both")
    }


def test_the_waiting_lists_take_the_same_queries_at_three_and_five(told, round_, django_assert_num_queries):
    for more in (0, 2):
        for _turn in range(more):
            make.wishing(round_, round_.listings.get(title="Havnen"), state="waiting_list")
        with django_assert_num_queries(19):
            assert len(waiting_lists(round_, now=LATER)) == 2


# --- one more place --------------------------------------------------------------------------------------------------


def test_a_run_says_where_one_more_place_would_help_and_the_desk_reads_it(client, round_, desk):
    harbour, dairy, museum = (make.listing(round_, title=title) for title in ("Havnen", "Mejeriet", "Museet"))
    harbour.themes.add("data")
    for _turn in range(2):
        make.wishing(round_, harbour, dairy)
    make.wishing(round_, dairy, museum)
    run = make.run(round_, by=desk, now=NOW)
    rows = [(seat["listing"], seat["placed"], seat["lifted"], seat["lowered"]) for seat in run.seats["listings"]]
    # One more at the harbour also frees the dairy for the one at the museum.
    assert rows == [(harbour.pk, 0, 2, 0), (dairy.pk, 0, 1, 0)]
    assert {label: seat["listing"] for label, seat in run.seats["theme"].items()} == {"data": harbour.pk}
    client.force_login(desk)
    text = client.get(reverse("admin:matching_matchrun_change", args=[run.pk])).content.decode()
    said = "En plads mere hos »Havnen«: 2 får et bedre ønske."
    assert said in text
    assert seat_rows(run)["listings"][0] == said


def test_what_a_place_gives_in_words():
    said = words.seat({"placed": 1, "lifted": 3, "lowered": 1})
    assert said == "1 person mere får en plads, 2 får et bedre ønske, 1 får et dårligere."


def test_where_everybody_has_their_first_wish_nothing_is_said(client, round_, desk):
    make.wishing(round_, make.listing(round_))
    run = make.run(round_, by=desk, now=NOW)
    assert (run.seats["listings"], seat_rows(run)) == ([], None)


def test_the_stable_profile_says_nothing(round_, desk):
    listing = make.listing(round_)
    people = [make.wishing(round_, listing) for _ in range(2)]
    services.ranking_save(listing, tiers={people[0].pk: Tier.VERY_GOOD}, by=listing.host, now=NOW)
    assert seat_rows(make.run(round_, by=desk, now=NOW, profile="stable")) is None
