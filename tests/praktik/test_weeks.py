"""Weeks as they are written: those that follow each other together, each year by itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from praktik.dates import weeks_label


def weeks(*numbers):
    return [dt.date.fromisocalendar(year, week, 1) for year, week in numbers]


@pytest.mark.parametrize(
    ("days", "danish", "english"),
    [
        ([], "", ""),
        (weeks((2027, 37)), "uge 37, 2027", "week 37, 2027"),
        (weeks((2027, 9), (2027, 10), (2027, 10)), "uge 9-10, 2027", "weeks 9-10, 2027"),
        (
            weeks((2027, 6), (2026, 53), (2026, 52), (2027, 2), (2027, 4), (2027, 5)),
            "uge 52-53, 2026; uge 2, 4-6, 2027",
            "weeks 52-53, 2026; weeks 2, 4-6, 2027",
        ),
    ],
)
def test_weeks(days, danish, english):
    assert weeks_label(days) == danish
    with override("en"):
        assert weeks_label(days) == english
