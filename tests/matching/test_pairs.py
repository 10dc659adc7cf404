from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from matching import services
from matching.models import PairRule
from praktik import clock
from praktik.applications.models import Conflict
from praktik.applications.states import ConflictState, Leg
from praktik.history.actors import SYSTEM, Role
from praktik.history.door import NotYours, Refused
from praktik.rounds.states import Kind
from tests import factories
from tests.matching import make

pytestmark = pytest.mark.django_db
NOW = clock.real()


@pytest.fixture
def pair():
    round_ = make.closed_round()
    listing = make.listing(round_)
    return make.wishing(round_, listing), listing


def test_the_last_word_about_a_pair_counts(pair):
    desk = make.desk()
    services.pair_forbid(*pair, reason="Nej", by=desk, now=NOW)
    services.pair_lock(*pair, reason=" Jo ", by=desk, now=NOW)
    assert list(PairRule.objects.values_list("kind", "reason", "by")) == [("lock", "Jo", desk.pk)]
    services.pair_free(*pair, by=desk, now=NOW)
    with pytest.raises(Refused):
        services.pair_free(*pair, by=desk, now=NOW)


@pytest.mark.parametrize("service", [services.pair_lock, services.pair_forbid])
def test_pairs_are_fixed_by_consultants_with_a_reason(pair, service):
    for by in (factories.UserFactory(), factories.UserFactory(roles={Role.READER}), SYSTEM):
        with pytest.raises(NotYours):
            service(*pair, reason="x", by=by, now=NOW)
    with pytest.raises(Refused):
        service(*pair, reason="  ", by=make.desk(), now=NOW)
    with pytest.raises(Refused):
        service(pair[0], factories.ListingFactory(), reason="x", by=make.desk(), now=NOW)
    with pytest.raises(NotYours):
        services.pair_free(*pair, by=SYSTEM, now=NOW)
    assert PairRule.objects.count() == 0


def test_nobody_is_locked_at_two_listings(pair):
    desk = make.desk()
    services.pair_lock(*pair, reason="x", by=desk, now=NOW)
    with pytest.raises(Refused) as caught:
        services.pair_lock(pair[0], make.listing(pair[0].round), reason="x", by=desk, now=NOW)
    assert pair[1].title in str(caught.value)


@pytest.mark.parametrize("state", ConflictState.values)
def test_a_conflict_of_interest_cannot_be_locked_away(pair, state):
    application, listing = pair
    Conflict.objects.create(
        application=application, organisation=listing.organisation, leg=Leg.IMPARTIALITY, text="x", state=state,
        decision="Set", declared_at=NOW,
    )  # fmt: skip
    if state == ConflictState.CLEARED:
        services.pair_lock(*pair, reason="x", by=make.desk(), now=NOW)
    else:
        with pytest.raises(Refused):
            services.pair_lock(*pair, reason="x", by=make.desk(), now=NOW)
        assert services.pair_propose(*pair, reason="x", now=NOW) is False


def test_nobody_is_locked_at_their_own_workplace(pair):
    application, listing = pair
    listing.organisation = application.workplace
    listing.save()
    with pytest.raises(Refused):
        services.pair_lock(*pair, reason="x", by=make.desk(), now=NOW)


def test_a_lock_names_one_of_the_listings_weeks():
    desk = make.desk()
    weeks = [dt.date(2027, 3, 8), dt.date(2027, 3, 15)]
    listing = make.listing(factories.RoundFactory(kind=Kind.ROLLING), weeks=weeks)
    person = make.wishing(listing.round, listing)
    with pytest.raises(Refused):
        services.pair_lock(person, listing, reason="x", week=dt.date(2027, 3, 22), by=desk, now=NOW)
    services.pair_lock(person, listing, reason="x", week=weeks[1], by=desk, now=NOW)
    assert list(PairRule.objects.values_list("kind", "week")) == [("lock", weeks[1])]
    services.pair_forbid(person, listing, reason="x", by=desk, now=NOW)
    assert list(PairRule.objects.values_list("kind", "week")) == [("forbid", None)]
    with pytest.raises(IntegrityError, match="pair_rule_week"), transaction.atomic():
        PairRule.objects.update(week=weeks[0])


def test_a_fixed_week_round_has_no_weeks_to_lock_in():
    desk = make.desk()
    listing = make.listing(make.closed_round())
    person = make.wishing(listing.round, listing)
    with pytest.raises(Refused):
        services.pair_lock(person, listing, reason="x", week=listing.round.week(), by=desk, now=NOW)
