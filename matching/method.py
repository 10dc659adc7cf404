"""The method page's example: three people and two places, worked by the engine itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from matching.engine import Applicant, Place, Problem, explain, solve
from matching.engine.costs import Lottery

SEED = "example"
FIRST, SECOND = "harbour", "dairy"


@dataclass(frozen=True)
class Way:
    """One of the two ways to place Ane and Bo: who gets the first wish of both, and the lottery's sum."""

    at_first: str
    at_second: str
    draws: tuple[int, int]
    total: int
    chosen: bool


@dataclass(frozen=True)
class Example:
    seed: str
    ways: tuple[Way, Way]
    left_over: str
    left_over_protected: bool


@cache
def example() -> Example:
    """Ane and Bo both wish for the harbour first and the dairy second; Cleo wishes for the harbour alone."""
    problem = Problem(
        seed=SEED,
        places=(Place(FIRST, 1), Place(SECOND, 1)),
        applicants=(
            Applicant("Ane", ((FIRST,), (SECOND,))),
            Applicant("Bo", ((FIRST,), (SECOND,))),
            Applicant("Cleo", ((FIRST,),)),
        ),
    )
    result = solve(problem)
    draw, given = Lottery(SEED), dict(result.pairs)

    def way(one: str, other: str) -> Way:
        draws = (draw(one, FIRST), draw(other, SECOND))
        return Way(one, other, draws, sum(draws), given.get(one) == FIRST)

    (left_over,) = result.unplaced
    return Example(SEED, (way("Ane", "Bo"), way("Bo", "Ane")), left_over, explain(problem, result, left_over).protected)
