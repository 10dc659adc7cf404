from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from praktik import clock

AT = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_the_offset_moves_the_clock_where_allowed(settings):
    settings.ALLOW_TIME_TRAVEL = True
    assert clock.now() == AT
    clock.travel(dt.timedelta(days=2))
    assert clock.travel(dt.timedelta(hours=1)) == dt.timedelta(days=2, hours=1)
    assert clock.now() == AT + dt.timedelta(days=2, hours=1)
    assert clock.real() == AT
    assert clock.ClockOffset.objects.count() == 1


@pytest.mark.django_db
@time_machine.travel(AT, tick=False)
def test_production_never_reads_the_offset(settings, django_assert_num_queries):
    clock.ClockOffset.objects.create(seconds=999)
    settings.ALLOW_TIME_TRAVEL = False
    with django_assert_num_queries(0):
        assert clock.now() == AT
    with pytest.raises(RuntimeError):
        clock.travel(dt.timedelta(days=1))


@time_machine.travel("2026-06-30 22:30Z", tick=False)
def test_today_is_the_date_in_denmark():
    assert clock.today() == dt.date(2026, 7, 1)
