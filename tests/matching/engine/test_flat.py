"""The fast solver against the plain one: the same answer and the same prices, from whatever prices it begins."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.matching_instances import crowd
from matching.engine import Problem, problem_from, solve, verify
from matching.engine.costs import Costs, Lottery
from matching.engine.deferred import _by_draw_alone, _nested, proposals
from matching.engine.flat import Flat, is_flat
from matching.engine.flow import Network
from tests.matching.engine.problems import problems


def plain(problem: Problem) -> Network:
    network = Network(Costs(problem))
    network.solve()
    return network


def flattened(problem: Problem) -> Problem:
    places = tuple(replace(place, group=None, minimum=0) for place in problem.places)
    return replace(problem, groups=(), places=places, locked=())


@settings(max_examples=400, deadline=None)
@given(problem=problems(), data=st.data())
def test_any_beginning_leads_to_the_same_answer_and_prices(problem: Problem, data: st.DataObject) -> None:
    flat_problem = flattened(problem)
    network = plain(flat_problem)
    prices = st.lists(
        st.sampled_from([0, 0, 1, 3, 10, 10**6, 10**12]), min_size=len(problem.places), max_size=len(problem.places)
    )
    for start in (None, data.draw(prices)):
        flat = Flat(Costs(flat_problem), start)
        assert flat.place_of == network.answer()
        assert flat.price == network.prices()
        assert flat.dual == network.duals()


@settings(max_examples=100, deadline=None)
@given(problem=problems(rematch=False))
def test_groups_that_cannot_bind_are_left_out(problem: Problem) -> None:
    roomy = replace(
        problem,
        groups=tuple(replace(group, capacity=50, minimum=0) for group in problem.groups),
        places=tuple(replace(place, minimum=0) for place in problem.places),
    )
    assert is_flat(roomy.index)
    assert Flat(Costs(roomy)).place_of == plain(roomy).answer()
    assert verify(roomy, solve(roomy)) == []


@pytest.mark.parametrize("profile", ["most_placed", "fairest", "best_fit"])
@pytest.mark.parametrize("seats", [0.7, 1.0, 1.4])
def test_larger_rounds_with_everything(profile: str, seats: float) -> None:
    """150 people, scarce and plenty seats, fit, hosts, waited, locks, and guessed prices or random ones."""
    rng = random.Random(f"{profile} {seats}")  # noqa: S311 -- an instance, not a secret
    data = crowd(150, seed=7) | {"profile": profile}
    for place in data["places"]:
        place["capacity"] = rng.choice([0, 1, round(5 * seats), round(9 * seats)])
    people = [a["id"] for a in data["applicants"]]
    data["fit"] = [[a["id"], tier[0], rng.randrange(101)] for a in data["applicants"] for tier in a["wishes"][::2]]
    for applicant in data["applicants"]:
        applicant["waited"] = rng.choice([0, 0, 0, 1, 2])
    data["host_tiers"] = {p["id"]: [rng.sample(people, 40), rng.sample(people, 0)] for p in data["places"][::3]}
    open_places = [p["id"] for p in data["places"] if p["capacity"]]
    data["locked"] = [[who, place] for who, place in zip(people, open_places, strict=False)][:5]
    problem = problem_from(data)
    network = plain(problem)
    for start in (None, [rng.randrange(10**9) for _ in data["places"]]):
        flat = Flat(Costs(problem), start)
        assert (flat.place_of, flat.price, flat.dual) == (network.answer(), network.prices(), network.duals())
    assert verify(problem, solve(problem)) == []


@settings(max_examples=150, deadline=None)
@given(problem=problems(profiles=("stable",), rematch=False))
def test_where_hosts_are_silent_one_pass_is_deferred_acceptance(problem: Problem) -> None:
    silent = replace(flattened(problem), host_tiers={}, locked=problem.locked)
    if silent.locked and any(node.capacity == 0 for node in silent.places):
        silent = replace(silent, locked=())
    index, draw = silent.index, Lottery(silent.seed)
    orders = [proposals(silent, a, draw) for a in range(len(index.applicants))]
    lots = [draw(name) for name in index.applicants]
    assert _by_draw_alone(index, orders, lots) == _nested(index, orders, lots)
