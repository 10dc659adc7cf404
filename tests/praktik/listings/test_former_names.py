"""A company that was merged into another is found by what it was called."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from praktik.listings import search
from praktik.listings.forms import SearchForm
from praktik.organisations.models import Organisation
from tests import factories
from tests.praktik.organisations.merging import merge

pytestmark = pytest.mark.django_db
WORDLESS = {"about": "", "task": "", "offers": "", "hopes": ""}


@pytest.fixture
def listings():
    """One of a company that two others were merged into, one of a company that mentions an old name, one beside."""
    kept = factories.CompanyFactory(name="Nordlys A/S")
    round_ = factories.RoundFactory()
    found = {
        "kept": factories.ListingFactory(round=round_, organisation=kept, title="Kept", **WORDLESS),
        "mention": factories.ListingFactory(round=round_, title="Mention", **WORDLESS | {"task": "Som hos Ærøvind."}),
        "beside": factories.ListingFactory(round=round_, title="Beside", **WORDLESS),
    }
    for name in ("Ærøvind ApS", "Bølgekraft & Co"):
        merge(kept, factories.CompanyFactory(name=name, cvr=None))
    return found


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("ærøvind", ["Kept", "Mention"]),  # in a name it fits better than in a text
        ("ÆRØVIND", ["Kept", "Mention"]),
        ("bølgekraft", ["Kept"]),
        ("nordlys ærøvind", ["Kept"]),
        ("kept bølgekraft", ["Kept"]),
        ("ærøvind -bølgekraft", ["Mention"]),
        ("-ærøvind", ["Beside"]),
    ],
)
def test_the_old_name_is_read_as_if_it_stood_beside_the_new_one(listings, text, titles):
    assert [listing.title for listing in search.listings_found({"q": text})] == titles


def test_an_english_listing_too(listings):
    kept = listings["kept"]
    kept.language = "en"
    kept.save()
    assert [listing.title for listing in search.listings_found({"q": "bølgekraft"})] == ["Kept"]


def card(client, text):
    tree = html.fromstring(client.get("/listings/", {"q": text}).content)
    facts = tree.xpath("//*[@id='found']//li[@class='plain-card'][1]/p[1]")[0]
    return facts.text_content().split(" · ")[0], [mark.text for mark in facts.iter("mark")]


def test_the_list_says_why_it_is_among_the_hits(client, listings):
    Organisation.objects.filter(name="Nordlys A/S").update(former_names=["Ærøvind ApS", "<b>Bølgekraft</b>"])
    assert card(client, "ærøvind") == ("Nordlys A/S (også kendt som Ærøvind ApS, <b>Bølgekraft</b>)", ["Ærøvind"])
    assert card(client, "nordlys ærøvind") == ("Nordlys A/S", ["Nordlys"])
    assert card(client, "kept") == ("Nordlys A/S", [])


def test_a_filter_counts_it_and_a_kept_search_finds_it(listings):
    form = SearchForm({"q": "bølgekraft"}, today=listings["kept"].published_at.date())
    counts = form.count()
    assert (sum(counts.days.values()), [listing.title for listing in form.found()]) == (1, ["Kept"])


def test_it_asks_no_more_than_before(client, listings):
    numbers = []
    for text in ("nordlys", "ærøvind"):
        with CaptureQueriesContext(connection) as asked:
            client.get("/listings/", {"q": text})
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_the_page_where_one_finds_ones_company_says_the_old_names(client, listings):
    client.force_login(factories.UserFactory())
    page = client.get("/host/join/", {"q": "ærøvind"})
    assert [organisation.name for organisation, _standing in page.context["found"]] == ["Nordlys A/S"]
    assert "Også kendt som Ærøvind ApS, Bølgekraft &amp; Co" in page.content.decode()
