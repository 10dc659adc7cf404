from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from demo.management.commands.travel import duration, moment
from praktik import clock


@pytest.fixture
def moving_clock(db, settings):
    settings.ALLOW_TIME_TRAVEL = True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3d", dt.timedelta(days=3)),
        ("-2w", dt.timedelta(weeks=-2)),
        ("1d12h", dt.timedelta(days=1, hours=12)),
        ("90m", dt.timedelta(minutes=90)),
    ],
)
def test_durations(text, expected):
    assert duration(text) == expected


@pytest.mark.parametrize("text", ["3", "d", "3 days", "3d!", "", "-", "x3d"])
def test_what_is_no_duration_says_how_to_write_one(text):
    with pytest.raises(CommandError, match="Write for instance 3d"):
        duration(text)


def test_a_date_begins_in_denmark():
    assert moment("2027-03-01") == dt.datetime(2027, 2, 28, 23, tzinfo=dt.UTC)
    assert moment("2027-07-01T14:30") == dt.datetime(2027, 7, 1, 12, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["2027-13-01", "tomorrow", "2027-02-30", ""])
def test_what_is_no_date_says_how_to_write_one(text):
    with pytest.raises(CommandError, match="Write for instance 2027-03-01"):
        moment(text)


def test_there_and_back(moving_clock):
    call_command("travel", "3d", stdout=StringIO())
    assert clock.offset() == dt.timedelta(days=3)
    call_command("travel", "--by=-1d", stdout=StringIO())
    assert clock.offset() == dt.timedelta(days=2)
    out = StringIO()
    call_command("travel", "--to", "2027-03-01T14:30", stdout=out)
    assert out.getvalue() == "The demo's clock stands at 2027-03-01 14:30.\n"
    call_command("travel", "--back", stdout=StringIO())
    assert clock.offset() == dt.timedelta()


@pytest.mark.django_db
def test_production_does_not_travel():
    with pytest.raises(CommandError, match="ALLOW_TIME_TRAVEL"):
        call_command("travel", "3d")
    assert clock.ClockOffset.objects.count() == 0
