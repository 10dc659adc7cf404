"""Which published listings a visitor sees: the text, the filters and the order, all in one queryset."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import (
    CombinedSearchVector,
    SearchQuery,
    SearchQueryField,
    SearchRank,
    SearchVectorField,
)
from django.db.models import BooleanField, Case, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from praktik.listings.models import Listing, ListingQuerySet
from praktik.organisations.models import Organisation
from praktik.rounds.models import Round
from praktik.stems import fold, stems

SORTS = {
    "newest": (_("Newest first"), ("-published_at", "-pk")),
    "company": (_("Company, A to Å"), ("organisation__sort_key", "title", "pk")),
    "places": (_("Most places first"), ("-capacity", "-published_at", "-pk")),
}
NEWEST = SORTS["newest"][1]
SIZES = (1, 2, 3, 5)
# More than anybody pages through. A page costs what these cost, however many there are (decision 24).
MOST = 2000


def listings_found(wanted: dict[str, Any]) -> QuerySet[Listing]:
    """The listings that fit what is in ``wanted`` (the cleaned search form; what is empty does not limit).

    The text is read as people write to a search engine: words, "phrases", -not, or. The best fit comes first where
    there is a text and no order was asked for.
    """
    return _in_order(listings_said(wanted).filter(*filters(wanted).values()), wanted).for_list()


def keys_found(wanted: dict[str, Any]) -> list[int]:
    """The primary keys of the newest :data:`MOST` of them, in the same order. One query."""
    newest = listings_said(wanted).filter(*filters(wanted).values()).order_by(*NEWEST).values("pk")[:MOST]
    return list(_in_order(Listing.objects.filter(pk__in=newest), wanted).values_list("pk", flat=True))


def _in_order(found: ListingQuerySet, wanted: dict[str, Any]) -> ListingQuerySet:
    text, sort = wanted.get("q"), wanted.get("sort") or ""
    order = SORTS.get(sort, SORTS["newest"])[1]
    if text and not sort:
        found = found.annotate(fit=SearchRank(_EVERY_WORD, asked(text)))
        order = ("-fit", *order)
    return found.order_by(*order)


def listings_said(wanted: dict[str, Any]) -> ListingQuerySet:
    """Those that fit the text, whatever the filters."""
    found = Listing.objects.on_show()
    if text := wanted.get("q"):
        found = found.filter(_said(text))
    if round_ := wanted.get("round"):
        found = found.filter(round=round_)
    return found


# What was merged into the company was called, as one text.
FORMER_NAMES = Func(F("organisation__former_names"), Value(", "), function="array_to_string", output_field=TextField())
# The words of a listing and of its company's names, as if they were one text: people look for both at once. Few
# companies have had another name, and of the others none is asked for.
_WORDS = CombinedSearchVector(F("vector"), "||", F("organisation__vector"), None)
_FORMER = stems(FORMER_NAMES, weight="A", config="danish") + stems(FORMER_NAMES, weight="A", config="english")
_EVERY_WORD = Case(
    When(organisation__former_names=[], then=_WORDS),
    default=CombinedSearchVector(_WORDS, "||", _FORMER, None),
    output_field=SearchVectorField(),
)


def _query(text: str, config: str) -> SearchQuery:
    return SearchQuery(fold(text), config=config, search_type="websearch")


def asked(text: str) -> Combinable:
    """The text in the language of the listing that it is held against."""
    return Case(
        When(language="en", then=_query(text, "english")),
        default=_query(text, "danish"),
        output_field=SearchQueryField(),
    )


def _said(text: str) -> Q:
    """The text fits the listing and the company's names together: what it is called, and what those were called that
    were merged into it.

    Asked that way, every listing would have to be read. So: where the company's names have none of the words, the
    listing's own words decide, by their index; the others, whose companies the names' index gives, are read.
    """
    words = [word.lstrip("-") for word in re.split(r'[\s"]+', text)]
    some = " or ".join(word for word in words if word)
    companies = Organisation.objects.filter(vector=_query(some, "danish") | _query(some, "english")).order_by()
    named = Q(
        Func(
            F("organisation"),
            ArraySubquery(companies.values_list(Coalesce("merged_into", "pk"))),
            template="(%(expressions)s))",
            arg_joiner=" = ANY(",
            output_field=BooleanField(),
        )
    )
    english = Q(language="en")
    fits = Func(_EVERY_WORD, asked(text), template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())
    return (
        (~named & english & Q(vector=_query(text, "english")))
        | (~named & ~english & Q(vector=_query(text, "danish")))
        | (named & Q(fits))
    )


def filters(wanted: dict[str, Any]) -> dict[str, Q]:
    """What each filter that is set asks of a listing, by name; ``place`` is region, municipality and remote together.
    One query for a region, unless ``wanted`` has the slugs that it covers as ``regions``."""
    found = {}
    if theme := wanted.get("theme"):
        found["theme"] = Q(Exists(Listing.themes.through.objects.filter(listing=OuterRef("pk"), theme=theme)))
    if place := _place(wanted):
        found["place"] = place
    if week := wanted.get("week"):
        found["week"] = Q(weeks__contains=[week])
    for name in ("days", "language"):
        if value := wanted.get(name):
            found[name] = Q(**{name: value})
    if size := wanted.get("size"):
        found["size"] = Q(capacity__gte=size)
    if wanted.get("open"):
        found["open"] = takes_applications(wanted["now"])
    return found


def takes_applications(now: dt.datetime) -> Q:
    """In a round that takes applications at ``now``."""
    return Q(round__in=Round.objects.current_for_applicants(now).order_by().values("pk"))


def _place(wanted: dict[str, Any]) -> Q:
    """In the region or one that it replaced, and in the municipality; where the listing names no place, the company's
    own counts. With ``remote`` also those that can be done from anywhere."""
    here = Q()
    if region := wanted.get("region"):
        covered = wanted.get("regions") or region.covers()
        here &= Q(municipality__region__in=covered) | Q(municipality=None, organisation__region__in=covered)
    if municipality := wanted.get("municipality"):
        here &= Q(municipality=municipality) | Q(municipality=None, organisation__municipality=municipality)
    return here | Q(remote=True) if wanted.get("remote") else here
