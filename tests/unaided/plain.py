"""Somebody whose browser runs no script, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from tests.browser import picture, too_wide
from tests.unaided.world import PASSWORD


class Plain:
    def __init__(self, page: Any, url: str, language: str) -> None:
        self.page, self.url, self.language = page, url, language

    def words(self, text: str, **names: str) -> str:
        """A text of ours as the page says it."""
        with translation.override(self.language):
            return gettext(text) % names

    def go(self, path: str) -> None:
        self.page.goto(f"{self.url}{'' if self.language == 'da' else '/en'}{path}")

    def press(self, text: str, more: str = "", **names: str) -> None:
        """A button by its text; ``more``: how that begins which it says besides, for those who do not see the page."""
        name = f"{self.words(text, **names)} {more}".strip()
        buttons = self.page.locator("main").get_by_role("button", name=name if more else re.compile(f"^{name}$"))
        button = buttons.first
        assert button.count(), f"no button “{name}” on {self.page.url}:\n{self.page.locator('main').inner_text()}"
        with self.page.expect_navigation():
            button.click()
        assert not too_wide(self.page), self.page.url

    def follow(self, text: str, **names: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=self.words(text, **names)).first.click()
        assert not too_wide(self.page), self.page.url

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"main [name={name}]", value)

    def log_in(self, person: Any) -> None:
        self.fill(login=person.email, password=PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main form").first.locator("[type=submit]").click()

    def says(self, text: str, **names: str) -> None:
        whole = self.page.locator("main").inner_text()
        assert self.words(text, **names) in whole, f"“{text}” is not on {self.page.url}:\n{whole}"

    def picture(self, name: str) -> None:
        picture(self.page, f"uden-js-{name}")


@contextmanager
def plain(browser: Any, url: str, width: int, language: str) -> Iterator[Plain]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = context.new_page()
    try:
        yield Plain(page, url, language)
    finally:
        context.close()
