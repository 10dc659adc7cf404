"""The texts of the public pages: in the files as they come, and in the consultants' own words where there are some.

A page is a title, a lead and blocks. ``templates/home/texts/<page>.<language>.md`` has them in order, each below a line
``<!-- name -->``; what may stand in one is in ``praktik.markup``, beside the placeholders of :func:`allowed`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Subquery
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from praktik import markup, placeholders
from praktik.home.models import PageText
from praktik.links import address
from praktik.privacy.registry import Period
from praktik.privacy.retention import words
from praktik.rounds.models import Round

LANGUAGES = ("da", "en")
# The name of each page's address, and what the page is called.
PAGES: dict[str, str | Promise] = {
    "front_page": gettext_lazy("Front page"),
    "how_it_works": gettext_lazy("How it works"),
    "for_hosts": gettext_lazy("For hosts"),
    "for_managers": gettext_lazy("For managers"),
    "questions": gettext_lazy("Questions and answers"),
    "privacy_notice": gettext_lazy("Privacy notice"),
    "accessibility_statement": gettext_lazy("Accessibility statement"),
}
# Placeholders that are addresses, and the pages that they lead to.
_ADDRESSES = {
    **{page: page for page in PAGES},
    "listings": "listing_list", "host": "host_home", "stories": "story_list", "matching": "matching_method",
    "alerts": "alert_list", "my_data": "my_data",
}  # fmt: skip
# Placeholders that are how long something is kept: the name of each, and the period.
_KEPT = {f"kept_{period.value}": period for period in Period if period != Period.FOREVER}
ONE_LINE = ("title", "lead")
LONGEST_TITLE = 150
_NAME = re.compile(r"^<!-- (\w+) -->$", re.M)


@dataclass(frozen=True, slots=True)
class PageTexts:
    """What a page shows. ``about`` is the lead without marks; ``blocks`` are in the file's order."""

    name: str | Promise
    title: str
    lead: SafeString
    about: str
    blocks: dict[str, SafeString]


@lru_cache
def defaults(page: str, language: str) -> dict[str, str]:
    """The file's texts by name of the block, in its order. Raises LookupError for another page or language."""
    if page not in PAGES or language not in LANGUAGES:
        raise LookupError(f"no page {page!r} in {language!r}")
    path = Path(settings.BASE_DIR) / "templates" / "home" / "texts" / f"{page}.{language}.md"
    parts = _NAME.split(path.read_text(encoding="utf-8"))[1:]
    return {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}


def texts_of(
    page: str, language: str, *, now: dt.datetime, round_: Round | None = None, instead: dict[str, str] | None = None
) -> PageTexts:
    """The page's texts in ``language``, which must be the active one. One query.

    The page follows the round that takes applications at ``now``, the one with the nearest deadline where there are
    several: its own text comes before the one for every round, and that before the file's. For a preview, ``round_``
    is the round to follow and ``instead`` has the texts that are tried.
    """
    following = Subquery(Round.objects.current_for_applicants(now).values("pk")[:1]) if round_ is None else round_.pk
    texts, rounds = dict(defaults(page, language)), dict.fromkeys(defaults(page, language), "")
    for own in PageText.objects.of_page(page, language, following):
        if own.block in texts:  # one that the file has no longer is kept, and shown nowhere
            texts[own.block] = own.text
            rounds[own.block] = str(own.round or "")
    for block, text in (instead or {}).items():
        texts[block], rounds[block] = text, str(round_ or "")
    values = _values()
    filled = {name: placeholders.filled(text, {**values, "round": rounds[name]}) for name, text in texts.items()}
    title, lead = filled.pop("title"), filled.pop("lead")
    return PageTexts(
        name=PAGES[page],
        title=title,
        lead=markup.inline(lead),
        about=markup.plain(lead),
        blocks={name: markup.html(text) for name, text in filled.items()},
    )


def allowed(*, of_round: bool) -> tuple[str, ...]:
    """The placeholders that a text may name."""
    return ("contact", "contact_email", *_ADDRESSES, *_KEPT, "mail_text_days", *(("round",) if of_round else ()))


def problem(block: str, text: str, *, of_round: bool) -> str | None:
    """A sentence about what cannot be used in a text for ``block``; None where all is well."""
    if block in ONE_LINE and "\n" in text.strip():
        return _("This part of the page is one paragraph: write it without line breaks.")
    if block == "title" and len(text.strip()) > LONGEST_TITLE:
        return _("A heading can have at most %(number)d characters.") % {"number": LONGEST_TITLE}
    if block in ONE_LINE and text.lstrip().startswith("#"):
        return _("Write this part of the page without #.")
    return placeholders.problem(allowed(of_round=of_round), text) or markup.problem(text)


def places() -> list[tuple[str, str]]:
    """Every block of every page, as (``page.block``, what it is called: the page, and how its text begins)."""
    found = []
    for page, name in PAGES.items():
        for block, text in defaults(page, (get_language() or "da")[:2]).items():
            begins = text.splitlines()[0].lstrip("# ")
            found.append((f"{page}.{block}", f"{name}: {begins if len(begins) <= 60 else begins[:59] + '…'}"))
    return found


def _values() -> dict[str, object]:
    """The placeholders' values in the active language."""
    email, phone = settings.CONTACT_EMAIL, settings.CONTACT_PHONE
    contact = f"[{email}](mailto:{email})"
    if phone:
        call = f"[{phone}](tel:{''.join(phone.split())})"
        contact = _("%(email)s or call %(phone)s") % {"email": contact, "phone": call}
    found: dict[str, object] = {name: address(page) for name, page in _ADDRESSES.items()}
    kept = {name: words(period) for name, period in _KEPT.items()}
    days = settings.MAIL_TEXT_DAYS
    texts = ngettext("%d day", "%d days", days) % days
    return {**found, **kept, "mail_text_days": texts, "contact": contact, "contact_email": email}
