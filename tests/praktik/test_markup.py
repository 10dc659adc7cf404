"""What a consultant's text becomes on a page: our marks, and nothing else."""

from __future__ import annotations

import pytest
from lxml import etree

from praktik import markup

TEXT = """## Hvad I får
Indsigt, og en **ny** forbindelse.
På næste linje.

- Første [punkt](/listings/)
- Andet
1. Et
2. To

### Under

**[Tilbyd en plads](/host/)**"""
HTML = """<h2>Hvad I får</h2>
<p>Indsigt, og en <strong>ny</strong> forbindelse.<br>På næste linje.</p>
<ul>
<li>Første <a href="/listings/">punkt</a></li>
<li>Andet</li>
</ul>
<ol>
<li>Et</li>
<li>To</li>
</ol>
<h3>Under</h3>
<p><a class="button button-primary" href="/host/">Tilbyd en plads</a></p>"""


def test_each_mark():
    assert markup.problem(TEXT) is None
    assert markup.html(TEXT) == HTML
    assert markup.html(TEXT.replace("\n", "\r\n")) == HTML


def test_one_paragraph_with_and_without_its_marks():
    text = "Skriv til **[os](mailto:a@b.example) nu** & her"
    assert markup.inline(text) == 'Skriv til <strong><a href="mailto:a@b.example">os</a> nu</strong> &amp; her'
    assert markup.plain(text) == "Skriv til os nu & her"


def test_a_link_to_a_page_that_is_not_there_is_left_out():
    assert markup.html("Ja. [Læs mere.]()") == "<p>Ja. </p>"
    assert markup.html("**[Læs mere]()**") == "<p></p>"


HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "## <b>x</b>",
    "- <svg/onload=alert(1)>",
    "**<i>x</i>**",
    "[<b>x</b>](https://x.example)",
    '[x](https://x.example"onmouseover="alert)',
    "[x](https://x.example'><script>)",
    "[x](javascript:alert)",
    "[x](JaVaScRiPt:alert)",
    "[x](\x01javascript:alert)",
    "[x](data:text/html,x)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](https:\\\\evil.example)",
    "**[x](vbscript:x)**",
    "[x](relative)",
    "&lt;script&gt;",
    '[a](/b)[c](/d"><script>)',
    "{{ settings.SECRET_KEY }}{% now 'Y' %}",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("shape", ["{}", "Før {} efter", "- {}", "## {}", "**{}**"])
def test_nothing_gets_out_of_a_text(text, shape):
    tree = etree.HTML(f"<body>{markup.html(shape.format(text))}</body>")
    body = tree.find("body")
    assert {node.tag for node in body.iter()} - {"body", "p", "ul", "li", "h2", "strong", "a", "br"} == set()
    assert {name for node in body.iter() for name in node.attrib} - {"href", "class"} == set()
    for link in body.iter("a"):
        address = link.get("href")
        assert address.startswith(("https://x.example", "/b", "/d")), address
    assert "script:" not in "".join(link.get("href") for link in body.iter("a"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Se <b>her</b>", "HTML kan ikke bruges: skriv uden »<b>her</b>«."),
        ("Se <!-- her -->", "HTML kan ikke bruges: skriv uden »<!-- her -->«."),
        ("[x](javascript:x)", "Et link kan ikke føre til »javascript:x«. Begynd med https://, mailto:, tel: eller /."),
        (
            "[x](//evil.example)",
            "Et link kan ikke føre til »//evil.example«. Begynd med https://, mailto:, tel: eller /.",
        ),
        ("[x]({a}{b})", "Et link kan ikke føre til »{a}{b}«. Begynd med https://, mailto:, tel: eller /."),
        ("# Øverst", "Overskrifter begynder med ##, og dem under sådan en med ###."),
        ("### Under ingenting", "Overskrifter begynder med ##, og dem under sådan en med ###."),
        ("## A\n#### B", "Overskrifter begynder med ##, og dem under sådan en med ###."),
    ],
)
def test_what_cannot_be_used_is_named(text, named):
    assert markup.problem(text) == named


@pytest.mark.parametrize("text", ["2 < 3", "1 <2", "## A\n### B\n## C", "[x]({listings})", "[x](/a/?b=c#d)", "(a) [b]"])
def test_what_can_be_used(text):
    assert markup.problem(text) is None
