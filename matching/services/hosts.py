"""The listings of a round as the engine's places: what each has left, and what the rules ask of its host."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from matching.engine.problem import Group, Place
from matching.models import Offer
from praktik import dates
from praktik.listings import states as listing_states
from praktik.listings.models import Listing
from praktik.placements import states as placement_states
from praktik.placements.models import Placement
from praktik.rounds.models import Round
from praktik.rounds.states import Kind


@dataclass(frozen=True, eq=False)
class Host:
    """One active listing as the rules need it. ``places``: id of the place -> Monday (None where unknown)."""

    pk: int
    token: str
    title: str
    places: dict[str, dt.date | None]
    body: int
    organisations: frozenset[int]
    company_names: frozenset[str]
    cvr: str | None
    region: str | None
    remote: bool
    language: str
    days: int
    themes: frozenset[str]


def seats_taken(round_: Round) -> Counter[tuple[int, dt.date | None]]:
    """Seats that are taken, by listing and week: live offers, and placements that no live offer stands behind."""
    offers = Offer.objects.live().filter(listing__round=round_)
    rows = {(a, listing): week for a, listing, week in offers.values_list("application_id", "listing_id", "week")}
    holding = (*placement_states.ALIVE, placement_states.State.COMPLETED)
    placements = Placement.objects.filter(listing__round=round_, state__in=holding)
    for application, listing, day in placements.values_list("application_id", "listing_id", "starts_on"):
        rows.setdefault((application, listing), dates.monday(day))
    return Counter((listing, week) for (_application, listing), week in rows.items())


def hosts_of(
    round_: Round, used: Mapping[tuple[int, dt.date | None], int], *, now: dt.datetime
) -> tuple[dict[int, Host], list[Place], list[Group]]:
    """The round's active listings by key, and their places and groups with the seats that are left of ``used``."""
    listings = Listing.objects.filter(round=round_, state__in=listing_states.ACTIVE)
    listings = listings.select_related("organisation__parent", "municipality").order_by("pk")
    themes: dict[int, set[str]] = defaultdict(set)
    through = Listing.themes.through.objects.filter(listing__round=round_)
    for listing_id, theme in through.values_list("listing_id", "theme_id"):
        themes[listing_id].add(theme)
    hosts: dict[int, Host] = {}
    places: list[Place] = []
    groups: list[Group] = []
    fixed = round_.week()
    first = dates.working_days_after(now.date(), round_.answer_days)
    for listing in listings:
        token = f"h{listing.pk}"
        taken = sum(count for (pk, _week), count in used.items() if pk == listing.pk)
        left = max(0, listing.capacity - taken)
        if round_.kind == Kind.FIXED_WEEK:
            weeks: dict[str, dt.date | None] = {token: fixed}
            places.append(
                Place(token, max(0, min(left, listing.week_capacity - taken)), week=_label(fixed) if fixed else None)
            )
        else:
            # A week that begins before everybody has had time to answer is no offer.
            mondays = sorted({day for day in listing.weeks if day > first})
            weeks = {f"{token}:{_label(day)}": day for day in mondays}
            if not weeks:
                continue
            groups.append(Group(f"g{listing.pk}", left))
            places += [
                Place(
                    place,
                    max(0, listing.week_capacity - used.get((listing.pk, day), 0)),
                    listing=token,
                    week=_label(day),
                    group=f"g{listing.pk}",
                )
                for place, day in weeks.items()
                if day
            ]
        hosts[listing.pk] = _host(listing, token, weeks, frozenset(themes[listing.pk]))
    return hosts, places, groups


def _host(listing: Listing, token: str, places: dict[str, dt.date | None], themes: frozenset[str]) -> Host:
    organisation, body = listing.organisation, listing.organisation.body
    return Host(
        pk=listing.pk,
        token=token,
        title=listing.title,
        places=places,
        body=body.pk,
        organisations=frozenset({organisation.pk, body.pk}),
        company_names=organisation.compared_names | body.compared_names,
        cvr=body.cvr,
        region=listing.region_id,
        remote=listing.remote,
        language=listing.language,
        days=listing.days,
        themes=themes,
    )


def _label(day: dt.date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"
