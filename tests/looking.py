"""Looking at pages in a real browser: what every test of that kind needs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

AXE = Path(django_settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = [320, 1280]


def log_in(page, server, user):
    """A session of one's own, without the log-in page."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    page.context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": server.url}]
    )


@contextmanager
def opened(browser, width) -> Iterator:
    """A page of a browser of its own, which keeps in ``problems`` what its console says."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.problems = []
    page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()


def look(page, name, *, axe="document"):
    """No axe findings (within the element that ``axe`` gives), one heading of the first order, no sideways scrolling.

    Where SHOTS names a folder, a picture of the page is left there.
    """
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        f"async () => (await axe.run({axe})).violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).join(', '))"
    )
    width = page.viewport_size["width"]
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert found == [], name
    assert page.locator("h1").count() == 1, name
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
