"""One run: the profile's solver, its objective and its certificate as a :class:`Result`."""

from __future__ import annotations

from matching.engine.costs import Costs, objective, rank_counts
from matching.engine.deferred import deferred
from matching.engine.flat import Flat, is_flat
from matching.engine.flow import Network
from matching.engine.problem import VERSION, Certificate, Problem, Result


def solve(problem: Problem, profile: str | None = None, seed: str | None = None) -> Result:
    """The one answer to a problem under a profile and seed (its own unless given). Raises BadInput.

    The result's digest is that of the problem with the profile and seed used: verify it against
    ``problem.using(profile, seed)``.
    """
    problem = problem.using(profile, seed)
    if problem.profile == "stable":
        return _result(problem, Costs(problem), deferred(problem), None)
    costs = Costs(problem)
    if is_flat(problem.index):
        flat = Flat(costs)
        prices = flat.price + [0] * len(problem.index.groups)
        return _result(problem, costs, flat.place_of, certificate(costs, prices, flat.dual), flat.total)
    network = Network(costs)
    network.solve()
    return _result(problem, costs, network.answer(), certificate(costs, network.prices(), network.duals()))


def certificate(costs: Costs, prices: list[int], duals: list[int]) -> Certificate:
    """The proof, from packed own prices of places and groups and packed duals of applicants."""
    index, vector = costs.index, costs.vector
    own = list(map(vector, prices))
    return Certificate(
        levels=costs.names,
        places=dict(zip(index.places, own[: len(index.places)], strict=True)),
        groups=dict(zip(index.groups, own[len(index.places) :], strict=True)),
        applicants=dict(zip(index.applicants, map(vector, duals), strict=True)),
    )


def _result(
    problem: Problem, costs: Costs, place_of: dict[int, int], proof: Certificate | None, total: int | None = None
) -> Result:
    index = problem.index
    return Result(
        profile=problem.profile,
        seed=problem.seed,
        digest=problem.digest,
        version=VERSION,
        pairs=tuple((index.applicants[a], index.places[place_of[a]]) for a in sorted(place_of)),
        unplaced=tuple(name for a, name in enumerate(index.applicants) if a not in place_of),
        rank_counts=rank_counts(index, place_of),
        objective=tuple(objective(costs, place_of, total)),
        certificate=proof,
    )
