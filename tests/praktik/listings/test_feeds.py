"""What other programs read: the same listings as the pages, and nobody's name."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree, html

from praktik.listings.states import State
from praktik.rounds.states import MilestoneKind
from praktik.rounds.states import State as RoundState
from tests.factories import CompanyFactory, ListingFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def listing():
    """One that is on show, with a contact person whom nobody is to read of, beside one that is not."""
    company = CompanyFactory(name="Ø-Vind A/S", cvr="90000019")
    made = ListingFactory(
        round=RoundFactory(name_da="Foråret 2027", name_en="Spring 2027"), organisation=company, title="Følg et hold",
        task="Fra idé <til> drift", municipality_id="aarhus", weeks=[dt.date(2027, 3, 15)], days=3, capacity=2,
        published_at=NOW,
    )  # fmt: skip
    made.themes.set(["data"])
    made.contacts.set([UserFactory(name="Hemmelig Person", email="hemmelig@demo.example")])
    ListingFactory(round=made.round, title="Ikke endnu", state=State.SUBMITTED)
    return made


def test_json_says_what_the_pages_say(client, listing):
    answer = client.get("/listings/json/")
    assert (answer["Content-Type"], answer["Access-Control-Allow-Origin"]) == ("application/json", "*")
    assert answer.json() == {
        "count": 1,
        "next": None,
        "previous": None,
        "listings": [
            {
                "id": listing.pk,
                "url": f"http://testserver/listings/{listing.pk}/",
                "title": "Følg et hold",
                "company": {"name": "Ø-Vind A/S", "cvr": "90000019"},
                "round": "Foråret 2027",
                "language": "da",
                "themes": ["Data og kunstig intelligens"],
                "municipality": "Aarhus",
                "remote": False,
                "weeks": ["2027-W11"],
                "days": 3,
                "capacity": 2,
                "about": listing.about,
                "task": "Fra idé <til> drift",
                "offers": listing.offers,
                "hopes": listing.hopes,
                "practical": listing.practical,
                "takes_applications": True,
                "apply_before": listing.round.at(MilestoneKind.CLOSES).isoformat(),
                "published_at": "2026-11-24T12:00:00+00:00",
            }
        ],
    }


def test_json_in_english_takes_the_parameters_of_the_list(client, listing):
    assert client.get("/en/listings/json/?region=midtjylland").json()["listings"][0]["round"] == "Spring 2027"
    assert client.get("/en/listings/json/?q=findesikke").json()["count"] == 0


def test_json_has_pages_and_as_many_queries_whatever_their_number(client, listing):
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/listings/json/")
    for number in range(100):
        ListingFactory(round=listing.round, title=f"Opslag {number}", published_at=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get("/listings/json/")
    assert len(many) == len(one)
    first = client.get("/listings/json/").json()
    assert (first["count"], len(first["listings"]), first["previous"]) == (101, 100, None)
    assert first["next"] == "http://testserver/listings/json/?page=2"
    second = client.get("/listings/json/?page=2").json()
    assert (len(second["listings"]), second["next"]) == (1, None)
    assert second["previous"] == "http://testserver/listings/json/?page=1"


def test_the_feed_has_the_newest(client, listing):
    answer = client.get("/listings/feed/")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.content)
    (entry,) = feed.findall("a:entry", ATOM)
    found = {name: entry.findtext(f"a:{name}", namespaces=ATOM) for name in ("title", "published", "summary")}
    assert found == {
        "title": "Følg et hold – Ø-Vind A/S", "published": "2026-11-24T12:00:00+00:00", "summary": "Fra idé <til> drift"
    }  # fmt: skip
    assert entry.find("a:link", ATOM).get("href") == f"http://testserver/listings/{listing.pk}/"
    assert [category.get("term") for category in entry.findall("a:category", ATOM)] == ["Data og kunstig intelligens"]


@pytest.mark.parametrize("address", ["/listings/json/", "/listings/feed/"])
def test_nobodys_name_is_in_it(client, listing, address):
    text = client.get(address).content.decode()
    assert [word for word in ("Hemmelig", "hemmelig@", "Ikke endnu") if word in text] == []


def test_json_says_where_one_cannot_apply_now(client, listing):
    listing.round.state = RoundState.CLOSED
    listing.round.save()
    (row,) = client.get("/listings/json/").json()["listings"]
    assert (row["takes_applications"], row["apply_before"]) == (False, None)


@pytest.mark.parametrize("address", ["/listings/json/", "/listings/feed/"])
def test_an_answer_may_be_kept_and_asked_for_anew(client, listing, address):
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=60"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    listing.title = "Noget andet"
    listing.save()
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_list_leads_to_the_page_about_it_which_names_every_field(client, listing, prefix):
    assert f'href="{prefix}/listings/data/"' in client.get(f"{prefix}/listings/").content.decode()
    tree = html.fromstring(client.get(f"{prefix}/listings/data/").content)
    named = {code.text for code in tree.iterfind(".//dt/code")}
    (row,) = client.get("/listings/json/").json()["listings"]
    assert set(row) - {"language"} == named
    assert [a.get("href") for a in tree.xpath("//main//a[code]")] == [
        f"http://testserver{prefix}/listings/json/", f"http://testserver{prefix}/listings/feed/"
    ]  # fmt: skip
