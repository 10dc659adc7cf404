"""When things happen in a round, so that a stage of it is going on at a given moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from praktik.dates import end_of_day, is_working_day, monday, working_days_after
from praktik.rounds.states import MilestoneKind


class Stage(StrEnum):
    """The phases in which the demo can be built; ``people`` has nothing but those who work at the desk."""

    PEOPLE = "people"
    OPEN = "open"
    MATCHING = "matching"
    OFFERS = "offers"
    RUNNING = "running"
    EVALUATING = "evaluating"
    ARCHIVED = "archived"


# No round of the programme lies in these ISO weeks: winter and autumn holidays, high summer, Christmas.
_QUIET = {7, 27, 28, 29, 30, 31, 32, 42, 51, 52, 53, 1}
_WEEK = dt.timedelta(weeks=1)


class NoSuchWeek(Exception):
    """The stage cannot be built at this moment; the text says why and what to do."""


def moment(day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A time of ``day`` in Denmark, aware."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def working_day_before(day: dt.date, count: int = 1) -> dt.date:
    """The ``count``-th working day before ``day``."""
    while count:
        day -= dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def good_week(day: dt.date, *, step: int = 1) -> dt.date:
    """The Monday of ``day``'s week, or of the nearest one after (``step`` -1: before) it that has five working days
    and is not a quiet one."""
    found = monday(day)
    while found.isocalendar()[1] in _QUIET or not all(is_working_day(found + dt.timedelta(days=n)) for n in range(5)):
        found += step * _WEEK
    return found


@dataclass(frozen=True, slots=True)
class Calendar:
    """``week`` is the Monday of the placements; ``matched`` and ``published`` are the days of the last run and of the
    offers."""

    week: dt.date
    matched: dt.date
    published: dt.date

    @property
    def milestones(self) -> dict[MilestoneKind, dt.datetime]:
        """Managers have until the day before the last run, applicants a week less; the round opens on a Monday, six
        weeks before that."""
        managers = self.matched - dt.timedelta(days=1)
        closes = managers - _WEEK
        return {
            MilestoneKind.OPENS: moment(monday(closes - 6 * _WEEK), 9),
            MilestoneKind.CLOSES: end_of_day(closes),
            MilestoneKind.MANAGERS: end_of_day(managers),
            MilestoneKind.RANKING: end_of_day(working_day_before(self.published)),
            MilestoneKind.LISTINGS_CLOSE: end_of_day(managers - dt.timedelta(days=1)),
            MilestoneKind.STARTS: moment(self.week, 8),
            MilestoneKind.ENDS: moment(self.week + dt.timedelta(days=4), 16),
            MilestoneKind.EVALUATED: end_of_day(self.week + 30 * _WEEK),
        }

    @property
    def opens(self) -> dt.datetime:
        return self.milestones[MilestoneKind.OPENS]

    @property
    def closes(self) -> dt.datetime:
        return self.milestones[MilestoneKind.CLOSES]

    @property
    def archived(self) -> dt.datetime:
        return moment(self.week + 32 * _WEEK)


def calendar(stage: Stage, now: dt.datetime) -> Calendar:
    """The dates of the round that is at ``stage`` at ``now``. Raises NoSuchWeek for a week that is running on a
    Saturday or Sunday."""
    today = timezone.localdate(now)
    if stage == Stage.OPEN:
        published = working_days_after(today, 22)
        return Calendar(good_week(published + 6 * _WEEK), working_day_before(published, 3), published)
    if stage == Stage.MATCHING:
        matched = working_day_before(today)
        published = working_days_after(today, 3)
        return Calendar(good_week(published + 6 * _WEEK), matched, published)
    if stage == Stage.OFFERS:
        published = working_day_before(today, 3)
        return Calendar(good_week(published + 6 * _WEEK), working_day_before(published, 3), published)
    if stage == Stage.RUNNING:
        if today.weekday() > 4:
            raise NoSuchWeek(
                "The placements of a fixed-week round run from Monday to Friday, and today is not one of those days. "
                "Move the clock first, for instance with 'manage.py travel 2d'."
            )
        return _before(monday(today))
    if stage == Stage.EVALUATING:
        return _before(monday(today - dt.timedelta(days=12)))
    return _before(good_week(today - 34 * _WEEK, step=-1))


def year_before(this: Calendar) -> Calendar:
    """The round of a year earlier, over and archived before this one begins."""
    latest = timezone.localdate(this.opens) - 35 * _WEEK
    return _before(good_week(min(this.week - 52 * _WEEK, latest), step=-1))


def _before(week: dt.date) -> Calendar:
    """Offers on the Thursday seven weeks before, the last run three working days earlier."""
    published = week - 7 * _WEEK + dt.timedelta(days=3)
    while not is_working_day(published):
        published -= dt.timedelta(days=1)
    return Calendar(week, working_day_before(published, 3), published)
