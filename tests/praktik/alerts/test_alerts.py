"""What people asked to hear of: kept searches and rounds that open, told once, and no more when they say so."""

from __future__ import annotations

import threading
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praktik import clock
from praktik.alerts import services
from praktik.alerts.models import Alert
from praktik.alerts.states import Kind
from praktik.history.actors import Role
from praktik.history.door import Refused
from praktik.listings.services import listing_pause, listing_publish, listing_resume
from praktik.listings.states import State as ListingState
from praktik.mail.models import Mail, MailOptOut
from praktik.rounds.services import round_open
from praktik.rounds.states import State as RoundState
from tests.browser import EACH_WIDTH, be, look
from tests.factories import AlertFactory, ListingFactory, MembershipFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return UserFactory(roles={Role.CONSULTANT})


def told(kind):
    return sorted(Mail.objects.filter(kind=kind).values_list("to", flat=True))


def sent_in():
    listing = ListingFactory(state=ListingState.SUBMITTED, title="Byg en vindmølle", days=5, remote=True)
    listing.themes.set(["data"])
    listing.contacts.set([MembershipFactory(organisation=listing.organisation).user])
    return listing


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("", True),
        ("q=vindmølle", True),
        ("q=sundhed", False),
        ("days=5", True),
        ("days=2", False),
        ("q=vindmølle&days=2", False),
        ("language=da&size=1", True),
    ],
)
def test_a_search_that_finds_a_new_listing_is_told(desk, query, finds):
    alert = AlertFactory(query=query)
    listing = sent_in()
    listing_publish(listing, by=desk, now=clock.now())
    assert told("listing_found") == ([alert.user.email] if finds else [])


def test_who_has_two_searches_that_find_it_is_told_once_and_not_again_after_a_pause(desk):
    person = UserFactory()
    for query in ("q=vindmølle", "days=5"):
        AlertFactory(user=person, query=query)
    AlertFactory(user=UserFactory(is_active=False))
    listing = sent_in()
    listing_publish(listing, by=desk, now=clock.now())
    listing_pause(listing, by=desk, now=clock.now())
    listing_resume(listing, by=desk, now=clock.now())
    assert told("listing_found") == [person.email]
    assert reverse("listing_page", args=[listing.pk]) in Mail.objects.get(kind="listing_found").text


def test_publishing_asks_once_for_each_different_search():
    def cost():
        listing = ListingFactory(title="Byg en vindmølle", days=5)
        with CaptureQueriesContext(connection) as asked:
            services.listing_tell(listing, now=clock.now())
        return len(asked)

    AlertFactory(query="q=sundhed")
    few = cost()
    for _ in range(5):
        AlertFactory(query="q=sundhed")
    assert cost() == few


def test_a_round_that_opens_is_told_to_whoever_asked(desk):
    alert = AlertFactory(kind=Kind.ROUNDS)
    AlertFactory()
    round_ = RoundFactory(state=RoundState.DRAFT, seed="")
    round_open(round_, by=desk, now=clock.now())
    assert told("round_opened") == [alert.user.email]


def test_of_a_query_only_what_the_search_understands_is_kept():
    alert = services.alert_add(
        UserFactory(), Kind.LISTINGS, query="sort=company&q=vind+og+sol&days=9&language=da&page=7&x=y", now=clock.now()
    )
    assert parse_qsl(alert.query) == [("q", "vind og sol"), ("language", "da")]
    with pytest.raises(Refused, match="Vælg først noget at søge efter"):
        services.alert_add(alert.user, Kind.LISTINGS, query="days=9", now=clock.now())


def test_the_same_is_kept_once_and_no_more_than_can_be_read():
    person = UserFactory()
    for number in range(services.MOST):
        services.alert_add(person, Kind.LISTINGS, query=f"q=ord{number}", now=clock.now())
    services.alert_add(person, Kind.LISTINGS, query="q=ord0", now=clock.now())
    with pytest.raises(Refused, match="Du har allerede 10"):
        services.alert_add(person, Kind.ROUNDS, now=clock.now())
    assert Alert.objects.count() == services.MOST


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_keep_one():
    person, line = UserFactory(), threading.Barrier(4)

    def click():
        line.wait()
        try:
            services.alert_add(person, Kind.ROUNDS, now=clock.now())
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Alert.objects.count() == 1


def test_who_said_no_to_such_mails_and_asks_again_has_changed_their_mind():
    person = UserFactory()
    for kind in ("round_opened", "listing_found"):
        MailOptOut.objects.create(address=person.email, kind=kind, at=clock.now())
    services.alert_add(person, Kind.ROUNDS, now=clock.now())
    assert list(MailOptOut.objects.values_list("kind", flat=True)) == ["listing_found"]


def test_from_a_search_by_way_of_the_page_to_a_mail_and_back(client):
    person = UserFactory()
    page = client.get("/listings/?q=vind&language=da").content.decode()
    link = "/my/alerts/?kind=listings&amp;query=q%3Dvind%26language%3Dda"
    assert link in page
    client.force_login(person)
    asks = client.get(link.replace("&amp;", "&")).content.decode()
    assert ("Nye opslag: “vind”, Dansk" in asks, Alert.objects.count()) == (True, 0)
    client.post("/my/alerts/", {"kind": "listings", "query": "q=vind&language=da"})
    client.post("/my/alerts/", {"kind": "nonsense"})
    alert = Alert.objects.get()
    assert (alert.user, alert.query) == (person, "q=vind&language=da")
    shown = client.get("/my/alerts/").content.decode()
    assert ('href="/listings/?q=vind&amp;language=da"' in shown, "Nye opslag: “vind”, Dansk" in shown) == (True, True)
    client.post(reverse("alert_delete", args=[alert.pk]))
    assert Alert.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", EACH_WIDTH)
def test_it_looks_well(browser, live_server, width):
    person = UserFactory()
    AlertFactory(user=person, kind=Kind.ROUNDS)
    AlertFactory(user=person, query="q=velf%C3%A6rdsteknologi&days=3&remote=on")
    context = browser.new_context(viewport={"width": width, "height": 900})
    be(context, live_server, person)
    page = context.new_page()
    page.goto(f"{live_server.url}/my/alerts/?kind=listings&query=q%3Dvind%26language%3Dda")
    look(page, "alerts")
    context.close()
