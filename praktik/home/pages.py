"""The public pages that consultants word, as they are shown to visitors and, before a text is saved, to its writer."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from praktik import registries
from praktik.home.texts import texts_of
from praktik.links import address
from praktik.listings.models import Listing
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind

NEWEST = 4


def page_shown(
    request: HttpRequest, page: str, *, now: dt.datetime, round_: Round | None = None, instead: Any = None
) -> HttpResponse:
    """The page (a name in ``texts.PAGES``) in the active language. ``round_`` and ``instead`` are ``texts_of``'s."""
    texts = texts_of(page, (get_language() or "da")[:2], now=now, round_=round_, instead=instead)
    if page == "front_page":
        return render(request, "home/front_page.html", {"page": texts, **_front(now)})
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


def _front(now: dt.datetime) -> dict[str, Any]:
    """The rounds that are open, the newest listings, the key figures."""
    rounds = [
        {
            "round": round_,
            "closes": round_.at(MilestoneKind.CLOSES),
            "listings_close": round_.at(MilestoneKind.LISTINGS_CLOSE) if round_.takes_listings(now) else None,
            "week": round_.week(),
            "apply_url": address("application_start", round_.slug) or reverse("account_signup"),
        }
        for round_ in Round.objects.current_for_applicants(now)
    ]
    return {
        "rounds": rounds,
        "listings": Listing.objects.on_show().for_list().order_by("-published_at", "-pk")[:NEWEST],
        "figures": registries.front_figures(now),
        "stories_url": address("story_list"),
    }
