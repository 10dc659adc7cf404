"""Every reason equals what a full solving with the pair locked gives."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from matching.engine import (
    Answer,
    Applicant,
    BadInput,
    Explainer,
    Group,
    Place,
    Problem,
    Result,
    best_by_label,
    explain,
    one_more_seat,
    solve,
    why_not,
)
from matching.engine.explain import reason_of
from tests.matching.engine.problems import Oracle, problems


def difference(before: Result, after: Result) -> tuple[tuple[str, int], ...]:
    rows = zip(before.objective, after.objective, strict=True)
    return tuple((name, new - old) for (name, old), (_, new) in rows if new != old)


def asked(problem: Problem, result: Result, explainer: Explainer) -> list[Answer]:
    """Every better wish of everybody, and every pair that was never wished for."""
    answers = [answer for explanation in explainer.everybody() for answer in explanation.better]
    for a, who in enumerate(problem.index.applicants):
        for p, place in enumerate(problem.index.places):
            if p not in problem.index.wishes[a]:
                answers.append(explainer.why_not(who, place))
    return answers


@settings(max_examples=200, deadline=None)
@given(problem=problems())
def test_reasons_are_those_of_a_forced_solving(problem: Problem) -> None:
    result, oracle = solve(problem), Oracle(problem)
    for answer in asked(problem, result, Explainer(problem, result)):
        a, p = answer.applicant, answer.place
        if answer.reason == "same":
            assert result.place_of[a] == p
        elif answer.reason == "forbidden":
            assert (a, p, answer.detail) in problem.forbidden
        elif answer.reason == "locked":
            assert (a, answer.detail) in problem.locked
        else:
            try:
                forced = solve(replace(problem, locked=(*problem.locked, (a, p))))
            except BadInput:
                assert answer.reason == "no_seats"
                continue
            change = difference(result, forced)
            assert answer.change == change
            assert answer.level == change[0][0]
            if oracle.rank(a, p) <= oracle.last(a):
                assert change[0][1] > 0
                assert answer.reason == reason_of(change[0][0])
            else:
                assert answer.reason == "not_wished"
            others = {b for b in problem.index.applicants if result.place_of.get(b) != forced.place_of.get(b)} - {a}
            assert {move.applicant for move in answer.moves} == others
            assert answer.others == len(others)
            for move in answer.moves:
                assert move.before == result.place_of.get(move.applicant)
                assert move.after == forced.place_of.get(move.applicant)


@settings(max_examples=100, deadline=None)
@given(problem=problems(profiles=("stable",), rematch=False))
def test_stable_reasons_name_what_the_host_saw(problem: Problem) -> None:
    result, oracle = solve(problem), Oracle(problem)
    answer = {a: result.place_of.get(a) for a in problem.index.applicants}
    filled = oracle.filled(answer)
    for explanation in Explainer(problem, result).everybody():
        for why in explanation.better:
            if why.reason in ("forbidden", "locked"):
                continue
            full = next(node for node in oracle.around(why.place) if filled[id(node)] >= node.capacity)
            keys = [
                (oracle.tier(b, q), oracle.draw(b))
                for b, q in answer.items()
                if q and b not in oracle.locked and full in oracle.around(q)
            ]
            own = (oracle.tier(why.applicant, why.place), oracle.draw(why.applicant))
            if not keys:
                assert why.reason == "no_seats"
            else:
                assert own > max(keys)
                assert why.reason == ("host_tiers" if own[0] > max(keys)[0] else "lottery")
            assert why.change == ()
            assert why.moves == ()


@settings(max_examples=120, deadline=None)
@given(problem=problems(rematch=False))
def test_one_more_seat_is_worth_what_a_new_place_beside_the_groups_gives(problem: Problem) -> None:
    result = solve(problem)
    seats = one_more_seat(problem, result)
    assert sorted(seat.place for seat in seats) == problem.index.places
    for seat in seats:
        more = solve(_beside(problem, seat.place))
        # The twin has draws of its own, so the lottery is not comparable; every other level is.
        change = [row for row in difference(result, more) if row[0] != "lottery"]
        assert [row for row in seat.change if row[0] != "lottery"] == change
        assert seat.placed == sum((move.before is None) - (move.after is None) for move in seat.moves)
        assert seat.change == () or seat.change[0][1] < 0


def _beside(problem: Problem, place: str) -> Problem:
    """The problem with a twin of a place: one seat, no group, no minimum; a wish for the one is a wish for both."""
    index = problem.index
    people = tuple(
        replace(
            a,
            wishes=tuple(tier + (("twin",) if place in tier else ()) for tier in a.wishes),
            protected=index.protected[index.applicant_number[a.id]],
        )
        for a in problem.applicants
    )
    hosts = dict(problem.host_tiers)
    if place in hosts:
        hosts["twin"] = hosts[place]
    return replace(
        problem,
        places=(*problem.places, Place("twin", 1)),
        applicants=people,
        forbidden=problem.forbidden + tuple((a, "twin", why) for a, p, why in problem.forbidden if p == place),
        fit=problem.fit + tuple((a, "twin", value) for a, p, value in problem.fit if p == place),
        host_tiers=hosts,
    )


CROWD = Problem(
    seed="s",
    places=(Place("h1", 1), Place("h2", 1), Place("h3", 0)),
    applicants=(
        Applicant("a1", (("h1",), ("h2",))),
        Applicant("a2", (("h1",),)),
        Applicant("a3", (("h3",), ("h1",))),
    ),
    forbidden=(("a3", "h1", "conflict_of_interest"),),
    host_tiers={"h1": (("a1", "a2"),)},
    minimum_list=1,
)


def test_an_explanation_in_full() -> None:
    result = solve(CROWD)
    explanation = explain(CROWD, result, "a1")
    assert (explanation.place, explanation.rank, explanation.protected) == ("h2", 2, True)
    (why,) = explanation.better
    assert (why.place, why.rank, why.reason, why.level, why.others) == ("h1", 1, "places", "unplaced", 1)
    assert why.change[:2] == (("unplaced", 1), ("rank_squares", -4))
    (move,) = why.moves
    assert (move.applicant, move.before, move.after, move.rank_before, move.rank_after) == ("a2", "h1", None, 1, None)


def test_a_closed_and_a_forbidden_wish() -> None:
    explanation = explain(CROWD, solve(CROWD), "a3")
    assert [(why.place, why.reason, why.detail) for why in explanation.better] == [
        ("h3", "no_seats", ""),
        ("h1", "forbidden", "conflict_of_interest"),
    ]


def test_a_pair_never_wished_for_has_an_answer_too() -> None:
    answer = why_not(CROWD, solve(CROWD), "a2", "h2")
    assert (answer.rank, answer.reason) == (2, "not_wished")


def test_a_host_is_told_who_came_and_why_not_the_others() -> None:
    host = Explainer(CROWD, solve(CROWD)).host("h1")
    assert (host.seats, host.free, host.pairs, host.wished, host.silent) == (1, 0, (("a2", "h1"),), 3, False)
    assert host.forbidden == {"conflict_of_interest": 1}
    assert host.elsewhere == 0
    assert [(why.applicant, why.reason) for why in host.answers] == [("a1", "places")]


def test_a_host_whose_place_stays_free_sees_that_all_got_something_better() -> None:
    problem = replace(CROWD, places=(Place("h1", 2), Place("h2", 1), Place("h3", 0)))
    host = Explainer(problem, solve(problem)).host("h2")
    assert (host.free, host.wished, host.elsewhere, host.answers) == (1, 1, 1, ())


def test_the_best_seat_of_each_label() -> None:
    problem = Problem(
        seed="s",
        places=(Place("h1", 1), Place("h2", 0, listing="l2"), Place("h3", 5)),
        applicants=(Applicant("a1", (("h1",),)), Applicant("a2", (("h1",),)), Applicant("a3", (("l2",),))),
        minimum_list=1,
    )
    seats = one_more_seat(problem, solve(problem))
    best = best_by_label(seats, {"h1": ["food"], "l2": ["care", "north"], "h3": ["north"]})
    assert {label: (seat.place, seat.placed) for label, seat in best.items()} == {
        "food": ("h1", 1),
        "care": ("h2", 1),
        "north": ("h2", 1),
    }
    assert (seats[-1].place, seats[-1].placed, seats[-1].change) == ("h3", 0, ())


def test_a_floor_can_be_the_reason() -> None:
    problem = Problem(
        seed="s",
        groups=(Group("g", 2, minimum=1),),
        places=(Place("h1", 1), Place("h2", 1, group="g")),
        applicants=(Applicant("a1", (("h1",), ("h2",))),),
    )
    result = solve(problem)
    assert result.pairs == (("a1", "h2"),)
    (why,) = explain(problem, result, "a1").better
    assert (why.reason, why.change[0]) == ("floors", ("shortfall", 1))
