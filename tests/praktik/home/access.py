"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

from tests.access import EVERYBODY, SIGNED_IN, Page

PAGES: dict[str, Page] = {
    "livez": Page(EVERYBODY),
    "readyz": Page(EVERYBODY),
    "version": Page(EVERYBODY),
    "security_txt": Page(EVERYBODY),
    "robots": Page(EVERYBODY),
    "sitemap": Page(EVERYBODY),
    "front_page": Page(EVERYBODY),
    "my_page": Page(SIGNED_IN),
    "host_home": Page(SIGNED_IN),
    "how_it_works": Page(EVERYBODY),
    "for_hosts": Page(EVERYBODY),
    "for_managers": Page(EVERYBODY),
    "questions": Page(EVERYBODY),
    "privacy_notice": Page(EVERYBODY),
    "accessibility_statement": Page(EVERYBODY),
    "was": Page((302,) * 9),
}
