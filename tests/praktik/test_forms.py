"""The template pack: each kind of field in each state against its golden file, and what a browser makes of it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings as django_settings
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from lxml import html

from praktik.forms import Form, formset_helper
from tests import browser as look
from tests import golden
from tests.gallery import EveryField, goals

BASE = Path(django_settings.BASE_DIR)
FIELDS = list(EveryField.base_fields)
FILLED = {
    "name": "Åse <b>Ørsted</b>", "email": "aase@demo.example", "places": "3", "about": "Linje et\r\nLinje to",
    "sector": "b", "kind": "2", "themes": ["1", "3"], "agree": "on", "day": "2026-12-24", "at": "09:30",
    "when": "2026-12-24T09:30", "document": "", "part": "b", "token": "abc",
}  # fmt: skip
WRONG = {**FILLED, "name": "", "email": "aase", "places": "99", "about": "x" * 2001, "sector": "?", "kind": "9",
         "themes": ["9"], "agree": "", "day": "24.13.2026", "at": "25:00", "when": "x", "part": ""}  # fmt: skip


def one(form, name):
    """How the pack renders one field of ``form``."""
    template = engines["django"].get_template("dkfds/field.html")
    return template.render({"field": form[name]})


def whole(template, context):
    with translation.override("da"):
        page = engines["django"].from_string("{% load crispy_forms_tags %}" + template)
        return page.render(context, RequestFactory().get("/"))


@pytest.mark.parametrize("state", ["plain", "filled", "error"])
@pytest.mark.parametrize("name", FIELDS)
def test_field_is_as_its_golden_file(name, state):
    form = EveryField({"plain": None, "filled": FILLED, "error": WRONG}[state])
    if state != "plain":
        assert bool(form.errors) == (state == "error")
    with translation.override("da"):
        golden.check(f"forms/{name}-{state}", one(form, name))


@pytest.mark.parametrize("state", ["plain", "error"])
def test_form_and_formset_are_as_their_golden_files(state):
    data = None if state == "plain" else WRONG
    golden.check(f"forms/form-{state}", whole("{% crispy form %}", {"form": EveryField(data)}))
    formset = goals(None if state == "plain" else "")
    context = {"formset": formset, "helper": formset_helper("Mål")}
    page = '{% include "components/error_summary.html" with form="" %}{% crispy formset helper %}'
    golden.check(f"forms/formset-{state}", whole(page, context))


def test_every_class_is_the_design_systems_or_ours():
    """In a style sheet, or (some carry no style) in the design system's own description of its markup."""
    sheets = [
        Path(django_settings.VAR_DIR) / "frontend/css/dkfds.min.css",
        django_settings.BASE_DIR / "static/css/praktik.css",
    ]
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", "".join(sheet.read_text() for sheet in sheets)))
    for path in (BASE / "node_modules/dkfds/src/components").rglob("*.njk"):
        for found in re.findall(r'class="([^"{]*)', path.read_text()):
            known |= set(found.split())
    used = set()
    for path in (golden.HERE / "forms").glob("*.html"):
        for found in re.findall(r'class="([^"]*)"', path.read_text()):
            used |= set(found.split())
    assert sorted(used - known) == []


def test_sections_become_fieldsets_and_what_none_names_comes_last():
    class Sections(Form):
        sections = [("About you", ["b"])]
        a = forms.CharField()
        b = forms.CharField()
        version = forms.IntegerField(widget=forms.HiddenInput)

    page = html.fromstring(whole("{% crispy form %}", {"form": Sections(initial={"version": 3})}))
    assert page.xpath("//fieldset/legend/text()") == ["About you"]
    assert [field.get("name") for field in page.xpath("//input")][1:] == ["b", "a", "version"]
    assert page.xpath("//fieldset//input/@name") == ["b"]


def test_an_empty_submit_label_leaves_form_tag_and_buttons_to_the_page():
    class Bare(Form):
        submit_label = ""
        a = forms.CharField()

    page = whole("{% crispy form %}", {"form": Bare()})
    assert "<form" not in page
    assert "<button" not in page


def test_limit_of_a_long_text_is_said_in_the_language_of_the_page():
    field = EveryField()["about"]
    with translation.override("da"):
        assert str(field.help_text) == "Hvad dagene går med. Højst 2.000 tegn."
    with translation.override("en"):
        assert str(field.help_text) == "Hvad dagene går med. At most 2,000 characters."


def test_a_line_break_counts_as_the_one_character_that_the_browser_counts():
    form = EveryField({**FILLED, "about": "x\r\n" * 1000})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["about"] == ("x\n" * 1000).strip()
    assert "about" in EveryField({**FILLED, "about": "x\n" * 1000 + "xxx"}).errors


def test_dates_are_shown_and_read_as_the_browser_writes_them():
    form = EveryField(initial={"day": dt.date(2026, 1, 2), "at": dt.time(9, 5)})
    with translation.override("da"):
        assert html.fromstring(str(form["day"])).get("value") == "2026-01-02"
        assert html.fromstring(str(form["at"])).get("value") == "09:05"
        bound = EveryField(FILLED)
        assert bound.is_valid(), bound.errors
    assert bound.cleaned_data["day"] == dt.date(2026, 12, 24)
    assert bound.cleaned_data["when"].hour == 9


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("state", ["plain", "error"])
def test_every_field_in_a_browser(live_server, browser, settings, width, script, state, tmp_path):
    settings.ROOT_URLCONF = "tests.gallery"
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    page = context.new_page()
    try:
        page.goto(f"{live_server.url}/gallery/forms/")
        if state == "error":
            page.locator("main button[type=submit]").click()
            links = page.locator(".alert-error a")
            assert links.count() == len(page.locator(".form-error").all())
        if script:
            assert look.violations(page) == []
            assert look.unresolved(page) == []
            assert not look.too_wide(page)
            page.screenshot(path=tmp_path / f"forms-{state}-{width}.png", full_page=True)
    finally:
        context.close()


@pytest.mark.django_db(transaction=True)
def test_the_summary_takes_the_focus_and_its_links_land_on_the_fields(live_server, browser, settings):
    settings.ROOT_URLCONF = "tests.gallery"
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    try:
        page.goto(f"{live_server.url}/gallery/forms/")
        page.locator("main button[type=submit]").click()
        page.locator(".alert-error").wait_for()
        page.wait_for_function("document.activeElement?.getAttribute('role') === 'alert'")
        for number in range(page.locator(".alert-error a").count()):
            link = page.locator(".alert-error a").nth(number)
            target = link.get_attribute("href")
            link.focus()
            page.keyboard.press("Enter")
            assert page.evaluate("'#' + document.activeElement.id") == target
    finally:
        page.close()
