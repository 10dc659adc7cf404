"""Rounds: what the services add to the table of moves, and what the clock does."""

from __future__ import annotations

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from praktik.history.actors import SYSTEM, Impersonal, Role
from praktik.history.door import IllegalMove, NotYours, Refused
from praktik.history.models import Transition
from praktik.rounds import services
from praktik.rounds.models import Milestone, Round
from praktik.rounds.signals import round_moved
from praktik.rounds.states import Kind, MilestoneKind, State
from tests.factories import RoundFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
DESK = Impersonal(Role.CONSULTANT)


def at(month, day, hour=12):
    return dt.datetime(2027, month, day, hour, tzinfo=COPENHAGEN)


# A week in September, as it may be planned in the winter before.
DATES = {
    MilestoneKind.OPENS: at(2, 1),
    MilestoneKind.CLOSES: at(5, 1),
    MilestoneKind.MANAGERS: at(5, 15),
    MilestoneKind.LISTINGS_CLOSE: at(6, 1),
    MilestoneKind.STARTS: at(9, 13, 8),
    MilestoneKind.ENDS: at(9, 17, 16),
    MilestoneKind.EVALUATED: at(12, 1),
}
FIELDS = {
    "name_da": "Uge 37",
    "name_en": "Week 37",
    "slug": "uge-37",
    "applicant_sectors": ["municipality"],
    "host_sectors": ["private"],
}


def a_round(state=State.DRAFT, kind=Kind.FIXED_WEEK, **changes):
    return RoundFactory(state=state, kind=kind, seed="" if state == State.DRAFT else "5eed", dates={**DATES, **changes})


def moves(row):
    return list(Transition.objects.of(row).values_list("from_state", "to_state", "role", "at"))


def test_a_round_is_made_as_a_draft_with_its_dates_and_the_first_line_of_its_history():
    consultant = UserFactory(roles={Role.CONSULTANT})
    made = services.round_create(**FIELDS, milestones=DATES, by=consultant, now=NOW)
    made = Round.objects.get(pk=made.pk)
    assert (made.state, made.seed, made.seed_hash) == (State.DRAFT, "", "")
    assert made.dates() == DATES
    assert made.week() == dt.date(2027, 9, 13)
    assert moves(made) == [("", State.DRAFT, Role.CONSULTANT, NOW)]


@pytest.mark.parametrize("by", [Impersonal(Role.READER), Impersonal(Role.MANAGER)])
def test_only_the_desk_makes_rounds(by):
    with pytest.raises(NotYours):
        services.round_create(**FIELDS, by=by, now=NOW)
    assert Round.objects.count() == 0


def test_a_short_name_is_taken_once():
    services.round_create(**FIELDS, by=DESK, now=NOW)
    with pytest.raises(ValidationError):
        services.round_create(**FIELDS, by=DESK, now=NOW)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({MilestoneKind.CLOSES: at(1, 31)}, ("Applications open", "Deadline for applications")),
        ({MilestoneKind.MANAGERS: at(4, 30)}, ("Deadline for applications", "Deadline for managers' answers")),
        ({MilestoneKind.MANAGERS: at(9, 14)}, ("Deadline for managers' answers", "First day of the placements")),
        ({MilestoneKind.ENDS: at(9, 13, 7)}, ("First day of the placements", "Last day of the placements")),
        ({MilestoneKind.LISTINGS_CLOSE: at(1, 1)}, ("Applications open", "Deadline for listings")),
        ({MilestoneKind.EVALUATED: at(9, 1)}, ("Last day of the placements", "Evaluation ends")),
    ],
)
def test_dates_in_the_wrong_order_are_refused_with_both_names(changes, named):
    with override("en"), pytest.raises(Refused) as refused:
        services.round_create(**FIELDS, milestones=DATES | changes, by=DESK, now=NOW)
    earlier, later = named
    assert str(refused.value) == f"“{later}” must come after “{earlier}”. Change one of the two dates."
    assert Round.objects.count() == 0


def test_a_fixed_week_ends_in_the_week_it_begins_in():
    with override("en"), pytest.raises(Refused, match="week 37, 2027"):
        services.round_create(**FIELDS, milestones=DATES | {MilestoneKind.ENDS: at(9, 20)}, by=DESK, now=NOW)


def test_opening_draws_a_seed_at_random_and_shows_its_hash():
    one, other = a_round(), a_round()
    for row in (one, other):
        services.round_open(row, by=DESK, now=NOW)
        row.refresh_from_db()
    assert (one.state, len(one.seed)) == (State.OPEN, 32)
    assert one.seed != other.seed
    assert one.seed_hash == hashlib.sha256(one.seed.encode()).hexdigest()


@pytest.mark.parametrize(
    ("kind", "left_out"),
    [
        (Kind.FIXED_WEEK, MilestoneKind.STARTS),
        (Kind.FIXED_WEEK, MilestoneKind.CLOSES),
        (Kind.ROLLING, MilestoneKind.OPENS),
    ],
)
def test_a_round_does_not_open_without_its_dates(kind, left_out):
    row = a_round(kind=kind, **{left_out: None})
    with pytest.raises(Refused) as refused:
        services.round_open(row, by=DESK, now=NOW)
    assert str(left_out.label) in str(refused.value)
    row.refresh_from_db()
    assert (row.state, row.seed) == (State.DRAFT, "")


def test_a_round_does_not_open_after_its_deadline():
    with pytest.raises(Refused):
        services.round_open(a_round(), by=DESK, now=at(5, 2))


def test_a_rolling_round_needs_no_week():
    row = a_round(kind=Kind.ROLLING, **dict.fromkeys(set(DATES) - {MilestoneKind.OPENS}))
    services.round_open(row, by=DESK, now=NOW)
    assert Round.objects.get(pk=row.pk).state == State.OPEN


def test_reopening_sets_the_new_deadline_and_tells_upper_floors():
    row = a_round(State.CLOSED)
    heard = []

    def listen(**kwargs):
        heard.append((kwargs["instance"].pk, kwargs["from_state"], kwargs["to_state"]))

    round_moved.connect(listen)
    try:
        services.round_reopen(row, closes_at=at(5, 10), by=DESK, now=at(5, 2))
    finally:
        round_moved.disconnect(listen)
    row = Round.objects.get(pk=row.pk)
    assert (row.state, row.at(MilestoneKind.CLOSES)) == (State.OPEN, at(5, 10))
    assert row.takes_applications(at(5, 9)) is True
    assert heard == [(row.pk, State.CLOSED, State.OPEN)]


@pytest.mark.parametrize("closes_at", [at(5, 1), at(5, 2), at(5, 16)])
def test_a_new_deadline_must_be_ahead_and_before_the_managers(closes_at):
    row = a_round(State.CLOSED)
    with pytest.raises(Refused):
        services.round_reopen(row, closes_at=closes_at, by=DESK, now=at(5, 2))
    row = Round.objects.get(pk=row.pk)
    assert (row.state, row.at(MilestoneKind.CLOSES)) == (State.CLOSED, DATES[MilestoneKind.CLOSES])


WAY = [
    (services.round_open, State.DRAFT, State.OPEN),
    (services.round_close, State.OPEN, State.CLOSED),
    (services.round_start_matching, State.CLOSED, State.MATCHING),
    (services.round_back_to_closed, State.MATCHING, State.CLOSED),
    (services.round_send_offers, State.MATCHING, State.OFFERS_OUT),
    (services.round_start, State.OFFERS_OUT, State.RUNNING),
    (services.round_evaluate, State.RUNNING, State.EVALUATING),
    (services.round_archive, State.EVALUATING, State.ARCHIVED),
]


@pytest.mark.parametrize(("service", "origin", "target"), WAY)
def test_each_service_makes_its_own_move_and_no_other(service, origin, target):
    for state in State:
        row = a_round(state)
        if state == origin:
            service(row, by=DESK, now=NOW)
            assert moves(row) == [(origin, target, Role.CONSULTANT, NOW)]
        else:
            with pytest.raises(IllegalMove):
                service(row, by=DESK, now=NOW)
            assert Round.objects.get(pk=row.pk).state == state


@pytest.mark.parametrize(
    ("state", "now", "becomes"),
    [
        (State.DRAFT, at(1, 31), State.DRAFT),
        (State.DRAFT, at(2, 1), State.OPEN),
        (State.OPEN, at(4, 30), State.OPEN),
        (State.OPEN, at(5, 1), State.CLOSED),
        (State.CLOSED, at(9, 20), State.CLOSED),
        (State.MATCHING, at(9, 20), State.MATCHING),
        (State.OFFERS_OUT, at(9, 13, 7), State.OFFERS_OUT),
        (State.OFFERS_OUT, at(9, 13, 8), State.RUNNING),
        (State.RUNNING, at(9, 17, 15), State.RUNNING),
        (State.RUNNING, at(9, 17, 16), State.EVALUATING),
        (State.EVALUATING, at(12, 31), State.EVALUATING),
    ],
)
def test_what_the_clock_moves(state, now, becomes):
    row = a_round(state)
    assert services.rounds_look(now) == (state != becomes)
    assert services.rounds_look(now) == 0
    assert Round.objects.get(pk=row.pk).state == becomes
    assert [role for _from, _to, role, _at in moves(row)] == [Role.SYSTEM] * (state != becomes)


def test_the_clock_leaves_an_incomplete_draft_and_goes_on_with_the_next():
    incomplete, complete = a_round(**{MilestoneKind.STARTS: None}), a_round()
    assert services.rounds_look(at(2, 2)) == 1
    assert Round.objects.get(pk=incomplete.pk).state == State.DRAFT
    assert Round.objects.get(pk=complete.pk).state == State.OPEN


def test_the_clock_never_closes_a_rolling_round():
    row = a_round(State.OPEN, kind=Kind.ROLLING)
    assert services.rounds_look(at(12, 31)) == 0
    assert Round.objects.get(pk=row.pk).state == State.OPEN


def test_a_clock_that_was_late_catches_up_in_one_look():
    row = a_round(State.OFFERS_OUT)
    assert services.rounds_look(at(9, 30)) == 2
    assert Round.objects.get(pk=row.pk).state == State.EVALUATING


def test_the_system_cannot_do_what_is_the_desks():
    with pytest.raises(NotYours):
        services.round_archive(a_round(State.EVALUATING), by=SYSTEM, now=NOW)


def test_rounds_that_take_applications_and_listings_nearest_deadline_first(django_assert_num_queries):
    late = a_round(State.OPEN, **{MilestoneKind.CLOSES: at(5, 10), MilestoneKind.LISTINGS_CLOSE: at(5, 20)})
    early = a_round(State.OPEN)
    endless = a_round(State.OPEN, kind=Kind.ROLLING, **dict.fromkeys(set(DATES) - {MilestoneKind.OPENS}))
    closed = a_round(State.CLOSED)
    a_round(State.DRAFT)
    a_round(State.OPEN, **{MilestoneKind.CLOSES: at(2, 20), MilestoneKind.LISTINGS_CLOSE: at(2, 21)})
    with django_assert_num_queries(2):
        assert [(r, r.at(MilestoneKind.OPENS)) for r in Round.objects.current_for_applicants(NOW)] == [
            (early, at(2, 1)), (late, at(2, 1)), (endless, at(2, 1))
        ]  # fmt: skip
    assert list(Round.objects.current_for_hosts(NOW)) == [late, early, closed, endless]
    assert list(Round.objects.current_for_applicants(at(5, 1))) == [late, endless]


def test_the_weeks_of_a_round():
    assert a_round().weeks(NOW.date()) == [dt.date(2027, 9, 13)]
    rolling = a_round(kind=Kind.ROLLING, **{MilestoneKind.ENDS: at(9, 22)})
    assert rolling.weeks(NOW.date()) == [dt.date(2027, 9, 13), dt.date(2027, 9, 20)]
    endless = a_round(kind=Kind.ROLLING, **dict.fromkeys(set(DATES) - {MilestoneKind.OPENS}))
    weeks = endless.weeks(dt.date(2027, 3, 3))
    assert (weeks[0], weeks[-1], len(weeks)) == (dt.date(2027, 3, 8), dt.date(2028, 2, 28), 52)
    assert Milestone.objects.filter(round=endless).count() == 1
