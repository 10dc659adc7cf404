from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.urls import reverse

from matching import method, services
from matching.models import Offer
from matching.registrations import desk_counts, own
from matching.states import OfferState
from praktik import clock
from praktik.applications.models import LearningGoal
from praktik.history.models import Read
from praktik.placements.models import Placement
from praktik.placements.services import placement_break_off, placement_cancel
from praktik.rounds.states import Kind
from praktik.rounds.states import State as RoundState
from tests import factories
from tests.matching import make

pytestmark = pytest.mark.django_db
NOW = clock.real()


@pytest.fixture
def offer():
    round_ = factories.RoundFactory(state=RoundState.OFFERS_OUT)
    listing = make.listing(round_, title="Robotter i ældreplejen", practical="Tag sikkerhedssko på.")
    wanted = make.listing(round_, title="Første ønske")
    application = make.wishing(round_, wanted, listing, purpose="Et særligt formål.", job_title="Oldfrue")
    application.applicant.phone = "+45 11 22 33 44"
    application.applicant.save()
    reasons = {
        "locked": False,
        "better": [{"listing": wanted.pk, "rank": 1, "reason": "places", "detail": "", "unplaced": 2, "others": 3}],
    }
    made = services.offer_create(
        application, listing=listing, week=round_.week(), rank=2, reasons=reasons, by=make.desk(), now=NOW
    )
    made.intern, made.host = application.applicant, listing.host
    return made


def seen(client, person, offer):
    client.force_login(person)
    return client.get(reverse("offer_page", args=[offer.pk])).content.decode()


def both_say_yes(offer):
    services.offer_accept(offer, by=offer.intern, now=NOW)
    services.offer_accept(offer, by=offer.host, now=NOW)


def test_the_host_sees_the_application_and_not_who_it_is_before_both_have_said_yes(client, offer):
    secrets = [offer.intern.name, offer.intern.email, offer.intern.phone, offer.application.manager_email]
    page = seen(client, offer.host, offer)
    assert [word for word in ("Et særligt formål.", "Oldfrue", "At lære noget nyt") if word not in page] == []
    assert [word for word in secrets if word in page] == []
    services.offer_accept(offer, by=offer.host, now=NOW)
    assert [word for word in secrets if word in seen(client, offer.host, offer)] == []
    services.offer_accept(offer, by=offer.intern, now=NOW)
    page = seen(client, offer.host, offer)
    assert [word for word in secrets if word in page] == secrets[:3]


def test_the_applicant_sees_the_place_and_not_its_people_before_both_have_said_yes(client, offer):
    secrets = [offer.host.name, offer.host.email]
    page = seen(client, offer.intern, offer)
    assert [word for word in ("Robotter i ældreplejen", "Tag sikkerhedssko på.") if word not in page] == []
    assert [word for word in secrets if word in page] == []
    both_say_yes(offer)
    assert [word for word in secrets if word not in seen(client, offer.intern, offer)] == []


@pytest.mark.parametrize("end", [placement_cancel, placement_break_off])
def test_an_offer_closes_contact_details_again_when_its_placement_comes_to_nothing(client, offer, end):
    both_say_yes(offer)
    assert offer.intern.email in seen(client, offer.host, offer)
    placement = Placement.objects.get(application=offer.application)
    then = NOW if end is placement_cancel else NOW + (placement.starts_on - NOW.date() + dt.timedelta(days=1))
    end(placement, why="Syg", by=offer.host, now=then)
    assert [word for word in (offer.intern.email, offer.intern.phone) if word in seen(client, offer.host, offer)] == []
    assert offer.host.email not in seen(client, offer.intern, offer)


def test_no_page_shows_another_applicants_purpose_or_wishes(client, offer):
    rival = make.wishing(offer.listing.round, offer.listing, purpose="En andens formål.")
    LearningGoal.objects.filter(application=rival).update(text="En andens mål")
    for person in (offer.intern, offer.host):
        page = seen(client, person, offer)
        assert [word for word in (rival.applicant.name, "En andens formål.", "En andens mål") if word in page] == []


def test_the_applicant_reads_why_and_why_not_in_words(client, offer):
    page = seen(client, offer.intern, offer)
    assert "ønske nummer 2" in page
    assert "Første ønske" in page
    assert "2 flere have stået helt uden plads" in page
    host_page = seen(client, offer.host, offer)
    assert [word for word in ("ønske nummer 2", "Første ønske") if word in host_page] == []


def test_looking_at_somebody_elses_details_is_noted(client, offer):
    seen(client, offer.intern, offer)
    assert Read.objects.count() == 0
    seen(client, offer.host, offer)
    assert list(Read.objects.values_list("reader", "subject", "what", "object_id")) == [
        (offer.host.pk, offer.intern.pk, "offer", offer.pk)
    ]


def test_a_draft_match_is_nowhere_on_the_pages_of_applicant_and_host(client):
    round_ = make.closed_round()
    listing = make.listing(round_)
    application = make.wishing(round_, listing)
    run = make.run(round_, by=make.desk(), now=NOW)
    assert run.pairs.get().listing == listing
    for person in (application.applicant, listing.host):
        assert list(own(person, NOW)) == []
        client.force_login(person)
        assert client.get(reverse("admin:matching_matchrun_change", args=[run.pk])).status_code == 302


def test_saying_yes_and_no_by_post(client, offer):
    client.force_login(offer.intern)
    address = reverse("offer_accept", args=[offer.pk])
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    offer.refresh_from_db()
    assert (offer.intern_answer, offer.host_answer) == ("yes", "none")
    client.force_login(offer.host)
    client.post(reverse("offer_decline", args=[offer.pk]), {"reason": "Ferie"})
    offer.refresh_from_db()
    assert (offer.state, offer.reason) == (OfferState.DECLINED, "Ferie")


def test_fifty_identical_answers_make_one_placement_and_fifty_identical_redirects(client, offer):
    services.offer_accept(offer, by=offer.host, now=NOW)
    client.force_login(offer.intern)
    answers = [client.post(reverse("offer_accept", args=[offer.pk])) for _ in range(50)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("offer_page", args=[offer.pk]))}
    assert Placement.objects.count() == 1


@pytest.mark.parametrize("data", [{}, {"after": "perhaps"}, {"after": "stay", "reason": "Mit nummer er 010203-1234"}])
def test_a_no_of_the_applicant_says_what_then_and_holds_no_cpr_number(client, offer, data):
    client.force_login(offer.intern)
    answer = client.post(reverse("offer_decline", args=[offer.pk]), data)
    assert answer.status_code == 200
    assert answer.context["form"].is_valid() is False
    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN


def test_leaving_the_round_with_a_no(client, offer):
    client.force_login(offer.intern)
    client.post(reverse("offer_decline", args=[offer.pk]), {"after": "leave"})
    offer.application.refresh_from_db()
    assert offer.application.state == "withdrawn"


def test_after_the_deadline_the_page_has_no_buttons(client, offer):
    Offer.objects.filter(pk=offer.pk).update(deadline=NOW - dt.timedelta(days=1))
    page = seen(client, offer.intern, offer)
    assert reverse("offer_accept", args=[offer.pk]) not in page
    answer = client.post(reverse("offer_accept", args=[offer.pk]), follow=True)
    offer.refresh_from_db()
    assert offer.intern_answer == "none"
    assert "Svarfristen" in answer.content.decode()


def test_the_offer_page_takes_a_fixed_number_of_queries(client, offer, django_assert_max_num_queries):
    client.force_login(offer.intern)
    with django_assert_max_num_queries(12):
        client.get(reverse("offer_page", args=[offer.pk]))


def test_what_waits_for_whom(offer):
    address = reverse("offer_page", args=[offer.pk])
    for person in (offer.intern, offer.host):
        matter, todo = own(person, NOW)
        assert (todo.url, todo.deadline, todo.detail) == (address, offer.deadline, offer.listing.title)
        assert (matter.url, matter.over) == (address, False)
    services.offer_accept(offer, by=offer.intern, now=NOW)
    kinds = lambda person, now: [type(item).__name__ for item in own(person, now)]  # noqa: E731
    assert kinds(offer.intern, NOW) == ["Matter"]
    assert kinds(offer.host, NOW) == ["Matter", "Todo"]
    assert kinds(offer.host, offer.deadline + dt.timedelta(seconds=1)) == ["Matter"]
    assert kinds(factories.UserFactory(), NOW) == []


def test_lists_of_a_person_take_one_query(offer, django_assert_num_queries):
    for count in (1, 3):
        with django_assert_num_queries(1):
            assert len(list(own(offer.host, NOW))) == 2 * count
        if count == 1:
            for _turn in range(2):
                listing = factories.ListingFactory(round=offer.listing.round, organisation=offer.listing.organisation)
                services.offer_create(make.wishing(listing.round), listing=listing, week=None, by=make.desk(), now=NOW)


def test_the_desks_counts(offer):
    assert [count.number for count in desk_counts(NOW)] == [0, 0, 0, 1]


# --- the method page -----------------------------------------------------------------------------------------------


def test_the_seed_is_a_fingerprint_until_the_result_is_out(client):
    round_ = make.closed_round(seed="a-seed-that-nobody-may-know")
    make.wishing(round_, make.listing(round_))
    desk = make.desk()
    run = make.run(round_, by=desk, now=NOW)
    fingerprint = hashlib.sha256(b"a-seed-that-nobody-may-know").hexdigest()
    page = client.get(reverse("matching_method")).content.decode()
    assert (fingerprint in page, round_.seed in page) == (True, False)
    services.run_publish(run, by=desk, now=NOW)
    page = client.get(reverse("matching_method")).content.decode()
    assert (fingerprint in page, round_.seed in page) == (True, True)


def test_the_seed_of_a_rolling_round_stays_hidden_while_it_is_open(client):
    round_ = factories.RoundFactory(kind=Kind.ROLLING, seed="still-secret")
    factories.MatchRunFactory(round=round_, state="published", result={})
    assert "still-secret" not in client.get(reverse("matching_method")).content.decode()
    round_.state = RoundState.EVALUATING
    round_.save()
    assert "still-secret" in client.get(reverse("matching_method")).content.decode()


def test_a_round_that_is_a_draft_is_not_on_the_method_page(client):
    factories.RoundFactory(name_da="Hemmelig runde", state=RoundState.DRAFT)
    assert "Hemmelig runde" not in client.get(reverse("matching_method")).content.decode()


def test_the_method_pages_example_is_what_the_engine_does():
    example = method.example()
    chosen, other = sorted(example.ways, key=lambda way: way.total)
    assert (chosen.chosen, other.chosen) == (True, False)
    assert sorted([chosen.at_first, chosen.at_second]) == ["Ane", "Bo"]
    assert (example.left_over, example.left_over_protected) == ("Cleo", False)
    assert [sum(way.draws) == way.total for way in example.ways] == [True, True]


def test_the_method_page_takes_the_same_queries_at_one_and_three_rounds(client, django_assert_num_queries):
    for rounds in (1, 2):
        for _turn in range(rounds):
            factories.RoundFactory()
        client.get(reverse("matching_method"))
        with django_assert_num_queries(1):
            client.get(reverse("matching_method"))
