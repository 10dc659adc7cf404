"""Accounts that nobody uses: told a month and a week before, erased only when told, kept by a log-in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail as django_mail

from praktik import clock
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import SYSTEM, Role
from praktik.history.models import Transition
from praktik.listings.states import State as ListingState
from praktik.mail import drain, reminders
from praktik.mail.models import Mail, MailBounce
from praktik.mail.reminders import RULES, reminders_queue
from praktik.mail.states import State as MailState
from praktik.people.models import User
from praktik.placements.states import State as PlacementState
from praktik.rights.models import Erasure, Hold
from praktik.rights.services import retaining
from praktik.rights.services.erasures import erasure_ask
from praktik.rights.services.idle import MAIL
from praktik.rights.services.retaining import retention_apply, standing
from praktik.rights.states import Ground, State
from praktik.work.services import jobs_do
from tests.factories import (
    ApplicationFactory,
    ListingFactory,
    MembershipFactory,
    PlacementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
# A Tuesday at 13 in Denmark, and two years later, a Friday.
SEEN = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
OVER = dt.datetime(2028, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def only_this_rule(monkeypatch):
    monkeypatch.setattr(reminders, "RULES", {MAIL: RULES[MAIL]})
    monkeypatch.setattr(retaining, "TURN", 600.0)


@pytest.fixture
def person():
    return UserFactory(joined_at=SEEN - 400 * DAY, last_login=SEEN)


def tick(now: dt.datetime) -> None:
    """What the worker does, once a day here."""
    reminders_queue(now)
    drain.mails_drain(now=now)
    retention_apply(now)
    jobs_do(time=lambda: now)


def days(first: int, last: int):
    """Noon of each day, counted from the one on which the account is idle; just past the moment itself."""
    return [(day, OVER + day * DAY + dt.timedelta(minutes=1)) for day in range(first, last + 1)]


def told(first: int = -31, last: int = -1):
    """Those of the days between on which something may happen, with the one before and after; that nothing happens on
    the others is seen once, in the first test."""
    return [(day, now) for day, now in days(first, last) if day in (-31, -30, -29, -8, -7, -6, -1, 0, 1, 10)]


def erased(person: User) -> bool:
    return User.objects.get(pk=person.pk).erased


def sent() -> list[dt.date]:
    return [mail.sent_at.date() for mail in Mail.objects.filter(kind=MAIL, state=MailState.SENT).order_by("sent_at")]


def test_told_a_month_and_a_week_before_then_erased_by_the_one_door(person):
    gone = None
    for day, now in days(-33, 3):
        tick(now)
        if gone is None and erased(person):
            gone = day
    assert gone == 0
    assert len(django_mail.outbox) == 2
    erasure = Erasure.objects.get()
    assert (erasure.ground, erasure.state, erasure.asked_by, erasure.reason) == (Ground.IDLE, State.DONE, None, "")
    assert erasure.asked_at == OVER + dt.timedelta(minutes=1)
    moves = Transition.objects.of(erasure).values_list("to_state", "role", "actor")
    assert list(moves) == [(to, Role.SYSTEM, None) for to in ("queued", "running", "done")]
    assert sent() == [dt.date(2028, 10, 25), dt.date(2028, 11, 17)]
    assert [message.subject for message in django_mail.outbox] == [
        "Vil du beholde din konto hos Innovationspraktikken?"
    ] * 2
    assert "slettet den 24. november 2028, dog tidligst syv dage efter denne mail" in django_mail.outbox[0].body


@pytest.mark.parametrize(("day", "count"), [(-31, 0), (-30, 1), (-8, 1), (-7, 2)])
def test_each_mail_has_its_day(person, day, count):
    for _day, now in told(last=day):
        tick(now)
    assert len(sent()) == count


@pytest.mark.parametrize("day", [-29, -1, 0])
def test_a_log_in_ends_it(person, day):
    """On any day until the erasure; the two years begin anew, and so do the mails."""
    for _day, now in told(last=day - 1):
        tick(now)
    User.objects.filter(pk=person.pk).update(last_login=OVER + day * DAY)
    mails = len(sent())
    for _day, now in [*told(day, 1), *days(day + 2, 600)[::100]]:
        tick(now)
    assert not erased(person)
    assert (len(sent()), Erasure.objects.count()) == (mails, 0)


def test_a_log_in_before_a_queued_mail_is_sent_takes_it_back(person):
    reminders_queue(OVER - 30 * DAY)
    User.objects.filter(pk=person.pk).update(last_login=OVER - 30 * DAY)
    assert drain.mails_drain(now=OVER - 30 * DAY) == 0
    assert Mail.objects.get(kind=MAIL).state == MailState.SUPERSEDED


def test_a_log_in_between_the_asking_and_the_work_is_heeded(person):
    for _day, now in told():
        tick(now)
    now = OVER + DAY
    retention_apply(now)
    User.objects.filter(pk=person.pk).update(last_login=now)
    jobs_do(time=lambda: now)
    assert not erased(person)
    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.error) == (State.FAILED, "Kontoen er blevet brugt igen, så intet blev slettet.")


def test_nobody_is_erased_who_was_not_told_a_week_before(person):
    """No worker sent anything for months: the mail comes late, and the erasure a week after it.

    Day 99 is a Saturday.
    """
    late = OVER + 99 * DAY
    retention_apply(late)
    jobs_do(time=lambda: late)
    assert Erasure.objects.count() == 0
    gone = None
    for day, now in days(99, 115):
        tick(now)
        if gone is None and erased(person):
            gone = day
    assert sent() == [(OVER + 101 * DAY).date()]
    assert gone == 108


def test_mails_from_before_the_last_log_in_do_not_count(person, settings):
    """Told once, came back, and two years later no worker was there to tell again."""
    settings.RETENTION_MONTHS = {**settings.RETENTION_MONTHS, "mail": 60}
    for _day, now in told(last=-5):
        tick(now)
    User.objects.filter(pk=person.pk).update(last_login=OVER - 4 * DAY)
    retention_apply(OVER + 760 * DAY)
    assert Erasure.objects.count() == 0


def test_a_mail_that_waits_at_the_desk_keeps_the_account(person):
    reminders_queue(OVER - 6 * DAY)
    Mail.objects.filter(kind=MAIL).update(state=MailState.HELD)
    for _day, now in days(0, 20)[::5]:
        tick(now)
    assert not erased(person)


def test_an_address_that_takes_no_mail_ends_too(person):
    """Nothing more can be done than to try; without a bounce it may be our own server that is at fault."""
    other = UserFactory(joined_at=SEEN - 400 * DAY, last_login=SEEN)
    reminders_queue(OVER - 7 * DAY)
    MailBounce.objects.create(address=person.email, at=OVER - 8 * DAY)
    drain.mails_drain(now=OVER - 7 * DAY)
    Mail.objects.filter(user=other, kind=MAIL).delete()
    Mail.objects.create(
        user=other, kind=MAIL, to=other.email, key="other", message_id="o", state=MailState.DEAD,
        created_at=OVER - 7 * DAY, not_before=OVER,
    )  # fmt: skip
    retention_apply(OVER + dt.timedelta(minutes=1))
    assert list(Erasure.objects.values_list("user", flat=True)) == [person.pk]


def _waits(person):
    ApplicationFactory(applicant=person, state=ApplicationState.WAITING_LIST)


def _interns(person):
    PlacementFactory(application__applicant=person, state=PlacementState.AGREED)


def _hosts(person):
    listing = ListingFactory(state=ListingState.CLOSED)
    MembershipFactory(user=person, organisation=listing.organisation)
    PlacementFactory(listing=listing, application__round=listing.round)


def _offers(person):
    MembershipFactory(user=person, organisation=ListingFactory().organisation)


def _on_file(person):
    Hold.objects.create(user=person, reference="2028-1", until=OVER.date() + 99 * DAY, at=SEEN)


def _works_here(person):
    User.objects.filter(pk=person.pk).update(is_staff=True)


def _is_closed(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("make", [_waits, _interns, _hosts, _offers, _on_file, _works_here, _is_closed])
def test_who_has_something_under_way_is_neither_told_nor_erased(person, make):
    make(person)
    for _day, now in days(-30, 10)[::5]:
        reminders_queue(now)
        drain.mails_drain(now=now)
        retention_apply(now)
    assert Mail.objects.filter(kind=MAIL, user=person).count() == 0
    assert not Erasure.objects.filter(user=person).exists()


def test_what_comes_under_way_after_the_mails_stops_it(person):
    for _day, now in told():
        tick(now)
    _waits(person)
    for _day, now in told(0, 10):
        tick(now)
    assert not erased(person)


def test_somebody_who_never_logged_in_counts_from_the_sign_up():
    person = UserFactory(joined_at=SEEN)
    for _day, now in told(last=0):
        tick(now)
    assert erased(person)


def test_it_is_asked_for_once_and_once_a_day_where_it_fails(person):
    for _day, now in told():
        tick(now)
    now = OVER + dt.timedelta(hours=1)
    retention_apply(now)
    retention_apply(now)
    assert Erasure.objects.count() == 1
    assert [one.count for one in standing(now) if one.clock.end] == [1]
    Erasure.objects.update(state=State.FAILED)
    retention_apply(now + dt.timedelta(hours=23))
    assert Erasure.objects.count() == 1
    retention_apply(now + dt.timedelta(hours=25))
    assert Erasure.objects.count() == 2
    retention_apply(now + dt.timedelta(hours=26))
    assert Erasure.objects.count() == 2


def test_the_system_asks_as_itself(person):
    assert erasure_ask(person, by=SYSTEM, now=clock.now()).ground == Ground.IDLE
