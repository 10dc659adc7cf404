"""The numbers beside the choices: each is what choosing it would give."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from praktik import clock
from praktik.listings.forms import SearchForm
from praktik.listings.models import Listing
from praktik.listings.search import keys_found
from praktik.listings.states import State
from praktik.organisations.models import Region
from praktik.rounds.states import State as RoundState
from tests.factories import CompanyFactory, ListingFactory, RoundFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
WEEKS = [dt.date(2027, 3, 1), dt.date(2027, 3, 8)]


@pytest.fixture
def listings():
    """Twelve that differ in everything that is asked about, and two that nobody is to count."""
    round_ = RoundFactory()
    company = CompanyFactory(name="Ørsted", municipality_id="aarhus")
    themes = [["data"], ["health", "data"], []]
    places = ["soroe", "koebenhavn", None, "aarhus"]
    made = []
    for n in range(12):
        listing = ListingFactory(
            round=round_, organisation=company, title=f"Opslag {n}", task="robotter" if n % 2 else "havnen",
            municipality_id=places[n % 4], remote=n % 5 == 0, weeks=WEEKS[: n % 3], days=2 + n % 4, capacity=1 + n % 6,
            language="en" if n % 3 == 0 else "da", published_at=NOW,
        )  # fmt: skip
        listing.themes.set(themes[n % 3])
        made.append(listing)
    closed = RoundFactory(state=RoundState.CLOSED)
    for listing in made[::3]:
        listing.round = closed
        listing.save()
    for state in (State.SUBMITTED, State.PAUSED):
        ListingFactory(round=round_, state=state, municipality_id="soroe", weeks=WEEKS).themes.set(["data"])
    return made


def _numbers(page, name):
    """{value: number} of the choices of a filter, as the page has them."""
    choices = page.context["form"].fields[name].choices
    return {str(key): int(str(label).rpartition("(")[2].rstrip(")")) for key, label in choices}


def _listed(asked):
    """How many the list has for what is asked, as the page counts them."""
    return len(keys_found(SearchForm(asked, today=clock.today()).wanted()))


ASKED = [
    "",
    "q=robot",
    "theme=data",
    "region=oestdanmark",
    "region=midtjylland&remote=on",
    "municipality=soroe&remote=on",
    "remote=on&days=2",
    "q=havn&theme=health&week=2027-03-01",
    "region=oestdanmark&municipality=soroe&language=da&size=2",
    "q=findesikke",
    "open=on&theme=data",
    "open=on&remote=on&q=havn",
    "theme=data&region=syddanmark&days=3",
]


@pytest.mark.parametrize("asked", ASKED)
def test_each_number_is_what_the_list_has_when_one_chooses_it(client, listings, asked):
    wanted = dict(part.split("=") for part in asked.split("&") if part)
    page = client.get("/listings/", wanted)
    said, found = {}, {}
    for name in ("theme", "region", "municipality", "week", "days", "language", "size"):
        for value, number in _numbers(page, name).items():
            said[name, value] = number
            found[name, value] = _listed({**wanted, name: value})
    for name in ("remote", "open"):
        label = str(page.context["form"][name].label)
        said[name] = int(label.rpartition("(")[2].rstrip(")"))
        found[name] = _listed({**wanted, name: "on"})
    assert said == found
    assert page.context["page_obj"].paginator.count == _listed(wanted)


def test_every_choice_is_there_and_of_weeks_and_places_those_that_a_listing_has(client, listings):
    page = client.get("/listings/?theme=health&days=3&language=en")
    assert _numbers(page, "theme")["health"] == 0
    assert set(_numbers(page, "week")) == {"", "2027-03-01", "2027-03-08"}
    assert set(_numbers(page, "municipality")) == {"", "soroe", "koebenhavn", "aarhus"}
    assert set(_numbers(page, "region")) == {
        "",
        *Region.objects.filter(valid_to=None).values_list("pk", flat=True),
        *Region.objects.filter(valid_to__gte=dt.date(2026, 11, 28)).values_list("pk", flat=True),
    }


def test_a_choice_says_its_number_in_the_page(client, listings):
    page = client.get("/listings/").content.decode()
    assert '<option value="data">Data og kunstig intelligens (8)</option>' in page


def test_the_factory_makes_what_the_numbers_need(listings):
    """Each filter divides the listings, so that a number which leaves one out is wrong."""
    rows = Listing.objects.on_show()
    assert rows.count() == 12
    for field, value in product(["remote"], [True, False]):
        assert 0 < rows.filter(**{field: value}).count() < 12
