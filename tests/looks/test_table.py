"""The table has every page in every state, and each page's markup is valid as it is served."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib import admin
from django.urls import get_resolver
from lxml import html

from tests.looks import account, desk, own, placed, public
from tests.looks.look import NO_FORM, Elsewhere, Look
from tests.looks.markup import invalid
from tests.looks.way import playing, served
from tests.test_access import FOREIGN, ours
from tests.test_access import PAGES as ACCESS

PAGES = {**public.PAGES, **account.PAGES, **own.PAGES, **placed.PAGES, **desk.PAGES}
STATES = ("empty", "filled", "error")
LOOKS = [(name, state, look) for name, page in PAGES.items() for state, look in page.items() if isinstance(look, Look)]
IDS = [f"{name}-{state}" for name, state, _look in LOOKS]

# Addresses that answer with something else than a page, or lead on.
NO_PAGES = {
    "livez", "readyz", "version", "security_txt", "metrics", "robots", "sitemap", "was", "listing_feed", "listing_json",
    "placement_calendar", "placement_certificate", "workshop_calendar", "evaluation_report_csv", "copy_file",
    "agreement_file", "admin:praktik_application_case",
    "mfa_download_recovery_codes", "mfa_login_webauthn",
    "admin:login", "admin:matching_again", "admin:matching_stop", "admin:matching_publishing_stop",
}  # fmt: skip

# Pages all the same, though by the tables nobody gets them: to a POST that is wrong, or once the password is typed.
ANSWERS = {"wish_add", "offer_decline", "copy_page"}


def pages() -> set[str]:
    """The addresses that answer somebody with a page of ours: by the tables of access, allauth's, and of the desk's
    those with a view or a template of our own."""
    shown = {name for name, page in ACCESS.items() if 200 in (page.get or ()) + (page.post or ())}
    for name, view in ours(get_resolver()):
        mine = name.startswith("admin:") and not view.__module__.startswith("django.")
        if mine or (name.startswith(FOREIGN) and not name.startswith(("admin:", "social/"))):
            shown.add(name)
    for model, page in admin.site._registry.items():
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        shown |= {f"{base}_change"} if page.change_form_template else set()
        shown |= {f"{base}_changelist"} if page.change_list_template else set()
    return (shown | ANSWERS) - NO_PAGES


def test_every_page_of_ours_is_in_the_table_in_every_state():
    assert set(PAGES) == pages()
    assert {name: [state for state in STATES if state not in page] for name, page in PAGES.items()} == {
        name: [] for name in PAGES
    }


def test_what_is_looked_at_elsewhere_is_a_test_that_there_is():
    for entry in {entry for page in PAGES.values() for entry in page.values() if isinstance(entry, Elsewhere)}:
        assert callable(entry.found()), entry.test


@pytest.fixture(scope="module")
def validated(tmp_path_factory):
    """Pages that are validated when all of them have been served: node takes a second to start."""
    kept: dict[str, str] = {}
    foreign: set[str] = set()
    yield kept, foreign
    assert invalid(kept, foreign, Path(tmp_path_factory.mktemp("markup"))) == {}


# A page with something on it is looked at in every run, its other states with the browser.
USUAL = [one if one[1] == "filled" else pytest.param(*one, marks=pytest.mark.audit) for one in LOOKS]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "state", "look"), USUAL, ids=IDS)
def test_a_page_is_served_as_the_table_says_and_its_markup_is_valid(validated, name, state, look):
    with playing(name, look) as (scene, address, send):
        answer = served(scene, look, address, send)
        assert (answer.resolver_match.view_name, answer.status_code) == (name, look.status)
    text = answer.content.decode()
    kept, foreign = validated
    kept[key := f"{name.replace(':', '.')}-{state}"] = text
    if look.django:
        foreign.add(key)
    elif PAGES[name]["error"] == NO_FORM:
        fields = "//main//form[@method='post']//*[self::input[not(@type='hidden' or @type='submit')] or self::textarea]"
        assert html.fromstring(text).xpath(fields) == []
