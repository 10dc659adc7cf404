"""From a kind and its context to subject, plain text and HTML."""

from __future__ import annotations

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from praktik.mail.kinds import KINDS

_URL = re.compile(r"^https?://\S+$")


def render(kind: str, *, language: str, context: dict[str, object]) -> tuple[str, str, str]:
    """(subject, text, HTML) of a mail in ``language``. Raises LookupError for an unknown kind.

    The template is plain text: its first line is the subject; in the HTML a link on a line of its own is a button.
    """
    if kind not in KINDS:
        raise LookupError(f"no mail kind {kind!r}")
    with translation.override(language):
        whole = render_to_string(
            f"mail/{kind}.{language}.txt",
            {**context, "site_url": settings.SITE_URL, "contact_email": settings.CONTACT_EMAIL},
        )
        subject, _newline, text = whole.strip().partition("\n")
        text = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
        html = render_to_string("mail/base.html", {"subject": subject, "body": _html(text), "language": language})
    return subject.strip(), text, html


def _html(text: str) -> SafeString:
    return format_html_join("\n", "{}", ((_paragraph(part),) for part in text.split("\n\n")))


def _paragraph(part: str) -> SafeString:
    part = part.strip()
    if _URL.match(part):
        return format_html('<p><a class="button" href="{}">{}</a></p>', part, part)
    lines = format_html_join("", "{}<br>", ((conditional_escape(line),) for line in part.splitlines()))
    return format_html("<p>{}</p>", lines)
