"""Which published listings a visitor sees: the text, the filters and the order, all in one queryset."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F, Func, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from praktik.listings.models import Listing
from praktik.organisations.models import Region

# Danish stemming finds "kommune" in "kommunerne"; an English listing is found by its words as they stand.
CONFIG = "danish"
VECTOR = (
    SearchVector("title", "organisation__name", weight="A", config=CONFIG)
    + SearchVector("task", "about", weight="B", config=CONFIG)
    + SearchVector("offers", "hopes", "practical", weight="C", config=CONFIG)
)
SORTS = {
    "newest": (_("Newest first"), ("-published_at", "-pk")),
    "company": (_("Company, A to Å"), ("organisation__sort_key", "title", "pk")),
    "places": (_("Most places first"), ("-capacity", "-published_at", "-pk")),
}
SIZES = (1, 2, 3, 5)


def listings_found(wanted: dict[str, Any]) -> QuerySet[Listing]:
    """The listings that fit what is in ``wanted`` (the cleaned search form; what is empty does not limit).

    The text is read as people write to a search engine: words, "phrases", -not, or. The best fit comes first where
    there is a text and no order was asked for.
    """
    found = Listing.objects.on_show().for_list()
    order = SORTS.get(wanted.get("sort") or "", SORTS["newest"])[1]
    if text := wanted.get("q"):
        query = SearchQuery(text, config=CONFIG, search_type="websearch")
        found = found.annotate(vector=VECTOR).filter(vector=query)
        if not wanted.get("sort"):
            found = found.annotate(fit=SearchRank(VECTOR, query))
            order = ("-fit", *order)
    if round_ := wanted.get("round"):
        found = found.filter(round=round_)
    if theme := wanted.get("theme"):
        found = found.filter(themes=theme)
    if region := wanted.get("region"):
        found = found.filter(_in(region, remote=bool(wanted.get("remote"))))
    elif wanted.get("remote"):
        found = found.filter(remote=True)
    if week := wanted.get("week"):
        found = found.filter(weeks__contains=[week])
    for name in ("days", "language"):
        if value := wanted.get(name):
            found = found.filter(**{name: value})
    if size := wanted.get("size"):
        found = found.filter(capacity__gte=size)
    return found.order_by(*order)


def _in(region: Region, *, remote: bool) -> Q:
    """In the region or one that it replaced; where the listing names no place, the company's own. With ``remote``
    also those that can be done from anywhere."""
    covered = region.covers()
    here = Q(municipality__region__in=covered) | Q(municipality=None, organisation__region__in=covered)
    return here | Q(remote=True) if remote else here


def weeks_on_offer() -> list[dt.date]:
    """The Mondays that at least one listing on show can be had in, in order. One query."""
    weeks = Listing.objects.on_show().annotate(week=Func(F("weeks"), function="unnest")).order_by()
    return sorted(set(weeks.values_list("week", flat=True)))
