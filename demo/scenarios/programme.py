"""The demo's programme: an archived round of a year before, a fixed week at the wanted stage, and a rolling round.

And the case the programme was founded on, by itself: five placements in a small round.
"""

from __future__ import annotations

import datetime as dt

from demo.content import agreements, earlier, programme, rolling, workplaces
from demo.content.applicants_a import ANNE, FOUNDING
from demo.content.shapes import At, Place
from demo.scenarios import rounds
from demo.scenarios.calendar import Calendar, Stage, calendar, moment, year_before
from demo.scenarios.cast import Cast
from demo.scenarios.evaluated import story_is_told
from demo.scenarios.story import Story

_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
KNOWN = "Aftalt med begge parter på forhånd."
RECRUITED = "Virksomheden kom med på grund af dette ønske."


def people(now: dt.datetime) -> Cast:
    """Those who work at the desk, and nothing else."""
    cast = Cast(Story(now))
    cast.desk_begins(now)
    return cast


def founding(stage: Stage, now: dt.datetime) -> Cast:
    """The founding case: five applicants and the five companies they end up in, one of them found by a wish."""
    cast = Cast(Story(now), outcomes=dict(agreements.FOUNDING_OUTCOMES))
    dates = calendar(stage, now)
    # Whatever they wish for is there too, or their forms would say something else.
    wished = {wish.place for one in FOUNDING for wish in one.wishes if isinstance(wish, At)} | {"laererens-dag"}
    places = [place for slug, place in programme.PLACE.items() if slug in wished]
    _desk(cast, dates, companies=sorted({company.slug for company, _place in places}))
    rounds.fixed_week(
        cast,
        rounds.Plan(
            dates=dates,
            places=tuple((company.slug, place) for company, place in places),
            applicants=FOUNDING,
            locks={"Ulla Engtoft": ("laererens-dag", RECRUITED)},
            recruits=True,
        ),
    )
    cast.story.tell()
    return cast


def whole(stage: Stage, now: dt.datetime) -> Cast:
    """Everything, with the fixed week at ``stage``."""
    outcomes = agreements.FOUNDING_OUTCOMES | {past.applicant.name: past.outcome for past in earlier.PLACEMENTS}
    cast = Cast(Story(now), outcomes=outcomes)
    this = calendar(stage, now)
    before = year_before(this)
    known = sorted({company for company, _place in earlier.PLACES})
    _desk(cast, before, companies=known)
    rounds.fixed_week(
        cast,
        rounds.Plan(
            dates=before,
            places=earlier.PLACES,
            applicants=(*(past.applicant for past in earlier.PLACEMENTS), *earlier.NOT_PLACED),
            locks={
                past.applicant.name: (past.place, "Aftalt med begge parter på forhånd.") for past in earlier.PLACEMENTS
            },
        ),
    )
    for number, told in enumerate(earlier.STORIES):
        story_is_told(cast, told, start=moment(before.week + (28 + number) * _WEEK, 10))
    new = [company for company in programme.COMPANIES if company.slug not in known and not company.recruited]
    for number, company in enumerate(new):
        when = moment(before.week + 2 * _WEEK + number * _DAY, 10)
        cast.story.at(when, lambda now, company=company: cast.company_register(company, now))
    rounds.rolling(cast, now=now, places=rolling.PLACES, applicants=rolling.APPLICANTS)
    rounds.fixed_week(
        cast,
        rounds.Plan(
            dates=this,
            places=_all_places(),
            applicants=programme.APPLICANTS,
            locks={
                "Ulla Engtoft": ("laererens-dag", RECRUITED),
                ANNE.name: ("brugertest", "Har kun brug for de to dage og har det som sit første ønske."),
            },
            recruits=True,
        ),
    )
    cast.story.tell()
    return cast


def _all_places() -> tuple[tuple[str, Place], ...]:
    return tuple((company.slug, place) for company, place in programme.PLACE.values())


def _desk(cast: Cast, dates: Calendar, *, companies: list[str]) -> None:
    """Staff, authorities and the companies that are known, before the first round begins."""
    story, start = cast.story, dates.opens - 4 * _WEEK
    story.at(start, cast.desk_begins)
    story.at(start + _DAY, lambda now: cast.workplaces_register(workplaces.WORKPLACES, now))
    for number, slug in enumerate(companies):
        company = programme.COMPANY[slug]
        if not company.recruited:
            when = moment((start + 2 * _DAY + number * _DAY / 4).date(), 9 + number % 7)
            story.at(when, lambda now, company=company: cast.company_register(company, now))
