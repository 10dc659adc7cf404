"""Log-in as a person does it: through the browser alone, with the mails that the outbox would send."""

from __future__ import annotations

import json
import re

import pytest
from django.core import mail as sent
from django.core.cache import cache

from praktik import clock
from praktik.mail.services import mails_drain
from tests.browser import EACH_WIDTH, violations

WORDS = {
    "": {"signup": "Opret konto", "mine": "Min side", "lang": "da"},
    "en/": {"signup": "Sign up", "mine": "My page", "lang": "en"},
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", EACH_WIDTH)
@pytest.mark.parametrize("prefix", ["", "en/"])
def test_sign_up_confirm_log_in(live_server, browser, settings, prefix, width):
    settings.SITE_URL = live_server.url
    cache.clear()  # the rate limits of an earlier case: their table is no model's, so nothing else empties it
    words = WORDS[prefix]
    page = browser.new_page(viewport={"width": width, "height": 800})
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    try:
        page.goto(f"{live_server.url}/{prefix}")
        assert page.locator("html").get_attribute("lang") == words["lang"]
        assert violations(page) == []
        page.locator("header").get_by_role("link", name=words["signup"]).click()
        assert violations(page) == []
        page.locator("button[type=submit]").click()
        assert page.locator(".alert-error a").first.get_attribute("href").startswith("#id_")
        assert violations(page) == []
        page.fill("[name=name]", "Åse Ørsted")
        page.fill("[name=email]", "Aase@demo.example")
        page.fill("[name=password1]", "en ganske lang kode")
        page.fill("[name=password2]", "en ganske lang kode")
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/confirm-email/")
        assert violations(page) == []
        assert mails_drain(now=clock.now()) == 1
        code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", sent.outbox[-1].body, re.M).group(1)
        page.fill("[name=code]", "WRONG")
        page.locator("main button[type=submit]").first.click()
        assert violations(page) == []
        page.fill("[name=code]", code)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url("**/my/")
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/{prefix}my/")
        page.fill("[name=login]", "aase@demo.example")
        assert violations(page) == []
        page.fill("[name=password]", "en ganske lang kode")
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url("**/my/")
        assert page.locator("h1").inner_text() == words["mine"]
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert problems == [], json.dumps(problems)
    finally:
        page.close()
