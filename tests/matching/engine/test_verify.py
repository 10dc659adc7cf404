"""The verifier: every kind of wrong answer has its line, and a solver with a fault in it does not get past."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import matching.engine
from matching.engine import Applicant, Group, Place, Problem, Result, solve, verify
from matching.engine import costs as costs_module
from matching.engine.costs import Costs
from matching.engine.flow import Network
from tests.matching.engine.problems import problems

PROBLEM = Problem(
    seed="s",
    groups=(Group("g", 2),),
    places=(Place("h1", 1, group="g"), Place("h2", 1, minimum=1, group="g"), Place("h3", 2)),
    applicants=(
        Applicant("a1", (("h1",), ("h2",), ("h3",))),
        Applicant("a2", (("h1",), ("h3",))),
        Applicant("a3", (("h1", "h2"),)),
        Applicant("a4", (("h1",),)),
    ),
    locked=(("a3", "h2"),),
    forbidden=(("a2", "h3", "conflict_of_interest"),),
    minimum_list=1,
)
RESULT = solve(PROBLEM)


def other(pairs: tuple[tuple[str, str], ...]) -> Result:
    placed = {a for a, _ in pairs}
    return replace(RESULT, pairs=pairs, unplaced=tuple(sorted({"a1", "a2", "a3", "a4"} - placed)))


def prices(**changes: tuple[int, ...]) -> Result:
    """The right answer with other prices, and none on the group."""
    proof = RESULT.certificate
    assert proof is not None
    zero = (0,) * len(proof.levels)
    return replace(RESULT, certificate=replace(proof, groups={"g": zero}, places={**proof.places, **changes}))


def test_the_right_answer_passes() -> None:
    assert verify(PROBLEM, RESULT) == []


WRONG: dict[str, tuple[Result, str]] = {
    "a seat too many": (other((("a1", "h1"), ("a2", "h1"), ("a3", "h2"))), "capacity: 'h1' holds 2 of 1"),
    "a group too full": (
        other((("a1", "h2"), ("a2", "h1"), ("a3", "h2"))),
        "capacity: 'g' holds 3 of 2",
    ),
    "forbidden": (
        other((("a1", "h1"), ("a2", "h3"), ("a3", "h2"))),
        "forbidden: 'a2' is at 'h3' (conflict_of_interest)",
    ),
    "never wished for": (other((("a3", "h2"), ("a4", "h3"))), "wishes: 'a4' did not wish for 'h3'"),
    "a lock broken": (other((("a3", "h1"),)), "locked: 'a3' is not at 'h2'"),
    "twice": (replace(RESULT, pairs=(*RESULT.pairs, ("a3", "h1"))), "pairs: 'a3' is there 2 times"),
    "missing": (replace(RESULT, unplaced=()), "is missing"),
    "unknown applicant": (replace(RESULT, pairs=(*RESULT.pairs, ("a9", "h1"))), "pairs: there is no applicant 'a9'"),
    "unknown place": (replace(RESULT, pairs=(*RESULT.pairs, ("a9", "h9"))), "pairs: there is no place 'h9'"),
    "out of order": (replace(RESULT, pairs=RESULT.pairs[::-1]), "pairs: not in order"),
    "another profile": (replace(RESULT, profile="fairest"), "profile: the problem says 'most_placed'"),
    "another seed": (replace(RESULT, seed="t"), "seed: the problem says 's'"),
    "another digest": (replace(RESULT, digest="sha256:0"), "digest: the problem's is sha256:"),
    "another version": (replace(RESULT, version="0"), "version: made by '0'"),
    "counts": (replace(RESULT, rank_counts=(9,)), "rank_counts: "),
    "objective": (replace(RESULT, objective=RESULT.objective[:-1]), "objective: shortfall 0, unplaced"),
    "no certificate": (replace(RESULT, certificate=None), "certificate: missing"),
    "a price where seats are free": (prices(h3=(0, 0, 1, 0, 0, 0, 0)), "certificate: the price (0, 0, 1"),
    "a price too low": (prices(h1=RESULT.certificate.places["h3"]), "against a dual of"),
    "a negative price": (prices(h1=(0, 0, 0, 0, 0, 0, -1)), "certificate: the price (0, 0, 0, 0, 0, 0, -1) of 'h1'"),
    "a price with too few levels": (prices(h1=(0,)), "certificate: a vector of places"),
    "a price of nowhere": (prices(h9=(0, 0, 0, 0, 0, 0, 0)), "certificate: its places are not"),
}


@pytest.mark.parametrize("name", WRONG)
def test_every_kind_of_wrong_answer_has_its_line(name: str) -> None:
    wrong, line = WRONG[name]
    assert [said for said in verify(PROBLEM, wrong) if line in said] != []


def test_another_answer_as_good_in_every_level_but_the_lottery_is_not_proven() -> None:
    problem = Problem("s", (Place("h", 1),), (Applicant("a1", (("h",),)), Applicant("a2", (("h",),))))
    result = solve(problem)
    ((winner, _),) = result.pairs
    loser = "a2" if winner == "a1" else "a1"
    swapped = replace(result, pairs=((loser, "h"),), unplaced=(winner,))
    assert {line.split(":")[0] for line in verify(problem, swapped)} == {"objective", "certificate"}


# --- faults put into the solver ---------------------------------------------------------------------------------


def _cost_of(change: Callable[[Costs, int, int, int, int], int]) -> Callable[[Costs, int, int, int], int]:
    real = Costs.plain

    def plain(self: Costs, a: int, p: int, rank: int) -> int:
        return change(self, a, p, rank, real(self, a, p, rank))

    return plain


FAULTS: dict[str, tuple[object, str, object]] = {
    "a capacity is one more": (Network, "up", lambda self, node: 0 if self.room[node] > -1 else None),
    "floors are forgotten": (Network, "up", lambda self, node: 0 if self.room[node] > 0 else None),
    "a holder is never moved": (Network, "down", lambda self, node: None),
    "waited is forgotten": (
        Costs,
        "plain",
        _cost_of(lambda c, a, p, rank, cost: cost - c.index.waited[a] * rank * c.weight["waited"]),
    ),
    "hosts are forgotten": (
        Costs,
        "plain",
        _cost_of(lambda c, a, p, rank, cost: cost - c.index.tier_of(a, p) * c.weight["host_tiers"]),
    ),
    "ranks count as they are, not squared": (Costs, "_rank_levels", lambda self, rank: rank * self.floor // 7),
    "the protected are not": (Costs, "_out", lambda self, a: self._rank_cost(self.index.last_rank[a] + 1)),
    "the lottery is of another seed": (
        costs_module.Lottery,
        "draw",
        lambda self, tail: int.from_bytes(tail[:5], "big"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_solver_with_a_fault_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some small problem shows each fault, and never does a wrong objective pass."""
    target, name, wrong = FAULTS[fault]
    caught = []

    @settings(
        max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(problem=problems())
    def search(problem: Problem) -> None:
        right = solve(problem)
        with monkeypatch.context() as patch:
            patch.setattr(target, name, wrong)
            try:
                result = solve(problem)
            except (ArithmeticError, LookupError, ValueError, AssertionError):
                caught.append(problem)  # loud is as good
                return
        violations = verify(problem, result)
        caught.extend([problem] if violations else [])
        if (result.pairs, result.objective) != (right.pairs, right.objective):
            assert violations != []

    search()
    assert caught != []


def test_the_verifier_stands_alone() -> None:
    """It imports nothing of the project but the data, and the engine nothing but the standard library and NumPy."""
    folder = Path(matching.engine.__file__).parent
    for file in folder.glob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module or "")
        own = {name for name in names if name.split(".")[0] == "matching"}
        outside = {name.split(".")[0] for name in names - own} - {"numpy", "__future__"}
        assert outside <= sys.stdlib_module_names, file.name
        assert all(name.startswith("matching.engine") for name in own), file.name
        if file.name == "verify.py":
            assert own == {"matching.engine.problem"}
        if file.name == "problem.py":
            assert own == set()
