"""The public pages in both languages, the front page's rounds and figures, and what machines read."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import etree

from praktik import clock, registries
from praktik.listings.states import State
from praktik.rounds.states import MilestoneKind
from praktik.rounds.states import State as RoundState
from tests.factories import ApplicationFactory, ListingFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.django_db
TEXTS = {
    "how": ("Sådan fungerer det", "How it works"),
    "hosts": ("Bliv vært for en offentligt ansat", "Host a public employee"),
    "managers": ("Når din medarbejder vil i innovationspraktik", "When your employee wants an innovation internship"),
    "questions": ("Spørgsmål og svar", "Questions and answers"),
    "privacy": ("Sådan behandler vi dine oplysninger", "How we handle your data"),
    "accessibility": ("Tilgængelighedserklæring", "Accessibility statement"),
}


@pytest.mark.parametrize("page", TEXTS)
def test_every_text_is_there_in_both_languages(client, page):
    for prefix, heading in zip(("", "/en"), TEXTS[page], strict=True):
        assert f"<h1>{heading}</h1>" in client.get(f"{prefix}/{page}/").content.decode()


def test_a_page_that_is_shared_says_what_it_is_about_and_nothing_breaks_out_of_it(client):
    listing = ListingFactory(title='Se "vind"', task='<b>Sæt dig ind i</b> "vind".\n' + "Ord " * 100)
    for prefix, locale in (("", "da_DK"), ("/en", "en_GB")):
        answer = client.get(f"{prefix}/listings/{listing.pk}/")
        head = {
            tag.get("property") or tag.get("name"): tag.get("content")
            for tag in etree.HTML(answer.content.decode()).iterfind(".//head/meta[@content]")
        }
        about = head.pop("description")
        assert (about[:27], len(about)) == ('<b>Sæt dig ind i</b> "vind"', 200)
        site = {"": "Innovationspraktik", "/en": "Innovation internship"}[prefix]
        assert head == {
            "viewport": "width=device-width, initial-scale=1",
            "theme-color": "#0059b3",
            "og:type": "website",
            "og:site_name": site,
            "og:title": 'Se "vind"',
            "og:description": about,
            "og:url": f"http://testserver{prefix}/listings/{listing.pk}/",
            "og:locale": locale,
            "og:locale:alternate": {"da_DK": "en_GB", "en_GB": "da_DK"}[locale],
            "og:image": "http://testserver/static/img/share.png",
            "og:image:width": "1200",
            "og:image:height": "630",
            "og:image:alt": head["og:image:alt"],
            "twitter:card": "summary_large_image",
        }


def test_the_front_page_shows_rounds_that_are_open_and_what_is_on_show(client):
    open_, closed = RoundFactory(), RoundFactory(state=RoundState.CLOSED)
    over = RoundFactory(dates={MilestoneKind.CLOSES: RoundFactory().at(MilestoneKind.OPENS)})
    rows = [ListingFactory(round=open_) for _n in range(6)]
    ListingFactory(round=open_, state=State.PAUSED)
    page = client.get("/")
    assert {shown.round for shown in page.context["open"]} >= {open_}
    assert {closed, over} & {shown.round for shown in page.context["open"]} == set()
    assert [shown.round for shown in page.context["under_way"]] == [closed, over]
    assert list(page.context["listings"]) == rows[:1:-1]


def test_figures_come_from_whoever_registered_them(client, monkeypatch):
    figure = registries.Figure("ville anbefale det", "92 %", "12 svar")
    monkeypatch.setattr(registries, "_figures", [lambda now: [figure]])
    assert "92 %" in client.get("/").content.decode()


def test_the_short_address_of_the_statement(client):
    assert client.get("/was")["Location"] == "/accessibility/"
    assert client.get("/en/was")["Location"] == "/en/accessibility/"


def test_whom_to_tell_of_a_hole(client, settings):
    settings.SITE_URL, settings.CONTACT_EMAIL = "https://praktik.demo.example", "desk@demo.example"
    fields = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    expires = dt.datetime.fromisoformat(fields.pop("Expires"))
    assert dt.timedelta(days=150) < expires - clock.now() < dt.timedelta(days=365)
    assert fields == {
        "Contact": "mailto:desk@demo.example",
        "Preferred-Languages": "da, en",
        "Canonical": "https://praktik.demo.example/.well-known/security.txt",
    }


def test_my_page_is_in_the_menu_of_somebody_who_is_logged_in(client):
    links = ["/listings/", "/how/", "/hosts/", "/stories/"]
    assert [link.url for link in client.get("/").context["main_menu"]] == links
    client.force_login(UserFactory())
    assert [link.url for link in client.get("/").context["main_menu"]] == [*links, "/my/"]


@pytest.mark.parametrize(("page", "other"), [("login", "signup"), ("signup", "login")])
def test_whoever_is_on_the_way_somewhere_gets_there_by_the_links_above_the_page_too(client, page, other):
    answer = client.get(f"/account/{page}/?next=/host/")
    links = [link.get("href") for link in etree.HTML(answer.content.decode()).iterfind(".//a[@href]")]
    assert {link for link in links if f"/account/{other}/" in link and "/code/" not in link} == {
        f"/account/{other}/?next=%2Fhost%2F"
    }


def test_my_page_offers_the_rounds_that_the_person_has_no_application_in(client):
    applied, other = RoundFactory(), RoundFactory()
    person = UserFactory()
    ApplicationFactory(round=applied, applicant=person)
    ApplicationFactory(round=other)
    client.force_login(person)
    assert [opening.url for opening in client.get("/my/").context["openings"]] == [f"/applications/new/{other.slug}/"]
