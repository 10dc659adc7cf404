"""What the profiles minimise: levels, and every cost as one exact integer that compares like the vector of levels.

A cost is a vector with one integer per level. :class:`Costs` packs it into one Python integer, with a base per level so
wide that no sum the solver can form (a path through every applicant) carries over; :meth:`Costs.vector` unpacks.
Adding and comparing packed costs is therefore adding and comparing vectors, exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b

from matching.engine.problem import MAX_FIT, MAX_WAITED, Index, Problem

RANK_LEVELS = "rank_"  # fairest: rank_K … rank_2
WISHES = ("rank_squares", "score")  # the other levels that speak of wishes


def lottery(seed: str, *ids: str) -> int:
    """The first 5 bytes, big-endian, of blake2b over the UTF-8 of compact JSON ``[seed, id, …]``."""
    return Lottery(seed)(*ids)


class Lottery:
    """The draws of one seed. JSON of a text does not depend on its neighbours, so texts are written once."""

    def __init__(self, seed: str) -> None:
        self.head = blake2b(b"[" + quoted(seed))

    def __call__(self, *ids: str) -> int:
        return self.draw(b"".join(b"," + quoted(name) for name in ids))

    def draw(self, tail: bytes) -> int:
        """As a call, of the ids as JSON, each with a comma before it."""
        state = self.head.copy()
        state.update(tail + b"]")
        return int.from_bytes(state.digest()[:5], "big")


def quoted(text: str) -> bytes:
    """A text as JSON, in UTF-8."""
    return json.dumps(text, ensure_ascii=False).encode()


def level_names(problem: Problem) -> tuple[str, ...]:
    """The levels of the problem's profile, first to last. ``stable`` reports the levels of ``most_placed``."""
    index, profile = problem.index, problem.profile
    if profile == "best_fit":
        names = ["shortfall", "score", "unplaced", "host_tiers", "waited", "lottery"]
    elif profile == "fairest":
        worst = max(index.last_rank, default=0) + 1
        ranks = [f"{RANK_LEVELS}{rank}" for rank in range(worst, 1, -1)]
        names = ["shortfall", "unplaced", *ranks, "host_tiers", "waited", "fit", "lottery"]
    else:
        names = ["shortfall", "unplaced", "rank_squares", "host_tiers", "waited", "fit", "lottery"]
    if problem.held is not None and profile != "stable":
        names.remove("unplaced")
        names[:0] = ["unplaced", "moved"]
    return tuple(names)


class Costs:
    """The packed costs of one problem under its own profile and seed.

    ``pair[a]``: place -> cost of every pair that may be chosen. ``out[a]``: cost of leaving a without a place.
    ``floor``: what one seat short of a minimum costs. ``dear``: more than any path costs, for seats nobody can leave.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem, self.index = problem, problem.index
        self.names = level_names(problem)
        self._pack()
        self._ranks()
        index = self.index
        draw = Lottery(problem.seed)
        tails = [b"," + quoted(name) for name in index.places]
        heads = [b"," + quoted(name) for name in index.applicants]
        self.out = [self._out(a) for a in range(len(index.applicants))]
        self.pair: list[dict[int, int]] = []
        for a in range(len(index.applicants)):
            head = heads[a]
            self.pair.append({p: self.plain(a, p, r) + draw.draw(head + tails[p]) for p, r in index.allowed(a).items()})

    def vector(self, cost: int) -> tuple[int, ...]:
        """The levels of a packed cost."""
        values = []
        for base in self.bases:
            half = base >> 1
            digit = (cost + half) % base - half
            values.append(digit)
            cost = (cost - digit) // base
        return tuple(reversed(values))

    def of(self, a: int, p: int) -> int:
        """The cost of any pair, as if it were locked."""
        index = self.index
        return self.plain(a, p, index.rank(a, p)) + lottery(self.problem.seed, index.applicants[a], index.places[p])

    def plain(self, a: int, p: int, rank: int) -> int:
        """The cost of a pair without its draw."""
        index, weight = self.index, self.weight
        cost = self._rank_cost(rank) + index.waited[a] * rank * weight.get("waited", 0)
        if index.tier[p] is not None:
            cost += index.tier_of(a, p) * weight["host_tiers"]
        fit = index.fit[a].get(p, 0)
        if "score" in weight:
            cost -= (fit + 100 // rank) * weight["score"]
        else:
            cost -= fit * weight["fit"]
        if "moved" in weight and index.held.get(a, p) != p:
            cost += weight["moved"]
        return cost

    # --- how it is made ---------------------------------------------------------------------------------------

    def _pack(self) -> None:
        index, problem = self.index, self.problem
        worst = max(index.last_rank, default=0) + 1
        most = {
            "shortfall": 0,
            "unplaced": 1,
            "moved": 1 if index.held else 0,
            "rank_squares": worst * worst,
            "score": MAX_FIT + 100,
            "host_tiers": max(index.tiers, default=0),
            "waited": MAX_WAITED * worst if any(index.waited) else 0,
            "fit": MAX_FIT if problem.fit else 0,
            "lottery": (1 << 40) - 1,
        }
        floors = sum(1 for minimum in index.minimum if minimum)
        people = len(index.applicants)
        self.bases: list[int] = []  # last level first
        for place, name in enumerate(reversed(self.names)):
            first = place == len(self.names) - 1
            # A path changes each applicant's pair at most once, at most by twice the most; and each floor once.
            path = 2 * (people + 1) * most.get(name, 1) + (floors if name == "shortfall" else 0)
            # `dear` is path + 1 of the first level; reduced costs add up to four such sums.
            self.bases.append(16 * (path + 1) if path or first else 1)
            if first:
                dear = path + 1
        self.weight: dict[str, int] = {}
        weight = 1
        for name, base in zip(reversed(self.names), self.bases, strict=True):
            self.weight[name] = weight
            weight *= base
        self.dear = dear * self.weight[self.names[0]]
        self.floor = self.weight["shortfall"]

    def _ranks(self) -> None:
        self._rank_costs = [0, *(self._rank_levels(r) for r in range(1, max(self.index.last_rank, default=0) + 2))]

    def _rank_levels(self, rank: int) -> int:
        if "rank_squares" in self.weight:
            return rank * rank * self.weight["rank_squares"]
        return self.weight.get(f"{RANK_LEVELS}{rank}", 0)

    def _rank_cost(self, rank: int) -> int:
        return self._rank_costs[rank]

    def _out(self, a: int) -> int:
        index, weight = self.index, self.weight
        rank = index.last_rank[a] + 1
        cost = index.waited[a] * rank * weight.get("waited", 0)
        if self.problem.profile == "best_fit" or index.protected[a]:
            cost += weight["unplaced"]
        else:
            cost += self._rank_cost(rank)
        if "moved" in weight and a in index.held:
            cost += weight["moved"]
        return cost


def objective(costs: Costs, place_of: dict[int, int]) -> list[tuple[str, int]]:
    """The value of each level for an answer (applicant -> place, by number)."""
    index = costs.index
    filled = [0] * index.root
    total = 0
    for a in range(len(index.applicants)):
        place = place_of.get(a)
        if place is None:
            total += costs.out[a]
        else:
            total += costs.pair[a][place]
            for node in index.path(place):
                filled[node] += 1
    short = sum(max(0, minimum - count) for minimum, count in zip(index.minimum, filled, strict=True))
    values = zip(costs.names, costs.vector(total), strict=True)
    return [(name, short if name == "shortfall" else value) for name, value in values]


def rank_counts(index: Index, place_of: dict[int, int]) -> tuple[int, ...]:
    """How many people got rank 1, 2, … down to the worst that somebody got."""
    ranks = [index.rank(a, place) for a, place in place_of.items()]
    return tuple(count_each(ranks, max(ranks, default=0)))


def count_each(ranks: Iterable[int], worst: int) -> list[int]:
    """How often each of 1 … worst is in ``ranks``."""
    counts = [0] * worst
    for rank in ranks:
        counts[rank - 1] += 1
    return counts
