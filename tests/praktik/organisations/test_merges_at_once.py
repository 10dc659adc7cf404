"""What happens at the same time as a merge."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from praktik import clock
from praktik.applications.models import Application
from praktik.history.door import Refused
from praktik.listings.models import Listing
from praktik.organisations import services
from praktik.organisations.merge_models import Merge
from praktik.organisations.models import Membership, Organisation
from tests import factories
from tests.factories import UserFactory
from tests.praktik.organisations.merging import desk, merge, plan

pytestmark = pytest.mark.django_db


def together(*acts):
    """Each act in a thread and a transaction of its own, all at once; what each said, in order."""
    start, said = threading.Barrier(len(acts)), [""] * len(acts)

    def one(number, act):
        try:
            start.wait(10)
            act()
            said[number] = "done"
        except Refused as refused:
            said[number] = type(refused).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=entry) for entry in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.django_db(transaction=True)
def test_of_two_consultants_at_once_one_merges(pair):
    kept, gone = pair
    listings = [factories.ListingFactory(organisation=organisation).pk for organisation in pair]
    now = clock.now()

    def act(stays, goes, digest, by):
        return lambda: services.organisations_merge(stays.pk, [goes.pk], why="x", digest=digest, by=by, now=now)

    one, other = plan(kept, gone).digest, plan(gone, kept).digest
    said = together(act(kept, gone, one, desk()), act(gone, kept, other, desk()), act(kept, gone, one, desk()))
    assert sorted(said) == ["Refused", "Refused", "done"]
    done = Merge.objects.get()
    assert set(Listing.objects.filter(pk__in=listings).values_list("organisation", flat=True)) == {done.kept_id}


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_it_is_merged_is_not_left_behind(pair):
    kept, gone = pair
    people = [UserFactory() for _ in range(4)]
    digest, by, now = plan(kept, gone).digest, desk(), clock.now()

    def ask(person):
        return lambda: services.membership_request(person, Organisation.objects.get(pk=gone.pk), now=now)

    def act():
        services.organisations_merge(kept.pk, [gone.pk], why="x", digest=digest, by=by, now=now)

    said = together(act, *(ask(person) for person in people))
    assert said[1:] == ["done"] * 4
    if said[0] == "done":
        assert Membership.objects.filter(organisation=gone).count() == 0
        assert Membership.objects.filter(organisation=kept).count() == 4
    else:  # somebody asked between the look and the merge
        assert said[0] == "Stale"
        assert Membership.objects.filter(organisation=gone).count() == 4


def test_applications_say_the_workplace_that_stays(pair):
    kept, gone = pair
    application = factories.ApplicationFactory(workplace=gone)
    merge(kept, gone)
    assert Application.objects.get(pk=application.pk).workplace == kept
