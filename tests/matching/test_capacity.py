"""A listing keeps the places that are offered or taken: by a sentence, and by the database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from matching.models import Offer
from praktik import clock
from praktik.history.door import Refused
from praktik.listings.models import Listing
from praktik.listings.services import listing_update
from praktik.rounds.states import Kind
from tests import factories
from tests.matching import make

pytestmark = pytest.mark.django_db
NOW = clock.real()
WEEK = dt.date(2027, 3, 8)


@pytest.fixture
def listing():
    """Five places, three in a week; two offers are open in one week and one is accepted in another."""
    made = make.listing(factories.RoundFactory(kind=Kind.ROLLING), capacity=5, week_capacity=3)
    for week, fields in (
        (WEEK, {}),
        (WEEK, {}),
        (WEEK + dt.timedelta(weeks=1), {"state": "accepted", "intern_answer": "yes", "host_answer": "yes"}),
        (WEEK, {"state": "declined"}),
    ):
        application = factories.ApplicationFactory(round=made.round)
        factories.OfferFactory(application=application, listing=made, week=week, **fields)
    return made


def store(listing, **data):
    listing_update(listing, data=data, version=listing.version, by=make.desk(), now=NOW)
    return Listing.objects.values_list("capacity", "week_capacity").get(pk=listing.pk)


def test_places_can_be_taken_out_down_to_what_is_offered_or_taken(listing):
    assert store(listing, capacity=3, week_capacity=2) == (3, 2)


@pytest.mark.parametrize(("data", "number"), [({"capacity": 2}, "3"), ({"week_capacity": 1}, "2")])
def test_no_further_and_the_sentence_says_how_many(listing, data, number):
    with pytest.raises(Refused) as caught:
        store(listing, **data)
    assert number in str(caught.value)
    assert Listing.objects.values_list("capacity", "week_capacity", "version").get(pk=listing.pk) == (5, 3, 1)


def test_a_week_that_is_offered_or_taken_stays(listing):
    taken, free = WEEK + dt.timedelta(weeks=1), WEEK + dt.timedelta(weeks=2)
    Listing.objects.filter(pk=listing.pk).update(weeks=[WEEK, taken, free])
    listing.refresh_from_db()
    with pytest.raises(Refused, match="uge 11"):
        store(listing, weeks=[WEEK, free])
    listing.refresh_from_db()
    store(listing, weeks=[WEEK, taken])
    assert Listing.objects.get(pk=listing.pk).weeks == [WEEK, taken]


@pytest.mark.parametrize("data", [{"capacity": 2, "week_capacity": 2}, {"week_capacity": 1}])
def test_the_database_holds_it_too(listing, data):
    with pytest.raises(IntegrityError, match="more live offers than places"), transaction.atomic():
        Listing.objects.filter(pk=listing.pk).update(**data)
    Offer.objects.filter(listing=listing).update(state="declined")
    assert Listing.objects.filter(pk=listing.pk).update(**data) == 1
