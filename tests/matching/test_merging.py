"""The matching and organisations that are one: when they may be merged, and that its rules hold afterwards."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import translation

from matching import services
from matching.drafts import draft_of
from matching.fit import USUAL
from matching.models import MatchRun, Offer, Publishing
from matching.services.runs import draft
from matching.services.snapshot import closed_pairs, snapshot
from matching.states import OfferState, RunState
from praktik import clock
from praktik.applications.models import Conflict
from praktik.applications.states import ConflictState, Leg, WishKind
from praktik.history.door import Refused
from praktik.organisations.merge_models import Merge
from praktik.organisations.services import organisations_merge
from praktik.placements.states import State as PlacementState
from tests import factories
from tests.matching import make
from tests.praktik.organisations.merging import merge, plan

pytestmark = pytest.mark.django_db

NOW = clock.real()


@pytest.fixture
def pair():
    return factories.CompanyFactory(name="Vindkant A/S"), factories.CompanyFactory(name="Vindkant Nord", cvr=None)


@pytest.fixture
def round_():
    return make.closed_round()


def later(minutes=5):
    return NOW + dt.timedelta(minutes=minutes)


def english(kept, gone):
    with translation.override("en"):
        return plan(kept, gone)


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING])
@pytest.mark.parametrize("concerned", ["listing", "workplace", "conflict"])
def test_not_while_a_run_of_a_round_concerned_is_under_way(pair, round_, state, concerned):
    kept, gone = pair
    application = factories.ApplicationFactory(round=round_)
    if concerned == "listing":
        make.listing(round_, organisation=gone)
    elif concerned == "workplace":
        factories.ApplicationFactory(round=round_, workplace=kept)
    else:
        Conflict.objects.create(
            application=application, organisation=gone, leg=Leg.PROCUREMENT, text="Udbud", declared_at=NOW
        )
    run = factories.MatchRunFactory(round=round_, state=state)
    sentence = f"A matching run of {round_.name_en} is under way. Wait until it is done, or cancel it."
    assert english(kept, gone).refusals == [sentence]
    with pytest.raises(Refused):
        merge(kept, gone)
    MatchRun.objects.filter(pk=run.pk).update(state=RunState.CANCELLED)
    merge(kept, gone)


def test_a_run_of_another_round_is_no_hindrance(pair, round_):
    kept, gone = pair
    make.listing(round_, organisation=gone)
    factories.MatchRunFactory(state=RunState.RUNNING)
    merge(kept, gone)


def test_not_while_a_draft_is_being_published(pair, round_):
    kept, gone = pair
    make.wishing(round_, make.listing(round_, organisation=gone))
    run = make.run(round_, by=make.desk(), now=NOW)
    Publishing.objects.create(run=run, asked_at=NOW)
    assert len(plan(kept, gone).refusals) == 1


def test_a_draft_from_before_says_that_it_is_out_of_date(pair, round_, client):
    kept, gone = pair
    desk = make.desk()
    make.wishing(round_, make.listing(round_, organisation=gone))
    old = make.run(round_, by=desk, now=NOW)
    said = "Organisations were merged since this run was asked for: it is out of date. Run it again."
    with translation.override("en"):
        assert draft_of(old).warnings == []
        assert (
            f"Draft {old.pk} of {round_} is out of date afterwards: run it again before you publish."
            in plan(kept, gone).warnings
        )
        merge(kept, gone, now=later())
        assert draft_of(old).warnings == [said]
        client.force_login(desk)
        page = client.get(reverse("admin:matching_publish", args=[old.pk]), headers={"accept-language": "en"})
        assert page.context["outdated"] == [said]
        new = make.run(round_, by=desk, now=later(10))
        assert draft_of(new).warnings == []
    other = make.closed_round()
    make.wishing(other, make.listing(other))
    assert draft_of(make.run(other, by=desk, now=NOW)).warnings == []


def test_a_draft_from_before_publishes_nobody_into_their_own_workplace(pair, round_):
    kept, gone = pair
    listing = make.listing(round_, organisation=gone, capacity=2, week_capacity=2)
    own = make.wishing(round_, listing, workplace=kept)
    free = make.wishing(round_, listing)
    run = make.run(round_, by=make.desk(), now=NOW)
    assert {pair.application for pair in draft(run) if pair.listing} == {own, free}
    merge(kept, gone, now=later())
    services.run_publish(run, by=make.desk(), now=later(10))
    assert [offer.application for offer in Offer.objects.all()] == [free]


def test_own_workplace_and_conflicts_hold_after_the_merge(pair, round_):
    kept, gone = pair
    listing = make.listing(round_, organisation=gone, capacity=9, week_capacity=9)
    own = make.wishing(round_, listing, workplace=kept)
    known, named, former, free = (make.wishing(round_, listing) for _ in range(4))
    declared = {"leg": Leg.PROCUREMENT, "text": "Udbud", "declared_at": NOW}
    Conflict.objects.create(application=known, organisation=kept, **declared)
    Conflict.objects.create(application=named, company_name="Vindkant", **declared)
    Conflict.objects.create(
        application=former, company_name="vindkant nord", state=ConflictState.UPHELD, decision="Ja.", **declared
    )
    before = {application for application, _listing in closed_pairs(round_, now=NOW)}
    assert before == {former.pk}
    merge(kept, gone)
    closed = closed_pairs(round_, now=NOW)
    assert closed == {
        (own.pk, listing.pk): "own_workplace",
        (known.pk, listing.pk): "conflict_of_interest",
        (named.pk, listing.pk): "conflict_of_interest",
        (former.pk, listing.pk): "conflict_of_interest",
    }
    run = make.run(round_, by=make.desk(), now=NOW)
    assert {pair.application for pair in draft(run) if pair.listing} == {free}
    with pytest.raises(Refused):
        services.pair_lock(former, listing, reason="x", by=make.desk(), now=NOW)


def test_a_wish_by_the_old_name_still_means_the_company(pair, round_):
    kept, gone = pair
    listing = make.listing(round_, organisation=kept)
    application = factories.ApplicationFactory(round=round_)
    factories.WishFactory(application=application, kind=WishKind.COMPANY, company_name="Vindkant Nord")
    merge(kept, gone)
    assert [pair.listing for pair in draft(make.run(round_, by=make.desk(), now=NOW))] == [listing]


def test_interns_of_both_count_for_the_mix_of_sectors_and_a_no_is_not_asked_again(pair, round_):
    kept, gone = pair
    listing = make.listing(round_, organisation=kept)
    other = make.listing(round_, organisation=gone)
    application = make.wishing(round_, listing, other)
    factories.PlacementFactory(
        application__workplace=factories.WorkplaceFactory(), listing__organisation=gone, state=PlacementState.COMPLETED
    )
    offer = factories.OfferFactory(application=application, listing=other)
    Offer.objects.filter(pk=offer.pk).update(state=OfferState.DECLINED, intern_answer="no")
    type(application).objects.filter(pk=application.pk).update(state="eligible")

    def mix():
        taken = snapshot(round_, profile="most_placed", weights=USUAL, now=NOW)
        return taken.shares[application.token, f"h{listing.pk}"].mix

    assert mix() == 100
    merge(kept, gone)
    assert mix() == 0
    assert closed_pairs(round_, now=NOW) == {(application.pk, other.pk): "declined"}


def own_offer(round_, workplace, host):
    application = factories.ApplicationFactory(round=round_, workplace=workplace, applicant__name="Anne Andersen")
    return factories.OfferFactory(application=application, listing__organisation=host, listing__title="Møllepraktik")


def own_placement(round_, workplace, host):
    application = factories.ApplicationFactory(round=round_, workplace=workplace, applicant__name="Anne Andersen")
    return factories.PlacementFactory(
        application=application, listing__organisation=host, listing__title="Møllepraktik"
    )


def conflicting(make_row):
    def made(round_, organisation, host):
        row = make_row(round_, factories.WorkplaceFactory(), host)
        Conflict.objects.create(
            application=row.application, organisation=organisation, leg=Leg.PROCUREMENT, text="x", declared_at=NOW
        )
        return row

    return made


@pytest.mark.parametrize(
    ("make_row", "over", "sentence"),
    [
        (
            own_offer, OfferState.WITHDRAWN,
            "Anne Andersen has an offer at “Møllepraktik”, which would be their own workplace. Take the offer back "
            "first.",
        ),
        (
            conflicting(own_offer), OfferState.WITHDRAWN,
            "Anne Andersen has an offer at “Møllepraktik” and would have a conflict of interest with it. Decide about "
            "the conflict or take the offer back first.",
        ),
        (
            own_placement, PlacementState.CANCELLED,
            "Anne Andersen has a placement at “Møllepraktik”, which would be their own workplace. End the placement "
            "first.",
        ),
        (
            conflicting(own_placement), PlacementState.CANCELLED,
            "Anne Andersen has a placement at “Møllepraktik” and would have a conflict of interest with it. Decide "
            "about the conflict or end the placement first.",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_nobody_comes_to_be_an_intern_against_the_rules(pair, round_, make_row, over, sentence, turned):
    kept, gone = pair
    row = make_row(round_, *(reversed(pair) if turned else pair))
    found = english(kept, gone)
    assert found.refusals == [sentence]
    assert list(found.seen) == [row.application.applicant_id]
    with pytest.raises(Refused):
        merge(kept, gone)
    assert Merge.objects.count() == 0
    type(row).objects.filter(pk=row.pk).update(state=over)
    merge(kept, gone)


def test_a_lock_that_becomes_forbidden_is_pointed_out(pair, round_):
    kept, gone = pair
    listing = make.listing(round_, organisation=gone, title="Møllepraktik")
    application = make.wishing(round_, workplace=kept, applicant__name="Anne Andersen")
    services.pair_lock(application, listing, reason="Aftalt", by=make.desk(), now=NOW)
    assert english(kept, gone).warnings == [
        "Anne Andersen is locked at “Møllepraktik”, which is forbidden afterwards. Free the pair first."
    ]


@pytest.mark.django_db(transaction=True)
def test_a_run_and_a_merge_at_the_same_moment_come_one_after_the_other():
    """Either the run is first, and the merge is refused; or the merge is, and the run sees what it left."""
    kept, gone = factories.CompanyFactory(name="Alfa"), factories.CompanyFactory(name="Alfa Nord", cvr=None)
    round_, desk = make.closed_round(), make.desk()
    make.wishing(round_, make.listing(round_, organisation=gone), workplace=kept)
    digest, start, said = plan(kept, gone).digest, threading.Barrier(2), {}

    def one(name, act):
        try:
            start.wait(10)
            act()
            said[name] = "done"
        except Refused:
            said[name] = "refused"
        finally:
            connections.close_all()

    acts = {
        "run": lambda: services.run_ask(round_, by=desk, now=NOW),
        "merge": lambda: organisations_merge(kept.pk, [gone.pk], why="x", digest=digest, by=desk, now=NOW),
    }
    threads = [threading.Thread(target=one, args=entry) for entry in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said["run"] == "done"
    assert (said["merge"] == "done") == Merge.objects.exists()
