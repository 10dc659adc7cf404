"""After a result: who stays, who may move, and what a rematch minimises."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import (
    Applicant,
    BadInput,
    Changes,
    Group,
    Place,
    Problem,
    changed,
    rematch,
    solve,
    verify,
    waiting_list_positions,
)
from tests.matching.engine.problems import Oracle, problems

PROBLEM = Problem(
    seed="s",
    places=(Place("h1", 1), Place("h2", 1), Place("h3", 1)),
    applicants=(
        Applicant("a1", (("h1",), ("h2",), ("h3",))),
        Applicant("a2", (("h1",), ("h2",), ("h3",)), waited=2),
        Applicant("a3", (("h1",), ("h2",), ("h3",)), waited=1),
        Applicant("a4", (("h1",),), protected=False),
    ),
    minimum_list=3,
)
RESULT = solve(PROBLEM)
TOLD = ("a1", "a2", "a3", "a4")


def test_the_first_answer_that_the_examples_start_from() -> None:
    assert (RESULT.pairs, RESULT.unplaced) == ((("a1", "h3"), ("a2", "h1"), ("a3", "h2")), ("a4",))


def test_told_people_stay_and_the_waiting_gain() -> None:
    after = rematch(PROBLEM, RESULT, Changes(told=TOLD, declined=(("a2", "h1"),), withdrawn=("a2",)))
    assert after.result.pairs == (("a1", "h3"), ("a3", "h2"), ("a4", "h1"))
    assert [(m.applicant, m.before, m.after) for m in after.moves] == [("a2", "h1", None), ("a4", None, "h1")]
    assert verify(after.problem, after.result) == []


def test_who_may_move_does_so_only_where_it_places_somebody() -> None:
    """a1 and a3 could both gain h1, but a4 has no place: the one move that places most is made, and no other."""
    changes = Changes(told=TOLD, may_move=("a1", "a3"), withdrawn=("a2",))
    after = rematch(PROBLEM, RESULT, changes)
    protected = replace(PROBLEM, applicants=(*PROBLEM.applicants[:3], replace(PROBLEM.applicants[3], protected=True)))
    assert rematch(protected, solve(protected), changes).result.place_of["a4"] == "h1"
    assert after.result.place_of == {"a1": "h3", "a3": "h2", "a4": "h1"}
    assert [name for name, _ in after.result.objective[:3]] == ["unplaced", "moved", "shortfall"]
    assert dict(after.result.objective)["moved"] == 0


def test_who_declines_and_stays_in_the_pool_never_gets_it_again() -> None:
    after = rematch(PROBLEM, RESULT, Changes(told=TOLD, declined=(("a2", "h1"),)))
    assert after.result.place_of == {"a1": "h3", "a3": "h2", "a4": "h1"}
    assert ("a2", "h1", "declined") in after.problem.forbidden


def test_a_closed_place_frees_its_people() -> None:
    after = rematch(PROBLEM, RESULT, Changes(told=TOLD, closed=("h1",), capacity=(("h3", 2),)))
    assert after.result.place_of == {"a1": "h3", "a2": "h3", "a3": "h2"}


def test_a_group_may_close() -> None:
    problem = replace(
        PROBLEM,
        groups=(Group("g", 2, minimum=1),),
        places=(Place("h1", 1, group="g"), Place("h2", 1), Place("h3", 1)),
    )
    after = rematch(problem, solve(problem), Changes(closed=("g",)))
    assert "h1" not in after.result.place_of.values()


def test_new_places_and_people_come_in() -> None:
    """The new listing is wished for by the new applicant; a listing that gets a second week is open to its wishers."""
    changes = Changes(
        told=TOLD,
        added_places=(Place("h1-w2", 1, listing="h1-more"), Place("h9", 1)),
        added_applicants=(Applicant("a9", (("h9",), ("h1",))),),
    )
    after = rematch(PROBLEM, RESULT, changes)
    assert after.result.place_of["a9"] == "h9"
    assert verify(after.problem, after.result) == []


def test_fewer_seats_than_told_people_is_refused_by_name() -> None:
    problem = replace(PROBLEM, places=(Place("h1", 2), Place("h2", 1), Place("h3", 1)))
    with pytest.raises(BadInput, match="more are locked in 'h1' than its capacity 1"):
        rematch(problem, solve(problem), Changes(told=TOLD, capacity=(("h1", 1),)))


UNKNOWN = {
    "told[0]: there is no applicant 'x'": Changes(told=("x",)),
    "may_move[1]: there is no applicant 'x'": Changes(may_move=("a1", "x")),
    "withdrawn[0]: there is no applicant 'x'": Changes(withdrawn=("x",)),
    "declined[0][0]: there is no applicant 'x'": Changes(declined=(("x", "h1"),)),
    "declined[0][1]: there is no place or listing 'x'": Changes(declined=(("a1", "x"),)),
    "closed[0]: there is no place, listing or group 'x'": Changes(closed=("x",)),
    "capacity[0]: there is no place, listing or group 'x'": Changes(capacity=(("x", 1),)),
}


@pytest.mark.parametrize("line", UNKNOWN)
def test_unknown_names_in_changes_are_refused(line: str) -> None:
    with pytest.raises(BadInput) as refused:
        rematch(PROBLEM, RESULT, UNKNOWN[line])
    assert str(refused.value) == line


@settings(max_examples=150, deadline=None)
@given(data=st.data(), problem=problems(rematch=False))
def test_every_rematch_is_the_best_that_the_told_allow(data: st.DataObject, problem: Problem) -> None:
    """Against the trial of every answer: told people keep what is still there, and the levels are minimal."""
    result = solve(problem)
    people = [a.id for a in problem.applicants]
    names = st.sampled_from(people)
    changes = Changes(
        told=tuple(data.draw(st.sets(names))),
        may_move=tuple(data.draw(st.sets(names, max_size=2))),
        withdrawn=tuple(data.draw(st.sets(names, max_size=1)) if len(people) > 1 else ()),
        declined=tuple(pair for pair in result.pairs if data.draw(st.integers(0, 3)) == 0),
        closed=tuple(data.draw(st.sets(st.sampled_from([p.id for p in problem.places]), max_size=1))),
        added_applicants=(Applicant("new", ((problem.places[0].id,),)),),
    )
    after = rematch(problem, result, changes)
    new = changed(problem, result, changes)
    best, answer = Oracle(new).best()
    assert after.result.place_of == {a: p for a, p in answer.items() if p}
    assert tuple(value for _, value in after.result.objective) == best
    assert verify(after.problem, after.result) == []
    gone = set(changes.withdrawn)
    for who, place in result.pairs:
        kept = who in changes.told and who not in (*changes.may_move, *gone)
        if kept and (who, place) not in changes.declined and place not in changes.closed:
            assert after.result.place_of[who] == place
    moved = {move.applicant for move in after.moves}
    assert moved == {
        who
        for who in {*people, "new"}
        if result.place_of.get(who) != (None if who in gone else after.result.place_of.get(who))
    }


# --- the waiting list -------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(problem=problems(rematch=False), pick=st.integers(0, 3), data=st.data())
def test_the_waiting_list_is_the_order_in_which_a_rematch_would_give_a_seat(
    problem: Problem, pick: int, data: st.DataObject
) -> None:
    """Everybody else fixed, each who may gain is tried on the seat; the list is the order of what that costs."""
    result = solve(problem)
    place = problem.places[pick % len(problem.places)]
    listing = place.listing or place.id
    may_move = data.draw(st.sets(st.sampled_from([a.id for a in problem.applicants]), max_size=2))
    roomy = replace(
        problem,
        places=tuple(replace(p, capacity=9, minimum=0) for p in problem.places),
        groups=tuple(replace(g, capacity=9, minimum=0) for g in problem.groups),
        held=result.pairs,
    )
    oracle = Oracle(roomy)
    now = {a.id: result.place_of.get(a.id) for a in problem.applicants}
    cost = oracle.objective(now)
    tries = []
    for a, here in now.items():
        if a in oracle.locked or (here and a not in may_move):
            continue
        for p in oracle.options(a)[1:]:
            if oracle.listing(p) == listing and (not here or oracle.rank(a, p) < oracle.rank(a, here)):
                seated = oracle.objective({**now, a: p})
                tries.append(([new - old for new, old in zip(seated, cost, strict=True)], a))
    order = list(dict.fromkeys(a for _, a in sorted(tries)))
    assert waiting_list_positions(problem, result, listing, may_move) == order


def test_positions_by_hand() -> None:
    """The protected first; then who waited longest; people in places are on the list only where they may move."""
    full = Problem(
        "s",
        (Place("h1", 1), Place("h2", 1)),
        (
            Applicant("a1", (("h1",), ("h2",)), protected=True),
            Applicant("a2", (("h1",),), protected=True, waited=3),
            Applicant("a3", (("h1",),), protected=True, waited=1),
            Applicant("a4", (("h1",),), protected=False, waited=3),
            Applicant("a5", (("h1",),), protected=True, waited=2),
        ),
        forbidden=(("a5", "h1", "too_far"),),
    )
    result = solve(full)
    assert result.place_of == {"a1": "h2", "a2": "h1"}
    assert waiting_list_positions(full, result, "h1") == ["a3", "a4"]
    assert waiting_list_positions(full, result, "h1", may_move=("a1", "a2")) == ["a3", "a4", "a1"]
    assert waiting_list_positions(full, result, "h2") == []


def test_positions_of_a_stable_answer_follow_the_host() -> None:
    problem = Problem(
        "s",
        (Place("h1", 1),),
        tuple(Applicant(f"a{k}", (("h1",),)) for k in range(4)),
        host_tiers={"h1": (("a2",), ("a0", "a3"))},
        profile="stable",
    )
    result = solve(problem)
    assert result.pairs == (("a2", "h1"),)
    order = waiting_list_positions(problem, result, "h1")
    assert set(order[:2]) == {"a0", "a3"}
    assert order[2] == "a1"
