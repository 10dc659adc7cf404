"""The pages of a placement and its evaluations, looked at in a real browser: axe, width, console."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from evaluations import stories
from evaluations.models import Answer
from evaluations.states import Part, Phase, Respondent
from praktik import clock
from praktik.history.actors import Role
from praktik.placements import services
from praktik.placements.states import SignerRole
from tests import factories
from tests.browser import EACH_WIDTH, be, picture, too_wide, violations
from tests.evaluations.make import Evaluated
from tests.praktik.placements.make import Case


class Looker:
    """Opens pages as somebody, and collects what is wrong with them."""

    def __init__(self, browser, live_server, width):
        self.server, self.site, self.problems = live_server, live_server.url, []
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.page = self.context.new_page()
        self.page.on(
            "console", lambda said: self.problems.append(said.text) if said.type in ("error", "warning") else None
        )
        # What a page is made of has to be there; the pages themselves may be 404 or 409 on purpose.
        self.page.on("response", self._answered)

    def _answered(self, response):
        if response.status >= 400 and response.request.resource_type != "document":
            self.problems.append(f"{response.status} {response.url}")

    def be(self, user):
        be(self.context, self.server, user)
        return self

    def look(self, name, path=None):
        if path is not None:
            self.page.goto(self.site + path)
        self.problems += [f"{name}: {found}" for found in violations(self.page)]
        if too_wide(self.page):
            self.problems.append(f"{name}: too wide")
        picture(self.page, name)
        return self.page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", EACH_WIDTH)
def test_pages_of_a_placement(live_server, browser, settings, monkeypatch, width):
    settings.SITE_URL = live_server.url
    case = Case()
    monkeypatch.setattr(clock, "now", lambda: case.now)
    placement = reverse("placement_page", args=[case.placement.pk])
    look = Looker(browser, live_server, width).be(case.intern)
    try:
        services.message_send(case.placement, text="Hej\nHvornår skal jeg møde?", by=case.intern, now=case.now)
        look.look("drafting", placement)
        look.look("edit", reverse("agreement_edit", args=[case.placement.pk]))
        look.page.fill("[name=purpose]", "Praktikantens tekst 010190-1234")
        look.page.locator("main button[type=submit]").last.click()
        look.look("edit-error")
        services.agreement_save(
            case.placement, data={"purpose": "Værtens tekst"}, version=1, by=case.host, now=case.now
        )
        look.page.fill("[name=purpose]", "Praktikantens tekst")
        look.page.locator("main button[type=submit]").last.click()
        look.look("stale")
        case.fill().send()
        look.look("signing", placement)
        look.look("sign", reverse("agreement_sign", args=[case.placement.pk]))
        look.page.locator("main button[type=submit]").last.click()
        look.look("sign-error")
        look.page.check("[name=read]")
        look.page.locator("main button[type=submit]").last.click()
        assert case.signature(SignerRole.INTERN).signed_at == case.now
        look.be(None).look("manager", reverse("manager_sign", args=[case.secret()]))
        look.page.check("[name=read]")
        look.page.locator("main button[type=submit]").last.click()
        look.look("manager-signed")
        look.look("manager-unknown", reverse("manager_sign", args=["x" * 43]))
        look.be(case.host)
        case.sign(SignerRole.HOST)
        look.look("agreed", placement)
        look.look("agreement", reverse("agreement_page", args=[case.placement.pk, 1]))
        look.look("end", reverse("placement_end", args=[case.placement.pk]))
        case.completed()
        look.be(case.intern).look("completed", placement)
        look.look("my-page", reverse("my_page"))
    finally:
        look.context.close()
    problems = [problem for problem in look.problems if not problem.startswith("Failed to load resource")]
    assert problems == [], json.dumps(problems, indent=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", EACH_WIDTH)
def test_pages_of_evaluations_and_stories(live_server, browser, settings, monkeypatch, width):
    settings.SITE_URL = live_server.url
    case = Evaluated().completed()
    monkeypatch.setattr(clock, "now", lambda: case.now)
    consultant = factories.UserFactory(roles={Role.CONSULTANT})
    look = Looker(browser, live_server, width)
    try:
        look.be(case.intern).look("evaluation", reverse("evaluation_page", args=[case.of(Phase.T1).pk]))
        look.page.locator("main button[type=submit]").last.click()
        look.look("evaluation-error")
        case.answer(Phase.T1, Respondent.HOST, learnt="At spørge før man svarer", overlooked="Skiltene")
        case.answer(Phase.T1, learnt="Mod", action_1="Ringe til IT inden 1. oktober", length=1, match=5)
        look.look("evaluation-answered", reverse("evaluation_page", args=[case.of(Phase.T1).pk]))
        link = reverse("manager_evaluation", args=[case.secret("evaluation_manager")])
        look.be(None).look("evaluation-manager", link)
        case.answer(Phase.T1, Respondent.MANAGER)
        for number in range(9):
            extra = factories.EvaluationFactory(
                placement=factories.PlacementFactory(
                    application=factories.ApplicationFactory(round=case.round),
                    listing=factories.ListingFactory(round=case.round),
                ),
                state="answered",
            )
            Answer.objects.create(evaluation=extra, question="recommend", number=number + 2)
            Answer.objects.create(evaluation=extra, question="satisfied", number=number % 6)
        look.be(consultant).look("report", reverse("evaluation_report", args=[case.round.slug]))
        look.look("reports", reverse("evaluation_reports"))
        story = stories.story_create(
            case.placement,
            person=case.intern,
            data={"title_da": "Fra tavle til drift", "text_da": "Det begyndte.\n\nDet endte.", "quote": "Spørg først."},
            by=consultant,
            now=case.now,
        )
        look.be(case.intern).look("story-consent", reverse("story_consent", args=[story.pk]))
        stories.story_consent(story, parts=list(Part), by=case.intern, now=case.now)
        stories.story_publish(story, by=consultant, now=case.now)
        look.be(None).look("stories", reverse("story_list"))
        look.look("story", reverse("story_page", args=[story.pk]))
    finally:
        look.context.close()
    problems = [problem for problem in look.problems if not problem.startswith("Failed to load resource")]
    assert problems == [], json.dumps(problems, indent=1)
