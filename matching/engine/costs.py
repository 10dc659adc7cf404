"""What the profiles minimise: levels, and every cost as one exact integer that compares like the vector of levels.

A cost is a vector with one integer per level. :class:`Costs` packs it into one Python integer, with a base per level so
wide that no sum the solver can form (a path through every applicant) carries over; :meth:`Costs.vector` unpacks.
Adding and comparing packed costs is therefore adding and comparing vectors, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from hashlib import blake2b
from json.encoder import encode_basestring

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
    return encode_basestring(text).encode()


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

    ``out[a]``: cost of leaving a without a place.
    ``floor``: what one seat short of a minimum costs. ``shift``: bits of the last level, the lottery.
    ``dear``: more than any path costs, for seats nobody can leave.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem, self.index = problem, problem.index
        self.names = level_names(problem)
        self._pack()
        self._ranks()
        self.out = [self._out(a) for a in range(len(self.index.applicants))]
        self._lottery = Lottery(problem.seed)
        self._heads = [b"," + quoted(name) for name in self.index.applicants]
        self._tails = [b"," + quoted(name) for name in self.index.places]

    @cached_property
    def pair(self) -> list[dict[int, int]]:
        """Per applicant: place -> packed cost of every pair that may be chosen."""
        index, draw, plain = self.index, self.draw, self.plain
        return [
            {p: plain(a, p, rank) + draw(a, p) for p, rank in index.allowed(a).items()}
            for a in range(len(index.applicants))
        ]

    def draw(self, a: int, p: int) -> int:
        """h(a,p), the pair's draw."""
        return self._lottery.draw(self._heads[a] + self._tails[p])

    def upper(self) -> list[list[tuple[int, int]]]:
        """Per applicant (cost, place) of each possible pair, the cheapest first: all levels but the lottery."""
        index, shift = self.index, self.shift
        plain = index.silent and not self.problem.fit and "score" not in self.weight and not index.held
        if not plain or any(index.waited):
            return [
                sorted((self.plain(a, p, rank) >> shift, p) for p, rank in index.allowed(a).items())
                for a in range(len(index.applicants))
            ]
        # Ranks alone: the levels are the same for everybody, and rise with the rank.
        cost = [its >> shift for its in self._rank_costs]
        return [[(cost[rank], p) for p, rank in index.allowed(a).items()] for a in range(len(index.applicants))]

    def primary(self, upper: list[list[tuple[int, int]]]) -> tuple[list[list[tuple[int, int]]], int] | None:
        """The first level of wishes alone, as small integers, and by how many bits to shift a price of it.

        None where no one level of wishes stands for the others: ``fairest``, and a rematch.
        """
        name = "score" if "score" in self.weight else "rank_squares"
        if self.problem.held is not None or name not in self.weight:
            return None
        bits = self.weight[name].bit_length() - 1 - self.shift
        if bits == 0:
            return upper, 0
        return [[(cost >> bits, p) for cost, p in wishes] for wishes in upper], bits

    def vector(self, cost: int) -> tuple[int, ...]:
        """The levels of a packed cost."""
        values = [0] * len(self.bits)
        for k, bits in self._digits:
            digit = cost & ((1 << bits) - 1)
            cost >>= bits
            if digit >> (bits - 1):
                digit -= 1 << bits
                cost += 1
            values[k] = digit
        return tuple(values)

    def packed(self, vector: Iterable[int]) -> int:
        """The packed cost of a vector of levels."""
        return sum(self.weight[name] * value for name, value in zip(self.names, vector, strict=True))

    def of(self, a: int, p: int) -> int:
        """The packed cost of any pair, as if it were locked."""
        return self.plain(a, p, self.index.rank(a, p)) + self.draw(a, p)

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
        self.bits: list[int] = []  # last level first; 0: nothing can be counted at that level
        for place, name in enumerate(reversed(self.names)):
            first = place == len(self.names) - 1
            # A path changes each applicant's pair at most once, at most by twice the most; and each floor once.
            path = 2 * (people + 1) * most.get(name, 1) + (floors if name == "shortfall" else 0)
            # `dear` is path + 1 of the first level; reduced costs add up to four such sums.
            self.bits.append((16 * (path + 1)).bit_length() if path or first else 0)
            if first:
                dear = path + 1
        self.weight: dict[str, int] = {}
        below = 0
        for name, bits in zip(reversed(self.names), self.bits, strict=True):
            self.weight[name] = 1 << below
            below += bits
        self.shift = self.bits[0]
        self._digits = [(len(self.bits) - 1 - k, bits) for k, bits in enumerate(self.bits) if bits]
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


def objective(costs: Costs, place_of: dict[int, int], total: int | None = None) -> list[tuple[str, int]]:
    """The value of each level for an answer (applicant -> place, by number). ``total``: its packed cost, if known."""
    index = costs.index
    if total is not None:
        return list(zip(costs.names, costs.vector(total), strict=True))
    filled = [0] * index.root
    total = 0
    for a in range(len(index.applicants)):
        place = place_of.get(a)
        if place is None:
            total += costs.out[a]
        else:
            total += costs.of(a, place)
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
