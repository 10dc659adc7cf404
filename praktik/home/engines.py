"""What search engines are told: which pages they may show, which are nobody's to look through, and the map."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import override

from praktik import registries
from praktik.links import address

LANGUAGES = ("da", "en")
# The names of the pages that may be found, beside every listing on show and every story (registries.mapped).
PAGES = (
    "front_page", "how_it_works", "for_hosts", "for_managers", "questions", "listing_list", "listing_data",
    "matching_method", "story_list", "privacy_notice", "accessibility_statement",
)  # fmt: skip
KEYED = ("listing_page", "story_page")
# What needs a log-in. Pages that a link in a mail opens are not here: an address that may not be read can still be
# listed, secret and all, where somebody has published it; these are read, and say "noindex".
CLOSED = (
    "account/", "admin/", "applications/", "evaluation/", "host/", "listings/*/applicants/", "my/", "offers/",
    "placement/", "report/", "stories/*/consent/", "waiting-lists/", "wishes/", "workshop/",
)  # fmt: skip


def alternates(request: HttpRequest) -> dict[str, str]:
    """The page's address by language where search engines may show it, else nothing. A search that somebody made is
    theirs; further pages of a list are found by themselves."""
    match = request.resolver_match
    query = set(request.GET) - {"page"}
    if match is None or match.url_name not in PAGES + KEYED or query or request.method not in ("GET", "HEAD"):
        return {}
    page = f"?page={request.GET['page']}" if request.GET.get("page", "").isdecimal() else ""
    return {code: settings.SITE_URL + translate_url(request.path, code) + page for code in LANGUAGES}


def robots() -> list[str]:
    """The lines of robots.txt."""
    lines = [f"Disallow: {prefix}/{path}" for prefix in ("", "/en") for path in CLOSED]
    return ["User-agent: *", *lines, "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]


def mapped() -> Iterator[tuple[dict[str, str], str]]:
    """(the address by language, the day of the last change or nothing) of every page that may be found."""
    pages = [registries.Mapped(name) for name in PAGES] + registries.mapped()
    for page in pages:
        found = {}
        for language in LANGUAGES:
            with override(language):
                found[language] = address(page.name, *page.args)
        if found["da"]:
            changed = page.changed.date().isoformat() if page.changed else ""
            yield {language: settings.SITE_URL + url for language, url in found.items()}, changed
