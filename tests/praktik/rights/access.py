"""Who may open which address of this noun (see tests/access.py). The desk's pages are in test_desk.py."""

from __future__ import annotations

from tests.access import SIGNED_IN, Page

# Whoever has not just logged in is asked for their password first.
ASKED = (302,) * 9

PAGES: dict[str, Page] = {
    "my_data": Page(SIGNED_IN),
    "erase_me": Page(SIGNED_IN, ASKED, data={"sure": "on"}),
}
