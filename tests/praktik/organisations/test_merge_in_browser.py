"""Merging organisations in a browser, from the filter to the one that stays."""

from __future__ import annotations

import pytest

from praktik import clock
from praktik.history.actors import Role
from praktik.organisations.merge_models import Merge
from praktik.organisations.models import MailDomain
from praktik.recruitment.models import Lead
from tests import factories
from tests.browser import EACH_WIDTH, log_in, look, opened, picture
from tests.factories import CompanyFactory, MembershipFactory, UserFactory

OURS = "'#content-main'"


@pytest.fixture(params=EACH_WIDTH)
def page(request, browser):
    with opened(browser, request.param) as page:
        yield page


def twice():
    """A company that is here twice, with something of everything."""
    kept = CompanyFactory(name="Vindkant A/S", website="https://vindkant.demo.example")
    gone = CompanyFactory(
        name="Vindkant", cvr=None, address="Havnegade 12", postcode="7100", city="Vejle", advertising_protected=True
    )
    for organisation in (kept, gone):
        MailDomain.objects.create(organisation=organisation, domain="vindkant.demo.example")
    MailDomain.objects.create(organisation=gone, domain="vk.demo.example")
    round_ = factories.RoundFactory(name_da="Efterår 2027")
    both = UserFactory(name="Bo Bjerg")
    MembershipFactory(user=both, organisation=kept)
    MembershipFactory(user=both, organisation=gone, role="owner")
    MembershipFactory(user=UserFactory(name="Carla Carlsen"), organisation=gone)
    listing = factories.ListingFactory(organisation=gone, round=round_, title="Tre dage i møllen")
    application = factories.ApplicationFactory(round=round_, workplace=kept, applicant__name="Anne Andersen")
    factories.WishFactory(application=application, listing=listing)
    for organisation, name in ((kept, "vindkant as"), (gone, "vindkant")):
        Lead.objects.create(round=round_, name=name.title(), normalised=name, organisation=organisation)
    return kept, gone


@pytest.mark.django_db(transaction=True)
def test_a_company_that_is_here_twice_becomes_one(live_server, page):
    kept, gone = twice()
    log_in(page.context, live_server, UserFactory(name="Karen Konsulent", roles={Role.CONSULTANT}))
    listed = f"{live_server.url}/admin/praktik/organisation/?twice=name"
    page.goto(listed)
    for box in page.locator("input.action-select").all():
        box.check()
    page.select_option("select[name=action]", "merge")
    page.locator("button[name=index]").click()
    page.get_by_role("heading", name="Side om side").wait_for()
    look(page, "merge", within=OURS)
    page.get_by_role("button", name="Læg sammen til “Vindkant A/S”").click()
    page.get_by_text("Ret fejlene herunder.").wait_for()
    look(page, "merge-no-reason", within=OURS)
    page.get_by_label("Hvorfor").fill("Samme telefonnummer og samme direktør.")
    page.get_by_role("button", name="Læg sammen til “Vindkant A/S”").click()
    page.get_by_text("Lagt ind under “Vindkant A/S”: “Vindkant”.").wait_for()
    picture(page, "merge-done")  # Django's own form
    merged = Merge.objects.get()
    assert (merged.kept, merged.gone) == (kept, gone)
    page.goto(f"{live_server.url}/admin/praktik/merge/{merged.pk}/change/")
    look(page, "merge-record", within=OURS)
    page.goto(f"{live_server.url}/admin/praktik/organisation/{gone.pk}/change/")
    page.get_by_text("Den organisation, du søgte, er lagt sammen med denne.").wait_for()
    # Django's own jQuery, on its change forms, probes the browser with an inline style, which the CSP blocks.
    assert [said for said in page.problems if not said.startswith("Applying inline style")] == []


@pytest.mark.django_db(transaction=True)
def test_two_that_are_two_and_the_search_for_the_other_one(live_server, page):
    one, other = CompanyFactory(name="Vindkant A/S"), CompanyFactory(name="Vindkant ApS")
    factories.MatchRunFactory(round=factories.ListingFactory(organisation=one).round, asked_at=clock.now())
    log_in(page.context, live_server, UserFactory(roles={Role.CONSULTANT}))
    page.goto(f"{live_server.url}/admin/praktik/organisation/{one.pk}/change/")
    page.get_by_role("link", name="Er den her to gange? Læg sammen").click()
    look(page, "merge-choose", within=OURS)
    page.get_by_label("Navn eller CVR-nummer").fill("vindk")
    page.get_by_role("button", name="Søg").click()
    page.locator(f"#content-main a[href*='id={other.pk}']").click()
    page.get_by_role("heading", name="Disse kan ikke lægges sammen").wait_for()
    look(page, "merge-refused", within=OURS)
    assert page.locator("[name=digest]").count() == 0
