"""Checks an answer without trusting who made it: every rule and level is computed anew from the problem.

It imports nothing of the project but ``problem.py``, so a fault in the solver cannot hide here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b

from matching.engine.problem import VERSION, Certificate, Index, Problem, Result

Vector = tuple[int, ...]


def verify(problem: Problem, result: Result) -> list[str]:
    """One line for each violation; empty when the answer is right, and proven so. Raises BadInput for the problem."""
    return list(Check(problem, result).violations())


class Check:
    """One checking. ``cost(a, place)``: what a pair, or being left out (None), costs at each level."""

    def __init__(self, problem: Problem, result: Result) -> None:
        self.problem, self.result, self.index = problem, result, problem.index
        self.names = _levels(problem)

    def violations(self) -> Iterator[str]:
        yield from self._heading()
        fatal = list(self._people())
        yield from fatal
        if fatal:
            return  # nothing below can be computed from pairs that cannot be
        index = self.index
        numbers = index.applicant_number
        self.place_of = {numbers[a]: index.place_number[p] for a, p in self.result.pairs}
        self.filled = Counter(node for place in self.place_of.values() for node in index.path(place))
        yield from self._rules()
        yield from self._counts()
        if self.problem.profile == "stable":
            if self.result.certificate is not None:
                yield "certificate: the profile 'stable' has none"
            yield from self._blocking()
        else:
            yield from self._certificate()

    # --- heading and feasibility ------------------------------------------------------------------------------

    def _heading(self) -> Iterator[str]:
        for label in ("profile", "seed"):
            given, used = getattr(self.problem, label), getattr(self.result, label)
            if given != used:
                yield f"{label}: the problem says {given!r}, the result {used!r}"
        if self.result.version != VERSION:
            yield f"version: made by {self.result.version!r}, checked by {VERSION!r}"
        if self.result.digest != self.problem.digest:
            yield f"digest: the problem's is {self.problem.digest}, the result says {self.result.digest}"

    def _people(self) -> Iterator[str]:
        index, pairs, unplaced = self.index, self.result.pairs, self.result.unplaced
        for a, p in pairs:
            if a not in index.applicant_number:
                yield f"pairs: there is no applicant {a!r}"
            if p not in index.place_number:
                yield f"pairs: there is no place {p!r}"
        seen = Counter([a for a, _ in pairs] + list(unplaced))
        yield from (f"pairs: {a!r} is there {count} times" for a, count in seen.items() if count > 1)
        yield from (f"pairs: {a!r} is missing" for a in index.applicants if a not in seen)
        yield from (f"unplaced: there is no applicant {a!r}" for a in unplaced if a not in index.applicant_number)
        if list(pairs) != sorted(pairs) or list(unplaced) != sorted(unplaced):
            yield "pairs: not in order"

    def _rules(self) -> Iterator[str]:
        index = self.index
        for a, place in self.place_of.items():
            who, where = index.applicants[a], index.places[place]
            if place in index.forbidden[a]:
                yield f"forbidden: {who!r} is at {where!r} ({index.forbidden[a][place]})"
            elif place not in index.wishes[a] and index.locked.get(a) != place:
                yield f"wishes: {who!r} did not wish for {where!r}"
        for a, place in index.locked.items():
            if self.place_of.get(a) != place:
                yield f"locked: {index.applicants[a]!r} is not at {index.places[place]!r}"
        for node, count in sorted(self.filled.items()):
            if count > index.capacity[node]:
                yield f"capacity: {self._name(node)} holds {count} of {index.capacity[node]}"

    def _name(self, node: int) -> str:
        index = self.index
        here = index.places[node] if node < len(index.places) else index.groups[node - len(index.places)]
        return repr(here)

    # --- levels -----------------------------------------------------------------------------------------------

    def _counts(self) -> Iterator[str]:
        index = self.index
        ranks = Counter(_rank(index, a, place) for a, place in self.place_of.items())
        counts = tuple(ranks[r] for r in range(1, max(ranks, default=0) + 1))
        if self.result.rank_counts != counts:
            yield f"rank_counts: {list(counts)}, the result says {list(self.result.rank_counts)}"
        total = [0] * len(self.names)
        for a in range(len(index.applicants)):
            for k, value in enumerate(self.cost(a, self.place_of.get(a))):
                total[k] += value
        for node, minimum in enumerate(index.minimum):
            total[self.names.index("shortfall")] += max(0, minimum - self.filled[node])
        objective = tuple(zip(self.names, total, strict=True))
        if self.result.objective != objective:
            yield f"objective: {_say(objective)}, the result says {_say(self.result.objective)}"

    def cost(self, a: int, place: int | None) -> Vector:
        """What a pair (or, with None, being left out) costs at each level."""
        return tuple(self._level(name, a, place) for name in self.names)

    def _level(self, name: str, a: int, place: int | None) -> int:  # noqa: PLR0911 -- one line per level
        index, best_fit = self.index, self.problem.profile == "best_fit"
        bare = index.protected[a] or best_fit  # costs at `unplaced`, so at no rank level
        rank = index.last_rank[a] + 1 if place is None else _rank(index, a, place)
        counted = 0 if place is None and bare else rank
        if name == "unplaced":
            return int(place is None and bare)
        if name == "moved":
            return int(a in index.held and index.held[a] != place)
        if name == "rank_squares":
            return counted * counted
        if name.startswith("rank_"):
            return int(counted == int(name.removeprefix("rank_")))
        if name == "waited":
            return index.waited[a] * rank
        if place is None or name == "shortfall":
            return 0
        if name == "host_tiers":
            return index.tier_of(a, place)
        if name == "lottery":
            return _draw(self.problem.seed, index.applicants[a], index.places[place])
        fit = index.fit[a].get(place, 0)
        return -(fit + 100 // rank) if name == "score" else -fit

    # --- proofs -----------------------------------------------------------------------------------------------

    def _certificate(self) -> Iterator[str]:
        proof, index = self.result.certificate, self.index
        if proof is None:
            yield "certificate: missing"
            return
        shape = list(self._shape(proof))
        yield from shape
        if shape:
            return
        own = [proof.places[p] for p in index.places] + [proof.groups[g] for g in index.groups]
        for node, price in enumerate(own):
            yield from self._price(node, price)
        zero = (0,) * len(self.names)
        way = [_sum(zero, *(own[node] for node in index.path(place))) for place in range(len(index.places))]
        for a, who in enumerate(index.applicants):
            dual = proof.applicants[who]
            for place in index.allowed(a):
                cost = _sum(self.cost(a, place), way[place])
                if cost < dual or (cost > dual and self.place_of.get(a) == place):
                    yield f"certificate: {who!r} at {index.places[place]!r} costs {cost} against a dual of {dual}"
            if a not in index.locked:
                out = self.cost(a, None)
                if dual > out or (dual < out and a not in self.place_of):
                    yield f"certificate: {who!r} left out costs {out} against a dual of {dual}"

    def _shape(self, proof: Certificate) -> Iterator[str]:
        index = self.index
        if proof.levels != self.names:
            yield f"certificate: the levels are {list(self.names)}, the result says {list(proof.levels)}"
        for label, given, wanted in (
            ("places", proof.places, index.places),
            ("groups", proof.groups, index.groups),
            ("applicants", proof.applicants, index.applicants),
        ):
            if sorted(given) != wanted:
                yield f"certificate: its {label} are not those of the problem"
            if any(len(vector) != len(self.names) for vector in given.values()):
                yield f"certificate: a vector of {label} has not one number per level"

    def _price(self, node: int, price: Vector) -> Iterator[str]:
        """A node's price: 0 with seats left; from 0 up if full; a floor not exceeded may lower it by its reward.

        The reward is one unit of ``shortfall``, all of it below the floor. Anything looser would prove nothing.
        """
        index, zero = self.index, (0,) * len(self.names)
        filled, minimum = self.filled[node], index.minimum[node]
        reward = tuple(-int(name == "shortfall") for name in self.names)
        low: Vector = zero
        high: Vector | None = zero
        if filled < minimum:
            low = high = reward
        elif filled == minimum and minimum > 0:
            low = reward
        if filled >= index.capacity[node]:
            high = None
        if price < low or (high is not None and price > high):
            yield f"certificate: the price {price} of {self._name(node)} ({filled} of {index.capacity[node]} seats)"

    def _blocking(self) -> Iterator[str]:
        index, seed = self.index, self.problem.seed
        lots = [_draw(seed, who) for who in index.applicants]
        inside: dict[int, list[tuple[int, int]]] = {}
        for a, place in self.place_of.items():
            if a not in index.locked:
                for node in index.path(place):
                    inside.setdefault(node, []).append((index.tier_of(a, place), lots[a]))
        for a, who in enumerate(index.applicants):
            if a in index.locked:
                continue
            here = self.place_of.get(a)
            for place, rank in index.allowed(a).items():
                if here is not None and rank >= index.wishes[a][here]:
                    continue
                full = next((node for node in index.path(place) if self.filled[node] >= index.capacity[node]), None)
                key = (index.tier_of(a, place), lots[a])
                if full is None or any(other > key for other in inside.get(full, ())):
                    yield f"stable: {who!r} and {index.places[place]!r} prefer each other"


def _levels(problem: Problem) -> tuple[str, ...]:
    index = problem.index
    ranks: list[str] = ["rank_squares"]
    if problem.profile == "fairest":
        ranks = [f"rank_{r}" for r in range(max(index.last_rank, default=0) + 1, 1, -1)]
    if problem.profile == "best_fit":
        names = ["shortfall", "score", "unplaced", "host_tiers", "waited", "lottery"]
    else:
        names = ["shortfall", "unplaced", *ranks, "host_tiers", "waited", "fit", "lottery"]
    if problem.held is not None and problem.profile != "stable":
        names = ["unplaced", "moved", *(name for name in names if name != "unplaced")]
    return tuple(names)


def _rank(index: Index, a: int, place: int) -> int:
    return index.wishes[a].get(place, index.last_rank[a] + 1)


def _draw(*texts: str) -> int:
    text = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    return int.from_bytes(blake2b(text.encode()).digest()[:5], "big")


def _sum(*vectors: Vector) -> Vector:
    return tuple(map(sum, zip(*vectors, strict=True)))


def _say(objective: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{name} {value}" for name, value in objective)
