"""Small random problems with everything in them, and an oracle that reads the design anew and tries every answer."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

from hypothesis import strategies as st

from matching.engine import OWN_REASONS, Applicant, BadInput, Group, Place, Problem, check

EXACT = ("most_placed", "fairest", "best_fit")
REASONS = ("too_far", "no_common_week", "conflict_of_interest", "declined")


@st.composite
def problems(draw: st.DrawFn, profiles: tuple[str, ...] = EXACT, rematch: bool | None = None) -> Problem:
    n, m, g = draw(st.integers(1, 6)), draw(st.integers(1, 4)), draw(st.integers(0, 3))
    profile = draw(st.sampled_from(profiles))
    people, names = [f"a{k}" for k in range(n)], [f"p{k}" for k in range(m)]

    def seats(most: int) -> tuple[int, int]:
        capacity = draw(st.integers(0, most))
        if profile == "stable":
            return capacity, 0
        return capacity, draw(st.sampled_from([0, 0, capacity, capacity // 2]))

    groups = tuple(
        Group(f"g{k}", *seats(4), parent=draw(st.sampled_from([None, *(f"g{j}" for j in range(k))]))) for k in range(g)
    )
    listings = draw(st.booleans())
    places = tuple(
        Place(
            name,
            *seats(3),
            listing=f"l{k // 2}" if listings else None,
            group=draw(st.sampled_from([None, *(f"g{j}" for j in range(g))])),
        )
        for k, name in enumerate(names)
    )
    applicants = []
    for who in people:
        order = draw(st.permutations(names))[: draw(st.integers(0, m))]
        tiers: list[list[str]] = []
        for name in order:
            if tiers and draw(st.integers(0, 3)) == 0:
                tiers[-1].append(name)
            else:
                tiers.append([name])
        if draw(st.integers(0, 9)) == 0:
            tiers.insert(draw(st.integers(0, len(tiers))), [])
        applicants.append(
            Applicant(
                who,
                tuple(map(tuple, tiers)),
                waited=draw(st.sampled_from([0, 0, 1, 3, 5])),
                protected=draw(st.sampled_from([None, None, True, False])),
            )
        )
    pair = st.tuples(st.sampled_from(people), st.sampled_from(names))
    fit = draw(st.dictionaries(pair, st.sampled_from([0, 10, 33, 100]), max_size=6))
    locked = dict(draw(st.lists(pair, max_size=2)) if draw(st.integers(0, 2)) == 0 else [])
    forbidden = draw(st.dictionaries(pair, st.sampled_from(REASONS), max_size=4))
    hosts = {}
    for name in names:
        if draw(st.integers(0, 2)) == 0:
            named = draw(st.permutations(people))[: draw(st.integers(0, n))]
            hosts[name] = (tuple(named[: n // 2]), tuple(named[n // 2 :]))
    again = draw(st.integers(0, 3)) == 0 if rematch is None else rematch
    problem = Problem(
        seed=draw(st.sampled_from(["s", "t", "æøå"])),
        profile=profile,
        minimum_list=draw(st.integers(0, 4)),
        groups=groups,
        places=places,
        applicants=tuple(applicants),
        host_tiers=hosts,
        fit=tuple((a, p, value) for (a, p), value in fit.items()),
        locked=tuple(locked.items()),
        forbidden=tuple((a, p, why) for (a, p), why in forbidden.items() if locked.get(a) != p),
        held=tuple(dict(draw(st.lists(pair, max_size=4))).items()) if again else None,
    )
    try:
        check(problem)
    except BadInput:  # more are locked than there are seats
        problem = replace(problem, locked=())
    return problem


class Oracle:
    """The levels of an answer straight from the data, without the engine's index or costs."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.place = {p.id: p for p in problem.places}
        self.group = {g.id: g for g in problem.groups}
        self.who = {a.id: a for a in problem.applicants}
        self.locked = dict(problem.locked)
        self.no = {(a, p): why for a, p, why in problem.forbidden}
        self.fit = {(a, p): value for a, p, value in problem.fit}
        self.held = dict(problem.held or ())

    def listing(self, p: str) -> str:
        return self.place[p].listing or p

    def rank(self, a: str, p: str) -> int:
        for number, tier in enumerate(self.live(a), 1):
            if p in tier:
                return number
        return self.last(a) + 1

    def live(self, a: str) -> list[list[str]]:
        """The tiers that count: those with a possible place, which alone is kept."""
        tiers = [[p for p in tier if (a, p) not in self.no] for tier in self.who[a].wishes]
        return [tier for tier in tiers if tier]

    def last(self, a: str) -> int:
        return len(self.live(a))

    def protected(self, a: str) -> bool:
        if self.who[a].protected is not None:
            return bool(self.who[a].protected)
        wished = {self.listing(p) for tier in self.who[a].wishes for p in tier if (a, p) not in self.no}
        open_to = {self.listing(p) for p in self.place if self.no.get((a, p), "too_far") in OWN_REASONS}
        return len(wished) >= min(self.problem.minimum_list, len(open_to))

    def options(self, a: str) -> list[str | None]:
        if a in self.locked:
            return [self.locked[a]]
        return [None, *(p for tier in self.who[a].wishes for p in tier if (a, p) not in self.no)]

    def tier(self, a: str, p: str) -> int:
        tiers = self.problem.host_tiers.get(p, ())
        return next((number for number, tier in enumerate(tiers) if a in tier), len(tiers))

    def around(self, p: str) -> Iterator[Place | Group]:
        node: Place | Group | None = self.place[p]
        name = self.place[p].group
        while node is not None:
            yield node
            node = self.group[name] if name else None
            name = node.parent if isinstance(node, Group) else None

    def feasible(self, answer: dict[str, str | None]) -> bool:
        filled = self.filled(answer)
        return all(filled[id(node)] <= node.capacity for node in (*self.problem.places, *self.problem.groups))

    def filled(self, answer: dict[str, str | None]) -> dict[int, int]:
        filled = {id(node): 0 for node in (*self.problem.places, *self.problem.groups)}
        for p in answer.values():
            for node in self.around(p) if p else ():
                filled[id(node)] += 1
        return filled

    def answers(self) -> Iterator[dict[str, str | None]]:
        for chosen in itertools.product(*(self.options(a) for a in self.who)):
            answer = dict(zip(self.who, chosen, strict=True))
            if self.feasible(answer):
                yield answer

    def draw(self, *texts: str) -> int:
        text = json.dumps([self.problem.seed, *texts], ensure_ascii=False, separators=(",", ":"))
        return int.from_bytes(blake2b(text.encode()).digest()[:5], "big")

    def objective(self, answer: dict[str, str | None]) -> tuple[int, ...]:
        profile = self.problem.profile
        nodes = (*self.problem.places, *self.problem.groups)
        filled = self.filled(answer)
        short = sum(max(0, node.minimum - filled[id(node)]) for node in nodes)
        counted, tiers, waited, fit, score, lots = [], 0, 0, 0, 0, 0
        for a, p in answer.items():
            rank = self.rank(a, p) if p else self.last(a) + 1
            waited += min(3, self.who[a].waited) * rank
            if p:
                counted.append(rank)
                tiers += self.tier(a, p)
                fit += self.fit.get((a, p), 0)
                score += self.fit.get((a, p), 0) + 100 // rank
                lots += self.draw(a, p)
            elif not self.protected(a):
                counted.append(rank)
        out = [a for a, p in answer.items() if p is None]
        unplaced = len(out) if profile == "best_fit" else sum(map(self.protected, out))
        worst = max(self.last(a) for a in self.who) + 1
        ranks = {
            "most_placed": [sum(rank * rank for rank in counted)],
            "fairest": [counted.count(rank) for rank in range(worst, 1, -1)],
        }
        if profile == "best_fit":
            levels = [short, -score, unplaced, tiers, waited, lots]
        else:
            levels = [short, unplaced, *ranks[profile], tiers, waited, -fit, lots]
        if self.problem.held is not None:
            moved = sum(1 for a, p in self.held.items() if answer[a] != p)
            del levels[2 if profile == "best_fit" else 1]
            levels[:0] = [unplaced, moved]
        return tuple(levels)

    def best(self) -> tuple[tuple[int, ...], dict[str, str | None]]:
        return min(((self.objective(answer), answer) for answer in self.answers()), key=lambda row: row[0])

    def blocking(self, answer: dict[str, str | None]) -> list[tuple[str, str]]:
        """The pairs that would rather have each other, by the word of the design."""
        filled, found = self.filled(answer), []
        for a, here in answer.items():
            for p in self.options(a)[1:]:
                assert p is not None
                if here is not None and self.rank(a, here) <= self.rank(a, p):
                    continue
                full = next((node for node in self.around(p) if filled[id(node)] >= node.capacity), None)
                key = (self.tier(a, p), self.draw(a))
                held = [
                    (self.tier(b, q), self.draw(b))
                    for b, q in answer.items()
                    if q and b not in self.locked and full in self.around(q)
                ]
                if full is None or any(other > key for other in held):
                    found.append((a, p))
        return found
