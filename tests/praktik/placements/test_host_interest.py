"""“Would you still like to be a host?”, once a year, to those who have nothing under way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail as sent

from praktik.history.actors import Role
from praktik.history.models import Transition
from praktik.listings.states import State as ListingState
from praktik.mail import reminders
from praktik.mail.drain import mails_drain
from praktik.mail.models import Mail
from praktik.mail.reminders import RULES, reminders_queue
from praktik.organisations.states import State as MembershipState
from praktik.placements.states import State
from praktik.rounds.states import State as RoundState
from tests.factories import CompanyFactory, ListingFactory, MembershipFactory, PlacementFactory, RoundFactory

pytestmark = pytest.mark.django_db
# A Wednesday; a year later is a Thursday, two years later a Friday.
LAST = dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)


@pytest.fixture(autouse=True)
def this_one(monkeypatch):
    monkeypatch.setattr(reminders, "RULES", {"host_interest_reminder": RULES["host_interest_reminder"]})


@pytest.fixture
def host():
    """Acts for a company whose listing was closed on the last day, and who has been here since before that."""
    member = MembershipFactory(organisation__name="Alfa A/S", requested_at=LAST - YEAR)
    listing = ListingFactory(
        organisation=member.organisation, state=ListingState.CLOSED, published_at=LAST - dt.timedelta(days=90)
    )
    moved(listing, LAST)
    return member


def moved(listing, at):
    Transition.objects.create(about=listing, from_state="published", to_state="closed", role=Role.HOST, at=at)


# Of three years and a half, the weeks in which a year is over, and those beside them.
ALL = range(190)
AROUND = [week for week in ALL if (week + 3) % 52 < 9 and week > 9]


def told(weeks=AROUND):
    """Who was told on which day, when one day of each of these weeks is looked at."""
    for week in weeks:
        now = LAST + dt.timedelta(weeks=week)
        reminders_queue(now)
        mails_drain(now=now)
    return [(mail.to, (mail.sent_at - LAST).days // 365) for mail in Mail.objects.order_by("pk")]


def test_once_a_year(host):
    assert told(ALL) == [(host.user.email, 1), (host.user.email, 2), (host.user.email, 3)]
    mail = Mail.objects.first()
    assert ("Alfa A/S" in mail.text, "10. marts 2027" in mail.text, "/host/" in mail.text) == (True, True, True)
    assert "List-Unsubscribe" in sent.outbox[0].extra_headers


@pytest.mark.parametrize("whose", ["own", "body"])
def test_a_company_that_is_protected_against_advertising_is_left_out(host, whose):
    company = host.organisation
    if whose == "body":
        company.cvr, company.parent = None, CompanyFactory(advertising_protected=True)
    else:
        company.advertising_protected = True
    company.save()
    reminders_queue(LAST + YEAR + dt.timedelta(days=5))
    assert Mail.objects.count() == 0


def test_the_last_day_of_a_placement_counts_where_it_is_later(host):
    later = LAST + dt.timedelta(days=100)
    PlacementFactory(listing=host.organisation.listings.get(), state=State.COMPLETED, starts_on=later, ends_on=later)
    reminders_queue(LAST + YEAR + dt.timedelta(days=50))
    assert Mail.objects.count() == 0
    reminders_queue(later + YEAR + dt.timedelta(days=5))
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    "under_way",
    [
        lambda company: ListingFactory(organisation=company),
        lambda company: ListingFactory(organisation=company, state=ListingState.DRAFT, published_at=None),
        lambda company: ListingFactory(organisation=CompanyFactory(parent=company, cvr=None)),
        lambda company: PlacementFactory(listing=company.listings.first(), state=State.AGREED),
    ],
    ids=["on show", "a draft", "at a workplace of theirs", "a placement"],
)
def test_nobody_is_asked_who_has_something_under_way(host, under_way):
    under_way(host.organisation)
    assert told() == []


def test_what_is_left_in_a_round_that_is_over_is_not_under_way(host):
    left = ListingFactory(organisation=host.organisation, round=RoundFactory(state=RoundState.ARCHIVED))
    moved(left, LAST)
    assert len(told()) == 3


@pytest.mark.parametrize("change", ["left", "never on show"])
def test_nor_who_has_left_or_was_never_a_host(host, change):
    if change == "left":
        type(host).objects.update(state=MembershipState.ENDED)
    else:
        host.organisation.listings.update(state=ListingState.WITHDRAWN, published_at=None)
    assert told() == []
