"""The words that were found, marked in the list of hits.

PostgreSQL finds them, since only it knows their stems; what is shown is the host's own text, escaped here, with
<mark> around the places that PostgreSQL named. Nothing that PostgreSQL returns reaches the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchConfig, SearchHeadline
from django.db.models import Case, F, Func, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from praktik.listings.models import Listing
from praktik.listings.search import FORMER_NAMES, asked
from praktik.stems import fold, folded

# Around a word in PostgreSQL's answer. A text that has them itself is shown without marks.
_BEGIN, _END = "\x02", "\x03"
_TEXTS = ("task", "about", "offers", "hopes", "practical")
# As many words as the list shows of a text; and how many stand before the first one that is marked.
WORDS, BEFORE = 32, 6

Span = tuple[int, int]


@dataclass(frozen=True)
class Marked:
    """``former``: the names of what was merged into the company, where one of them was found and its own was not."""

    title: SafeString
    company: SafeString
    former: SafeString
    text: SafeString


def with_headlines(found: QuerySet[Listing], text: str) -> QuerySet[Listing]:
    """``found`` with what :func:`mark` reads."""
    config = SearchConfig(Case(When(language="en", then=Value("english")), default=Value("danish")))

    def headline(of: str | Combinable) -> SearchHeadline:
        return SearchHeadline(
            folded(of), asked(text), config=config, start_sel=_BEGIN, stop_sel=_END, highlight_all=True
        )

    every = Func(Value("\n"), *(F(name) for name in _TEXTS), function="concat_ws", output_field=TextField())
    return found.annotate(
        found_title=headline("title"),
        found_company=headline("organisation__name"),
        found_former=headline(FORMER_NAMES),
        found_text=headline(every),
    )


def mark(listings: Iterable[Listing]) -> None:
    """Give each listing, which :func:`with_headlines` has read, ``marked``: title, company's name, and a piece of the
    first text that has one of the words."""
    for listing in listings:
        names = ", ".join(listing.organisation.former_names)
        in_name = _spans(listing.organisation.name, listing.found_company)  # type: ignore[attr-defined]  # annotated
        in_names = [] if in_name else _spans(names, listing.found_former)  # type: ignore[attr-defined]  # annotated
        text = "\n".join(getattr(listing, name) for name in _TEXTS)
        listing.marked = Marked(  # type: ignore[attr-defined]  # for the template
            title=_html(listing.title, _spans(listing.title, listing.found_title)),  # type: ignore[attr-defined]  # annotated
            company=_html(listing.organisation.name, in_name),
            former=_html(names if in_names else "", in_names),
            text=_piece(text, _spans(text, listing.found_text), len(listing.task)),  # type: ignore[attr-defined]  # annotated
        )


def _spans(text: str, headline: str) -> list[Span]:
    """Where PostgreSQL marked words, as places in ``text``; nowhere if it read another text than this one."""
    parts = re.split(f"[{_BEGIN}{_END}]", headline)
    if "".join(parts) != fold(text) or len(parts) % 2 == 0:
        return []
    spans, at = [], 0
    for number, part in enumerate(parts):
        if number % 2:
            spans.append((at, at + len(part)))
        at += len(part)
    return spans


def _html(text: str, spans: Iterable[Span], begin: int = 0, end: int | None = None) -> SafeString:
    """``text`` from ``begin`` to ``end``, escaped, with <mark> around the spans in it."""
    end = len(text) if end is None else end
    pairs, at = [], begin
    for first, last in spans:
        if first >= at and last <= end:
            pairs.append((text[at:first], text[first:last]))
            at = last
    return format_html_join("", "{}<mark>{}</mark>", pairs) + escape(text[at:end])


def _piece(text: str, spans: list[Span], length: int) -> SafeString:
    """:data:`WORDS` words: from the beginning where that has a marked one, or where none is (then of the first
    ``length`` characters alone); otherwise from a little before the first."""
    words = [(word.start(), word.end()) for word in re.finditer(r"\S+", text)]
    first = next((n for n, (_begin, end) in enumerate(words) if spans and end > spans[0][0]), 0)
    if not spans:
        words = [word for word in words if word[1] <= length]
    begin = 0 if first < WORDS else first - BEFORE
    shown = words[begin : begin + WORDS]
    if not shown:
        return SafeString()
    before, after = ("… " if begin else ""), (" …" if begin + WORDS < len(words) else "")
    return escape(before) + _html(text, spans, shown[0][0], shown[-1][1]) + escape(after)
