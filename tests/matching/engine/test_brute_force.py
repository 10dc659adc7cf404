"""Every profile against the trial of every answer, on small problems with everything in them at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Problem, solve, verify
from tests.matching.engine.problems import EXACT, Oracle, problems


@pytest.mark.parametrize("profile", EXACT)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_the_answer_is_the_best_of_all(profile: str, data: st.DataObject) -> None:
    problem = data.draw(problems(profiles=(profile,)))
    result = solve(problem)
    best, answer = Oracle(problem).best()
    assert tuple(value for _, value in result.objective) == best
    assert result.place_of == {a: p for a, p in answer.items() if p}
    assert verify(problem, result) == []


@settings(max_examples=200, deadline=None)
@given(problem=problems(profiles=("stable",), rematch=False))
def test_nobody_blocks_a_stable_answer(problem: Problem) -> None:
    result = solve(problem)
    oracle = Oracle(problem)
    answer = {a: result.place_of.get(a) for a in problem.index.applicants}
    assert oracle.feasible(answer)
    assert all(p in oracle.options(a) for a, p in answer.items())
    assert oracle.blocking(answer) == []
    assert verify(problem, result) == []
    assert result.certificate is None


@settings(max_examples=150, deadline=None)
@given(problem=problems(profiles=("stable",), rematch=False))
def test_verify_finds_exactly_the_blocking_pairs(problem: Problem) -> None:
    """Each feasible answer, stable or not, is judged alike by the verifier and by the oracle."""
    oracle, result = Oracle(problem), solve(problem)
    for count, answer in enumerate(oracle.answers()):
        if count == 60:
            break
        pairs = tuple(sorted((a, p) for a, p in answer.items() if p))
        other = replace(result, pairs=pairs, unplaced=tuple(sorted(a for a, p in answer.items() if not p)))
        said = {line for line in verify(problem, other) if line.startswith("stable")}
        assert said == {f"stable: {a!r} and {p!r} prefer each other" for a, p in oracle.blocking(answer)}


@settings(max_examples=150, deadline=None)
@given(problem=problems(profiles=("stable",), rematch=False))
def test_no_stable_answer_is_better_for_anybody(problem: Problem) -> None:
    """Where wishes are strict, applicants proposing gives each the best place of all stable answers."""
    strict = tuple(replace(a, wishes=tuple((p,) for tier in a.wishes for p in tier)) for a in problem.applicants)
    problem = replace(problem, applicants=strict)
    oracle, got = Oracle(problem), solve(problem).place_of
    for answer in oracle.answers():
        if oracle.blocking(answer):
            continue
        for a, p in answer.items():
            if p and a not in oracle.locked:
                assert a in got
                assert oracle.rank(a, got[a]) <= oracle.rank(a, p)
