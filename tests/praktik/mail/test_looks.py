"""Mails as a mail program shows them: narrow and wide, light and dark."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from praktik.mail.rendering import render
from tests.browser import EACH_WIDTH, look
from tests.praktik.mail.outbox import NOW

LONG = "Udviklingssamarbejde om velfærdsteknologi og sundhedsinnovation på tværs af kommunegrænser"


class Person:
    name = "Anne-Margrethe Østergård Kjærsgaard"


MAILS = {
    "digest": {
        "items": [
            {"subject": "Svar på dit tilbud om en praktikplads", "link": "https://praktik.example/offers/1234/"},
            {"subject": LONG, "link": "https://praktik.example/applications/98765/"},
        ]
    },
    "offer_reminder_intern": {
        "listing": LONG, "deadline": NOW, "link": "https://praktik.example/offers/1234/",
    },
    "first_day_intern": {
        "listing": LONG, "organisation": "Vindmølleproducenten A/S", "starts": dt.date(2027, 4, 12),
        "ends": dt.date(2027, 4, 16), "link": "https://praktik.example/placement/4711/",
    },
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", EACH_WIDTH)
@pytest.mark.parametrize("kind", MAILS)
def test_a_mail_reads_well(browser, kind, width, scheme):
    with translation.override("da"):
        mail = render(kind, language="da", context={"user": Person(), **MAILS[kind]})
    context = browser.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(mail.html)
    look(page, f"mail-{kind}-{scheme}")
    assert asked == []  # nothing is fetched from anywhere
    context.close()
