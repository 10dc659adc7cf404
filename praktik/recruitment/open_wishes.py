"""The open wishes of a round, by theme and region: where hosts are wanted that nobody has named."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from praktik.applications.models import LearningGoal, Wish
from praktik.applications.states import COUNTED, WishKind
from praktik.listings.models import Listing
from praktik.organisations.models import Region, Theme
from praktik.rounds.models import Round

# A wish without a theme or region is for any: it is counted under None.
Place = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """``people`` have an open wish for this theme in this region; ``listings`` that are published answer it."""

    theme: Theme | None
    region: Region | None
    people: int
    listings: int


@dataclass(frozen=True, slots=True)
class Row:
    """A theme, its cells in the order of the map's regions, and how many people wish for it somewhere."""

    theme: Theme | None
    cells: list[Cell]
    people: int


@dataclass(frozen=True, slots=True)
class Map:
    regions: list[Region | None]
    rows: list[Row]
    people: int


class OpenWishes:
    """What a round's open wishes ask for, as they count: sent in and not taken back. Five queries.

    Regions are those of ``day``: a wish for one that has ended counts for its successor. A listing answers a wish as in
    the matching (its theme, and its region or done remotely), whatever else may keep the two apart: weeks, conflicts.
    """

    def __init__(self, round_: Round, day: dt.date) -> None:
        self.round = round_
        self.themes: dict[str | None, Theme] = {theme.pk: theme for theme in Theme.objects.all()}
        regions: dict[str | None, Region] = {region.pk: region for region in Region.objects.all()}
        for region in regions.values():
            region.successor = regions.get(region.successor_id)
        self._standing = {slug: region.current(day).pk for slug, region in regions.items()}
        self.regions: dict[str | None, Region] = {slug: regions[slug] for slug in self._standing.values()}
        # Who wishes for each theme and region, and which listings are there, by place.
        self.who: dict[Place, set[int]] = defaultdict(set)
        wishes = self._rows().values_list("application", "region", "themes")
        for application, place, theme in wishes.order_by():
            self.who[theme, self._at(place)].add(application)
        listings = Listing.objects.published().filter(round=round_)
        listings = listings.select_related("municipality", "organisation__parent").prefetch_related("themes")
        self._listings = [
            (listing.remote, self._at(listing.region_id), {theme.pk for theme in listing.themes.all()})
            for listing in listings
        ]

    def map(self) -> Map:
        """Themes with the most people first; regions in Danish order, “anywhere” last."""
        regions = sorted({region for _, region in self.who}, key=self._region_order)
        people: dict[str | None, set[int]] = defaultdict(set)
        for (theme, _), applications in self.who.items():
            people[theme] |= applications
        themes = sorted(people, key=lambda theme: (theme is None, -len(people[theme]), theme or ""))
        return Map(
            regions=[self.regions.get(region) for region in regions],
            rows=[
                Row(self.themes.get(theme), [self._cell(theme, region) for region in regions], len(people[theme]))
                for theme in themes
            ],
            people=len(set().union(*people.values())),
        )

    def wishes(self, theme: str | None, region: str | None) -> list[Wish]:
        """The wishes of one cell with their applications, workplaces and goals, oldest first. Two queries."""
        rows = self._rows().filter(application__in=self.who.get((theme, region), ()), themes=theme)
        rows = rows.select_related("application__workplace").prefetch_related(
            Prefetch("application__goals", LearningGoal.objects.order_by("position"))
        )
        return [wish for wish in rows.order_by("application__submitted_at", "pk") if self._at(wish.region_id) == region]

    def _rows(self) -> QuerySet[Wish]:
        return Wish.objects.filter(application__round=self.round, application__state__in=COUNTED, kind=WishKind.OPEN)

    def _at(self, region: str | None) -> str | None:
        return self._standing[region] if region else None

    def _region_order(self, region: str | None) -> tuple[bool, str]:
        return (region is None, self.regions[region].sort_key if region else "")

    def _cell(self, theme: str | None, region: str | None) -> Cell:
        fits = sum(
            (theme is None or theme in themes) and (region is None or remote or where == region)
            for remote, where, themes in self._listings
        )
        return Cell(self.themes.get(theme), self.regions.get(region), len(self.who.get((theme, region), ())), fits)
