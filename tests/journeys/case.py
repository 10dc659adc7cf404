"""The people of the founding case, each with a browser of their own, and what several of them do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import holidays
from playwright.sync_api import Browser

from tests.journeys.site import Site, Walker

PASSWORD = "en ganske lang kode til demoen"
DAY = dt.timedelta(days=1)
ULLA = "ulla.engtoft@demo.example"
BOSS = "peter.rosenkaer@demo.example"
JEPPE = "jeppe.morgenlys@demo.example"


@dataclass
class Case:
    browser: Browser
    site: Site
    today: dt.date = field(default_factory=dt.date.today)
    people: dict[str, Walker] = field(default_factory=dict)
    # Whether every page is held to axe, both widths and the console on the way.
    looking: bool = True

    @property
    def week(self) -> dt.date:
        """The Monday of the placements, eight weeks on or later: a week without a public holiday."""
        monday = self.today - self.today.weekday() * DAY + 56 * DAY
        while any(monday + n * DAY in holidays.country_holidays("DK") for n in range(5)):
            monday += 7 * DAY
        return monday

    def who(self, name: str) -> Walker:
        if name not in self.people:
            self.people[name] = Walker(self.browser, self.site, name, looking=self.looking)
        return self.people[name]

    def tell(self, step: str) -> None:
        """What everybody sees at the moment, for whoever reads a failed test."""
        for walker in self.people.values():
            print(
                f"--- {step}: {walker.name} is at {walker.page.url}\n{walker.page.locator('body').inner_text()[:1500]}"
            )

    def close(self) -> None:
        for walker in self.people.values():
            walker.close()


def sign_up(case: Case, who: str, *, name: str, address: str) -> None:
    """An account, confirmed by the code in the mail, and logged in by it."""
    walker = case.who(who)
    walker.onto(walker.page.locator("header").get_by_role("link", name="Opret konto"))
    walker.look("opret-konto")
    walker.fill(name=name, email=address, password1=PASSWORD, password2=PASSWORD)
    walker.press("Opret konto")
    walker.page.wait_for_url("**/confirm-email/")
    walker.look("bekraeft")
    walker.fill(code=case.site.letter(address, "kode").code())
    walker.onto("main button[type=submit]")


def log_in(case: Case, who: str, address: str) -> None:
    walker = case.who(who)
    walker.fill(login=address, password=PASSWORD)
    walker.press("Log ind")


def move(walker: Walker, text: str, **fields: str) -> None:
    """A button on a page of the desk, and the button on the page that says what will happen."""
    walker.onto(walker.page.locator("#content").get_by_role("link", name=text, exact=True))
    walker.look(f"skridt-{text.lower().replace(' ', '-')}")
    for name, value in fields.items():
        walker.page.fill(f"[name={name}]", value)
    walker.onto("#content form [type=submit]")
