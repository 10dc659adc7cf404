"""The matching's pages in a browser: no finding of axe, no sideways scrolling, no console error, at both widths."""

from __future__ import annotations

import pytest
from django.urls import reverse

from praktik import clock
from tests import factories
from tests.browser import EACH_WIDTH, be, opened, picture, too_wide, unresolved, violations
from tests.matching import make

NOW = clock.real()


@pytest.fixture
def world():
    return make.published(NOW)


def pages(world):
    """(name, who looks, address)."""
    for state in ("open", "accepted", "declined"):
        offer = world[state]
        address = reverse("offer_page", args=[offer.pk])
        yield f"offer-{state}-applicant", offer.application.applicant, address
        yield f"offer-{state}-host", offer.host, address
    yield "offer-open-desk", world["desk"], reverse("offer_page", args=[world["open"].pk])
    yield "method", None, reverse("matching_method")
    yield "method-en", None, "/en" + reverse("matching_method")
    desk = world["desk"]
    for name, args in (
        ("ask", ()),
        ("matchrun_changelist", ()),
        ("publish", (world["draft"].pk,)),
        ("pair", (world["draft"].pk, world["someone"])),
        ("compare", (world["draft"].pk, world["run"].pk)),
        ("offer_changelist", ()),
        ("offer_withdraw", (world["open"].pk,)),
        ("pairrule_changelist", ()),
    ):
        yield f"desk-{name}", desk, reverse(f"admin:matching_{name}", args=args)
    for name in ("run", "draft", "queued"):
        yield f"desk-{name}", desk, reverse("admin:matching_matchrun_change", args=[world[name].pk])


# Lists are Django's own markup, which we hold to nothing.
FOREIGN = ("desk-matchrun_changelist", "desk-offer_changelist", "desk-pairrule_changelist")


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", EACH_WIDTH)
def test_every_page_is_clean(live_server, browser, world, width):
    problems = []
    with opened(browser, width) as page:
        for name, person, address in pages(world):
            be(page.context, live_server, person)
            if name == "desk-queued":
                # It would ask again under our hands.
                page.route("**/htmx*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
            answer = page.goto(live_server.url + address)
            assert answer.status == 200, name
            if name not in FOREIGN:
                problems += [(name, found) for found in violations(page) + unresolved(page)]
            if name not in FOREIGN and too_wide(page):
                problems.append((name, "scrolls sideways"))
            picture(page, name)
            problems += [(name, said) for said in page.problems]
            page.problems.clear()
    assert problems == []


@pytest.mark.django_db(transaction=True)
def test_an_offer_is_answered_in_the_browser_without_javascript(live_server, browser, world):
    offer = world["open"]
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    try:
        be(context, live_server, offer.application.applicant)
        page = context.new_page()
        page.goto(live_server.url + reverse("offer_page", args=[offer.pk]))
        page.get_by_text("Jeg vil sige nej").click()
        page.locator("[name=send]").click()
        assert page.locator(".form-error-message").count() == 1
        page.get_by_role("button", name="Sig ja").click()
        offer.refresh_from_db()
        assert (offer.intern_answer, offer.state) == ("yes", "open")
        assert page.get_by_role("button", name="Sig ja").count() == 0
        assert factories.Placement.objects.filter(application=offer.application).count() == 0
    finally:
        context.close()
