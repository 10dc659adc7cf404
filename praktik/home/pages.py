"""The public pages that consultants word, as they are shown to visitors and, before a text is saved, to its writer."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from praktik.home.front import front
from praktik.home.texts import texts_of
from praktik.rounds.models import Round


def page_shown(
    request: HttpRequest, page: str, *, now: dt.datetime, round_: Round | None = None, instead: Any = None
) -> HttpResponse:
    """The page (a name in ``texts.PAGES``) in the active language. ``round_`` and ``instead`` are ``texts_of``'s."""
    texts = texts_of(page, (get_language() or "da")[:2], now=now, round_=round_, instead=instead)
    if page == "front_page":
        return render(request, "home/front_page.html", {"page": texts, **front(now)})
    return render(request, "home/text_page.html", {"page": texts})


def page_preview(
    request: HttpRequest,
    page: str,
    *,
    language: str,
    now: dt.datetime,
    round_: Round | None,
    instead: dict[str, str],
) -> HttpResponse:
    """The page with the texts ``instead``, as if it were asked for at its own address. Nothing is saved."""
    with override(language):
        asked = copy.copy(request)
        asked.method = "GET"
        asked.path = asked.path_info = reverse(page)
        asked.META = {**request.META, "QUERY_STRING": ""}
        return page_shown(asked, page, now=now, round_=round_, instead=instead)
