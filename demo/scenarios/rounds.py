"""Whole rounds: the fixed week with everything in it, and the rolling one beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from demo.content import shapes
from demo.content.programme import COMPANY
from demo.scenarios.applying import application_goes_in
from demo.scenarios.calendar import Calendar, good_week, moment
from demo.scenarios.cast import Cast, fresh
from demo.scenarios.hosting import fixed_week_begins, listing_goes_up, rolling_begins
from demo.scenarios.matched import (
    answers_come,
    draft_is_made,
    draft_is_published,
    hosts_sort,
    newest_run,
    refills_are_published,
)
from demo.scenarios.recruiting import board_is_worked, company_is_recruited
from demo.scenarios.story import work
from demo.scenarios.workshops import workshops_are_held
from evaluations.services import months_after
from matching.services.publishing import publication, run_publish
from matching.services.runs import run_ask
from matching.states import RunState
from praktik.applications.models import Application
from praktik.applications.services import application_not_placed
from praktik.dates import monday
from praktik.rounds.models import Round
from praktik.rounds.services import round_archive

_HOUR, _DAY, _WEEK = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(weeks=1)


@dataclass(frozen=True)
class Plan:
    """A fixed-week round. ``places``: (company's slug, place); ``locks``: name: (place, reason); ``recruits``: the
    founding company comes in on the way, and the board is worked."""

    dates: Calendar
    places: tuple[tuple[str, shapes.Place], ...]
    applicants: tuple[shapes.Applicant, ...]
    locks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    recruits: bool = False


def fixed_week(cast: Cast, plan: Plan) -> None:
    """Plan a round from its first draft to the archive."""
    dates, story = plan.dates, cast.story

    def begin(now: dt.datetime) -> None:
        round_ = fixed_week_begins(cast, dates, now=now)
        first = timezone.localdate(dates.opens)
        for number, (company, place) in enumerate(plan.places):
            if place.slug not in cast.listings and not COMPANY[company].recruited:
                start = moment(first + (1 + number * 6 // max(len(plan.places), 1)) * _DAY, 8 + number % 8)
                listing_goes_up(cast, round_, COMPANY[company], place, start=start)
        _applications(cast, round_, plan)
        if plan.recruits:
            company_is_recruited(cast, round_, start=moment(first + 12 * _DAY, 13))
            board_is_worked(cast, round_, start=moment(timezone.localdate(dates.closes) - 3 * _DAY, 13))
        hosts_sort(cast, round_, when=moment(dates.matched - _DAY, 14))
        draft_is_made(cast, round_, day=dates.matched, locks=plan.locks)
        draft_is_published(cast, round_, when=moment(dates.published, 9))
        for days in (9, 18):
            refills_are_published(cast, round_, when=moment(dates.published + days * _DAY, 13))
        workshops_are_held(cast, round_, dates.week)
        _ends(cast, round_, dates)

    story.at(dates.opens - _WEEK, begin)


def _applications(cast: Cast, round_: Round, plan: Plan) -> None:
    """The first comes in on the tenth day, the last three days before the deadline."""
    first = timezone.localdate(plan.dates.opens) + 10 * _DAY
    days = (timezone.localdate(plan.dates.closes) - first).days - 3
    last = max(len(plan.applicants) - 1, 1)
    for number, applicant in enumerate(plan.applicants):
        start = moment(first + number * days // last * _DAY, 8 + number * 5 % 12, number * 7 % 60)
        application_goes_in(cast, round_, applicant, start=start, number=number)


def _ends(cast: Cast, round_: Round, dates: Calendar) -> None:
    """The week itself day by day, those without a place told, and the archive."""
    story = cast.story
    story.look_at(dates.opens + _HOUR, moment(timezone.localdate(dates.closes) + _DAY, 6))
    story.look_at(*(moment(dates.week + days * _DAY, 8, 30) for days in (0, 1, 2, 3, 4, 5, 6)))
    # The day on which they are asked, and the days on which those who have not answered are asked no more.
    last = dates.week + 4 * _DAY
    for months in (3, 6):
        asked = months_after(last, months)
        story.look_at(*(moment(asked + days * _DAY, 9) for days in (-2, -1, 0, 1, 31)))
    story.look_at(moment(last + 16 * _DAY, 9))

    def tell(now: dt.datetime) -> None:
        for application in Application.objects.in_pool().filter(round=round_).order_by("pk"):
            application_not_placed(application, by=cast.consultant, now=now)

    def archive(now: dt.datetime) -> None:
        round_archive(fresh(round_), by=cast.consultant, now=now)

    story.at(moment(dates.week + 9 * _DAY, 14), tell)
    story.at(dates.archived, archive)


# --- the rolling round --------------------------------------------------------------------------------------------


def rolling(
    cast: Cast,
    *,
    now: dt.datetime,
    places: Iterable[tuple[str, shapes.Place]],
    applicants: Iterable[shapes.Applicant],
) -> None:
    """A rolling round that opened sixteen weeks before ``now``: one placement is over, one comes in two weeks, two
    offers are out, the rest waits."""
    today = timezone.localdate(now)
    story = cast.story
    weeks = _good_weeks(monday(today) - 8 * _WEEK, 30)
    past = [week for week in weeks if week < monday(today) - 2 * _WEEK]
    soon = [good_week(today + 12 * _DAY)]
    ahead = [week for week in weeks if week > soon[0]][:6]
    suits = {"Josefine Dyrlund": past[:4], "Ivar Praktikant": soon}

    def begin(now_: dt.datetime) -> None:
        round_ = rolling_begins(cast, now=now_)
        first = timezone.localdate(now_)
        for number, (company, place) in enumerate(places):
            start = moment(first + (1 + number) * _DAY, 9 + number)
            listing_goes_up(cast, round_, COMPANY[company], place, start=start, weeks=weeks)
        for number, applicant in enumerate(applicants):
            start = moment(first + (12 + 2 * number) * _DAY, 10 + number)
            fits = suits.get(applicant.name, ahead)
            application_goes_in(cast, round_, applicant, start=start, number=number, weeks=fits)
        for days, names in ((-77, ["Josefine Dyrlund"]), (-30, ["Ivar Praktikant"]), (-2, ["Nadia Ekholm"])):
            _publish_only(cast, round_, names, day=today + days * _DAY)

    story.at(moment(today - 16 * _WEEK, 9), begin)
    for week in past[:4]:
        story.look_at(*(moment(week + days * _DAY, 8, 30) for days in (0, 1, 3, 5, 6)))


def _publish_only(cast: Cast, round_: Round, names: list[str], *, day: dt.date) -> None:
    """A run in the morning, and offers to these people in the afternoon."""

    def ask(now: dt.datetime) -> None:
        run_ask(fresh(round_), by=cast.consultant, now=now)
        work(now)

    def publish(now: dt.datetime) -> None:
        run = newest_run(round_, RunState.DONE)
        only = [cast.applications[name].pk for name in names]
        if run is not None and publication(run, only=only, now=now).offers:
            run_publish(run, only=only, by=cast.consultant, now=now)
            answers_come(cast, run, now=now)

    cast.story.at(moment(day, 9), ask)
    cast.story.at(moment(day, 13), publish)


def _good_weeks(first: dt.date, count: int) -> list[dt.date]:
    found: list[dt.date] = []
    while len(found) < count:
        first = good_week(first)
        found.append(first)
        first += _WEEK
    return found
