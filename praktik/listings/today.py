"""What a listing's card and page say that depends on the day: the weeks that are left, and whether one can apply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from praktik.dates import monday
from praktik.listings.models import Listing
from praktik.rounds.states import MilestoneKind


@dataclass(frozen=True)
class Today:
    """``weeks``: the Mondays of those that have not begun. ``takes``: its round takes applications, until
    ``deadline`` where there is one."""

    weeks: list[dt.date]
    takes: bool
    deadline: dt.datetime | None


def today(listings: Iterable[Listing], now: dt.datetime) -> None:
    """Give each listing, read with the dates of its round, its ``today``. No query."""
    this_week = monday(timezone.localdate(now))
    for listing in listings:
        listing.today = Today(  # type: ignore[attr-defined]  # for the templates
            weeks=[week for week in listing.weeks if week > this_week],
            takes=listing.round.takes_applications(now),
            deadline=listing.round.at(MilestoneKind.CLOSES),
        )
