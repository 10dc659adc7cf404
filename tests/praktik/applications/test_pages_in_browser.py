"""The pages as people see them: each one at two widths, without axe findings, sideways scrolling or console errors."""

from __future__ import annotations

import pytest

from praktik import clock
from praktik.applications.models import Application, ManagerRequest
from praktik.applications.services import application_submit, wish_add
from praktik.applications.states import WishKind
from praktik.mail.models import Mail
from praktik.organisations.models import MailDomain
from tests import factories
from tests.browser import EACH_WIDTH, log_in, look, opened, picture
from tests.praktik.applications.helpers import complete_draft, link_secret


@pytest.fixture(params=EACH_WIDTH)
def page(request, browser):
    with opened(browser, request.param) as page:
        yield page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def say_no(page):
    for leg in ("impartiality", "confidentiality", "procurement"):
        page.check(f"#id_{leg}_0")


@pytest.mark.django_db(transaction=True)
def test_an_application_from_the_first_step_to_the_managers_answer(live_server, page, settings):
    settings.SITE_URL = live_server.url
    round_ = factories.RoundFactory(name_da="Efterår 2027")
    titles = ("Følg et produkthold", "Drift i skyen")
    listings = [factories.ListingFactory(round=round_, title=title) for title in titles]
    workplace = factories.WorkplaceFactory(name="Sønderby Kommune")
    MailDomain.objects.create(organisation=workplace, domain="kommune.demo.example")
    log_in(page.context, live_server, factories.UserFactory(name="Åse Ørsted"))
    page.goto(f"{live_server.url}/applications/new/{round_.slug}/?listing={listings[0].pk}")
    look(page, "start")
    press(page, "Begynd ansøgningen")
    _who_and_why(page)
    _wish(page)
    _impartiality_and_manager(page)
    _review(page)
    application = Application.objects.get()
    assert application.state == "awaiting_manager"
    assert [wish.company_name or wish.listing.title for wish in application.wishes.all()] == [
        "Følg et produkthold", "Alfa A/S", "Drift i skyen",
    ]  # fmt: skip
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/manager/{link_secret()}/")
    _answer(page)
    application.refresh_from_db()
    assert application.state == "eligible"
    assert [text for text in page.problems if "410" not in text] == []


def _who_and_why(page):
    look(page, "about-empty")
    page.fill("#id_q", "sønder")
    press(page, "Søg")
    page.fill("#id_job_title", "Projektleder")
    page.get_by_label("Sønderby Kommune").check()
    look(page, "about")
    press(page, "Gem og fortsæt")
    page.fill("#id_purpose", "Mit nummer er 010190-1234")
    press(page, "Gem og fortsæt")
    look(page, "task-error")
    assert page.locator(".alert-error a").first.get_attribute("href") == "#id_purpose"
    page.fill("#id_purpose", "Jeg vil se, hvordan andre gør.")
    page.fill("#id_task", "Vi skal digitalisere en arbejdsgang.")
    press(page, "Gem og fortsæt")
    page.fill("#id_goal_1", "At lære noget nyt")
    look(page, "goals")
    press(page, "Gem og fortsæt")
    look(page, "when")
    press(page, "Gem og fortsæt")


def _wish(page):
    look(page, "wishes")
    press(page, "Tilføj Drift i skyen")
    page.fill("#id_company-company_name", "Alfa A/S")
    press(page, "Tilføj virksomheden")
    press(page, "Tilføj det åbne ønske")
    look(page, "wishes-error")
    press(page, "Op Alfa A/S")
    page.wait_for_url("**/wishes/#wish-*")
    look(page, "wishes-filled")
    page.get_by_role("link", name="Fortsæt", exact=True).click()


def _drag(page, which, onto):
    """By mouse, from the handle of one wish to a little below the middle of another's."""
    start, end = (
        page.locator("#wish-list > li").nth(number).locator(".wish-handle").bounding_box() for number in (which, onto)
    )
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    x, y = end["x"] + end["width"] / 2, end["y"] + end["height"] / 2 + (6 if onto > which else -6)
    page.mouse.move(x, (start["y"] + y) / 2, steps=6)
    page.mouse.move(x, y, steps=6)
    page.wait_for_timeout(200)  # the others make room
    picture(page, "wishes-dragged")
    page.mouse.up()


@pytest.mark.django_db(transaction=True)
def test_wishes_are_dragged_into_order(live_server, page):
    application = complete_draft()
    by, now = application.applicant, clock.now()
    application.wishes.all().delete()
    for name in ("Alfa", "Beta", "Gamma"):
        wish_add(application, kind=WishKind.COMPANY, company_name=name, by=by, now=now)
    log_in(page.context, live_server, by)
    page.goto(f"{live_server.url}/applications/{application.pk}/wishes/")
    titles = page.locator("#wish-list .wish-title")
    assert titles.all_inner_texts() == ["Alfa", "Beta", "Gamma"]
    page.locator("#your-wishes").evaluate("element => element.scrollIntoView()")
    _drag(page, 2, 0)
    page.get_by_text("Rækkefølgen af dine ønsker er gemt").wait_for()
    look(page, "wishes-after-dragging")
    assert titles.all_inner_texts() == ["Gamma", "Alfa", "Beta"]
    assert [wish.company_name for wish in application.wishes.all()] == ["Gamma", "Alfa", "Beta"]
    wish_add(application, kind=WishKind.COMPANY, company_name="Delta", by=by, now=now)
    page.locator("#your-wishes").evaluate("element => element.scrollIntoView()")
    _drag(page, 0, 2)
    page.get_by_role("heading", name="Ansøgningen er blevet rettet imens").wait_for()
    look(page, "wishes-stale")
    page.get_by_role("button", name="Gem mine").click()
    page.get_by_text("Rækkefølgen af dine ønsker er gemt").wait_for()
    assert titles.all_inner_texts() == ["Alfa", "Beta", "Gamma", "Delta"]
    assert [text for text in page.problems if "409" not in text] == []


def _impartiality_and_manager(page):
    look(page, "impartiality")
    press(page, "Gem og fortsæt")
    look(page, "impartiality-error")
    say_no(page)
    press(page, "Gem og fortsæt")
    page.fill("#id_manager_name", "Mads Manager")
    page.fill("#id_manager_email", "mads@kommune.demo.example")
    look(page, "manager")
    press(page, "Gem og fortsæt")


def _review(page):
    look(page, "review-missing")
    page.get_by_role("link", name="Skriv, hvad du bringer med til værten.").click()
    page.wait_for_url("**/goals/#id_brings")
    page.fill("#id_brings", "Kendskab til en kommunes hverdag.")
    press(page, "Gem og fortsæt")
    page.wait_for_url("**/when/#id_brings")  # a browser keeps the fragment through the redirect
    page.goto(page.url.replace("/when/#id_brings", "/review/"))
    look(page, "review")
    press(page, "Send ansøgningen")
    look(page, "page")


def _answer(page):
    deadline = ManagerRequest.objects.get().expires_at
    ManagerRequest.objects.update(expires_at=clock.now())
    link = page.url
    page.goto(link)
    look(page, "manager-too-old")
    press(page, "Send mig et nyt link")
    page.wait_for_url("**/new-link/")
    look(page, "manager-new-link")
    ManagerRequest.objects.update(expires_at=deadline)
    page.goto(link)
    look(page, "manager-answer")
    page.locator("#pass-on summary").click()
    press(page, "Send spørgsmålet videre")
    page.locator("#pass-on .alert-error").wait_for()
    look(page, "manager-pass-on-error")
    page.goto(link)
    press(page, "Send svaret")
    look(page, "manager-answer-error")
    say_no(page)
    page.check("#id_released_0")
    press(page, "Send svaret")
    look(page, "manager-thanks")
    assert page.get_by_role("button").count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_other_pages(live_server, page, settings):
    settings.SITE_URL = live_server.url
    application = complete_draft()
    factories.WishFactory(application=application, kind=WishKind.COMPANY, company_name="Alfa A/S")
    application_submit(application, by=application.applicant, now=clock.now())
    base = f"{live_server.url}/applications/{application.pk}"
    page.goto(f"{live_server.url}/en/manager/{link_secret()}/")
    look(page, "manager-answer-en")
    page.goto(f"{live_server.url}/manager/{'x' * 43}/")
    look(page, "manager-unknown")
    log_in(page.context, live_server, application.applicant)
    page.goto(f"{base}/withdraw/")
    look(page, "withdraw")
    page.goto(f"{base}/task/")
    look(page, "task-sent-in")
    Application.objects.filter(pk=application.pk).update(version=9)
    page.fill("#id_task", "En helt anden opgave.")
    page.get_by_role("button", name="Gem ændringen").click()
    look(page, "stale")
    with page.expect_navigation():
        page.get_by_role("button", name="Gem mine").click()
    application.refresh_from_db()
    assert (application.task, application.version) == ("En helt anden opgave.", 10)
    assert Mail.objects.filter(kind="manager_question").count() == 1
    assert [text for text in page.problems if "409" not in text and "404" not in text] == []
