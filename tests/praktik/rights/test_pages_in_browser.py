"""The pages about one's own data, in a browser."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from praktik import clock
from praktik.history.actors import Role
from praktik.history.models import Read
from praktik.people.models import User
from praktik.work.services import jobs_do
from tests.browser import EACH_WIDTH, log_in, look, opened
from tests.factories import ApplicationFactory, UserFactory

OURS = "'#content-main'"


@pytest.fixture(params=EACH_WIDTH)
def page(request, browser):
    with opened(browser, request.param) as page:
        yield page


@pytest.mark.django_db(transaction=True)
def test_somebody_erases_everything(live_server, page):
    person = UserFactory(name="Anne Andersen")
    log_in(page.context, live_server, person)
    page.goto(live_server.url + reverse("my_page"))
    page.get_by_role("link", name="Mine oplysninger").click()
    page.get_by_role("button", name="Lav en kopi af mine oplysninger").click()
    page.wait_for_load_state()
    look(page, "my-data-waits")
    assert jobs_do(time=clock.now) == 1
    page.reload()
    look(page, "my-data")
    page.get_by_role("link", name="Læs den").click()
    page.get_by_label("Adgangskode").fill("a long enough password")
    page.get_by_role("button").filter(has_text="Bekræft").click()
    page.get_by_role("heading", name="Kopi af mine oplysninger").wait_for()
    look(page, "my-data-copy")
    page.get_by_role("link", name="Mine oplysninger").click()
    page.get_by_role("link", name="Slet mine oplysninger").click()
    look(page, "erase-me")
    page.get_by_label("Jeg ved, at det ikke kan fortrydes.").check()
    page.get_by_role("button", name="Slet alt om mig").click()
    page.get_by_text("Dine oplysninger bliver slettet, og du er logget ud.").wait_for()
    look(page, "erase-me-asked")
    assert jobs_do(time=clock.now) == 1
    assert User.objects.get(pk=person.pk).erased
    assert page.problems == []


@pytest.mark.django_db(transaction=True)
def test_what_stands_in_the_way(live_server, page):
    application = ApplicationFactory(round__name_da="Forår 2027")
    log_in(page.context, live_server, application.applicant)
    page.goto(live_server.url + reverse("erase_me"))
    look(page, "erase-me-refused")
    log_in(page.context, live_server, UserFactory(roles={Role.ADMINISTRATOR}))
    for name, person in (("refused", application.applicant), ("asked", UserFactory(name="Bo Bjerg"))):
        page.goto(live_server.url + reverse("admin:erasure_ask", args=[person.pk]))
        look(page, f"desk-erase-{name}", within=OURS)
    page.locator("textarea").fill("Bo bad om det.")
    page.get_by_role("button", name="Slet en person").click()
    page.wait_for_load_state()
    look(page, "desk-erase-errors", within=OURS)
    assert page.problems == []


@pytest.mark.django_db(transaction=True)
def test_how_long_data_are_kept(live_server, page):
    """To the desk with what is due, and to everybody in the notice; and a case that is put on file."""
    at = clock.real() - dt.timedelta(days=500)
    Read.objects.create(reader=None, subject=UserFactory(), what="x", object_id=1, at=at)
    log_in(page.context, live_server, UserFactory(roles={Role.CONSULTANT}))
    page.goto(live_server.url + reverse("admin:retention"))
    look(page, "desk-retention", within=OURS)
    page.goto(live_server.url + reverse("admin:praktik_hold_add"))
    page.get_by_role("button", name="Gem", exact=True).click()
    page.wait_for_load_state()
    look(page, "desk-hold-errors", within=OURS)
    page.goto(live_server.url + reverse("privacy_notice"))
    page.get_by_text("6 måneder efter rundens sidste dag").wait_for()
    look(page, "privacy-notice")
    # Django's own jQuery, on its change forms, probes the browser with an inline style, which the CSP blocks.
    assert [said for said in page.problems if not said.startswith("Applying inline style")] == []
