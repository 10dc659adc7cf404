"""Whoever wished for a company says which of its listings is meant, or none."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.drafts import outdated
from matching.models import PairRule
from matching.services import run_discard
from praktik import clock
from praktik.applications.services import wish_choose
from praktik.applications.states import State, WishKind
from praktik.history.door import NotYours, Refused
from praktik.mail.models import Mail
from praktik.recruitment.services import answer_choose, answers, leads_find
from tests import factories
from tests.matching import make as matching
from tests.praktik.recruitment.helpers import publish, wish_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def company():
    return factories.CompanyFactory(name="Alfa A/S")


@pytest.fixture
def listings(company, round_):
    return [factories.ListingFactory(round=round_, organisation=company, title=title) for title in ("One", "Two")]


@pytest.fixture
def wish(company, round_, listings):
    """Pointed by itself at the listing that was published first."""
    made = wish_for(company.name, company.cvr, round_)
    made.refresh_from_db()
    return made


def choose(wish, listing, by=None):
    answer_choose(wish, listing=listing and listing.pk, by=by or wish.application.applicant, now=clock.now())
    wish.refresh_from_db()
    return wish.listing


def proposed(wish):
    rules = PairRule.objects.filter(application=wish.application).order_by("pk")
    return list(rules.values_list("listing__title", "confirmed"))


def told():
    """Of which listings there are mails, by their keys."""
    keys = Mail.objects.filter(kind="wish_answered").order_by("pk").values_list("key", flat=True)
    return [int(key.split(":")[-2]) for key in keys]


def test_the_first_listing_answers_and_one_click_takes_another(wish, listings):
    one, two = listings
    assert (wish.listing, wish.chosen_at, answers(wish)) == (one, None, [one, two])
    assert choose(wish, two) == two
    assert (wish.rank, wish.kind, wish.company_name) == (1, WishKind.COMPANY, "Alfa A/S")
    assert wish.chosen_at is not None


def test_the_lock_that_is_proposed_follows_the_choice_and_a_decision_stays(wish, listings, consultant):
    two = listings[1]
    assert proposed(wish) == [("One", False)]
    choose(wish, two)
    assert proposed(wish) == [("Two", False)]
    PairRule.objects.update(confirmed=True)
    choose(wish, None)
    assert proposed(wish) == [("Two", True)]


def test_to_choose_what_is_chosen_changes_nothing_above(wish, listings):
    rule = PairRule.objects.get()
    choose(wish, listings[0])
    assert PairRule.objects.get() == rule


def test_a_draft_of_the_matching_from_before_says_that_it_is_out_of_date(wish, listings, round_, consultant):
    type(round_).objects.update(state="closed")
    round_.refresh_from_db()
    before = matching.run(round_, by=consultant, now=clock.now())
    assert outdated(before) == []
    choose(wish, listings[1])
    assert outdated(before) == ["1 applicant has chosen another listing since this run was asked for: run it again."]
    assert outdated(matching.run(round_, by=consultant, now=clock.now())) == []
    run_discard(before, by=consultant, now=clock.now())
    assert outdated(before) == []  # nobody publishes it any more


def test_none_of_them_stays_none(wish, listings, round_, company, consultant):
    """Not when the application is sent in again, and not when the company publishes another, of which one is told."""
    assert choose(wish, None) is None
    leads_find(wish.application, now=clock.now())
    wish.refresh_from_db()
    assert wish.listing is None
    another = factories.ListingFactory(round=round_, organisation=company, title="Three")
    publish(another, consultant)
    publish(another, consultant)
    wish.refresh_from_db()
    assert wish.listing is None
    assert told() == [listings[0].pk, another.pk]
    mail = Mail.objects.filter(kind="wish_answered").latest("pk")
    assert (f"/wishes/{wish.pk}/choice/" in mail.text, "endnu et opslag" in mail.text) == (True, True)


def test_whoever_has_the_listing_or_an_offer_is_not_told_of_another(wish, listings, round_, company, consultant):
    before = told()
    factories.WishFactory(application=wish.application, rank=2, listing=listings[1])
    publish(listings[1], consultant)
    assert told() == before
    type(wish.application).objects.update(state=State.MATCHED)
    publish(factories.ListingFactory(round=round_, organisation=company), consultant)
    assert told() == before


def test_what_cannot_be_chosen(wish, listings, round_, company):
    foreign = factories.ListingFactory(round=round_)
    closed = factories.ListingFactory(round=round_, organisation=company, state="closed")
    before = factories.ListingFactory(organisation=company)
    for listing in (foreign, closed, before):
        with pytest.raises(Refused, match="listings that the company has published in this round"):
            choose(wish, listing)
    for listing in (closed, before):
        with pytest.raises(Refused, match="published in this round"):
            wish_choose(wish, listing=listing, by=wish.application.applicant, now=clock.now())
    with pytest.raises(NotYours):
        choose(wish, listings[1], by=factories.UserFactory())
    factories.WishFactory(application=wish.application, rank=2, listing=listings[1])
    with pytest.raises(Refused, match="this wish already"):
        choose(wish, listings[1])
    wish.refresh_from_db()
    assert (wish.listing, wish.chosen_at) == (listings[0], None)


@pytest.mark.parametrize(("state", "may"), [
    (State.AWAITING_MANAGER, True), (State.DECLINED_BY_MANAGER, True), (State.ELIGIBLE, True),
    (State.WAITING_LIST, True), (State.DRAFT, False), (State.MATCHED, False), (State.PLACED, False),
    (State.NOT_PLACED, False), (State.CARRIED_OVER, False), (State.WITHDRAWN, False),
])  # fmt: skip
def test_until_something_is_offered(wish, listings, state, may):
    type(wish.application).objects.update(state=state)
    if may:
        assert choose(wish, listings[1]) == listings[1]
        return
    with pytest.raises(Refused, match="nothing has been offered"):
        choose(wish, listings[1])


def test_from_my_page_to_the_choice_and_back(client, wish, listings):
    client.force_login(wish.application.applicant)
    page, own = reverse("wish_choice", args=[wish.pk]), reverse("application_page", args=[wish.application.pk])
    assert page in client.get(reverse("my_page")).content.decode()
    assert "Alfa A/S has answered your wish with “One”" in client.get(own).content.decode()
    shown = client.get(page).content.decode()
    assert [shown.count(f"/listings/{one.pk}/") for one in listings] == [1, 1]
    said = ("Your wish is for this one", "I wish for this one", "None of them")
    assert [shown.count(one) for one in said] == [1, 2, 1]
    client.post(page, {"listing": listings[0].pk})
    shown = client.get(page).content.decode()
    assert [shown.count(one) for one in said] == [1, 1, 1]
    assert page not in client.get(reverse("my_page")).content.decode()
    answer = client.post(page, {"listing": listings[1].pk}, follow=True).content.decode()
    assert "Your wish is for “Two” now." in answer
    assert "Your wish for Alfa A/S is for “Two”: see the listing, or choose another" in answer
    assert "1. Alfa A/S: Two" in answer
    answer = client.post(page, {"listing": ""}, follow=True).content.decode()
    assert "Your wish is for none of the company&#x27;s listings now." in answer
    assert "1. Alfa A/S: none of its listings" in answer
    assert "You have chosen none of the listings of Alfa A/S: look at them again" in answer
    assert "You have chosen none of them." in client.get(page).content.decode()


def test_a_listing_that_is_a_wish_of_its_own_is_not_offered(client, wish, listings):
    factories.WishFactory(application=wish.application, rank=2, listing=listings[1])
    client.force_login(wish.application.applicant)
    shown = client.get(reverse("wish_choice", args=[wish.pk])).content.decode()
    assert (shown.count("Among your wishes"), shown.count("I wish for this one")) == (1, 1)


@pytest.mark.parametrize("sent", ["x", "-1", "0", "99999999999999999999", "2147483648"])
def test_what_is_no_listing_is_refused_with_a_sentence(client, wish, listings, sent):
    client.force_login(wish.application.applicant)
    answer = client.post(reverse("wish_choice", args=[wish.pk]), {"listing": sent}, follow=True).content.decode()
    assert "Choose one of the listings that the company has published in this round." in answer
    wish.refresh_from_db()
    assert wish.listing == listings[0]


def test_a_company_without_a_listing_and_a_wish_of_another_kind(client, round_):
    wish = wish_for("Beta", "", round_)
    client.force_login(wish.application.applicant)
    shown = client.get(reverse("wish_choice", args=[wish.pk])).content.decode()
    assert "The company has no published listing in the round right now." in shown
    assert "None of them" not in shown
    other = factories.WishFactory(application=wish.application, rank=2, listing=factories.ListingFactory(round=round_))
    assert client.get(reverse("wish_choice", args=[other.pk])).status_code == 404


def test_the_page_asks_the_same_at_one_and_three_listings(
    client, wish, listings, round_, company, django_assert_num_queries
):
    client.force_login(wish.application.applicant)
    page = reverse("wish_choice", args=[wish.pk])
    client.get(page)
    listings[1].delete()
    with django_assert_num_queries(7):
        client.get(page)
    for _more in range(2):
        factories.ListingFactory(round=round_, organisation=company)
    with django_assert_num_queries(7):
        client.get(page)
