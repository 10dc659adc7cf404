"""What browser tests ask of a page, besides what they are about.

``PICTURES=1`` leaves a picture of each page that is looked at under var/pictures, for people to look at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

WIDTHS = (320, 1280)
# For a test that is run at each: the narrow one in every run, where the most can go wrong, the wide one in the audit.
EACH_WIDTH = [WIDTHS[0], pytest.param(WIDTHS[1], marks=pytest.mark.audit)]
PICTURES = Path(settings.VAR_DIR) / "pictures"
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"


def log_in(context: Any, server: Any, person: Any) -> None:
    """A session of ``person``'s own in the browser ``context``, without the log-in page."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])


def be(context: Any, server: Any, person: Any) -> None:
    """From now on the browser ``context`` is ``person``'s; nobody's where there is none."""
    context.clear_cookies()
    if person is not None:
        log_in(context, server, person)


@contextmanager
def opened(browser: Any, width: int) -> Iterator[Any]:
    """A page of a browser of its own, which keeps in ``problems`` what its console says."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.problems = []
    page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()


def picture(page: Any, name: str) -> None:
    if os.environ.get("PICTURES"):
        page.screenshot(path=PICTURES / f"{name}-{page.viewport_size['width']}.png", full_page=True)


def look(page: Any, name: str, *, within: str = "document") -> None:
    """Nothing that axe finds (within the element that the JavaScript ``within`` gives), no lost name, no sideways
    scrolling; and a picture."""
    found = violations(page, within)
    picture(page, name)
    assert (found, unresolved(page) if within == "document" else [], too_wide(page)) == ([], [], False), name


def violations(page: Any, within: str = "document") -> list[str]:
    """axe's findings on the page as it stands; a page without exactly one heading of the first order is one too."""
    page.wait_for_load_state()  # a click returns when the answer begins, and axe throws on a page without an element
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(f"async () => (await axe.run({within})).violations.map(v => v.id + ': ' + v.nodes[0].target)")
    if page.locator("h1").count() != 1:
        found.append(f"headings of the first order: {page.locator('h1').count()}")
    return found


def unresolved(page: Any) -> list[str]:
    """Names in aria-describedby, aria-labelledby, aria-controls, for and href="#…" that no element has; ids twice."""
    return page.evaluate("""() => {
        const lost = [], seen = new Set();
        for (const element of document.querySelectorAll('[id]')) {
            if (seen.has(element.id)) lost.push('twice: ' + element.id);
            seen.add(element.id);
        }
        for (const name of ['aria-describedby', 'aria-labelledby', 'aria-controls', 'for'])
            for (const element of document.querySelectorAll('[' + name + ']'))
                for (const id of element.getAttribute(name).split(/\\s+/).filter(Boolean))
                    if (!seen.has(id)) lost.push(name + ': ' + id);
        for (const element of document.querySelectorAll('a[href^="#"]'))
            if (!seen.has(decodeURIComponent(element.getAttribute('href').slice(1))))
                lost.push('href: ' + element.getAttribute('href'));
        return lost;
    }""")


def too_wide(page: Any) -> bool:
    """Whether one has to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
