"""The desk's pages about the background work and the mails to come, in a browser."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from praktik import clock, dates
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import Role
from praktik.mail.models import Mail
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind
from tests.browser import EACH_WIDTH, log_in, look, opened
from tests.factories import ApplicationFactory, RoundFactory, UserFactory
from tests.praktik.work.test_desk import scene  # noqa: F401 -- a fixture

# Django's own markup around our pages of the desk is Django's.
OURS = "'#content-main'"


@pytest.fixture(params=EACH_WIDTH)
def page(request, browser):
    with opened(browser, request.param) as page:
        yield page


@pytest.mark.django_db(transaction=True)
def test_the_work_and_trying_again(live_server, page, request):
    log_in(page.context, live_server, UserFactory(name="Karen Konsulent", roles={Role.CONSULTANT}))
    page.goto(live_server.url + reverse("admin:work"))
    look(page, "desk-work-empty", within=OURS)
    request.getfixturevalue("scene")
    page.reload()
    look(page, "desk-work", within=OURS)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Prøv de valgte mails igen").click()
    page.wait_for_load_state()
    look(page, "desk-work-again", within=OURS)
    assert Mail.objects.get(key="dead").state == "queued"
    assert page.problems == []


@pytest.mark.django_db(transaction=True)
def test_the_mails_to_come(live_server, page):
    log_in(page.context, live_server, UserFactory(name="Karen Konsulent", roles={Role.CONSULTANT}))
    closes = dates.end_of_day(clock.real().date() + dt.timedelta(days=60))
    round_ = RoundFactory(name_da="Forår 2027", dates={MilestoneKind.CLOSES: closes})
    for name in ("anne", "bo"):
        person = UserFactory(email=f"{name}@demo.example")
        ApplicationFactory(round=round_, applicant=person, state=ApplicationState.DRAFT, submitted_at=None)
    where = f"{ContentType.objects.get_for_model(Round).pk}:{round_.pk}"
    page.goto(f"{live_server.url}{reverse('admin:mail_calendar')}?of={where}")
    look(page, "desk-mails-to-come", within=OURS)
    assert page.problems == []
