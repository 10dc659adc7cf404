"""A browser as somebody knows it, “Firefox, Windows”, out of what it calls itself."""

from __future__ import annotations

# The first that stands in the line; browsers name those that they are like, too, so the more particular come first.
_BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser/": "Samsung Internet", "Firefox/": "Firefox", "FxiOS/": "Firefox",
    "CriOS/": "Chrome", "Chrome/": "Chrome", "Safari/": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS X": "Mac",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


def device(user_agent: str) -> str:
    """In a few words; what it calls itself, cut short, where nothing in it is known."""
    found = [_first(table, user_agent) for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(word for word in found if word) or user_agent[:60]


def _first(table: dict[str, str], text: str) -> str:
    return next((word for sign, word in table.items() if sign in text), "")
