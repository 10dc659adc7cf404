from __future__ import annotations

import datetime as dt

import pytest

from matching import services
from matching.engine import Changes, rematch
from matching.models import MatchRun, Offer
from matching.services.publishing import previews, publication, told_reasons
from matching.services.runs import run_problem, run_result
from matching.states import OfferState, RunState
from praktik import clock
from praktik.applications.models import Application, Conflict
from praktik.applications.states import Leg
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import SYSTEM
from praktik.history.door import IllegalMove, NotYours, Refused
from praktik.listings.models import Listing
from praktik.mail.models import Mail
from praktik.rounds.states import Kind, MilestoneKind
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
def round_():
    return make.closed_round()


def work(now):
    jobs_do(time=lambda: now)


def mails():
    return sorted(Mail.objects.filter(state="queued").values_list("kind", "to"))


def test_publishing_makes_offers_a_waiting_list_and_moves_the_round(round_, desk):
    listing = make.listing(round_)
    first, second = (make.wishing(round_, listing) for _ in range(2))
    run = make.run(round_, by=desk, now=NOW)
    services.run_publish(run, by=desk, now=LATER)
    round_.refresh_from_db()
    offer = Offer.objects.get()
    winner, loser = (first, second) if offer.application == first else (second, first)
    for application in (winner, loser):
        application.refresh_from_db()
    assert (run.state, round_.state) == (RunState.PUBLISHED, RoundState.OFFERS_OUT)
    assert (offer.state, offer.run, offer.listing, offer.rank) == (OfferState.OPEN, run, listing, 1)
    assert (offer.week, offer.offered_at) == (round_.week(), LATER)
    assert (winner.state, loser.state) == (ApplicationState.MATCHED, ApplicationState.WAITING_LIST)
    assert mails() == sorted(
        [
            ("match_waiting_list", loser.applicant.email),
            ("offer_to_applicant", winner.applicant.email),
            ("offer_to_host", listing.host.email),
        ]
    )
    with pytest.raises(IllegalMove):
        services.run_publish(run, by=desk, now=LATER)


def test_only_the_desk_publishes(round_, desk):
    make.wishing(round_, make.listing(round_))
    run = make.run(round_, by=desk, now=NOW)
    with pytest.raises(NotYours):
        services.run_publish(run, by=factories.UserFactory(), now=LATER)
    assert (Offer.objects.count(), Mail.objects.count()) == (0, 0)


def test_a_draft_that_cannot_be_published_whole_is_not_published_at_all(round_, desk):
    roomy, tight = make.listing(round_), make.listing(round_, capacity=2, week_capacity=2)
    make.wishing(round_, roomy)
    for _turn in range(2):
        make.wishing(round_, tight)
    run = make.run(round_, by=desk, now=NOW)
    Listing.objects.filter(pk=tight.pk).update(capacity=1, week_capacity=1)
    with pytest.raises(Refused) as caught:
        services.run_publish(run, by=desk, now=LATER)
    assert tight.title in str(caught.value)
    run.refresh_from_db()
    round_.refresh_from_db()
    assert (run.state, round_.state) == (RunState.DONE, RoundState.MATCHING)
    assert (Offer.objects.count(), Mail.objects.count()) == (0, 0)


def test_what_the_world_has_overtaken_is_left_out_with_its_reason(round_, desk):
    listings = [make.listing(round_) for _ in range(4)]
    people = [make.wishing(round_, listing) for listing in listings]
    run = make.run(round_, by=desk, now=NOW)
    Application.objects.filter(pk=people[0].pk).update(state=ApplicationState.WITHDRAWN)
    Listing.objects.filter(pk=listings[1].pk).update(state="closed")
    Conflict.objects.create(
        application=people[2], organisation=listings[2].organisation, leg=Leg.IMPARTIALITY, text="x", declared_at=NOW
    )
    shown = publication(run, now=LATER)
    assert [listing.pk for _pair, listing in shown.offers] == [listings[3].pk]
    assert {pair.application_id for pair, _why in shown.skipped} == {person.pk for person in people[:3]}
    services.run_publish(run, by=desk, now=LATER)
    assert [offer.application_id for offer in Offer.objects.all()] == [people[3].pk]


def test_what_the_applicant_may_read_names_nobody(round_, desk):
    listing = make.listing(round_)
    for _turn in range(2):
        make.wishing(round_, listing, make.listing(round_))
    run = make.run(round_, by=desk, now=NOW)
    pair = next(pair for pair in run.pairs.all() if pair.rank == 2)
    (answer,) = pair.reasons["better"]
    assert [len(move) for move in answer["moves"]] == [3]
    told = told_reasons(pair)
    assert set(told["better"][0]) == {"listing", "rank", "reason", "detail", "unplaced", "others"}


def test_the_preview_shows_each_kind_of_mail_and_how_many(round_, desk):
    listing = make.listing(round_)
    factories.MembershipFactory(organisation=listing.organisation)
    for _turn in range(3):
        make.wishing(round_, listing)
    run = make.run(round_, by=desk, now=NOW)
    found = previews(run, publication(run, now=LATER), now=LATER, language="en")
    assert [(preview.kind, preview.count) for preview in found] == [
        ("offer_to_applicant", 1), ("offer_to_host", 2), ("match_waiting_list", 2)
    ]  # fmt: skip
    assert listing.title in found[0].text
    assert (Mail.objects.count(), Offer.objects.count()) == (0, 0)


def test_the_preview_takes_a_fixed_number_of_queries(round_, desk, django_assert_num_queries):
    make.wishing(round_, make.listing(round_))
    small = make.run(round_, by=desk, now=NOW)
    for _turn in range(2):
        make.wishing(round_, make.listing(round_))
    large = make.run(round_, by=desk, now=NOW)
    for run, count in ((small, 1), (large, 3)):
        with django_assert_num_queries(18):
            assert len(publication(MatchRun.objects.get(pk=run.pk), now=LATER).offers) == count


def rolling(**fields):
    return factories.RoundFactory(
        kind=Kind.ROLLING, minimum_list=1, dates={MilestoneKind.STARTS: None, MilestoneKind.ENDS: None}, **fields
    )


def weeks():
    return [clock.today() + dt.timedelta(days=7 * number - clock.today().weekday()) for number in (6, 7)]


def test_a_rolling_round_is_published_in_part_and_stays_open(desk):
    round_ = rolling()
    listings = [make.listing(round_, weeks=weeks()) for _ in range(2)]
    people = [make.wishing(round_, listing, weeks=weeks()) for listing in listings]
    run = make.run(round_, by=desk, now=NOW)
    services.run_publish(run, only={people[0].pk}, by=desk, now=LATER)
    round_.refresh_from_db()
    assert [offer.application_id for offer in Offer.objects.all()] == [people[0].pk]
    assert Application.objects.get(pk=people[1].pk).state == ApplicationState.ELIGIBLE
    assert round_.state == RoundState.OPEN


def test_a_fixed_week_round_is_not_published_in_part(round_, desk):
    person = make.wishing(round_, make.listing(round_))
    run = make.run(round_, by=desk, now=NOW)
    with pytest.raises(Refused):
        services.run_publish(run, only={person.pk}, by=desk, now=LATER)


# --- refills --------------------------------------------------------------------------------------------------------


@pytest.fixture
def published(round_, desk):
    """Two places, four people who want both; two have offers. Returns (run, offers)."""
    listings = [make.listing(round_) for _ in range(2)]
    for _turn in range(4):
        make.wishing(round_, *listings)
    run = make.run(round_, by=desk, now=NOW)
    services.run_publish(run, by=desk, now=NOW)
    return run, list(Offer.objects.order_by("pk"))


def test_a_free_place_is_proposed_to_the_desk_and_nobody_told_moves(published, round_, desk):
    _run, (gone, stays) = published
    assert services.refills_look(LATER) == 0
    services.offer_decline(gone, reason="", by=gone.application.applicant, now=LATER)
    assert services.refills_look(LATER) == 1
    assert services.refills_look(LATER) == 0
    work(LATER)
    refill = MatchRun.objects.first()
    assert (refill.state, refill.asked_by) == (RunState.DONE, None)
    # A proposal: nothing has been offered yet.
    assert services.refills_look(LATER) == 0
    assert list(Offer.objects.live()) == [stays]
    (pair,) = (pair for pair in refill.pairs.all() if pair.listing)
    assert pair.listing == gone.listing
    assert pair.application not in (gone.application, stays.application)
    services.run_publish(refill, by=desk, now=LATER)
    assert set(Offer.objects.live().values_list("application", "listing")) == {
        (stays.application_id, stays.listing_id), (pair.application_id, gone.listing_id)
    }  # fmt: skip


def test_a_refill_gives_what_the_engines_rematch_of_the_first_run_gives(published, desk):
    run, (gone, stays) = published
    services.offer_decline(gone, reason="", by=gone.application.applicant, now=LATER)
    services.refills_look(LATER)
    work(LATER)
    refill = MatchRun.objects.first()
    problem, result = run_problem(run), run_result(run)
    changes = Changes(
        told=(stays.application.token, gone.application.token),
        declined=((gone.application.token, f"h{gone.listing_id}"),),
    )
    told = {stays.application.token}
    again = dict(rematch(problem, result, changes).result.pairs)
    assert again[stays.application.token] == f"h{stays.listing_id}"
    assert dict(run_result(refill).pairs) == {who: where for who, where in again.items() if who not in told}


def test_where_the_round_says_so_a_free_place_is_offered_on_at_once(published, round_):
    round_.refresh_from_db()
    round_.auto_refill = True
    round_.save()
    _run, (gone, _stays) = published
    services.offers_lapse(gone.deadline + dt.timedelta(minutes=1))
    now = gone.deadline + dt.timedelta(minutes=2)
    assert services.refills_look(now) == 1
    work(now)
    assert services.refills_look(now) == 1
    refill = MatchRun.objects.first()
    assert refill.state == RunState.PUBLISHED
    assert Offer.objects.live().count() == 2
    assert set(Offer.objects.live().values_list("run", flat=True)) == {refill.pk}


def test_a_draft_of_a_consultant_is_never_published_by_the_system(published, round_, desk):
    round_.refresh_from_db()
    round_.auto_refill = True
    round_.save()
    _run, (gone, _stays) = published
    services.offer_decline(gone, reason="", by=gone.application.applicant, now=LATER)
    make.run(round_, by=desk, now=LATER)
    assert services.refills_look(LATER) == 0
    assert MatchRun.objects.first().state == RunState.DONE


def test_a_refill_that_finds_nobody_is_put_aside(round_, desk):
    round_.auto_refill = True
    round_.save()
    listing, other = make.listing(round_), make.listing(round_)
    one = make.wishing(round_, listing)
    make.wishing(round_, other)
    make.wishing(round_, other)
    services.run_publish(make.run(round_, by=desk, now=NOW), by=desk, now=NOW)
    services.offer_decline(Offer.objects.get(application=one), reason="", by=one.applicant, now=LATER)
    assert services.refills_look(LATER) == 1
    work(LATER)
    assert services.refills_look(LATER) == 0
    assert MatchRun.objects.first().state == RunState.DISCARDED
    assert services.refills_look(LATER) == 0
    assert MatchRun.objects.count() == 2


def test_a_second_refill_does_not_mail_the_waiting_again(published, round_, desk):
    _run, (gone, _stays) = published
    before = Mail.objects.filter(kind="match_waiting_list").count()
    services.offer_decline(gone, reason="", by=gone.application.applicant, now=LATER)
    services.refills_look(LATER)
    work(LATER)
    services.run_publish(MatchRun.objects.first(), by=desk, now=LATER)
    assert (before, Mail.objects.filter(kind="match_waiting_list").count()) == (2, 2)


def test_the_system_may_not_make_a_round_of_its_own(round_):
    make.wishing(round_, make.listing(round_))
    assert services.refills_look(LATER) == 0
    assert MatchRun.objects.count() == 0
    assert SYSTEM.pk is None
