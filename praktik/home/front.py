"""What the front page shows besides its texts: the rounds as they stand, the newest listings, figures, stories."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from praktik import registries
from praktik.dates import day, moment, week_label
from praktik.links import address
from praktik.listings.models import Listing
from praktik.listings.today import today
from praktik.organisations.models import Sector
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind, State

NEWEST = 4
# The dates by which somebody has to do something.
_DATES = (MilestoneKind.CLOSES, MilestoneKind.MANAGERS, MilestoneKind.LISTINGS_CLOSE, MilestoneKind.RANKING)


@dataclass(frozen=True, slots=True)
class Shown:
    """A round on the front page. ``dates``: (what, when) of those that are ahead, in the order of time; ``opens`` and
    ``closes`` are its own; ``sectors``: whose employees may apply, where those of some public sector may not;
    ``stage``: how far it is, in a sentence."""

    round: Round
    dates: list[tuple[str, str]]
    opens: dt.datetime | None
    closes: dt.datetime | None
    sectors: list[str]
    apply_url: str
    takes_listings: bool
    stage: str


def front(now: dt.datetime) -> dict[str, Any]:
    """The context of the front page. ``open`` rounds take applications, the nearest deadline first; ``ahead`` are
    those that open next; ``under_way`` are between their deadline and the archive."""
    rounds = list(Round.objects.exclude(state=State.ARCHIVED).prefetch_related("milestones").order_by("pk"))
    opened = [round_ for round_ in rounds if round_.takes_applications(now)]
    ahead = [round_ for round_ in rounds if round_.announced(now)]
    under_way = [round_ for round_ in rounds if round_.state != State.DRAFT and round_ not in opened]
    sectors = list(Sector.objects.all()) if opened or ahead else []

    def shown(found: list[Round], kind: MilestoneKind) -> list[Shown]:
        dated = sorted(found, key=lambda round_: (round_.at(kind) is None, round_.at(kind) or now))
        return [_shown(round_, sectors, now) for round_ in dated]

    listings = _listings([round_.pk for round_ in opened])
    for listing in listings:
        listing.round = next((round_ for round_ in rounds if round_.pk == listing.round_id), listing.round)
    today(listings, now)
    return {
        "open": shown(opened, MilestoneKind.CLOSES),
        "ahead": shown(ahead, MilestoneKind.OPENS),
        "under_way": shown(under_way, MilestoneKind.STARTS),
        "listings": listings,
        "figures": registries.front_figures(now),
        "teasers": registries.front_teasers(now),
        "stories_url": address("story_list"),
    }


def _listings(opened: list[int]) -> list[Listing]:
    """The newest, those that one can apply for first."""
    first = Case(When(round__in=opened, then=Value(0)), default=Value(1))
    found = Listing.objects.on_show().for_list().prefetch_related(None).prefetch_related("themes")
    return list(found.order_by(first, "-published_at", "-pk")[:NEWEST])


def _shown(round_: Round, sectors: list[Sector], now: dt.datetime) -> Shown:
    theirs = round_.applicant_sectors
    limited = any(sector.is_public and sector.pk not in theirs for sector in sectors)
    return Shown(
        round=round_,
        dates=_dates(round_, now),
        opens=round_.at(MilestoneKind.OPENS),
        closes=round_.at(MilestoneKind.CLOSES),
        sectors=[sector.name.lower() for sector in sectors if limited and sector.pk in theirs],
        apply_url=address("application_start", round_.slug) or reverse("account_signup"),
        takes_listings=round_.takes_listings(now),
        stage=_stage(round_),
    )


def _dates(round_: Round, now: dt.datetime) -> list[tuple[str, str]]:
    """Without the deadline for applications while it is open: that stands by itself."""
    told = [kind for kind in _DATES if kind != MilestoneKind.CLOSES or round_.state == State.DRAFT]
    found = [(str(kind.label), moment(at)) for kind, at in round_.dates().items() if kind in told and at > now]
    if when := _when(round_):
        found.append((_("The placements"), when))
    return found


def _when(round_: Round) -> str:
    """When the placements are: “week 37, 2027: 13 September 2027 to 17 September 2027”; "" where it is not said."""
    week, starts, ends = round_.week(), round_.at(MilestoneKind.STARTS), round_.at(MilestoneKind.ENDS)
    said = week_label(week) if week else ""
    if starts and ends:
        days = _("%(first)s to %(last)s") % {"first": day(starts), "last": day(ends)}
        return f"{said}: {days}" if said else days
    return said


def _stage(round_: Round) -> str:
    """Nothing is said of a matching that is made: nobody outside the desk knows when it is."""
    return {
        State.OPEN: _("The deadline for applications has passed."),
        State.CLOSED: _("The deadline for applications has passed. Applicants and places are being matched."),
        State.MATCHING: _("The deadline for applications has passed. Applicants and places are being matched."),
        State.OFFERS_OUT: _("The offers are out, and interns and hosts plan the days together."),
        State.RUNNING: _("The placements are running."),
        State.EVALUATING: _("The placements are over. We ask all sides what came of them."),
    }.get(State(round_.state), "")
