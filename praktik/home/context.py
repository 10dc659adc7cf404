from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from praktik.home import engines

_OTHER = {"da": ("en", "English"), "en": ("da", "Dansk")}

# Name of the address, what the link says.
MAIN: list[tuple[str, str | Promise]] = [
    ("listing_list", _("Listings")),
    ("how_it_works", _("How it works")),
    ("for_hosts", _("For hosts")),
    ("story_list", _("Stories")),
]
# Only for somebody who is logged in.
MINE: list[tuple[str, str | Promise]] = [("my_page", _("My page"))]
FOOTER: list[tuple[str, str | Promise]] = [
    ("for_hosts", _("For hosts")),
    ("for_managers", _("For managers")),
    ("questions", _("Questions and answers")),
    ("privacy_notice", _("Privacy notice")),
    ("accessibility_statement", _("Accessibility statement")),
]


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu: ``current`` on the page itself and those below it, ``exact`` on the page itself."""

    url: str
    label: str | Promise
    current: bool
    exact: bool


def menu(entries: list[tuple[str, str | Promise]], path: str) -> list[Link]:
    """The entries whose page exists in this installation, seen from ``path``."""
    found = []
    for name, label in entries:
        try:
            url = reverse(name)
        except NoReverseMatch:  # a part that is not installed
            continue
        found.append(Link(url, label, current=path.startswith(url), exact=path == url))
    return found


def other_language(path: str) -> dict[str, str]:
    """The same page in the other language."""
    code, name = _OTHER[(get_language() or "da")[:2]]
    return {"code": code, "name": name, "url": translate_url(path, code)}


def frame(path: str) -> dict[str, object]:
    """What the frame of every page shows, whoever looks: menus, and whom to write to. Asks the database nothing."""
    return {
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "site_url": settings.SITE_URL,
        "main_menu": menu(MAIN, path),
        "footer_menu": menu(FOOTER, path),
    }


def site(request: HttpRequest) -> dict[str, object]:
    found = {
        **frame(request.path),
        "other_language": other_language(request.get_full_path()),
        "alternates": engines.alternates(request),
    }
    user = getattr(request, "user", None)  # a page about an error may come before anybody is known
    if user is not None and user.is_authenticated:
        found["main_menu"] = menu(MAIN + MINE, request.path)
    return found
