"""By keyboard alone, in both languages: a manager, a consultant, a visitor. Applicant and host are beside this."""

from __future__ import annotations

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.urls import reverse

from evaluations.states import Phase, Respondent
from praktik import clock
from praktik.applications.services import application_submit
from praktik.listings.states import State as ListingState
from tests import factories
from tests.browser import WIDTHS, opened
from tests.evaluations.make import Evaluated
from tests.journeys.site import totp
from tests.looks import public
from tests.looks.look import Scene
from tests.praktik.applications.helpers import complete_draft, link_secret
from tests.praktik.placements.make import Case
from tests.unaided.keys import Keys
from tests.unaided.world import PASSWORD

pytestmark = [pytest.mark.audit, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[(width, language) for language in ("da", "en") for width in WIDTHS], ids=str)
def keys(request, browser, live_server, settings):
    settings.SITE_URL = live_server.url
    width, language = request.param
    with opened(browser, width) as page:
        yield Keys(page, live_server.url, language)
        assert page.problems == []


def address(keys, name, *args):
    keys.go(reverse(name, args=args))


def test_a_manager_answers(keys):
    application = complete_draft()
    application_submit(application, by=application.applicant, now=clock.now())
    address(keys, "manager_answer", link_secret())
    keys.skip()
    for field in ("released", "impartiality", "confidentiality", "procurement"):
        keys.to("field", field)
        keys.key("Space")
    keys.press("button", "Send svaret")
    application.refresh_from_db()
    assert application.state == "eligible"


def test_a_manager_signs(keys, monkeypatch):
    case = Case().sending()
    monkeypatch.setattr(clock, "now", lambda: case.now)
    address(keys, "manager_sign", case.secret())
    keys.skip()
    keys.to("field", "read")
    keys.key("Space")
    keys.press("button", "Skriv under")
    keys.says("Aftalen er underskrevet")
    assert case.signature("manager").signed_at == case.now


def test_a_manager_evaluates(keys, monkeypatch):
    case = Evaluated().completed()
    monkeypatch.setattr(clock, "now", lambda: case.now)
    address(keys, "manager_evaluation", case.secret("evaluation_manager"))
    keys.skip()
    keys.press("button", "Send svarene")
    assert keys.stop()["kind"] == "div"  # what is wrong has the focus
    keys.to("field", "recommend")
    keys.page.keyboard.type("9")
    keys.press("button", "Send svarene")
    assert case.of(Phase.T1, Respondent.MANAGER).state == "answered"


def test_an_intern_sends_signs_and_writes(keys, monkeypatch):
    case = Case().fill()
    monkeypatch.setattr(clock, "now", lambda: case.now)
    case.intern.set_password(PASSWORD)
    case.intern.save()
    address(keys, "placement_page", case.placement.pk)
    keys.skip()
    keys.types("login", case.intern.email)
    keys.types("password", PASSWORD)
    keys.enter()
    keys.skip()
    keys.press("button", "Send til underskrift")
    keys.skip()
    keys.press("link", "Læs og skriv under")
    keys.skip()
    keys.to("field", "read")
    keys.key("Space")
    keys.press("button", "Skriv under")
    assert case.signature("intern").signed_at == case.now
    keys.skip()
    keys.types("text", "Hvornår skal jeg møde?")
    keys.press("button", "Send beskeden")
    assert case.placement.messages.get().text == "Hvornår skal jeg møde?"


def test_a_consultant_publishes_a_listing(keys):
    consultant = factories.UserFactory(roles={"consultant"}, password=PASSWORD)
    listing = factories.ListingFactory(state=ListingState.SUBMITTED, remote=True)
    listing.themes.set(["data"])
    listing.contacts.set([factories.MembershipFactory(organisation=listing.organisation).user])
    address(keys, "admin:praktik_listing_move", listing.pk, "publish")
    keys.skip()
    keys.types("login", consultant.email)
    keys.types("password", PASSWORD)
    keys.enter()
    keys.skip()
    secret = Authenticator.objects.get(user=consultant).data["secret"]
    keys.types("code", totp(get_adapter().decrypt(secret)))
    keys.enter()
    keys.press("button", "Offentliggør")
    listing.refresh_from_db()
    assert listing.state == "published"


def test_a_visitor_reads_a_story_in_the_other_language(keys):
    public.story(Scene())
    keys.go("/")
    keys.skip()
    keys.press("link", "Fortællinger", back=True)
    keys.skip()
    keys.press("link", "Fra tavle til drift" if keys.language == "da" else "From board to operation")
    other = "English" if keys.language == "da" else "Dansk"
    keys.press("link", other)
    keys.says("It began." if keys.language == "da" else "Det begyndte.")
