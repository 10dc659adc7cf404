"""Public pages are kept a few seconds for visitors, and for nobody else."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.urls import reverse

from praktik.listings.models import Listing
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/listings/"


@pytest.fixture(autouse=True)
def kept(settings):
    """The cache as production has it; the suite's own keeps nothing."""
    settings.CACHES = {
        **settings.CACHES,
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test_visitors"},
    }
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def titles(client, address=LIST, **headers):
    """Which of the listings' titles are on the page."""
    text = client.get(address, headers=headers).content.decode()
    return [title for title in ("FIRST", "SECOND") if title in text]


@pytest.fixture
def shown():
    """A listing on show, which a visitor has seen, and another that is published after that."""
    return factories.ListingFactory(title="FIRST")


def second(first):
    return factories.ListingFactory(title="SECOND", round=first.round)


@pytest.mark.parametrize("name", ["front_page", "how_it_works", "listing_list", "matching_method", "story_list"])
def test_a_page_is_made_once_for_all_visitors(client, django_assert_num_queries, name):
    address = reverse(name)
    made = client.get(address)
    with django_assert_num_queries(0):
        again = client.get(address)
    assert (again.status_code, again.content) == (200, made.content)


def test_what_is_new_is_seen_when_the_time_is_over_and_at_once_by_whoever_is_logged_in(client, shown):
    assert titles(client) == ["FIRST"]
    second(shown)
    assert titles(client) == ["FIRST"]
    client.force_login(factories.UserFactory())
    assert titles(client) == ["FIRST", "SECOND"]
    client.logout()
    caches["pages"].clear()  # as its seconds do
    assert titles(client) == ["FIRST", "SECOND"]


def test_each_address_and_language_has_its_own(client, shown):
    pages = {address: client.get(address).content for address in (LIST, "/en/listings/", "/listings/?q=nothing")}
    assert len(set(pages.values())) == 3
    assert {address: client.get(address).content for address in pages} == pages


def test_what_somebody_sees_who_is_logged_in_is_kept_for_nobody(client):
    draft = factories.ListingFactory(title="FIRST", state="submitted")
    address = reverse("listing_page", args=[draft.pk])
    client.force_login(factories.UserFactory(roles={"consultant"}, name="KAREN"))
    assert (titles(client, address), "KAREN" in client.get("/").content.decode()) == (["FIRST"], True)
    client.logout()
    client.cookies.clear()
    assert (client.get(address).status_code, "KAREN" in client.get("/").content.decode()) == (404, False)


@pytest.mark.parametrize("cookie", ["messages", "csrftoken", "sessionid", "anything"])
def test_whoever_brings_a_cookie_gets_a_page_of_their_own(client, shown, cookie):
    titles(client)
    second(shown)
    client.cookies[cookie] = "x"
    assert titles(client) == ["FIRST", "SECOND"]


def test_a_search_that_answers_while_one_types_is_not_kept(client, shown):
    titles(client)
    second(shown)
    live = client.get(LIST, headers={"HX-Request": "true"})
    assert ("SECOND" in live.content.decode(), live.headers["HX-Push-Url"]) == (True, LIST)
    assert "HX-Push-Url" not in client.get(LIST).headers


def test_nobody_else_is_told_to_keep_it(client, shown):
    for _ in range(2):
        headers = client.get(LIST).headers
        assert [name for name in ("Cache-Control", "Expires") if name in headers] == []


def test_a_page_that_is_not_there_is_not_kept(client, shown):
    address = reverse("listing_page", args=[shown.pk])
    Listing.objects.update(state="draft")
    assert client.get(address).status_code == 404
    Listing.objects.update(state="published")
    assert titles(client, address) == ["FIRST"]
