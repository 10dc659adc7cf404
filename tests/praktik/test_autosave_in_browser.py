"""Drafts that save themselves, in a browser: nothing that was typed is lost, and no window writes over another."""

from __future__ import annotations

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from praktik.applications.models import Application
from praktik.listings.models import Listing
from praktik.rounds.states import Kind
from tests import factories
from tests.browser import EACH_WIDTH, log_in, look, opened, picture
from tests.praktik.applications.helpers import complete_draft

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = re.compile(r"^\s*Gemt \d\d\.\d\d\.\s*$")


@pytest.fixture
def page(browser):
    with opened(browser, 1280) as page:
        yield page


@pytest.fixture
def draft(live_server, page):
    application = complete_draft()
    log_in(page.context, live_server, application.applicant)
    return application


def task(live_server, application):
    return live_server.url + reverse("application_step", args=[application.pk, "task"])


def status(page):
    return page.locator("#autosave")


def stored():
    return Application.objects.get().purpose


def test_text_is_saved_without_the_button_and_the_button_goes_on_from_there(live_server, page, draft):
    page.goto(task(live_server, draft))
    assert status(page).get_attribute("role") == "status"
    page.fill("#id_purpose", "Fordi vi skal lære det")
    expect(status(page)).to_have_text(SAVED)
    assert (stored(), Application.objects.get().version) == ("Fordi vi skal lære det", draft.version + 1)
    page.fill("#id_purpose", "Mit nummer er 010190-1234")
    expect(status(page)).to_contain_text("Ikke gemt endnu: Formål")
    assert page.locator(".form-error-message:visible, .error-summary:visible").count() == 0
    assert stored() == "Fordi vi skal lære det"
    page.fill("#id_purpose", "Fordi")
    page.get_by_role("button", name="Gem og fortsæt").click()
    page.wait_for_url("**/goals/")
    assert stored() == "Fordi"
    assert page.problems == []


def test_a_button_that_is_pressed_while_a_save_is_under_way_waits_for_it(live_server, page, draft):
    page.goto(task(live_server, draft))

    def slowly(route):
        if route.request.headers.get("autosave"):
            answer = route.fetch()
            time.sleep(1)
            route.fulfill(response=answer)
        else:
            route.continue_()

    page.route("**/task/", slowly)
    page.fill("#id_purpose", "Først")
    with page.expect_request(lambda request: request.headers.get("autosave") == "1"):
        pass
    page.fill("#id_purpose", "Så")
    page.get_by_role("button", name="Gem og fortsæt").click()
    page.wait_for_url("**/goals/")
    assert stored() == "Så"


def test_two_windows_do_not_write_over_each_other(live_server, page, draft):
    page.goto(task(live_server, draft))
    other = page.context.new_page()
    other.goto(task(live_server, draft))
    other.fill("#id_purpose", "Fra det andet vindue")
    expect(status(other)).to_have_text(SAVED)
    page.fill("#id_purpose", "Fra det første vindue")
    expect(status(page)).to_contain_text("Nogen (måske dig selv i et andet vindue) har gemt")
    assert stored() == "Fra det andet vindue"
    look(page, "autosave-stale")
    page.get_by_role("button", name="Se begge versioner").click()
    page.get_by_role("heading", name="Ansøgningen er blevet rettet imens").wait_for()
    text = page.locator("main").inner_text()
    assert ("Fra det andet vindue" in text, "Fra det første vindue" in text) == (True, True)
    page.get_by_role("button", name="Gem mine").click()
    page.wait_for_url("**/goals/")
    assert stored() == "Fra det første vindue"


def test_an_expired_log_in_loses_nothing(live_server, page, draft):
    page.goto(task(live_server, draft))
    Session.objects.all().delete()
    page.fill("#id_purpose", "Skrevet efter at jeg var logget ud")
    expect(status(page)).to_contain_text("Du er blevet logget ud")
    assert stored() == draft.purpose
    look(page, "autosave-logged-out")
    with page.expect_popup() as opened_:
        page.get_by_role("link", name="Log ind i et nyt vindue").click()
    new = opened_.value
    new.fill("#id_login", draft.applicant.email)
    new.fill("#id_password", "a long enough password")
    new.locator("#id_password").press("Enter")
    new.wait_for_url("**/my/")
    assert page.input_value("#id_purpose") == "Skrevet efter at jeg var logget ud"
    page.get_by_role("button", name="Prøv igen").click()
    expect(status(page)).to_have_text(SAVED)
    assert stored() == "Skrevet efter at jeg var logget ud"
    page.get_by_role("button", name="Gem og fortsæt").click()
    page.wait_for_url("**/goals/")
    assert page.problems == []


def test_a_server_that_is_away_is_said_and_the_next_key_tries_again(live_server, page, draft):
    page.goto(task(live_server, draft))
    page.context.set_offline(True)
    page.fill("#id_purpose", "Uden net")
    expect(status(page)).to_contain_text("Det kunne ikke gemmes lige nu")
    page.context.set_offline(False)
    page.fill("#id_purpose", "Med net")
    expect(status(page)).to_have_text(SAVED)
    assert stored() == "Med net"


@pytest.mark.parametrize("width", EACH_WIDTH)
def test_a_new_listing_saves_itself(live_server, browser, width):
    member = factories.MembershipFactory()
    round_ = factories.RoundFactory(kind=Kind.ROLLING)
    with opened(browser, width) as page:
        log_in(page.context, live_server, member.user)
        page.goto(live_server.url + reverse("listing_new", args=[member.organisation_id, round_.slug]))
        page.fill("#id_about", "Vi laver møller")
        expect(status(page)).to_have_text("Intet er gemt endnu. Først: Titel.")
        page.fill("#id_title", "Følg os")
        expect(status(page)).to_have_text(SAVED)
        listing = Listing.objects.get()
        assert page.url.endswith(reverse("listing_edit", args=[listing.pk]))
        page.fill("#id_task", "Du følger et hold")
        expect(page.locator("#id_version")).to_have_value("2")
        picture(page, "autosave-listing")
        look(page, "autosave-listing")
        page.get_by_role("button", name="Gem kladden").click()
        page.get_by_text("Kladden er gemt").wait_for()
        assert list(Listing.objects.values_list("title", "about", "task")) == [
            ("Følg os", "Vi laver møller", "Du følger et hold")
        ]
        assert page.problems == []


def test_without_javascript_there_is_the_button(live_server, browser, draft):
    context = browser.new_context(java_script_enabled=False)
    log_in(context, live_server, draft.applicant)
    page = context.new_page()
    page.goto(task(live_server, draft))
    page.fill("#id_purpose", "Uden script")
    page.get_by_role("button", name="Gem og fortsæt").click()
    page.wait_for_url("**/goals/")
    assert stored() == "Uden script"
    context.close()
