"""One run: the profile's solver, its objective and its certificate as a :class:`Result`."""

from __future__ import annotations

from matching.engine.costs import Costs, objective, rank_counts
from matching.engine.deferred import deferred
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
    network = Network(Costs(problem))
    network.solve()
    return _result(problem, network.costs, network.answer(), _certificate(network))


def _certificate(network: Network) -> Certificate:
    costs, index = network.costs, network.costs.index
    prices = [costs.vector(price) for price in network.prices()]
    return Certificate(
        levels=costs.names,
        places=dict(zip(index.places, prices[: len(index.places)], strict=True)),
        groups=dict(zip(index.groups, prices[len(index.places) :], strict=True)),
        applicants=dict(zip(index.applicants, map(costs.vector, network.duals()), strict=True)),
    )


def _result(problem: Problem, costs: Costs, place_of: dict[int, int], certificate: Certificate | None) -> Result:
    index = problem.index
    return Result(
        profile=problem.profile,
        seed=problem.seed,
        digest=problem.digest,
        version=VERSION,
        pairs=tuple((index.applicants[a], index.places[place_of[a]]) for a in sorted(place_of)),
        unplaced=tuple(name for a, name in enumerate(index.applicants) if a not in place_of),
        rank_counts=rank_counts(index, place_of),
        objective=tuple(objective(costs, place_of)),
        certificate=certificate,
    )
