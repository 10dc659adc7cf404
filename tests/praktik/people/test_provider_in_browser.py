"""The way to the provider and back in a real browser: what the content security policy and the pages make of it."""

from __future__ import annotations

import pytest

from tests.browser import be, look, opened
from tests.factories import UserFactory
from tests.provider.process import KIM, NAME, PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {
    "": {"in": "Log ind med", "connect": "Forbind med", "mine": "Min side"},
    "/en": {"in": "Log in with", "connect": "Connect with", "mine": "My page"},
}


@pytest.mark.parametrize(("width", "prefix"), [(320, ""), (1280, "/en")])
def test_to_the_provider_and_back(provider, live_server, browser, width, prefix):
    words = WORDS[prefix]
    with opened(browser, width) as page:
        page.goto(f"{live_server.url}{prefix}/account/login/?next={prefix}/my/data/")
        look(page, "log-ind-med")
        page.problems.clear()  # axe tries out styles, which the policy forbids
        page.get_by_role("button", name=f"{words['in']} {NAME}").click()
        page.wait_for_url(f"{provider.url}/account/login/**")
        page.fill("[name=login]", "kim@provider.example")
        page.fill("[name=password]", PASSWORD)
        page.locator("form[method=post] [type=submit]").first.click()
        page.locator("[name=action][value=grant]").click()
        page.wait_for_url(f"{live_server.url}{prefix}/my/data/")
        page.goto(f"{live_server.url}{prefix}/account/provider/")
        look(page, "forbundet")
        assert page.problems == [], page.problems


def test_the_pages_on_the_way(provider, live_server, browser):
    provider.tells({"sub": "kim"})
    with opened(browser, 320) as page:
        page.goto(f"{live_server.url}/account/login/")
        # Where a browser does not go on by itself.
        page.route(f"{provider.url}/**", lambda route: route.abort())
        with page.expect_event("requestfailed", lambda request: request.url.startswith(provider.url)):
            page.get_by_role("button", name=f"Log ind med {NAME}").click()
            page.wait_for_url("**/log-in/")
        page.unroute(f"{provider.url}/**")
        page.goto(f"{live_server.url}/account/provider/log-in/callback/?error=access_denied")
        look(page, "log-ind-mislykket")
        page.goto(f"{live_server.url}/account/login/")
        page.get_by_role("button", name=f"Log ind med {NAME}").click()
        page.wait_for_url(f"{provider.url}/account/login/**")
        page.fill("[name=login]", "kim@provider.example")
        page.fill("[name=password]", PASSWORD)
        page.locator("form[method=post] [type=submit]").first.click()
        page.locator("[name=action][value=grant]").click()
        page.wait_for_url("**/account/provider/sign-up/")
        look(page, "opret-med")
        page.locator("main [type=submit]").click()
        page.locator(".alert-error").wait_for()
        look(page, "opret-med-fejl")
        be(page.context, live_server, UserFactory())
        provider.tells(KIM)
        page.goto(f"{live_server.url}/account/provider/")
        look(page, "forbind-med")
