"""The components that pages share: what they say, and that a browser finds nothing wrong with them."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from lxml import html

from tests import browser as look
from tests.gallery import components_context


def rendered(name, context, address="/"):
    """The component as an element; ``address`` is the page it stands on."""
    template = engines["django"].from_string(f'{{% include "components/{name}.html" %}}')
    return html.fromstring(f"<div>{template.render(context, RequestFactory().get(address))}</div>")


def words(element):
    return " ".join(" ".join(element.itertext()).split())


def test_step_guide_marks_where_one_is_and_links_what_can_be_reached():
    guide = rendered("step_guide", components_context())
    wide = guide.xpath("//div[contains(@class, 'd-md-block')]")[0]
    assert [(li.get("class"), li[0].tag, li[0].get("aria-current")) for li in wide.xpath(".//li")] == [
        (None, "a", None),
        (" error", "a", None),
        (" current", "a", "step"),
        ("disabled", "div", None),
    ]
    assert words(wide.xpath("./p")[0]) == "Trin 3 af 4"
    assert [icon.get("aria-label") for icon in wide.xpath(".//svg")] == ["Trin 1 er udfyldt", "Fejl i trin 2"]


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        (1, ["1", "2", "…", "9"]),
        (2, ["1", "2", "3", "…", "9"]),
        (3, ["1", "2", "3", "4", "…", "9"]),
        (5, ["1", "…", "4", "5", "6", "…", "9"]),
        (7, ["1", "…", "6", "7", "8", "9"]),
        (8, ["1", "…", "7", "8", "9"]),
        (9, ["1", "…", "8", "9"]),
    ],
)
def test_pagination_leaves_out_what_is_far_away(page, numbers):
    bar = rendered("pagination", components_context(page))
    assert [words(li).split()[-1] for li in bar.xpath("//li")] == numbers
    assert [a.text for a in bar.xpath("//a[@aria-current='page']")] == [str(page)]


def test_pagination_keeps_the_filters():
    bar = rendered("pagination", components_context(5), "/?q=r%C3%B8d&page=5&theme=a&theme=b")
    assert bar.xpath("//a[@rel='next']/@href") == ["?q=r%C3%B8d&page=6&theme=a&theme=b"]


def test_pagination_of_one_page_is_nothing():
    assert words(rendered("pagination", {"page_obj": Paginator(range(3), 10).page(1)})) == ""


def test_summary_list_tells_empty_from_zero_and_escapes():
    rows = rendered("summary_list", components_context()).xpath("//tr")
    assert [words(row[1]) for row in rows] == ["Fuldmægtig", "0", "Line one <b>Line two</b>", "Ikke udfyldt"]
    assert words(rows[0][2]) == "Ret Job title"


def test_status_without_a_kind_is_grey():
    assert rendered("status", {"label": "Kladde"})[0].get("class") == "badge"
    assert rendered("status", {"label": "Klar", "kind": "success"})[0].get("class") == "badge badge-success"


def test_an_alert_is_read_out_only_where_it_is_new():
    assert rendered("alert", {"kind": "error", "text": "Nej"})[0].get("role") is None
    assert rendered("alert", {"kind": "error", "text": "Nej", "live": True})[0].get("role") == "alert"
    assert rendered("alert", {"kind": "success", "text": "Ja", "live": True})[0].get("role") == "status"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 1280])
def test_the_gallery_in_a_browser(live_server, browser, settings, width, tmp_path):
    settings.ROOT_URLCONF = "tests.gallery"
    page = browser.new_page(viewport={"width": width, "height": 900})
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    try:
        page.goto(f"{live_server.url}/gallery/components/")
        assert look.violations(page) == []
        assert look.unresolved(page) == []
        assert not look.too_wide(page)
        assert problems == []
        page.screenshot(path=tmp_path / f"components-{width}.png", full_page=True)
    finally:
        page.close()
