"""Publishing as work: asked for, cancelled, done whole or not at all, once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from matching import services
from matching.models import Offer, Publishing
from matching.services import jobs
from matching.states import PublishingState, RunState
from praktik import clock
from praktik.history.door import IllegalMove, NotYours, Refused
from praktik.history.models import Transition
from praktik.listings.models import Listing
from praktik.mail.models import Mail
from praktik.people.services import user_set_roles
from praktik.rounds.states import State as RoundState
from praktik.work.services import jobs_do
from tests import factories
from tests.matching import make

pytestmark = pytest.mark.django_db
NOW = clock.real()
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def desk():
    return make.desk()


@pytest.fixture
def run(desk):
    round_ = make.closed_round()
    listing = make.listing(round_, capacity=2, week_capacity=2)
    for _turn in range(3):
        make.wishing(round_, listing)
    return make.run(round_, by=desk, now=NOW)


def work():
    return jobs_do(time=lambda: LATER)


def state(run):
    run.refresh_from_db()
    publishing = Publishing.objects.get()
    return publishing.state, run.state, run.round.state, Offer.objects.count(), Mail.objects.count()


def test_it_is_queued_and_a_worker_does_it_as_the_one_who_asked(run, desk):
    publishing = services.publishing_ask(run, by=desk, now=NOW)
    assert state(run) == ("queued", "done", "matching", 0, 0)
    assert (work(), work()) == (1, 0)
    run.round.refresh_from_db()
    assert state(run) == ("done", "published", "offers_out", 2, 5)
    publishing.refresh_from_db()
    assert (publishing.offers, publishing.progress) == (2, 100)
    assert Transition.objects.of(run).get(to_state="published").actor_id == desk.pk
    assert [row.to_state for row in Transition.objects.of(publishing)] == ["queued", "running", "done"]


def test_what_the_rules_refuse_by_then_leaves_nothing_behind_and_says_why(run, desk):
    services.publishing_ask(run, by=desk, now=NOW)
    listing = Listing.objects.get()
    Listing.objects.update(capacity=1, week_capacity=1)
    work()
    assert state(run) == ("failed", "done", "matching", 0, 0)
    assert listing.title in Publishing.objects.get().error
    Listing.objects.update(capacity=2, week_capacity=2)
    services.publishing_ask(run, by=desk, now=NOW)


def test_a_draft_put_aside_meanwhile_fails_at_once_and_is_not_tried_again(run, desk):
    services.publishing_ask(run, by=desk, now=NOW)
    services.run_discard(run, by=desk, now=NOW)
    assert (work(), work()) == (1, 0)
    assert state(run)[:2] == ("failed", "discarded")


def test_somebody_who_is_no_consultant_any_more_publishes_nothing(run, desk):
    services.publishing_ask(run, by=desk, now=NOW)
    user_set_roles(desk, [])
    work()
    assert state(run) == ("failed", "done", "matching", 0, 0)


def test_it_is_cancelled_before_a_worker_has_begun_and_not_after(run, desk):
    publishing = services.publishing_ask(run, by=desk, now=NOW)
    services.publishing_cancel(publishing, by=desk, now=NOW)
    assert work() == 0
    assert state(run) == ("cancelled", "done", "matching", 0, 0)
    again = services.publishing_ask(run, by=desk, now=NOW)
    Publishing.objects.filter(pk=again.pk).update(state=PublishingState.RUNNING)
    with pytest.raises(IllegalMove):
        services.publishing_cancel(again, by=desk, now=NOW)


def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_another_does_it(run, desk, monkeypatch):
    services.publishing_ask(run, by=desk, now=NOW)

    def dies(*args, **kwargs):
        jobs_publish(*args, **kwargs)
        raise SystemExit

    jobs_publish = jobs.run_publish
    monkeypatch.setattr(jobs, "run_publish", dies)
    with pytest.raises(SystemExit), transaction.atomic():
        work()
    assert state(run)[3:] == (0, 0)
    monkeypatch.setattr(jobs, "run_publish", jobs_publish)
    Publishing.objects.filter(state="running").update(lease_until=clock.real() - dt.timedelta(seconds=1))
    assert work() == 1
    assert state(run)[3:] == (2, 5)


def test_a_draft_is_published_once(run, desk):
    services.publishing_ask(run, by=desk, now=NOW)
    with pytest.raises(Refused):
        services.publishing_ask(run, by=desk, now=NOW)
    with pytest.raises(IntegrityError, match="publishing_one_busy"), transaction.atomic():
        Publishing.objects.create(run=run, asked_at=NOW)
    work()
    with pytest.raises(IllegalMove):
        services.publishing_ask(run, by=desk, now=NOW)
    assert Publishing.objects.count() == 1


def test_what_can_be_refused_at_once_is(run, desk):
    with pytest.raises(NotYours):
        services.publishing_ask(run, by=factories.UserFactory(), now=NOW)
    with pytest.raises(Refused):
        services.publishing_ask(run, only={run.pairs.first().application_id}, by=desk, now=NOW)
    for pair in run.pairs.all():
        services.offer_create(
            pair.application, listing=make.listing(run.round), week=run.round.week(), by=desk, now=NOW
        )
    with pytest.raises(Refused):
        services.publishing_ask(run, by=desk, now=NOW)
    assert (Publishing.objects.count(), run.state, run.round.state) == (0, RunState.DONE, RoundState.MATCHING)
