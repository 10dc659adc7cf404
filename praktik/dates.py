"""Working days, ISO weeks and how dates are written, the Danish way. Holidays come from the package `holidays`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache

import holidays
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@cache
def _holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("DK")


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday, not a Danish public holiday. (24 and 31 December and 5 June are working days by law.)"""
    return day.weekday() < 5 and day not in _holidays()


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The ``count``-th working day after ``day``. Raises ValueError for a negative count."""
    if count < 0:
        raise ValueError("count is negative")
    while count:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def end_of_day(day: dt.date) -> dt.datetime:
    """A deadline on ``day``: 23:59 in Denmark, aware."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59)))


def monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def week_label(day: dt.date) -> str:
    """The ISO week of ``day`` with its year: “week 37, 2027”."""
    year, week, _weekday = day.isocalendar()
    return _("week %(week)s, %(year)s") % {"week": week, "year": year}


def weeks_label(days: Iterable[dt.date]) -> str:
    """The ISO weeks of ``days``, in the order of time: “weeks 49-50, 2026; weeks 2, 4-6, 2027”. Those that follow each
    other are written together."""
    years: dict[int, list[tuple[int, int]]] = {}
    for year, week in sorted({day.isocalendar()[:2] for day in days}):
        spans = years.setdefault(year, [])
        if spans and spans[-1][1] == week - 1:
            spans[-1] = (spans[-1][0], week)
        else:
            spans.append((week, week))
    return "; ".join(_weeks_of(year, spans) for year, spans in years.items())


def _weeks_of(year: int, spans: list[tuple[int, int]]) -> str:
    words = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
    one = len(spans) == 1 and spans[0][0] == spans[0][1]
    said = _("week %(week)s, %(year)s") if one else _("weeks %(week)s, %(year)s")
    return said % {"week": words, "year": year}


def moment(at: dt.datetime) -> str:
    """A deadline as it is printed, in Danish time: “24. november 2026 kl. 23.59”, “24 November 2026, 23:59”."""
    return date_format(timezone.localtime(at), pgettext("date format", "j F Y, H:i"))


def day(at: dt.date) -> str:
    """“24. november 2026”, “24 November 2026”. A time counts in Denmark."""
    date = timezone.localdate(at) if isinstance(at, dt.datetime) else at
    return date_format(date, pgettext("date format", "j F Y"))


SENDING_FROM, SENDING_UNTIL = dt.time(7), dt.time(18)


def working_day_by(day: dt.date) -> dt.date:
    """``day``, or the last working day before it."""
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day


def working_day_from(day: dt.date) -> dt.date:
    """``day``, or the first working day after it."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def next_sending(now: dt.datetime) -> dt.datetime:
    """``now`` where people may be reminded then (a working day, 07-18 in Denmark), otherwise the next time that is.

    Wall-clock time in Denmark, so a change to or from daylight saving moves nothing.
    """
    local = timezone.localtime(now)
    if is_working_day(local.date()) and SENDING_FROM <= local.time() < SENDING_UNTIL:
        return now
    day = local.date() + dt.timedelta(days=local.time() >= SENDING_FROM)
    return timezone.make_aware(dt.datetime.combine(working_day_from(day), SENDING_FROM))
