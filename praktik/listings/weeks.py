"""The field in which people choose weeks."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


class WeeksInput(forms.CheckboxSelectMultiple):
    """A year of weeks is long to read: each month folds. The first is open, and each that has a chosen week."""

    template_name = "listings/weeks.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["months"] = [
            (month, options, index == 0 or any(option["selected"] for option in options))
            for month, options, index in context["widget"]["optgroups"]
        ]
        return context


class WeeksField(forms.TypedMultipleChoiceField):
    """Mondays; shown as weeks, by the month of the Monday."""

    widget = WeeksInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=dt.date.fromisoformat, empty_value=[], **kwargs)

    def offer(self, weeks: list[dt.date]) -> None:
        months = [list(its) for _month, its in groupby(weeks, key=lambda week: (week.year, week.month))]
        self.choices = [(_month_words(its), [(week.isoformat(), _week_words(week)) for week in its]) for its in months]

    def prepare_value(self, value: Any) -> Any:
        return [v.isoformat() if isinstance(v, dt.date) else v for v in value or []]


def _month_words(weeks: list[dt.date]) -> str:
    """“March 2027 (weeks 9–13)”"""
    month = capfirst(date_format(weeks[0], "F Y"))
    first, last = (week.isocalendar().week for week in (weeks[0], weeks[-1]))
    if first == last:
        return _("%(month)s (week %(week)d)") % {"month": month, "week": first}
    return _("%(month)s (weeks %(first)d–%(last)d)") % {"month": month, "first": first, "last": last}


def _week_words(week: dt.date) -> str:
    form = pgettext("date format", "j F")
    first, last = date_format(week, form), date_format(week + dt.timedelta(days=4), form)
    return _("week %(week)d (%(first)s – %(last)s)") % {
        "week": week.isocalendar().week,
        "first": first,
        "last": last,
    }
