"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

from tests.access import Page

PAGES: dict[str, Page] = {}
