from __future__ import annotations

import re
from email import message_from_string

import pytest

from praktik.mail import rendering, transport
from praktik.mail.kinds import KINDS, Kind, register
from praktik.mail.models import Mail
from praktik.mail.reminders import RULES
from praktik.mail.rendering import dress, render
from tests.factories import UserFactory
from tests.praktik.mail.outbox import NOW


def test_an_unknown_kind_is_refused():
    with pytest.raises(LookupError):
        render("no such kind", language="da", context={})


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match="digest"):
        register(Kind("digest", "", "", ""))


ITEMS = {"items": [{"subject": "Æbler & <b>pærer</b>", "link": "https://x.example/a?b=1&c=2"}] * 2}


@pytest.mark.django_db
def test_plain_text_is_plain_and_html_escapes_once():
    user = UserFactory.build(name="Søren & <script>")
    subject, text, html = render("digest", language="da", context={"user": user, **ITEMS})
    assert "Hej Søren & <script>\n" in text
    assert "Æbler & <b>pærer</b>:\nhttps://x.example/a?b=1&c=2" in text
    assert "Hej Søren &amp; &lt;script&gt;" in html
    assert 'href="https://x.example/a?b=1&amp;c=2">Æbler &amp; &lt;b&gt;pærer&lt;/b&gt;</a>' in html
    assert subject == "2 ting venter på dig i innovationspraktikken"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Hej\n\nKom nu", "<p>Hej</p>\n<p>Kom nu</p>"),
        ("a\nb", "<p>a<br>b</p>"),
        ("https://x.example/", '<p><a class="button" href="https://x.example/">Åbn siden</a></p>'),
        ("Læs:\n\nhttps://x.example/", '<p><a class="button" href="https://x.example/">Læs</a></p>'),
        ("a\nLæs:\nhttps://x.example/\nb", '<p>a</p>\n<p><a class="button" href="https://x.example/">Læs</a></p>\n<p>b</p>'),
        ("Sagt:\nnoget", "<p>Sagt:<br>noget</p>"),
        ("se https://x.example/ her", "<p>se https://x.example/ her</p>"),
    ],
)  # fmt: skip
def test_a_link_alone_on_its_line_is_a_button(text, body):
    assert rendering._html(text) == body


@pytest.mark.parametrize("wicked", ["Hej\r\nBcc: all@demo.example", "Hej\x00\x0b\x1b[31m", "Hej\nX: y"])
def test_nothing_in_a_subject_becomes_a_header(wicked):
    subject, _text, _html = dress(wicked, "Hej", language="da")
    mail = Mail(subject=subject, text="Hej", to="a@demo.example", message_id="<x@y>", kind="test", created_at=NOW)
    parsed = message_from_string(transport.message(mail).message().as_string())
    assert (parsed["Bcc"], parsed["X"]) == (None, None)
    assert parsed["Subject"].startswith("Hej")
    assert not re.search(r"[\x00-\x1f]", subject)


def test_the_html_needs_nothing_from_the_net_and_knows_the_dark():
    html = dress("Hej", "Læs:\nhttps://x.example/", language="da").html
    assert re.findall(r"(?:src|url)\s*[=(]|<link|<img|@import|@font-face", html) == []
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert '<html lang="da">' in html


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_says_to_whom_when_why_and_what_stops_it(kind):
    said = KINDS[kind]
    assert all((said.whom, said.when, said.why)), kind
    if kind in RULES:
        assert all((said.stops, said.shows)), kind
        assert "link" in said.placeholders


def test_every_rule_has_a_kind():
    assert set(RULES) <= set(KINDS)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", sorted(RULES))
def test_every_reminder_has_its_text_in_both_languages(kind, language):
    """With a value for each placeholder, and none of them lost."""
    values = {name: f"[{name}]" for name in KINDS[kind].placeholders}
    subject, text, _html = render(kind, language=language, context=values | {"link": "https://x.example/"})
    assert subject
    assert "https://x.example/" in text
    assert "{" not in subject + text
