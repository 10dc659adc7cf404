"""Who may open which address of this noun (see tests/access.py). The desk's page is in test_desk.py."""

from __future__ import annotations

from tests.access import Page

PAGES: dict[str, Page] = {
    # Nobody without the operator's token: test_desk.py.
    "metrics": Page((404,) * 9),
}
