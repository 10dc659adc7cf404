"""The published listings for other programs: an Atom feed of the newest, and all as JSON (docs/listings-json.md)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from praktik import clock
from praktik.links import absolute
from praktik.listings import search
from praktik.listings.forms import SearchForm
from praktik.listings.models import Listing
from praktik.listings.today import today
from praktik.people.access import public
from praktik.visitors import same_for_visitors

NEWEST = 30
PER_PAGE = 100
# How long others may keep what they have fetched: it is the same for everybody, logged in or not.
kept = cache_control(public=True, max_age=60)


def _url(name: str, *args: object) -> str:
    return absolute(name, *args, language=(get_language() or "da")[:2])


class NewestListings(Feed):
    """Title, company and task of the newest; the same words as on their pages, in the language that the host wrote."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Innovation internship: new listings")

    def link(self) -> str:
        return _url("listing_list")

    def feed_url(self) -> str:
        return _url("listing_feed")

    def items(self) -> Any:
        return search.listings_found({})[:NEWEST]

    def item_title(self, item: Listing) -> str:
        return f"{item.title} – {item.organisation.name}"

    def item_description(self, item: Listing) -> str:
        return item.task

    def item_link(self, item: Listing) -> str:
        return _url("listing_page", item.pk)

    def item_pubdate(self, item: Listing) -> dt.datetime | None:
        return item.published_at

    def item_categories(self, item: Listing) -> list[str]:
        return [theme.name for theme in item.themes.all()]


_feed = NewestListings()


@public
@require_safe
@same_for_visitors
def listing_data(request: HttpRequest) -> HttpResponse:
    """How other sites show the listings."""
    return render(request, "listings/data.html", {"json_url": _url("listing_json"), "feed_url": _url("listing_feed")})


@public
@require_safe
@kept
@conditional_page
def listing_feed(request: HttpRequest) -> HttpResponse:
    """The newest listings, for a feed reader."""
    return _feed(request)


@public
@require_safe
@kept
@conditional_page
def listing_json(request: HttpRequest) -> HttpResponse:
    """Every listing on show, a hundred a page, with the parameters of the list's own address. Readable from any site:
    it says nothing that the pages do not, and nobody's name."""
    form = SearchForm(request.GET or None, today=timezone.localdate(clock.now()))
    page = Paginator(form.found(), PER_PAGE).get_page(request.GET.get("page"))
    listings = list(page)
    today(listings, clock.now())
    answer = JsonResponse(
        {
            "count": page.paginator.count,
            "next": _page(request, page.next_page_number()) if page.has_next() else None,
            "previous": _page(request, page.previous_page_number()) if page.has_previous() else None,
            "listings": [_row(listing) for listing in listings],
        },
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _page(request: HttpRequest, number: int) -> str:
    wanted = request.GET.copy()
    wanted["page"] = str(number)
    return f"{_url('listing_json')}?{wanted.urlencode()}"


def _row(listing: Listing) -> dict[str, Any]:
    place, now = listing.place, listing.today  # type: ignore[attr-defined]  # given above
    return {
        "id": listing.pk,
        "url": _url("listing_page", listing.pk),
        "title": listing.title,
        "company": {"name": listing.organisation.name, "cvr": listing.organisation.cvr or None},
        "round": str(listing.round),
        "language": listing.language,
        "themes": [theme.name for theme in listing.themes.all()],
        "municipality": str(place) if place else None,
        "remote": listing.remote,
        "weeks": [f"{week:%G}-W{week:%V}" for week in listing.weeks],
        "days": listing.days,
        "capacity": listing.capacity,
        "about": listing.about,
        "task": listing.task,
        "offers": listing.offers,
        "hopes": listing.hopes,
        "practical": listing.practical,
        "takes_applications": now.takes,
        "apply_before": now.deadline.isoformat() if now.takes and now.deadline else None,
        "published_at": listing.published_at.isoformat() if listing.published_at else None,
    }
