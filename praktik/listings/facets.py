"""How many listings each choice of a filter would give, every other filter as it is: in one query."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from praktik.listings import search
from praktik.listings.models import Listing

# What listings are asked about, beside the text; `place` is region, municipality and remote together.
ASKED = ("theme", "place", "week", "days", "language", "size", "open")


@dataclass
class Counts:
    """Of the listings that fit the text (the newest ``search.MOST`` of them; ``more`` where there may be others):

    ``theme``, ``week``, ``days``, ``language`` and ``size``: number by choice; ``region`` and ``municipality``: number
    by slug; ``remote`` and ``open``: the number with it ticked; ``without``: the number without each filter, by its
    field's name.
    """

    more: bool = False
    theme: Counter[str] = field(default_factory=Counter)
    week: Counter[dt.date] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)
    language: Counter[str] = field(default_factory=Counter)
    size: Counter[int] = field(default_factory=Counter)
    region: Counter[str] = field(default_factory=Counter)
    municipality: Counter[str] = field(default_factory=Counter)
    remote: int = 0
    open: int = 0
    without: dict[str, int] = field(default_factory=dict)


class _Place(NamedTuple):
    region: str | None
    municipality: str | None
    remote: bool
    number: int


def _others(name: str) -> str:
    return " AND ".join(f"fits_{other}" for other in ASKED if other != name)


_WITHOUT = ", ".join(f"count(*) FILTER (WHERE {_others(name)})" for name in ASKED)
# Each line: what is counted, three keys, the number. {hits} is compiled from a queryset; nothing else is put in.
_SQL = f"""
WITH hit AS MATERIALIZED ({{hits}})
SELECT 'all', NULL, NULL, false, count(*) FROM hit
UNION ALL SELECT 'theme', theme_id, NULL, false, count(*) FROM hit
    JOIN {Listing.themes.through._meta.db_table} through ON through.listing_id = hit.id
    WHERE {_others("theme")} GROUP BY 2
UNION ALL SELECT 'place', at_region, at_municipality, remote, count(*) FILTER (WHERE {_others("place")})
    FROM hit GROUP BY 2, 3, 4
UNION ALL SELECT 'week', week::text, NULL, false, count(*) FILTER (WHERE {_others("week")})
    FROM hit CROSS JOIN LATERAL unnest(weeks) week GROUP BY 2
UNION ALL SELECT 'days', days::text, NULL, false, count(*) FROM hit WHERE {_others("days")} GROUP BY 2
UNION ALL SELECT 'language', language, NULL, false, count(*) FROM hit WHERE {_others("language")} GROUP BY 2
UNION ALL SELECT 'size', capacity::text, NULL, false, count(*) FROM hit WHERE {_others("size")} GROUP BY 2
UNION ALL SELECT 'open', NULL, NULL, false, count(*) FILTER (WHERE takes_applications AND {_others("open")}) FROM hit
UNION ALL SELECT 'without', name, NULL, false, number
    FROM (SELECT ARRAY[{_WITHOUT}] numbers FROM hit) one
    CROSS JOIN LATERAL unnest(ARRAY[{", ".join(f"'{name}'" for name in ASKED)}], numbers) named (name, number)
"""  # noqa: S608 -- names of ours alone


def counts(wanted: dict[str, Any], covers: dict[str, set[str]], now: dt.datetime) -> Counts:
    """For ``wanted`` as in ``search.listings_found``; ``covers`` has, by slug, the regions that each one stands for."""
    rows = _rows(wanted, now)
    found = Counts()
    places: list[_Place] = []
    for what, key, other, remote, number in rows:
        if what == "all":
            found.more = number >= search.MOST
        elif what == "place":
            places.append(_Place(key, other, remote, number))
        elif what == "week":
            found.week[dt.date.fromisoformat(key)] = number
        elif what == "size":
            found.size.update({size: number for size in search.SIZES if int(key) >= size})
        elif what == "open":
            found.open = number
        elif what == "without":
            found.without[key] = number
        else:
            getattr(found, what)[int(key) if what == "days" else key] = number
    _count_places(found, wanted, places, covers)
    return found


def _rows(wanted: dict[str, Any], now: dt.datetime) -> list[tuple[Any, ...]]:
    asked = search.filters(wanted)
    fits = {f"fits_{name}": _whether(asked[name]) if name in asked else Value(True) for name in ASKED}
    hits = (
        search.listings_said(wanted)
        .annotate(
            at_region=Case(When(municipality=None, then=F("organisation__region")), default=F("municipality__region")),
            at_municipality=Coalesce("municipality", "organisation__municipality"),
            takes_applications=_whether(search.takes_applications(now)),
            **fits,
        )
        .order_by(*search.NEWEST)
        .values(
            "id",
            "weeks",
            "days",
            "language",
            "capacity",
            "remote",
            "at_region",
            "at_municipality",
            "takes_applications",
            *fits,
        )
    )
    sql, params = hits[: search.MOST].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(hits=sql), params)
        return cursor.fetchall()


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _count_places(found: Counts, wanted: dict[str, Any], places: list[_Place], covers: dict[str, set[str]]) -> None:
    """The three filters of place depend on each other: with ``remote``, what is elsewhere counts if it is remote."""
    region = getattr(wanted.get("region"), "pk", None)
    municipality = getattr(wanted.get("municipality"), "pk", None)
    remote = bool(wanted.get("remote"))

    def number(*, region: str | None, municipality: str | None, remote: bool) -> int:
        if not (region or municipality):
            return sum(place.number for place in places if place.remote or not remote)
        return sum(
            place.number
            for place in places
            if (remote and place.remote)
            or (
                (region is None or place.region in covers[region])
                and (municipality is None or place.municipality == municipality)
            )
        )

    for slug in covers:
        found.region[slug] = number(region=slug, municipality=municipality, remote=remote)
    anywhere = sum(place.number for place in places if place.remote) if remote else 0
    for place in places:
        if place.municipality:
            here = (region is None or place.region in covers[region]) and not (remote and place.remote)
            found.municipality[place.municipality] += place.number if here else 0
    for slug in found.municipality:
        found.municipality[slug] += anywhere
    found.remote = number(region=region, municipality=municipality, remote=True)
    found.without["region"] = number(region=None, municipality=municipality, remote=remote)
    found.without["municipality"] = number(region=region, municipality=None, remote=remote)
    found.without["remote"] = number(region=region, municipality=municipality, remote=False)
