"""The page of one listing: what the day and the reader make of it, and where an old link leads."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from praktik import clock, dates
from praktik.applications.states import State as ApplicationState
from praktik.listings.states import State
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState
from tests.factories import ApplicationFactory, ListingFactory, RoundFactory, UserFactory, WishFactory

pytestmark = pytest.mark.django_db


def address(listing):
    return reverse("listing_page", args=[listing.pk])


def aside(client, listing):
    """(the sentences below the facts, the first button's address) as the reader sees them."""
    tree = html.fromstring(client.get(address(listing)).content)
    (found,) = tree.iterfind(".//main//aside")
    buttons = [link.get("href") for link in found.iterfind(".//a[@class]") if "button" in link.get("class")]
    return [p.text_content().strip() for p in found.iterfind("p")], buttons


def test_a_visitor_is_told_the_way(client):
    listing = ListingFactory()
    said, buttons = aside(client, listing)
    assert buttons == [f"/applications/new/{listing.round.slug}/?listing={listing.pk}"]
    assert said[2].startswith("Du logger ind undervejs eller opretter en konto")
    client.force_login(UserFactory())
    assert [sentence for sentence in aside(client, listing)[0] if sentence.startswith("Du logger ind")] == []


def test_a_round_that_takes_no_applications_offers_to_tell_when_one_opens(client):
    listing = ListingFactory(round=RoundFactory(state=RoundState.CLOSED))
    said, buttons = aside(client, listing)
    assert (said[0], buttons) == ("Denne runde tager ikke imod ansøgninger lige nu.", ["/my/alerts/"])


@pytest.mark.parametrize("state", [ApplicationState.DRAFT, ApplicationState.ELIGIBLE])
def test_whoever_applies_already_adds_it_to_their_wishes(client, state):
    listing = ListingFactory()
    application = ApplicationFactory(round=listing.round, state=state)
    client.force_login(application.applicant)
    said, buttons = aside(client, listing)
    assert said[0] == "Du har en ansøgning i denne runde."
    assert buttons == [f"/applications/new/{listing.round.slug}/?listing={listing.pk}"]
    WishFactory(application=application, rank=1)
    WishFactory(application=application, rank=2, listing=listing)
    said, buttons = aside(client, listing)
    assert said[0] == "Du har ønsket denne plads: Den er nummer 2 på din liste."
    assert buttons == [f"/applications/{application.pk}/wishes/"]


def test_when_nothing_can_be_changed_it_leads_to_the_application(client):
    listing = ListingFactory(round=RoundFactory(state=RoundState.MATCHING))
    application = ApplicationFactory(round=listing.round)
    client.force_login(application.applicant)
    page = [f"/applications/{application.pk}/"]
    said, buttons = aside(client, listing)
    assert said[0] == "Du har en ansøgning i denne runde, og dens ønsker kan ikke ændres længere."
    assert buttons == page
    WishFactory(application=application, listing=listing)
    said, buttons = aside(client, listing)
    assert (said[0][:28], buttons) == ("Du har ønsket denne plads: D", page)


def test_somebody_elses_wish_is_not_told(client):
    listing = ListingFactory()
    WishFactory(application=ApplicationFactory(round=listing.round), listing=listing)
    client.force_login(UserFactory())
    assert aside(client, listing)[1] == [f"/applications/new/{listing.round.slug}/?listing={listing.pk}"]


def test_weeks_that_have_begun_are_left_out_and_the_others_written_together(client):
    this = dates.monday(clock.today())
    weeks = [this + dt.timedelta(weeks=n) for n in (-2, -1, 0, 1, 2, 3, 5)]
    rolling = RoundFactory(kind=Kind.ROLLING, dates=dict.fromkeys(MilestoneKind))
    listing = ListingFactory(round=rolling, weeks=weeks)
    page = client.get(address(listing)).content.decode()
    assert dates.weeks_label(weeks[3:]) in page
    assert dates.weeks_label(weeks) not in page
    card = client.get("/listings/").content.decode()
    assert (f"{dates.week_label(weeks[3])} og senere" in card, dates.week_label(weeks[0]) in card) == (True, False)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.DRAFT, 404),
        (State.SUBMITTED, 404),
        (State.RETURNED, 404),
        (State.WITHDRAWN, 404),
        (State.PAUSED, 404),
        (State.CLOSED, 410),
    ],
)
def test_an_old_link_to_what_was_on_show_says_so_and_nothing_else(client, state, status):
    """What was never published is not there at all; of the others not even the title is told."""
    published = state in (State.PAUSED, State.CLOSED)
    listing = ListingFactory(state=state, title="HEMMELIG", published_at=clock.now() if published else None)
    answer = client.get(address(listing))
    text = answer.content.decode()
    assert answer.status_code == status
    assert ("Opslaget vises ikke længere" in text, "HEMMELIG" in text) == (published, False)


def test_one_that_was_closed_before_anybody_saw_it_is_not_there(client):
    never = ListingFactory(state=State.CLOSED, published_at=None)
    hidden = ListingFactory(state=State.CLOSED, round=RoundFactory(state=RoundState.DRAFT))
    for listing in (never, hidden):
        answer = client.get(address(listing))
        assert (answer.status_code, "Siden blev ikke fundet" in answer.content.decode()) == (404, True)


def test_the_number_of_queries(client):
    listing = ListingFactory()
    application = ApplicationFactory(round=listing.round)
    WishFactory(application=application, listing=listing)
    client.force_login(application.applicant)
    client.get("/livez")
    with CaptureQueriesContext(connection) as asked:
        client.get(address(listing))
    assert len(asked) == 6
