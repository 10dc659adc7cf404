from __future__ import annotations

import datetime as dt
import json
import re
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from matching import services
from matching.engine import __main__ as engine_command
from matching.models import MatchPair, MatchRun
from matching.services.runs import differences, draft, run_verify
from matching.states import RunState
from praktik import clock
from praktik.history.actors import SYSTEM, Role
from praktik.history.door import IllegalMove, NotYours, Refused
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState
from praktik.work.services import jobs_do
from tests import factories
from tests.matching import make

pytestmark = pytest.mark.django_db
NOW = clock.real()


@pytest.fixture
def round_():
    return make.closed_round()


@pytest.fixture
def desk():
    return make.desk()


def test_a_run_from_the_question_to_the_reasons(round_, desk):
    first, second = (make.listing(round_) for _ in range(2))
    happy = make.wishing(round_, first, second)
    other = make.wishing(round_, first)
    lost = make.wishing(round_, second, first, waited=0)
    run = make.run(round_, by=desk, now=NOW)
    round_.refresh_from_db()
    assert (run.state, run.error, round_.state) == (RunState.DONE, "", RoundState.MATCHING)
    assert (run.asked_by, run.asked_at, run.finished_at) == (desk, NOW, NOW)
    assert run.digest == run.result["digest"]
    assert run_verify(run) == []
    pairs = {pair.application_id: pair for pair in run.pairs.all()}
    assert set(pairs) == {happy.pk, other.pk, lost.pk}
    assert sorted(pair.listing_id or 0 for pair in pairs.values()) == [0, first.pk, second.pk]
    (without,) = (pair for pair in pairs.values() if pair.listing is None)
    assert (without.rank, without.week, without.reasons["protected"]) == (None, None, True)
    assert {answer["reason"] for answer in without.reasons["better"]} <= {"places", "wishes", "lottery"}
    placed = [pair for pair in pairs.values() if pair.listing]
    assert {pair.week for pair in placed} == {round_.week()}
    assert [(row["profile"], row["people"], row["placed"]) for row in run.figures] == [
        ("most_placed", 3, 2), ("fairest", 3, 2), ("best_fit", 3, 2), ("stable", 3, 2)
    ]  # fmt: skip
    assert run.figures[0]["by"]["sector"]["municipality"]["people"] == 3
    moves = Transition.objects.of(run).values_list("from_state", "to_state")
    assert list(moves) == [("", "queued"), ("queued", "running"), ("running", "done")]
    assert list(Mail.objects.all()) == []


def test_the_same_round_gives_the_same_answer_every_time(round_, desk):
    listings = [make.listing(round_) for _ in range(3)]
    for number in range(7):
        make.wishing(round_, *listings[number % 2 :])
    one = make.run(round_, by=desk, now=NOW)
    two = make.run(round_, by=desk, now=NOW + dt.timedelta(hours=1))
    assert (one.result, one.digest) == (two.result, two.digest)
    assert differences(one, two) == []


def test_one_run_of_a_round_at_a_time(round_, desk):
    make.wishing(round_, make.listing(round_))
    services.run_ask(round_, by=desk, now=NOW)
    with pytest.raises(Refused) as caught:
        services.run_ask(round_, by=desk, now=NOW)
    assert type(caught.value) is Refused
    jobs_do(time=lambda: NOW)
    assert services.run_ask(round_, by=desk, now=NOW).state == RunState.QUEUED


@pytest.mark.parametrize(
    ("kind", "state", "allowed"),
    [
        (Kind.FIXED_WEEK, RoundState.OPEN, False),
        (Kind.FIXED_WEEK, RoundState.CLOSED, True),
        (Kind.FIXED_WEEK, RoundState.MATCHING, True),
        (Kind.FIXED_WEEK, RoundState.OFFERS_OUT, True),
        (Kind.FIXED_WEEK, RoundState.RUNNING, True),
        (Kind.FIXED_WEEK, RoundState.EVALUATING, False),
        (Kind.ROLLING, RoundState.OPEN, True),
        (Kind.ROLLING, RoundState.EVALUATING, False),
    ],
)
def test_when_a_round_may_be_matched(desk, kind, state, allowed):
    round_ = factories.RoundFactory(kind=kind, state=state)
    if allowed:
        assert services.run_ask(round_, by=desk, now=NOW).state == RunState.QUEUED
    else:
        with pytest.raises(Refused):
            services.run_ask(round_, by=desk, now=NOW)


@pytest.mark.parametrize("roles", [set(), {Role.READER}])
def test_only_the_desk_may_ask(round_, roles):
    with pytest.raises(NotYours):
        services.run_ask(round_, by=factories.UserFactory(roles=roles), now=NOW)


def test_a_round_that_cannot_be_matched_fails_with_a_sentence(round_, desk):
    run = make.run(round_, by=desk, now=NOW)
    assert (run.state, run.attempts, run.result) == (RunState.FAILED, 1, None)
    assert re.fullmatch(r"\D+\.", run.error)


def test_an_answer_that_the_verifier_faults_is_never_stored(round_, desk, monkeypatch):
    make.wishing(round_, make.listing(round_))
    monkeypatch.setattr("matching.services.runs.verify", lambda problem, result: ["level 2 is wrong"])
    run = make.run(round_, by=desk, now=NOW)
    assert (run.state, run.result, MatchPair.objects.count()) == (RunState.FAILED, None, 0)
    assert "level 2 is wrong" in run.error


def test_cancelling_and_discarding_tell_nobody(round_, desk):
    make.wishing(round_, make.listing(round_))
    cancelled = services.run_ask(round_, by=desk, now=NOW)
    services.run_cancel(cancelled, by=desk, now=NOW)
    done = make.run(round_, by=desk, now=NOW)
    services.run_discard(done, by=desk, now=NOW)
    assert list(MatchRun.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "discarded"]
    assert list(Mail.objects.all()) == []
    with pytest.raises(IllegalMove):
        services.run_cancel(done, by=desk, now=NOW)
    with pytest.raises(NotYours):
        services.run_cancel(services.run_ask(round_, by=desk, now=NOW), by=SYSTEM, now=NOW)


def test_two_runs_are_compared_by_who_has_another_place(round_, desk):
    listings = [make.listing(round_) for _ in range(2)]
    people = [make.wishing(round_, *listings) for _ in range(2)]
    one = make.run(round_, by=desk, now=NOW)
    before = {pair.application_id: pair.listing_id for pair in one.pairs.all()}
    services.pair_lock(people[0], listings[1], reason="Aftalt", by=desk, now=NOW)
    services.pair_forbid(people[1], listings[1], reason="Aftalt", by=desk, now=NOW)
    two = make.run(round_, by=desk, now=NOW)
    after = {pair.application_id: pair.listing_id for pair in two.pairs.all()}
    assert after == {people[0].pk: listings[1].pk, people[1].pk: listings[0].pk}
    changed = [(application.pk, old.listing_id, new.listing_id) for application, old, new in differences(one, two)]
    assert sorted(changed) == sorted((pk, before[pk], after[pk]) for pk in before if before[pk] != after[pk])
    locked = two.pairs.get(application=people[0])
    assert (locked.locked, locked.rank) == (True, 2)


def test_the_draft_is_read_with_a_fixed_number_of_queries(round_, desk, django_assert_num_queries):
    shared = make.listing(round_, capacity=9, week_capacity=9)
    make.wishing(round_, shared)
    small = make.run(round_, by=desk, now=NOW)
    for _turn in range(2):
        make.wishing(round_, shared, make.listing(round_))
    large = make.run(round_, by=desk, now=NOW)
    for run, count in ((small, 1), (large, 3)):
        with django_assert_num_queries(2):
            assert len([str(pair) for pair in draft(run)]) == count


@pytest.mark.django_db(transaction=True)
def test_of_parallel_questions_exactly_one_is_queued():
    round_, desk = make.closed_round(state=RoundState.MATCHING), make.desk()
    outcomes = []

    def ask():
        try:
            services.run_ask(round_.__class__.objects.get(pk=round_.pk), by=desk, now=NOW)
            outcomes.append("queued")
        except Refused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["queued", *["refused"] * 5]


def test_a_run_is_exported_as_files_that_the_engine_takes_and_names_nobody(round_, desk, tmp_path):
    application = make.wishing(round_, make.listing(round_))
    run = make.run(round_, by=desk, now=NOW)
    out = StringIO()
    call_command("matching_export", str(run.pk), "--folder", str(tmp_path), stdout=out)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [f"run-{run.pk}-problem.json", f"run-{run.pk}-result.json"]
    problem, result = (tmp_path / name for name in files)
    assert engine_command.main(["verify", str(problem), str(result)]) == 0
    assert json.loads(problem.read_text())["applicants"][0]["id"] == application.token
    assert application.applicant.name not in problem.read_text() + result.read_text()
    call_command("matching_export", str(run.pk), "--folder", str(tmp_path), "--names", stdout=out)
    names = json.loads((tmp_path / f"run-{run.pk}-names.json").read_text())
    assert names["applications"] == {application.token: application.pk}


def test_a_stored_run_is_verified_and_one_that_was_changed_is_not(round_, desk):
    first, second = (make.listing(round_) for _ in range(2))
    application = make.wishing(round_, first, second)
    run = make.run(round_, by=desk, now=NOW)
    call_command("matching_verify", str(run.pk), stdout=StringIO())
    result = run.result | {"pairs": [[application.token, f"h{second.pk}"]]}
    MatchRun.objects.filter(pk=run.pk).update(result=result)
    with pytest.raises(CommandError):
        call_command("matching_verify", str(run.pk), stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("matching_verify", "0", stdout=StringIO())


def test_the_copies_of_changes_do_not_hold_the_problem(round_, desk):
    make.wishing(round_, make.listing(round_))
    make.run(round_, by=desk, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'matching_matchrunevent'"
            " AND column_name IN ('problem', 'result', 'names', 'figures')"
        )
        assert cursor.fetchall() == []


def test_a_rolling_round_gets_weeks(desk):
    round_ = factories.RoundFactory(
        kind=Kind.ROLLING, minimum_list=1, dates={MilestoneKind.STARTS: None, MilestoneKind.ENDS: None}
    )
    weeks = [clock.today() + dt.timedelta(days=7 * number - clock.today().weekday()) for number in (6, 7)]
    listing = make.listing(round_, weeks=weeks, capacity=2, week_capacity=1)
    people = [make.wishing(round_, listing, weeks=[week]) for week in weeks]
    run = make.run(round_, by=desk, now=NOW)
    assert {pair.application_id: (pair.listing_id, pair.week, pair.rank) for pair in run.pairs.all()} == {
        application.pk: (listing.pk, week, 1) for application, week in zip(people, weeks, strict=True)
    }
    round_.refresh_from_db()
    assert round_.state == RoundState.OPEN
