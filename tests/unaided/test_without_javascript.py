"""Without JavaScript: the same pages, links and forms, and nothing is missing."""

from __future__ import annotations

import pytest

from matching.models import HostTier
from praktik.applications.models import Application
from praktik.listings.models import Listing
from tests.unaided.plain import plain
from tests.unaided.world import manager_link, world

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = pytest.mark.parametrize(("width", "language"), [(320, "da"), pytest.param(1280, "en", marks=pytest.mark.audit)])


@pytest.fixture
def here(live_server, settings):
    settings.SITE_URL = live_server.url
    return world()


@BOTH
def test_an_applicant_searches_applies_and_the_manager_answers(here, browser, live_server, width, language):
    with plain(browser, live_server.url, width, language) as visitor:
        search(visitor)
        visitor.page.get_by_role("link", name="Drift i skyen").click()
        visitor.follow("Apply, and wish for this place")
        visitor.log_in(here.applicant)
        visitor.press("Begin the application")
        who_and_why(visitor)
        wishes(visitor)
        impartiality_and_manager(visitor)
        visitor.picture("gennemse")
        visitor.press("Send the application in")
        application = Application.objects.get(round=here.round)
        assert application.state == "awaiting_manager"
        assert [wish.company_name or wish.listing.title for wish in application.wishes.all()] == [
            "Drift i skyen", "Alfa A/S", "Følg et produkthold",
        ]  # fmt: skip
    with plain(browser, live_server.url, width, language) as manager:
        manager.page.goto(manager_link())
        manager.language = here.applicant.language
        for field in ("released", "impartiality", "confidentiality", "procurement"):
            manager.page.check(f"[name={field}][value={'yes' if field == 'released' else 'no'}]")
        manager.picture("lederens-svar")
        manager.press("Send the answer")
    application.refresh_from_db()
    assert application.state == "eligible"


def search(visitor):
    visitor.go("/listings/")
    visitor.fill(q="skyen")
    visitor.press("Search")
    assert titles(visitor) == ["Drift i skyen"]
    visitor.follow("Show all listings")
    assert len(titles(visitor)) == 4  # one of the round that has closed
    more = visitor.page.locator(".filter-more > summary")
    if more.is_visible():
        more.click()
    visitor.page.select_option("[name=municipality]", "aarhus")
    visitor.page.select_option("[name=sort]", "company")
    visitor.press("Search")
    assert sorted(titles(visitor)) == ["Følg et produkthold", "Robotter på lageret"]
    assert "sort=company" in visitor.page.url
    days = visitor.page.locator("[name=days] option").all_inner_texts()
    assert days[1] == ("2 dage (0)" if visitor.language == "da" else "2 days (0)")
    visitor.page.select_option("[name=days]", "2")
    visitor.picture("soegning")
    visitor.press("Search")
    visitor.says("No listing fits all of this.")
    visitor.follow("Show all listings")


def titles(visitor):
    return visitor.page.locator("#found .card-title").all_inner_texts()


def who_and_why(visitor):
    visitor.fill(q="sønder")
    visitor.press("Search")
    visitor.fill(job_title="Projektleder")
    visitor.page.get_by_label("Sønderby Kommune").check()
    visitor.press("Save and continue")
    visitor.fill(purpose="Mit nummer er 010190-1234")
    visitor.press("Save and continue")
    visitor.page.locator(".alert-error a").first.click()
    visitor.fill(purpose="Jeg vil se, hvordan andre gør.", task="Vi skal digitalisere en arbejdsgang.")
    visitor.press("Save and continue")
    visitor.fill(goal_1="At lære noget nyt", brings="Kendskab til en kommunes hverdag.")
    visitor.press("Save and continue")
    visitor.press("Save and continue")


def wishes(visitor):
    visitor.press("Add", "Følg et produkthold")
    visitor.page.fill("[name=company-company_name]", "Alfa A/S")
    visitor.press("Add the company")
    visitor.press("Up", "Alfa A/S")
    visitor.press("Up", "Alfa A/S")
    visitor.press("Down", "Alfa A/S")
    visitor.press("Add", "Robotter på lageret")
    visitor.press("Remove", "Robotter på lageret")
    visitor.picture("oensker")
    visitor.follow("Continue")


def impartiality_and_manager(visitor):
    for leg in ("impartiality", "confidentiality", "procurement"):
        visitor.page.check(f"[name={leg}][value=no]")
    visitor.press("Save and continue")
    visitor.fill(manager_name="Mads Manager", manager_email="mads@kommune.demo.example")
    visitor.press("Save and continue")


@BOTH
def test_a_host_writes_a_listing_and_sorts_applicants_in_tiers(here, browser, live_server, width, language):
    with plain(browser, live_server.url, width, language) as host:
        host.go("/host/")
        host.log_in(here.host)
        host.follow("New listing in %(round)s", round="Efterår 2027" if language == "da" else "Autumn 2027")
        host.fill(title="Lagerets nattehold")
        host.press("Save and send in")
        listing = Listing.objects.get(title="Lagerets nattehold")
        assert listing.state == "draft"
        host.says("Missing before it can be sent in")
        host.fill(
            about="Vi driver et lager.", task="Følg holdet fra aften til morgen.", offers="En plads ved bordet.",
            hopes="At forstå en kommunes hverdag.",
        )  # fmt: skip
        host.page.locator("[name=themes]").first.check()
        host.page.select_option("[name=municipality]", "odense")
        host.picture("opslag")
        host.press("Save and send in")
        listing.refresh_from_db()
        assert (listing.state, listing.municipality_id, listing.themes.count()) == ("submitted", "odense", 1)
        host.go("/my/")
        host.follow("Sort those who have wished for “%(listing)s”", listing=here.sorted.title)
        first, second, third = (application.pk for application in here.people)
        for pk, tier in ((first, 1), (second, 1), (third, 2)):
            host.page.check(f"[name=person_{pk}][value='{tier}']")
        host.picture("sortering")
        host.press("Save")
        assert dict(HostTier.objects.values_list("application", "tier")) == {first: 1, second: 1, third: 2}
