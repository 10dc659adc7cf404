"""The public list: what is found, in which order, and that the number of queries never grows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from praktik.listings import search
from praktik.listings.models import Listing
from praktik.listings.states import State
from praktik.organisations.models import Municipality, Region
from praktik.rounds.states import State as RoundState
from tests.factories import CompanyFactory, ListingFactory, RoundFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def round_():
    return RoundFactory()


def titles(**wanted):
    return [listing.title for listing in search.listings_found(wanted)]


def make(round_, title, age=0, themes=(), **fields):
    listing = ListingFactory(round=round_, title=title, published_at=NOW - dt.timedelta(days=age), **fields)
    listing.themes.set(themes)
    return listing


@pytest.mark.parametrize("state", State)
def test_only_published_listings_are_on_show(state, round_):
    make(round_, "A", state=state)
    assert titles() == (["A"] if state == State.PUBLISHED else [])


@pytest.mark.parametrize("state", RoundState)
def test_listings_of_a_round_that_is_not_public_are_not(state):
    make(RoundFactory(state=state), "A")
    assert titles() == ([] if state == RoundState.DRAFT else ["A"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bygning", ["Bygninger i byen", "Havne"]),  # the stem, in a title and in a text; in a title it fits better
        ("BYGNINGERNE", ["Bygninger i byen", "Havne"]),
        ("kommune", []),
        ('"lang tekst"', ["Havne"]),
        ('"tekst lang"', []),
        ("bygning -havn", ["Bygninger i byen"]),
        ("havn OR byen", ["Bygninger i byen", "Havne"]),
        ("Ørsted", ["Bygninger i byen"]),  # the company's name
        ("ørsted", ["Bygninger i byen"]),
        ("ÖRSTED", ["Bygninger i byen"]),
        ("idé", ["Bygninger i byen"]),
        ("IDÉ", ["Bygninger i byen"]),
        ("(((", []),
        ("' ; drop table", []),
    ],
)
def test_the_text_is_read_as_danish_and_as_people_write_to_search_engines(text, found, round_):
    orsted = CompanyFactory(name="Ørsted A/S")
    make(round_, "Bygninger i byen", organisation=orsted, task="Kom med ud, Ide.", about="", offers="", hopes="")
    make(round_, "Havne", task="En lang tekst om en bygning.", about="", offers="", hopes="")
    assert sorted(titles(q=text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("robot", ["A visit to robots", "Robotterne ruller"]),  # Danish stems in a Danish listing
        ("robotterne", ["Robotterne ruller"]),
        ("ruller ørsted", ["Robotterne ruller"]),  # one word in the listing, one in its company's name
        ("visiting", ["A visit to robots"]),  # English stems in an English one
        ("visit robot", ["A visit to robots"]),
        ("the visit vestas", ["A visit to robots"]),
        ("vestas OR ruller", ["A visit to robots", "Robotterne ruller"]),
        ('"vestas wind"', ["A visit to robots"]),
        ("robotterne -ørsted", []),  # -not counts for the company's name
        ("robot -ruller", ["A visit to robots"]),
        ("robot -rullende", ["A visit to robots"]),  # and for every ending, by the listing's own language
        ("visit -robots", []),
        ("-vestas", ["Robotterne ruller"]),
        ('-"wind systems"', ["Robotterne ruller"]),
    ],
)
def test_a_text_is_read_in_the_language_of_each_listing_and_by_its_companys_name(text, found, round_):
    none = {"task": "", "about": "", "offers": "", "hopes": ""}
    danish, english = CompanyFactory(name="Ørsted A/S"), CompanyFactory(name="Vestas Wind Systems")
    make(round_, "Robotterne ruller", organisation=danish, **none)
    make(round_, "A visit to robots", organisation=english, language="en", **none)
    assert sorted(titles(q=text)) == found


def test_the_words_follow_the_text_the_language_and_the_companys_name(round_):
    listing = make(round_, "Besøg", organisation=CompanyFactory(name="Ørsted"), task="They are visiting.")
    assert titles(q="visit") == []
    listing.language = "en"
    listing.save()
    assert titles(q="visit") == ["Besøg"]
    listing.organisation.name = "Vestas"
    listing.organisation.save()
    assert (titles(q="ørsted"), titles(q="vestas")) == ([], ["Besøg"])
    assert "vector" in Listing.objects.get().get_deferred_fields()  # it is never sent along with a listing


def test_a_search_asks_the_index(round_):
    """With figures about the tables as autovacuum keeps them, a word is looked up."""
    companies = CompanyFactory.create_batch(40)
    Listing.objects.bulk_create(
        Listing(
            round=round_,
            organisation=companies[n % 40],
            state=State.PUBLISHED,
            title=f"Opslag{n}",
            published_at=NOW,
            task=f"Om emne{n}. " * 60,
        )
        for n in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE praktik_listing, praktik_organisation")
        plan = search.listings_found({"q": "emne77"}).explain()
    assert [part for part in ("listing_vector", "Seq Scan on praktik_listing ") if part in plan] == ["listing_vector"]


def test_the_best_fit_comes_first_unless_another_order_is_asked_for(round_):
    make(round_, "Andet", task="robotter", age=0)
    make(round_, "Robotter", age=5)
    assert titles(q="robot") == ["Robotter", "Andet"]
    assert titles(q="robot", sort="newest") == ["Andet", "Robotter"]


def test_the_orders(round_):
    make(round_, "A", 3, organisation=CompanyFactory(name="Ærø Service"), capacity=1)
    make(round_, "B", 2, organisation=CompanyFactory(name="Zink"), capacity=3)
    make(round_, "C", 1, organisation=CompanyFactory(name="Aalborg Værft"), capacity=2)
    assert titles() == ["C", "B", "A"]
    assert titles(sort="newest") == ["C", "B", "A"]
    assert titles(sort="company") == ["B", "A", "C"]  # z, æ, å: aa sorts as å
    assert titles(sort="places") == ["B", "C", "A"]
    assert titles(sort="nonsense") == ["C", "B", "A"]


def test_the_filters(round_):
    weeks = [dt.date(2027, 3, 1), dt.date(2027, 3, 8)]
    make(round_, "A", 1, ["data"], weeks=weeks, days=3, language="en", capacity=3)
    make(round_, "B", 2, ["data", "health"], weeks=weeks[:1], days=5, remote=True)
    make(RoundFactory(), "C", 3, ["health"], weeks=[], days=5)
    assert titles(theme="data") == ["A", "B"]
    assert titles(theme="health") == ["B", "C"]
    assert titles(week=weeks[1]) == ["A"]
    assert titles(days=5) == ["B", "C"]
    assert titles(language="en") == ["A"]
    assert titles(size=2) == ["A"]
    assert titles(remote=True) == ["B"]
    assert titles(round=round_) == ["A", "B"]
    assert titles(theme="data", days=5, language="da") == ["B"]
    assert titles(municipality=Municipality.objects.get(pk="soroe")) == []


def test_a_region_is_also_those_that_it_replaced_and_a_company_without_a_place_counts_by_its_own(round_):
    make(round_, "Sorø", 1, municipality_id="soroe")
    make(round_, "København", 2, municipality_id="koebenhavn")
    make(round_, "Aarhus", 3, municipality_id="aarhus")
    make(round_, "Firma i Aarhus", 4, organisation=CompanyFactory(municipality_id="aarhus"))
    make(
        round_,
        "Firma i Aarhus, dage i Sorø",
        5,
        organisation=CompanyFactory(municipality_id="aarhus"),
        municipality_id="soroe",
    )
    make(round_, "Ukendt, på afstand", 6, remote=True)
    region = {region.pk: region for region in Region.objects.all()}
    assert titles(region=region["oestdanmark"]) == ["Sorø", "København", "Firma i Aarhus, dage i Sorø"]
    assert titles(region=region["sjaelland"]) == ["Sorø", "Firma i Aarhus, dage i Sorø"]
    assert titles(region=region["midtjylland"]) == ["Aarhus", "Firma i Aarhus"]
    assert titles(region=region["midtjylland"], remote=True) == ["Aarhus", "Firma i Aarhus", "Ukendt, på afstand"]


def _queries(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("/listings/", 8),
        ("/listings/?q=opslag", 8),
        ("/listings/?q=opslag&theme=data&region=oestdanmark&municipality=soroe&remote=on&sort=company", 8),
        ("/listings/?q=findesikke&theme=data", 6),
        ("/", 9),
    ],
)
def test_the_number_of_queries_is_the_same_at_1_3_and_300_rows(client, address, number, round_):
    counts = []
    for more in (1, 2, 297):
        companies = CompanyFactory.create_batch(min(more, 5), municipality_id="soroe")
        rows = Listing.objects.bulk_create(
            Listing(
                round=round_,
                organisation=companies[n % len(companies)],
                state=State.PUBLISHED,
                title=f"Opslag {n}",
                published_at=NOW,
                weeks=[round_.week()],
            )
            for n in range(more)
        )
        through = Listing.themes.through
        through.objects.bulk_create(through(listing=row, theme_id="data") for row in rows)
        counts.append(_queries(client, address))
    assert counts == [number] * 3


def test_filters_stay_in_the_address_of_the_pages(client, round_):
    for number in range(21):
        make(round_, f"Opslag {number}", themes=["data"])
    make(round_, "Et andet")
    page = client.get("/listings/", {"theme": "data", "page": 2})
    assert [listing.title for listing in page.context["page_obj"]] == ["Opslag 0"]
    assert "?theme=data&amp;page=1" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?theme=findesikke&days=x&week=2027-13-01&page=9999&sort=%00&size=-1",
        "?region=%27%3B--&language=de",
        "?q=%00",
        "?page=x",
    ],
)
def test_what_an_address_has_that_is_no_choice_limits_nothing(client, query, round_):
    make(round_, "A")
    page = client.get(f"/listings/{query}")
    assert page.status_code == 200
    if "q=" not in query:
        assert [listing.title for listing in page.context["page_obj"]] == ["A"]


def test_a_region_that_is_over_is_offered_only_where_the_address_asks_for_it(client, round_):
    make(round_, "A", municipality_id="soroe")
    over = Region.objects.create(slug="amt", name="Amtet", sort_key="amtet", valid_to=dt.date(2006, 12, 31))
    assert over.pk not in dict(client.get("/listings/").context["form"].fields["region"].choices)
    page = client.get("/listings/?region=amt")
    assert dict(page.context["form"].fields["region"].choices)["amt"] == "Amtet (0)"
    assert list(page.context["page_obj"]) == []


def test_an_empty_list_says_what_one_can_do(client, round_):
    assert "/how/" in client.get("/listings/").content.decode()
    make(round_, "A")
    nothing = client.get("/listings/?q=findesikke").content.decode()
    assert 'class="empty-list"' in nothing


def test_where_nothing_fits_the_page_says_what_to_take_away_and_what_that_gives(client, round_):
    make(round_, "Robotter", themes=["data"], days=3)
    make(round_, "Robotter på havnen", themes=["data"], days=5)
    make(round_, "Havnen", themes=["health"], days=2)
    make(round_, "Robotter i hemmelighed", state=State.SUBMITTED, themes=["health"], days=2)
    page = client.get("/listings/?q=robot&theme=health&days=2&sort=company")
    assert page.context["looser"] == [("“robot”", "/listings/?theme=health&days=2", 1)]
    page = client.get("/listings/?q=robot&theme=health")
    assert page.context["looser"] == [
        ("Sundhed og forebyggelse", "/listings/?q=robot", 2),
        ("“robot”", "/listings/?theme=health", 1),
    ]
    assert '<a href="/listings/?q=robot">uden Sundhed og forebyggelse: 2 opslag</a>' in page.content.decode()
    assert 'href="/my/alerts/?kind=listings&amp;query=q%3Drobot%26theme%3Dhealth"' in page.content.decode()
    assert client.get("/listings/?q=robot&theme=data").context["looser"] == []


def test_a_kept_week_that_no_listing_has_now_still_limits(client, round_):
    make(round_, "A", weeks=[dt.date(2027, 3, 1)])
    page = client.get("/listings/?week=2027-03-08")
    assert list(page.context["page_obj"]) == []
    assert dict(page.context["form"].fields["week"].choices)["2027-03-08"] == "uge 10, 2027 (0)"
    assert len(client.get("/listings/?week=2027-03-09").context["page_obj"]) == 1  # no Monday


def test_of_more_than_anybody_reads_the_newest_are_shown_and_said_to_be(client, round_, monkeypatch):
    for number in range(4):
        make(round_, f"Opslag {number}", number, ["data"])
    monkeypatch.setattr(search, "MOST", 3)
    page = client.get("/listings/?sort=company")
    assert [listing.title for listing in page.context["page_obj"]] == ["Opslag 0", "Opslag 1", "Opslag 2"]
    assert "Mindst 3 opslag" in page.content.decode()
    assert dict(page.context["form"].fields["theme"].choices)["data"] == "Data og kunstig intelligens (3+)"
    assert client.get("/listings/json/").json()["count"] == 4  # other programs get them all
