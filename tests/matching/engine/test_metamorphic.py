"""What must not change the answer does not, and what may change it does so in one direction."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.matching_instances import crowd, ladder, shuffled
from matching.engine import PROFILES, Place, Problem, Result, problem_from, result_json, solve, verify
from tests.matching.engine.problems import problems

ALL = ("most_placed", "fairest", "best_fit", "stable")


def mixed(problem: Problem, rng: random.Random) -> Problem:
    def mix(rows: tuple) -> tuple:
        return tuple(rng.sample(rows, len(rows)))

    return replace(
        problem,
        groups=mix(problem.groups),
        places=mix(problem.places),
        applicants=tuple(replace(a, wishes=tuple(mix(tier) for tier in a.wishes)) for a in mix(problem.applicants)),
        host_tiers={h: tuple(mix(t) for t in tiers) for h, tiers in mix(tuple(problem.host_tiers.items()))},
        fit=mix(problem.fit),
        locked=mix(problem.locked),
        forbidden=mix(problem.forbidden),
        held=None if problem.held is None else mix(problem.held),
    )


@settings(max_examples=120, deadline=None)
@given(problem=problems(profiles=ALL), seed=st.integers(0, 2**32))
def test_the_order_of_the_input_changes_nothing(problem: Problem, seed: int) -> None:
    """Not the pairs, not the certificate, not the digest: the result is the same to the byte."""
    again = mixed(problem, random.Random(seed))  # noqa: S311 -- an order, not a secret
    assert again.digest == problem.digest
    assert result_json(solve(again)) == result_json(solve(problem))


@pytest.mark.parametrize("profile", PROFILES)
def test_ten_shuffles_of_a_crowd(profile: str) -> None:
    data = crowd(120) | {"profile": profile}
    result = solve(problem_from(data))
    for seed in range(10):
        assert result_json(solve(problem_from(shuffled(data, seed)))) == result_json(result)


@settings(max_examples=120, deadline=None)
@given(problem=problems(), pick=st.integers(0, 10**6))
def test_forbidding_a_pair_that_was_not_chosen_changes_no_pair(problem: Problem, pick: int) -> None:
    """As long as the protection and the last rank of the applicant stay: those are costs of others too."""
    index = problem.index
    result = solve(problem)
    free = [
        (who, place)
        for a, who in enumerate(index.applicants)
        for p, place in enumerate(index.places)
        if result.place_of.get(who) != place and p not in index.forbidden[a] and a not in index.locked
    ]
    if not free:
        return
    who, place = free[pick % len(free)]
    forbidden = replace(problem, forbidden=(*problem.forbidden, (who, place, "too_far")))
    a = index.applicant_number[who]
    p = index.place_number[place]
    kept = {q: rank for q, rank in index.wishes[a].items() if q != p}
    if (forbidden.index.wishes[a], forbidden.index.last_rank[a]) != (kept, index.last_rank[a]):
        return
    if forbidden.index.protected[a] == index.protected[a]:
        after = solve(forbidden)
        assert (after.pairs, after.objective) == (result.pairs, result.objective)


@settings(max_examples=120, deadline=None)
@given(problem=problems(), pick=st.integers(0, 3))
def test_one_more_seat_is_never_worse(problem: Problem, pick: int) -> None:
    place = problem.places[pick % len(problem.places)]
    places = tuple(replace(p, capacity=p.capacity + 1) if p.id == place.id else p for p in problem.places)
    before, after = solve(problem), solve(replace(problem, places=places))
    assert [value for _, value in after.objective] <= [value for _, value in before.objective]


@settings(max_examples=60, deadline=None)
@given(problem=problems(rematch=False))
def test_two_rounds_in_one_cost_the_sum(problem: Problem) -> None:
    """Two copies side by side share nothing but the shape: every level but the lottery doubles."""
    index = problem.index

    def copy(name: str | None) -> str | None:
        return None if name is None else name + "'"

    fixed = tuple(replace(a, protected=index.protected[index.applicant_number[a.id]]) for a in problem.applicants)
    both = replace(
        problem,
        groups=problem.groups + tuple(replace(g, id=g.id + "'", parent=copy(g.parent)) for g in problem.groups),
        places=problem.places
        + tuple(replace(p, id=p.id + "'", group=copy(p.group), listing=copy(p.listing)) for p in problem.places),
        applicants=fixed
        + tuple(
            replace(a, id=a.id + "'", wishes=tuple(tuple(p + "'" for p in tier) for tier in a.wishes)) for a in fixed
        ),
        host_tiers=dict(problem.host_tiers)
        | {h + "'": tuple(tuple(a + "'" for a in t) for t in tiers) for h, tiers in problem.host_tiers.items()},
        fit=problem.fit + tuple((a + "'", p + "'", value) for a, p, value in problem.fit),
        locked=problem.locked + tuple((a + "'", p + "'") for a, p in problem.locked),
        forbidden=problem.forbidden + tuple((a + "'", p + "'", why) for a, p, why in problem.forbidden),
    )
    one, two = dict(solve(problem).objective), dict(solve(both).objective)
    assert {name: 2 * value for name, value in one.items() if name != "lottery"} == {
        name: value for name, value in two.items() if name != "lottery"
    }


def test_the_seed_decides_between_equals() -> None:
    """Sixteen people alike and one seat: over 64 seeds many different people win."""
    people = [{"id": f"a{k:02d}", "wishes": [["h"]]} for k in range(16)]
    winners = set()
    for seed in range(64):
        problem = problem_from(
            {
                "format": "praktik-matching/1",
                "seed": f"seed {seed}",
                "places": [{"id": "h", "capacity": 1}],
                "applicants": people,
            }
        )
        ((winner, _),) = solve(problem).pairs
        winners.add(winner)
    assert len(winners) > 10


@pytest.mark.parametrize("profile", PROFILES)
def test_a_ladder_of_dead_ends_is_climbed(profile: str) -> None:
    """Searches that forget where they were take 4 times as long for each 2 levels; this one has 300."""
    problem = problem_from(ladder(300) | {"profile": profile})
    result = solve(problem)
    assert verify(problem, result) == []
    if profile == "most_placed":
        assert result.unplaced == ()


def locked_out() -> Problem:
    """Everybody is forbidden everything."""
    return problem_from(
        {
            "format": "praktik-matching/1",
            "seed": "s",
            "places": [{"id": "h", "capacity": 2}],
            "applicants": [{"id": "a", "wishes": [["h"]]}, {"id": "b", "wishes": []}],
            "forbidden": [["a", "h", "too_far"]],
        }
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_edges_of_the_world(profile: str) -> None:
    """Nobody, nowhere, nothing possible."""
    problem = locked_out().using(profile)
    result = solve(problem)
    assert (result.pairs, result.unplaced, result.rank_counts) == ((), ("a", "b"), ())
    assert verify(problem, result) == []
    empty = Problem("s", (), (), profile=profile)
    nothing = solve(empty)
    assert (nothing.pairs, nothing.unplaced) == ((), ())
    assert verify(empty, nothing) == []
    nobody = Problem("s", (Place("h", 3),), (), profile=profile)
    assert verify(nobody, solve(nobody)) == []


def test_a_result_is_the_same_object_of_the_same_data() -> None:
    problem = problem_from(crowd(40))
    first: Result = solve(problem)
    assert solve(problem) == first
    assert solve(problem, "fairest") != first
