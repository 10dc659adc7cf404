"""The pages for what went wrong. No test here may use the database, which is what pytest-django sees to."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation
from lxml import html

from config.urls import handler500
from praktik.home import errors

WORDS = {
    "404": {"da": "Siden blev ikke fundet", "en": "The page was not found"},
    "403": {"da": "Du har ikke adgang til siden", "en": "You do not have access to this page"},
    "400": {"da": "Forespørgslen kunne ikke læses", "en": "The request could not be read"},
    "500": {"da": "Noget gik galt", "en": "Something went wrong"},
}


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = "tests.gallery"
    return Client(raise_request_exception=False)


def address(what, language):
    prefix = "/en" if language == "en" else ""
    return f"{prefix}/no/such/page/" if what == "404" else f"{prefix}/gallery/broken/?what={what}"


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("what", WORDS)
def test_error_page_is_whole_and_in_the_language_of_its_address(client, what, language):
    other = {"da": "en", "en": "da"}[language]
    answer = client.get(address(what, language), headers={"accept-language": other})
    assert answer.status_code == int(what)
    page = html.fromstring(answer.content.decode())
    assert page.xpath("/html/@lang") == [language]
    assert page.xpath("//h1/text()") == [WORDS[what][language]]
    assert page.xpath("//title/text()") == [f"{WORDS[what][language]} – Praktik"]
    assert len(page.xpath("//link[@rel='stylesheet']")) == 2
    home = {"da": "/", "en": "/en/"}
    assert page.xpath("//main//a/@href") == [home[language]]
    assert page.xpath(f"//header//a[@hreflang='{other}']/@href") == [home[other]]


@pytest.mark.parametrize(("path", "language"), [("/x/", "da"), ("/en/x/", "en")])
def test_error_page_does_not_trust_the_language_that_an_earlier_request_left(rf, path, language):
    for left in ("da", "en"):
        with translation.override(left):
            page = html.fromstring(errors.not_found(rf.get(path), Exception()).content.decode())
        assert page.xpath("/html/@lang") == [language]
        assert page.xpath("//h1/text()") == [WORDS["404"][language]]


def test_csrf_failure_says_what_to_do(settings):
    settings.ROOT_URLCONF = "tests.gallery"
    answer = Client(enforce_csrf_checks=True).post("/en/gallery/forms/")
    assert answer.status_code == 403
    assert html.fromstring(answer.content.decode()).xpath("//h1/text()") == ["The form could not be received"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_where_even_the_error_page_breaks_there_is_a_bare_one(client, settings, language):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": []}]
    answer = client.get(address("500", language))
    assert answer.status_code == 500
    page = html.fromstring(answer.content.decode())
    assert page.xpath("/html/@lang") == [language]
    assert page.xpath("//h1/text()") == [WORDS["500"][language]]
    assert page.xpath("//link[@rel='stylesheet']/@href") == [
        "/static/dkfds/css/dkfds.min.css",
        "/static/css/praktik.css",
    ]


def test_error_pages_are_the_ones_that_the_site_uses():
    assert handler500 == f"{errors.__name__}.{errors.server_error.__name__}"
