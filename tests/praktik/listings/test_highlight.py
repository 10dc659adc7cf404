"""The words that were found: marked where they stand, in the host's own text, and never a way in."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import html

from tests.factories import CompanyFactory, ListingFactory, RoundFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def shown(client, text, **fields):
    """The card of the one listing that is found, as it stands in the page."""
    empty = {"about": "", "task": "", "offers": "", "hopes": ""}
    ListingFactory(round=RoundFactory(), published_at=NOW, **{**empty, **fields})
    tree = html.fromstring(client.get("/listings/", {"q": text}).content)
    (card,) = tree.xpath("//*[@id='found']//li[@class='plain-card']")
    return card


def marks(card):
    return [mark.text for mark in card.iter("mark")]


def test_words_are_marked_in_title_company_and_text_in_every_ending_and_as_they_were_written(client):
    card = shown(
        client,
        "bygning ørsted robot",
        title="BYGNINGERNE i byen",
        organisation=CompanyFactory(name="Ørsted A/S"),
        task="Robotterne, og en idé.",
    )
    assert marks(card) == ["BYGNINGERNE", "Ørsted", "Robotterne"]
    assert card.findall("p")[1].text_content() == "Robotterne, og en idé."


def test_an_english_listing_is_marked_by_english_stems(client):
    assert marks(shown(client, "visit", title="A", task="Visiting the visitors.", language="en")) == ["Visiting"]


def test_the_piece_of_the_text_begins_a_little_before_the_first_word(client):
    task = " ".join(f"ord{n}" for n in range(60))
    card = shown(client, "havnen", task=task, hopes="Vi vil gerne høre om havne og skibe.")
    assert " ".join(card.findall("p")[1].text_content().split()) == "… ord59 Vi vil gerne høre om havne og skibe."
    assert marks(card) == ["havne"]


def test_without_a_mark_in_the_text_its_beginning_is_shown(client):
    task = " ".join(f"ord{n}" for n in range(40))
    card = shown(client, "bygning", title="Bygning", task=task, hopes="Slut")
    assert card.findall("p")[1].text_content() == " ".join(f"ord{n}" for n in range(32)) + " …"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> robot",
        "robot <img src=x onerror=alert(1)>",
        "<mark>robot</mark> </mark><b>",
        "robot &lt;script&gt; &amp;",
        "\x02robot\x03 <b>robot</b>",
        "</li></ul><script src=//robot.example/robot>",
    ],
)
def test_what_a_host_writes_is_text_and_nothing_else(client, text):
    """The page has the same characters, and no element but <mark>."""
    card = shown(client, "robot", title=text[:120], task=text, organisation=CompanyFactory(name=f"Robot {text}"[:160]))
    inside = [card.find("h3/a"), card.findall("p")[1]]
    assert {element.tag for part in inside for element in part.iterdescendants()} <= {"mark"}
    for part in inside:
        assert part.text_content().split() == text.split()
    assert [element.tag for element in card.iter("script", "img", "b")] == []


def test_a_text_that_has_our_own_signs_is_not_marked_by_them(client):
    """Whoever writes them would say where the marks are: here, around a word that was not asked for."""
    assert marks(shown(client, "robot", title="\x02alt\x03 andet", task="robotter")) == ["robotter"]


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "%' OR 1=1 --"])
def test_what_is_asked_for_is_text_too(client, asked):
    page = client.get("/listings/", {"q": asked, "theme": "data"})
    assert page.status_code == 200
    tree = html.fromstring(page.content)
    assert tree.xpath("//*[@id='found']//script | //*[@id='found']//img") == []
