from __future__ import annotations

import itertools

import pytest

from evaluations.instruments import CURRENT
from evaluations.models import Answer, Evaluation
from evaluations.states import Phase, Respondent, State
from evaluations.statistics import (
    KeyFigures,
    Row,
    Share,
    added,
    hide_small,
    key_figures,
    question_tables,
    report_of,
    response_rates,
    rows_of,
    split_by,
    without_small,
)
from tests import factories


def row(question, number, *, phase="t1", who="intern", placement=1, group=""):
    return Row(placement, CURRENT.name, phase, who, question, number, group)


# --- the three key figures ---


def test_concrete_use_is_anything_but_none():
    numbers = [0b00001, 0b10000, 0b10001, 0b00000]
    rows = [row("benefit", number, phase="t2", placement=key) for key, number in enumerate(numbers)]
    assert key_figures(rows).concrete_use == Share(2, 4)


def test_would_recommend_is_seven_or_more():
    rows = [row("recommend", number, placement=number) for number in range(11)]
    figures = key_figures(rows)
    assert figures.recommend == Share(4, 11)
    assert figures.nps == round(100 * (2 - 7) / 11)


def test_nps_needs_ten_answers():
    rows = [row("recommend", 10, placement=number) for number in range(9)]
    assert key_figures(rows).nps is None
    assert key_figures([*rows, row("recommend", 0, placement=9)]).nps == 80


def test_in_contact_counts_a_person_once_over_both_times():
    rows = [
        row("contact", 0, phase="t2"),
        row("contact", 2, phase="t3"),
        row("contact", 0, phase="t2", who="host"),
        row("contact", 0, phase="t3", who="host"),
        row("contact", 1, phase="t2", placement=2),
    ]
    assert key_figures(rows).in_contact == Share(2, 3)


def test_a_share_of_nobody_has_no_per_cent():
    assert (Share(0, 0).percent, Share(2, 3).percent) == (None, 67)


# --- question by question ---


def test_a_table_counts_every_answer_and_leaves_dont_know_out_of_the_average():
    rows = [row("satisfied", number, placement=key) for key, number in enumerate([5, 4, 0, 4])]
    [table] = question_tables(rows)
    assert (table.n, table.average, table.phase_label) == (4, 4.3, "Efter praktikken")
    assert [(bar.label, bar.share.yes) for bar in table.bars] == [
        ("1", 0), ("2", 0), ("3", 0), ("4", 2), ("5", 1), ("Ved ikke", 1),
    ]  # fmt: skip


def test_bits_are_counted_one_by_one_and_repetitions_together():
    rows = [
        row("value", 0b000011, phase="t3"),
        row("value", 0b000010, phase="t3", placement=2),
        row("goal_1", 0),
        row("goal_2", 2),
        row("goal_1", 0, placement=2),
        row("shared", 12, phase="t3"),
    ]
    goal, value, shared = question_tables(rows)
    assert (goal.question.id, goal.n, [bar.share.yes for bar in goal.bars]) == ("goal", 3, [2, 0, 1])
    assert [bar.share for bar in value.bars] == [Share(n, 2) for n in (1, 2, 0, 0, 0, 0)]
    assert (shared.bars, shared.n, shared.average) == ([], 1, 12)


# --- small groups ---


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({}, set()),
        ({"a": 5, "b": 9}, set()),
        ({"a": 4, "b": 9, "c": 20}, {"a", "b"}),
        ({"a": 4, "b": 3, "c": 20}, {"a", "b"}),
        ({"a": 1, "b": 1, "c": 6, "d": 20}, {"a", "b", "c"}),
        ({"a": 3, "b": 20}, {"a", "b"}),
        ({"a": 3}, {"a"}),
    ],
)
def test_what_is_small_and_what_would_give_it_away_is_hidden(sizes, hidden):
    assert hide_small(sizes) == hidden


def test_nothing_small_can_be_worked_out_from_the_total():
    for sizes in itertools.product(range(1, 8), repeat=4):
        groups = dict(zip("abcd", sizes, strict=True))
        hidden = hide_small(groups)
        shown = {name: size for name, size in groups.items() if name not in hidden}
        assert all(size >= 5 for size in shown.values())
        rest = sum(sizes) - sum(shown.values())
        assert rest == 0 or len(hidden) > 1 or len(groups) == 1
        assert rest == 0 or rest >= 5 or not shown


def test_each_figure_of_a_split_is_hidden_by_itself():
    rows = [row("recommend", 9, placement=key, group="state" if key < 6 else "region") for key in range(12)]
    rows += [row("benefit", 1, phase="t2", placement=key, group="state") for key in range(3)]
    rows += [row("benefit", 1, phase="t2", placement=key, group="region") for key in range(6, 12)]
    state, region = split_by(rows, {"state": "Stat", "region": "Region", "other": "Andet"})
    assert (state.label, state.recommend, state.concrete_use) == ("Stat", Share(6, 6), None)
    assert (region.recommend, region.concrete_use) == (Share(6, 6), None)


def test_whoever_may_not_see_small_figures_sees_none():
    rows = [row("satisfied", 5, placement=key) for key in range(5)] + [row("length", 1)]
    rows += [row("recommend", 9, placement=key) for key in range(5)] + [row("recommend", 1, who="manager")]
    rows += [row("benefit", 1, phase="t2", placement=key) for key in range(4)]
    whole = report_of(Evaluation.objects.none(), group="application__round", labels={})
    whole.figures, whole.tables = key_figures(rows), question_tables(rows)
    small = without_small(whole)
    assert [table.question.id for table in small.tables] == ["satisfied"]
    assert (small.figures.recommend, small.figures.concrete_use) == (Share(5, 6), Share(0, 0))


test_whoever_may_not_see_small_figures_sees_none = pytest.mark.django_db(
    test_whoever_may_not_see_small_figures_sees_none
)


def test_a_round_that_is_too_small_is_not_in_the_total():
    big = KeyFigures(Share(4, 6), Share(6, 6), Share(0, 0))
    small = KeyFigures(Share(1, 2), Share(5, 5), Share(1, 1))
    assert added([big, small], minimum=5) == KeyFigures(Share(4, 6), Share(11, 11), Share(0, 0))
    assert added([big, small]) == KeyFigures(Share(5, 8), Share(11, 11), Share(1, 1))


# --- out of the database ---


@pytest.mark.django_db
def test_rates_count_those_who_were_asked():
    for state in (State.ANSWERED, State.OPEN, State.EXPIRED, State.BYPASSED, State.SCHEDULED):
        factories.EvaluationFactory(state=state)
    factories.EvaluationFactory(state=State.ANSWERED, respondent=Respondent.HOST, phase=Phase.T0)
    assert [(rate.phase, rate.respondent, rate.answers) for rate in response_rates(Evaluation.objects.all())] == [
        ("t0", "host", Share(1, 1)),
        ("t1", "intern", Share(1, 3)),
    ]


@pytest.mark.django_db
def test_only_answers_that_were_sent_are_counted():
    done = factories.EvaluationFactory(state=State.ANSWERED)
    reopened = factories.EvaluationFactory(state=State.OPEN)
    for evaluation in (done, reopened):
        Answer.objects.create(evaluation=evaluation, question="satisfied", number=5)
        Answer.objects.create(evaluation=evaluation, question="learnt", text="Meget")
    [counted] = rows_of(Evaluation.objects.all(), group="application__workplace__sector")
    assert counted == Row(done.placement_id, "2027-1", "t1", "intern", "satisfied", 5, "municipality")
