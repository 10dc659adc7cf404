"""Each line of the table of retention, by the day: kept through its term, gone after it, once."""

from __future__ import annotations

import pytest

from praktik.mail.models import MailBounce
from praktik.privacy.registry import CASE, CLASSES, Erase, Period
from praktik.privacy.retention import CLOCKS, months
from praktik.rights.services.erasing import members
from praktik.rights.services.retaining import batch, due
from tests.praktik.rights.aged import (
    AT,
    DAY,
    later,
    line,
    old_application,
    old_attendance,
    old_comment,
    old_context,
    old_copy,
    old_erasure,
    old_lead,
    old_line,
    old_listing,
    old_mail,
    old_merge,
    old_move,
    old_opted_out,
    old_placement,
    old_read,
    old_rolling,
    old_run,
    old_seen,
    old_session,
    old_unasked,
)

pytestmark = pytest.mark.django_db

LINES = [
    (Period.APPLICATION, "praktik.application", old_application),
    (Period.APPLICATION, "praktik.application", old_rolling),
    (Period.PLACEMENT, "praktik.application", old_placement),
    (Period.APPLICATION, "matching.matchrun", old_run),
    (Period.HOST, "praktik.listing", old_listing),
    (Period.HOST, "praktik.listing", old_comment),
    (Period.OUTREACH, "praktik.lead", old_lead),
    (Period.MAIL, "praktik.mail", old_mail),
    (Period.MAIL, "praktik.mailbounce", lambda: MailBounce.objects.create(address="a@demo.example", at=AT)),
    (Period.MAIL, "praktik.mailoptout", old_opted_out),
    (Period.LOG, "pghistory.context", old_context),
    (Period.LOG, "praktik.transition", old_move),
    (Period.LOG, "praktik.read", old_read),
    (Period.LOG, "admin.logentry", old_line),
    (Period.LOG, "sessions.session", old_session),
    (Period.LOG, "usersessions.usersession", old_seen),
    (Period.LOG, "praktik.copy", old_copy),
    (Period.LOG, "praktik.erasure", old_erasure),
    (Period.LOG, "praktik.merge", old_merge),
    (Period.PLACEMENT, "praktik.attendance", old_attendance),
]


def test_the_terms_are_the_settings():
    assert {period.value: months(period) for period in Period if period != Period.FOREVER} == {
        "account": 24, "application": 6, "placement": 24, "host": 24, "outreach": 12, "mail": 13, "log": 13,
    }  # fmt: skip


def test_all_that_is_held_has_a_clock():
    """By a line of the table, by the case it belongs to, or with the account."""
    timed = {one.model._meta.label_lower for one in CLOCKS}
    shared = {model._meta.label_lower for one in CLOCKS for model, _path in members(one.model)}
    ends = {
        key.rsplit(".", 1)[0]
        for key, found in CLASSES.items()
        if found.over != Erase.KEEP and found.period not in (Period.ACCOUNT, Period.FOREVER)
    }
    assert ends - timed - shared == set()
    assert {label for label, path in CASE.items() if path != "pk"} - shared == set()
    assert {(one.period, one.model._meta.label_lower) for one in CLOCKS} - {(p, label) for p, label, _m in LINES} == {
        (Period.ACCOUNT, "praktik.user"), (Period.LOG, "praktik.hold"),
    }  # fmt: skip


@pytest.mark.parametrize(("period", "label", "make"), LINES, ids=lambda one: getattr(one, "__name__", None))
def test_a_day_before_it_stays_and_a_day_after_it_goes_once(period, label, make):
    make()
    one = line(period, label)
    over = later(months(period))
    assert batch(one, over - DAY) == 0
    assert [row.over_at for row in due(one, over + DAY)] == [over]
    assert batch(one, over + DAY) == 1
    assert due(one, over + 400 * DAY).count() == 0
    assert batch(one, over + 400 * DAY) == 0


def test_a_placement_of_which_nothing_was_asked_counts_from_its_last_day():
    old_unasked()
    one, over = line(Period.PLACEMENT, "praktik.application"), later(24)
    assert (batch(one, over - DAY), batch(one, over + DAY)) == (0, 1)


def test_a_longer_term_is_longer(settings):
    settings.RETENTION_MONTHS = {**settings.RETENTION_MONTHS, "application": 12}
    old_application()
    one = line(Period.APPLICATION, "praktik.application")
    assert (batch(one, later(12) - DAY), batch(one, later(12) + DAY)) == (0, 1)
