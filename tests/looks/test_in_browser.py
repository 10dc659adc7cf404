"""Every page in each of its states as a browser shows it: in both languages and at both widths, and in Danish also with
its text twice as large. Far too much for every landing, for which there are the browser tests beside the code."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser import WIDTHS, opened, picture, too_wide, unresolved, violations
from tests.looks.markup import invalid
from tests.looks.test_table import IDS, LOOKS
from tests.looks.way import SEND, arrived, playing, session

# Django's frame around our pages of the desk is Django's.
OURS = "document.querySelector('#content-main') || document"
# A browser says aloud that a page is not there, though that is what the page is for; Django's own jQuery, on the desk's
# change forms, probes the browser with an inline style, which the policy blocks.
QUIET, DJANGOS = ("Failed to load resource",), ("Failed to load resource", "Applying inline style")


def enlarge(page):
    """The text at twice its size, as a browser's own setting makes it."""
    page.evaluate("""() => {
        const root = document.documentElement;
        root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + 'px';
    }""")


def seen(page, look):
    """What is wrong with the page as it stands."""
    desk = urlsplit(page.url).path.removeprefix("/en").startswith("/admin/")
    if look.django:
        return []
    found = violations(page, OURS if desk else "document")
    return found + ([] if desk else unresolved(page)) + (["too wide"] if too_wide(page) else [])


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    kept, foreign = {}, set()
    yield kept, foreign
    assert invalid(kept, foreign, Path(tmp_path_factory.mktemp("markup"))) == {}


@pytest.mark.audit
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(("name", "state", "look"), LOOKS, ids=IDS)
def test_a_page_looks_well(browser, live_server, settings, pages, name, state, look, language):
    settings.SITE_URL = live_server.url
    title = f"{name.replace(':', '.')}-{state}-{language}".replace(" ", "-").replace(",", "")
    prefix = "" if language == "da" else "/en"
    problems = []
    with playing(name, look) as (scene, address, send), opened(browser, WIDTHS[1]) as page:
        cookie = session(scene, look).cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie:
            page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        answers = []
        page.on("response", lambda answer: answers.append(answer) if answer.request.is_navigation_request() else None)
        page.goto(live_server.url + prefix + address)
        for data, at in ((send, look.at), (look.then, "csrfmiddlewaretoken")):
            if data is not None:
                with page.expect_navigation():
                    page.evaluate(SEND, [at, data])
        page.wait_for_load_state()
        last = answers[-1]
        assert (arrived(page.url), last.status) == (name, look.status)
        kept, foreign = pages
        kept[title] = last.text()
        if look.django:
            foreign.add(title)
        # Before axe, which tries out styles that the policy forbids.
        problems += [said for said in page.problems if not said.startswith(DJANGOS if look.django else QUIET)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            problems += [f"{width}: {found}" for found in seen(page, look)]
            picture(page, f"{title}")
        if language == "da":
            enlarge(page)
            problems += [f"large text: {found}" for found in seen(page, look)]
            picture(page, f"{title}-large")
        page.goto("about:blank")
    assert problems == []
