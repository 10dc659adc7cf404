"""What search engines are told: the map, robots.txt, and the head of each page."""

from __future__ import annotations

import fnmatch

import pytest
from django.urls import reverse
from lxml import etree, html

from evaluations.states import StoryState
from praktik.home import engines
from praktik.listings.states import State
from tests.access import World
from tests.factories import ListingFactory, StoryFactory, UserFactory
from tests.test_access import PAGES

pytestmark = pytest.mark.django_db
SITE = "https://praktik.demo.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def head(client, address):
    """(canonical, {language: address}, what robots are told) of a page."""
    tree = html.fromstring(client.get(address).content)
    links = {
        link.get("hreflang"): link.get("href") for link in tree.iterfind(".//head/link[@rel='alternate'][@hreflang]")
    }
    canonical = [link.get("href") for link in tree.iterfind(".//head/link[@rel='canonical']")]
    return canonical, links, [tag.get("content") for tag in tree.iterfind(".//head/meta[@name='robots']")]


@pytest.mark.parametrize("name", [name for name in engines.PAGES if name != "front_page"])
def test_a_public_page_names_itself_in_both_languages(client, name):
    found = {code: SITE + prefix + reverse(name) for code, prefix in (("da", ""), ("en", "/en"))}
    links = {**found, "x-default": found["da"]}
    assert head(client, reverse(name)) == ([found["da"]], links, [])
    assert head(client, f"/en{reverse(name)}") == ([found["en"]], links, [])


def test_the_front_page_too(client):
    links = {"da": f"{SITE}/", "en": f"{SITE}/en/", "x-default": f"{SITE}/"}
    assert head(client, "/") == ([f"{SITE}/"], links, [])


def test_a_further_page_of_a_list_is_found_by_itself_and_somebodys_search_is_not(client):
    assert head(client, "/listings/?page=2")[0] == [f"{SITE}/listings/?page=2"]
    for query in ("q=data", "theme=data&page=2", "page=%22%3E"):
        assert head(client, f"/listings/?{query}")[0] == ([] if "page=%22" not in query else [f"{SITE}/listings/"])
    assert head(client, "/listings/?q=data")[1:] == ({}, ["noindex"])


def test_what_is_somebodys_own_is_not_found(client):
    listing = ListingFactory(state=State.PAUSED)
    gone = reverse("listing_page", args=[listing.pk])
    assert [head(client, address)[2] for address in ("/account/login/", "/nowhere/", "/manager/x/")] == [
        ["noindex"]
    ] * 3
    client.force_login(UserFactory())
    assert head(client, "/my/") == ([], {}, ["noindex"])
    assert head(client, gone)[2] == ["noindex"]


def test_robots_keep_out_of_every_page_that_needs_a_log_in(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert (lines[0], lines[-1]) == ("User-agent: *", f"Sitemap: {SITE}/sitemap.xml")
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    left = []
    for name, page in PAGES.items():
        if page.get is None or page.get[0] != 302 or name in ("was", "manager_pass_on"):  # lead on, to anybody
            continue
        address = reverse(name, args=page.args(World()))
        if not [path for path in closed if fnmatch.fnmatch(address, f"{path}*")]:
            left.append(name)
    assert left == []
    assert [page for page in engines.PAGES if [path for path in closed if reverse(page).startswith(path)]] == []


def test_the_map_names_public_pages_in_both_languages_with_the_day_of_their_change(client):
    shown, _draft = ListingFactory(), ListingFactory(state=State.DRAFT)
    told, untold = StoryFactory(), StoryFactory(state=StoryState.DRAFT)
    tree = etree.fromstring(client.get("/sitemap.xml").content)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {
        url.findtext("s:loc", namespaces=space): url.findtext("s:lastmod", namespaces=space)
        for url in tree.iterfind("s:url", space)
    }
    pages = {f"{SITE}{prefix}{reverse(name)}": None for name in engines.PAGES for prefix in ("", "/en")}
    for prefix in ("", "/en"):
        for listing in (shown, told.placement.listing, untold.placement.listing):
            pages[f"{SITE}{prefix}/listings/{listing.pk}/"] = listing.published_at.date().isoformat()
        pages[f"{SITE}{prefix}/stories/{told.pk}/"] = told.published_at.date().isoformat()
    assert found == pages
    for address in found:
        assert client.get(address.removeprefix(SITE)).status_code == 200
