"""What a visitor meets in every phase of a programme, as a browser shows it: in both languages, also at 200 % text."""

from __future__ import annotations

import pytest

from praktik import clock
from praktik.listings.states import State as ListingState
from praktik.placements.states import State as PlacementState
from praktik.rounds.states import MilestoneKind, State
from tests import browser as look
from tests.factories import ListingFactory, PlacementFactory, RoundFactory, StoryFactory
from tests.praktik.home.test_front import coming, weeks

PAGES = ("/", "/en/")


def nothing():
    pass


def announced():
    coming(name_da="Forårspraktik 2027", name_en="Spring 2027")
    ListingFactory(round=RoundFactory(state=State.RUNNING), title="Et opslag")


def everything():
    """Two rounds that are open and one that comes; somebody is out; three stories."""
    for _n in range(2):
        round_ = RoundFactory(dates={MilestoneKind.RANKING: weeks(5)}, applicant_sectors=["state", "municipality"])
        ListingFactory(round=round_, title="Følg en konstruktionsafdeling fra idé til drift").themes.set(["data"])
    coming()
    for _n in range(5):
        PlacementFactory(state=PlacementState.UNDER_WAY)
    for _n in range(3):
        story = StoryFactory(text_da="Han kom hjem med en ting på sin liste. " * 12)
        story.name_consent_at = clock.now()
        story.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", look.EACH_WIDTH)
@pytest.mark.parametrize("phase", [nothing, announced, everything])
def test_the_front_page_in_every_phase(live_server, browser, phase, width):
    phase()
    with look.opened(browser, width) as page:
        for address in PAGES:
            page.goto(live_server.url + address)
            look.look(page, f"front-{phase.__name__}-{address.count('en')}")
            if width == max(look.WIDTHS):
                page.evaluate("document.documentElement.style.fontSize = '200%'")
                assert not look.too_wide(page)
        assert page.problems == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", look.EACH_WIDTH)
def test_an_old_link_to_a_listing(live_server, browser, width):
    with look.opened(browser, width) as page:
        for state, status in ((ListingState.PAUSED, 404), (ListingState.CLOSED, 410)):
            listing = ListingFactory(state=state)
            for prefix in ("", "/en"):
                answer = page.goto(f"{live_server.url}{prefix}/listings/{listing.pk}/")
                assert answer.status == status
                look.look(page, f"taken-down-{state}{prefix.replace('/', '-')}")
        page.locator("main a", has_text="See the listings").click()
        page.wait_for_url("**/en/listings/")


@pytest.mark.django_db(transaction=True)
def test_the_icon_is_there_and_the_policy_lets_it_be(live_server, browser):
    with look.opened(browser, 1280) as page:
        page.goto(live_server.url)
        for path in page.locator("head link[rel=icon], head link[rel=apple-touch-icon]").evaluate_all(
            "links => links.map(link => link.href)"
        ):
            assert page.request.get(path).status == 200
        assert page.problems == []
