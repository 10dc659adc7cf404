"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

from tests.access import EVERYBODY, SIGNED_IN, Page

PAGES: dict[str, Page] = {
    "livez": Page(EVERYBODY),
    "readyz": Page(EVERYBODY),
    "version": Page(EVERYBODY),
    "front_page": Page(EVERYBODY),
    "my_page": Page(SIGNED_IN),
}
