"""The invitation's page and the desk's pages of recruitment and applications, as people see them."""

from __future__ import annotations

import pytest

from praktik import clock
from praktik.applications.models import Application, Conflict
from praktik.applications.services import Declared, application_submit, conflicts_declare
from praktik.applications.states import Leg, WishKind
from praktik.recruitment.models import Lead
from praktik.recruitment.services import lead_invite
from tests import factories
from tests.browser import EACH_WIDTH, log_in, look, opened
from tests.praktik.applications.helpers import complete_draft
from tests.praktik.recruitment.helpers import invitation_secret, wish_for

# Django's own markup around our pages of the desk is Django's.
OURS = "document.querySelector('#content-main') || document"


@pytest.fixture(params=EACH_WIDTH)
def page(request, browser):
    with opened(browser, request.param) as page:
        yield page


@pytest.mark.django_db(transaction=True)
def test_the_invitation(live_server, page, settings):
    settings.SITE_URL = live_server.url
    wish_for("Alfa A/S")
    consultant = factories.UserFactory(roles={"consultant"})
    lead_invite(Lead.objects.get(), name="Bo", email="bo@alfa.demo.example", by=consultant, now=clock.now())
    address = f"{live_server.url}/invitation/{invitation_secret()}/"
    page.goto(address)
    look(page, "invitation-visitor")
    log_in(page.context, live_server, factories.UserFactory(name="Bo Alfa"))
    page.goto(address)
    look(page, "invitation")
    page.fill("#id_cvr", "90000012")
    page.get_by_role("button", name="Ja, vi vil gerne være vært").click()
    page.wait_for_url("**/host/listings/*/")
    look(page, "invitation-accepted")
    page.goto(address)
    look(page, "invitation-over")


@pytest.mark.django_db(transaction=True)
def test_the_desk(live_server, page):
    consultant = factories.UserFactory(name="Karen Konsulent", roles={"consultant"})
    round_ = factories.RoundFactory(name_da="Efterår 2027")
    wish_for("Alfa A/S", "90000012", round_, purpose="Jeg vil se, hvordan andre gør.").themes.set(["data"])
    wish_for("Beta ApS", "", round_)
    Lead.objects.filter(name="Beta ApS").update(
        state="in_dialogue", owner=consultant, next_step="Ring til Bo", next_step_on=clock.today()
    )
    for region in ("midtjylland", "hovedstaden", None):
        asked = factories.ApplicationFactory(round=round_, purpose="Jeg vil se, hvordan andre bruger deres data.")
        wish = factories.WishFactory(application=asked, kind=WishKind.OPEN, region_id=region)
        wish.themes.set(["data", "green_transition"])
    application = complete_draft(round=round_, manager_email="chef@elsewhere.demo.example")
    now = clock.now()
    declared = [Declared(Leg.PROCUREMENT, "Vi har et udbud i gang.", company_name="Alfa A/S")]
    conflicts_declare(application, conflicts=declared, version=None, by=application.applicant, now=now)
    application_submit(application, by=application.applicant, now=now)
    log_in(page.context, live_server, consultant)
    lead, row, conflict = Lead.objects.get(name="Alfa A/S"), Application.objects.last(), Conflict.objects.get()
    desk = f"{live_server.url}/admin/praktik"
    for name, address in {
        "board": "lead/board/",
        "open-wishes": f"lead/open/{round_.slug}/?theme=data&region=midtjylland",
        "lead-add": f"lead/add/{round_.slug}/",
        "lead": f"lead/{lead.pk}/change/",
        "lead-list": "lead/",
        "lead-invite": f"lead/{lead.pk}/invite/",
        "lead-plan": f"lead/{lead.pk}/move/plan/",
        "application-list": "application/",
        "application-detail": f"application/{row.pk}/change/",
        "application-confirm": f"application/{row.pk}/move/confirm/",
        "conflict": f"conflict/{conflict.pk}/change/",
        "conflict-clear": f"conflict/{conflict.pk}/move/clear/",
    }.items():
        page.goto(f"{desk}/{address}")
        look(page, f"desk-{name}", within=OURS)
    page.goto(f"{desk}/lead/{lead.pk}/invite/")
    page.fill("[name=name]", "Bo")
    page.fill("[name=email]", "bo@alfa.demo.example")
    page.click("[name=preview]")
    look(page, "desk-lead-preview", within=OURS)
    # Django's own jQuery, on its change forms, probes the browser with an inline style, which the CSP blocks.
    assert [said for said in page.problems if not said.startswith("Applying inline style")] == []
