"""The few marks that a consultant's text for a page may have, and the HTML of them. No HTML is let through.

Paragraphs with an empty line between them; ``## `` and ``### `` before headings; ``- `` or ``1. `` before the lines of
a list; ``**strong**``; ``[words](address)``. A paragraph that is one link in strong is a button. All else is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_HEADING = re.compile(r"(#+)\s+(.*)")
_ITEM = re.compile(r"(?:([-*])|\d{1,2}\.)\s+(.*)")
_LINK = r"\[([^\[\]\n]+)\]\(([^()\s]*)\)"
_MARK = re.compile(rf"{_LINK}|\*\*(.+?)\*\*")
_BUTTON = re.compile(rf"\*\*{_LINK}\*\*")
# A path of this site (no // and no \, which browsers read as another site's name), or what leads to no script.
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\\]+|/(?![/\\])[^\\]*")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_TAG = re.compile(r"<\s*[/!?a-zA-Z]")


def problem(text: str) -> str | None:
    """A sentence about what cannot be used in ``text``; None where all is well. A placeholder may be an address."""
    if found := _TAG.search(text):
        return _("HTML cannot be used: write without “%(tag)s”.") % {"tag": text[found.start() : found.start() + 12]}
    for _words, address in re.findall(_LINK, text):
        if not (_ADDRESS.fullmatch(address) or _PLACEHOLDER.fullmatch(address)):
            return _("A link cannot lead to “%(address)s”. Begin with https://, mailto:, tel: or /.") % {
                "address": address
            }
    below = False
    for line in text.splitlines():
        if not (heading := _HEADING.match(line.strip())):
            continue
        level = len(heading[1])
        if level not in (2, 3) or (level == 3 and not below):
            return _("Headings begin with ##, and those below one of these with ###.")
        below = True
    return None


def html(text: str) -> SafeString:
    """The HTML of ``text``. Everything that is not one of our marks is escaped."""
    return format_html_join("\n", "{}", ((block,) for block in _blocks(text)))


def inline(text: str) -> SafeString:
    """The HTML of one paragraph's text, without the paragraph."""
    parts: list[SafeString] = []
    end = 0
    for mark in _MARK.finditer(text):
        parts.append(format_html("{}", text[end : mark.start()]))
        words, address, strong = mark.groups()
        parts.append(format_html("<strong>{}</strong>", inline(strong)) if strong else _link(words, address))
        end = mark.end()
    return format_html_join("", "{}", ((part,) for part in (*parts, format_html("{}", text[end:]))))


def plain(text: str) -> str:
    """One paragraph's text without its marks."""
    return _MARK.sub(lambda mark: plain(mark[3]) if mark[3] else mark[1], text)


def _link(words: str, address: str, kind: str = "") -> SafeString:
    """Nothing where the address is empty: a page that this installation does not have."""
    if not address:
        return SafeString("")
    if not _ADDRESS.fullmatch(address):
        return format_html("{}", words)
    if kind:
        return format_html('<a class="{}" href="{}">{}</a>', kind, address, words)
    return format_html('<a href="{}">{}</a>', address, words)


def _blocks(text: str) -> Iterator[SafeString]:
    for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines: list[str] = []
        listed = ""  # the list that the lines before belong to
        for line in filter(None, map(str.strip, chunk.split("\n"))):
            heading, item = _HEADING.fullmatch(line), _ITEM.fullmatch(line)
            kind = "" if item is None else "ul" if item[1] else "ol"
            if lines and (heading or kind != listed):
                yield _gathered(lines, listed)
                lines = []
            listed = kind
            if heading:
                yield format_html("<h{0}>{1}</h{0}>", "2" if len(heading[1]) <= 2 else "3", inline(heading[2]))
            else:
                lines.append(item[2] if item else line)
        if lines:
            yield _gathered(lines, listed)


def _gathered(lines: list[str], listed: str) -> SafeString:
    """A list of the kind ``listed``, a button, or a paragraph."""
    if listed:
        items = format_html_join("\n", "<li>{}</li>", ((inline(line),) for line in lines))
        return format_html("<{0}>\n{1}\n</{0}>", listed, items)
    if len(lines) == 1 and (button := _BUTTON.fullmatch(lines[0])):
        return format_html("<p>{}</p>", _link(button[1], button[2], "button button-primary"))
    return format_html("<p>{}</p>", format_html_join(SafeString("<br>"), "{}", ((inline(line),) for line in lines)))
