"""Rounds and what hosts offer in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from demo.content.shapes import Company, Place
from demo.scenarios.calendar import Calendar
from demo.scenarios.cast import Cast, fresh
from praktik.listings.services import (
    listing_create,
    listing_pause,
    listing_publish,
    listing_return,
    listing_submit,
)
from praktik.organisations.models import Municipality
from praktik.people.models import User
from praktik.rounds.models import Round
from praktik.rounds.services import round_create, round_open
from praktik.rounds.states import Kind, MilestoneKind

PUBLIC_SECTORS = ["state", "region", "municipality", "other_public"]
_DAY = dt.timedelta(days=1)
_SEASONS = (
    ("Vinterpraktik", "Winter internship"),
    ("Forårspraktik", "Spring internship"),
    ("Sommerpraktik", "Summer internship"),
    ("Efterårspraktik", "Autumn internship"),
)


def fixed_week_begins(cast: Cast, dates: Calendar, *, now: dt.datetime, **fields: Any) -> Round:
    """A fixed-week round, made by the desk; the clock opens it."""
    year, week, _weekday = dates.week.isocalendar()
    season_da, season_en = _SEASONS[dates.week.month % 12 // 3]
    return round_create(
        name_da=f"{season_da} {year}",
        name_en=f"{season_en} {year}",
        slug=f"uge-{week}-{year}",
        kind=Kind.FIXED_WEEK,
        applicant_sectors=PUBLIC_SECTORS,
        host_sectors=["private", "civil_society"],
        milestones=dates.milestones,
        by=cast.consultant,
        now=now,
        **fields,
    )


def rolling_begins(cast: Cast, *, now: dt.datetime) -> Round:
    """A round without a week of its own, open from now on."""
    round_ = round_create(
        name_da="Løbende forløb",
        name_en="Rolling placements",
        slug="loebende",
        kind=Kind.ROLLING,
        applicant_sectors=PUBLIC_SECTORS,
        host_sectors=["private", "civil_society"],
        milestones={MilestoneKind.OPENS: now},
        by=cast.consultant,
        now=now,
    )
    round_open(round_, by=cast.consultant, now=now)
    return round_


def listing_data(company: Company, place: Place, *, weeks: list[dt.date] | None = None) -> dict[str, Any]:
    """What ``listing_create`` takes for a place."""
    data: dict[str, Any] = {
        "title": place.title,
        "about": company.about_en if place.language == "en" else company.about_da,
        "task": place.task,
        "offers": place.offers,
        "hopes": place.hopes,
        "practical": place.practical,
        "themes": list(place.themes),
        "municipality": Municipality.objects.get(pk=company.municipality),
        "remote": place.remote,
        "days": place.days,
        "capacity": place.capacity,
        "week_capacity": place.capacity if weeks is None else 1,
        "language": place.language,
    }
    return data if weeks is None else data | {"weeks": weeks}


def listing_goes_up(
    cast: Cast, round_: Round, company: Company, place: Place, *, start: dt.datetime, weeks: list[dt.date] | None = None
) -> None:
    """From ``start`` on: the host writes the listing and sends it in, the desk publishes it two days later. ``end``
    of the place says where it stops."""
    story = cast.story

    def write(now: dt.datetime) -> None:
        host = cast.hosts[company.slug]
        organisation = cast.companies[company.slug]
        data = listing_data(company, place, weeks=weeks)
        cast.listings[place.slug] = listing_create(organisation, round=fresh(round_), data=data, by=host, now=now)

    def act(service: Any, actor: str, **more: Any) -> Any:
        def done(now: dt.datetime) -> None:
            by: User = cast.hosts[company.slug] if actor == "host" else cast.consultant
            service(fresh(cast.listings[place.slug]), by=by, now=now, **more)

        return done

    story.at(start, write)
    if place.end == "draft":
        return
    story.at(start + dt.timedelta(hours=3), act(listing_submit, "host"))
    if place.end == "returned":
        story.at(start + 2 * _DAY, act(listing_return, "desk", comments=[("task", place.comment)]))
    elif place.end in ("published", "paused"):
        story.at(start + 2 * _DAY, act(listing_publish, "desk"))
    if place.end == "paused":
        story.at(start + 36 * _DAY, act(listing_pause, "host"))
