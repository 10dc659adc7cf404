"""From a kind and its context to subject, plain text and HTML."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from praktik.mail import texts
from praktik.mail.kinds import KINDS
from praktik.placeholders import filled

_URL = re.compile(r"^https?://\S+$")
_VARIABLE = re.compile(r"\{\{\s*([\w.]+)[^}]*\}\}")
_TAG = re.compile(r"\{%[^%]*%\}")
_BUTTON = '<p><a class="button" href="{}">{}</a></p>'
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Rendered(NamedTuple):
    subject: str
    text: str
    html: str


def render(kind: str, *, language: str, context: dict[str, object]) -> Rendered:
    """A mail of ``kind`` in ``language``. Raises LookupError for an unknown kind.

    The template is plain text: its first line is the subject; in the HTML a link on a line of its own is a button.
    A consultant's own text comes before the file.
    """
    if kind not in KINDS:
        raise LookupError(f"no mail kind {kind!r}")
    user, about = context.get("user"), context.get("about")
    values = {
        "name": getattr(user, "name", ""),
        **context,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
    }
    with translation.override(language):
        own = texts.own_text(kind, language, about if isinstance(about, models.Model) else None)
        if own is None:
            # Plain text: nothing is escaped here; the HTML is made from it below and escapes everything.
            template = get_template(f"mail/{kind}.{language}.txt").template  # type: ignore[attr-defined]  # Django's own
            subject, _newline, text = template.render(Context(values, autoescape=False)).strip().partition("\n")
        else:
            subject, text = filled(own.subject, values), filled(own.text, values)
        return dress(subject, text, language=language)


def dress(subject: str, text: str, *, language: str) -> Rendered:
    """Tidy subject and text (no control characters, so nothing can become a header) and make the HTML of them.

    The footer and the buttons' names are in the language that is active.
    """
    subject = " ".join(_CONTROL.sub(" ", subject).split())[:200]
    text = _CONTROL.sub("", text.replace("\r\n", "\n"))
    text = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    footer = _("Innovation internship. Questions? Write to %(address)s.") % {"address": settings.CONTACT_EMAIL}
    looks = {"subject": subject, "body": _html(text), "language": language, "footer": footer}
    html = render_to_string("mail/base.html", looks)
    return Rendered(subject, text, html)


def default_text(kind: str, language: str) -> tuple[str, str]:
    """(subject, text) of the file, with {placeholders} in place of template code: where an own text starts from."""
    source = get_template(f"mail/{kind}.{language}.txt").template.source  # type: ignore[attr-defined]  # Django's own
    source = _TAG.sub("", _VARIABLE.sub(lambda match: "{" + match[1].removeprefix("user.") + "}", source))
    subject, _newline, text = source.strip().partition("\n")
    return subject.strip(), re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def first_link(text: str) -> str:
    """The first line of ``text`` that is a link, or an empty string."""
    return next((line.strip() for line in text.splitlines() if _URL.match(line.strip())), "")


def _html(text: str) -> SafeString:
    """Paragraphs; a link alone on its line is a button, named by the line before it where that ends with a colon."""
    blocks: list[list[str]] = []
    buttons: dict[int, str] = {}  # place in blocks: the link
    fresh = True
    for line in map(str.strip, text.splitlines()):
        if _URL.match(line):
            labelled = blocks and len(blocks) - 1 not in buttons and blocks[-1][-1].endswith(":")
            label = blocks[-1].pop()[:-1] if labelled else _("Open the page")
            blocks = [block for block in blocks if block]
            buttons[len(blocks)] = line
            blocks.append([label])
        elif line and fresh:
            blocks.append([line])
        elif line:
            blocks[-1].append(line)
        fresh = not line or _URL.match(line) is not None
    parts = [
        format_html(_BUTTON, buttons[place], block[0])
        if place in buttons
        else format_html("<p>{}</p>", format_html_join(SafeString("<br>"), "{}", ((line,) for line in block)))
        for place, block in enumerate(blocks)
    ]
    return format_html_join("\n", "{}", ((part,) for part in parts))
