"""The profile ``stable``: deferred acceptance, applicants propose (Gale and Shapley 1962) with nested capacities.

A host's own word comes first: a place or group keeps the best by (the tier of the applicant there, their one draw).
Nested capacities are a laminar matroid, in which dropping the worst of the innermost full node keeps the best set.
"""

from __future__ import annotations

from heapq import heappop, heappush

from matching.engine.costs import Lottery
from matching.engine.problem import BadInput, Index, Problem


def deferred(problem: Problem) -> dict[int, int]:
    """Applicant -> place by number, stable. Raises BadInput where a node has a minimum."""
    index = problem.index
    for number, minimum in enumerate(index.minimum):
        if minimum:
            name = (index.places + index.groups)[number]
            raise BadInput("", f"the profile 'stable' takes no minimums, but {name!r} has one")
    draw = Lottery(problem.seed)
    orders = [proposals(problem, a, draw) for a in range(len(index.applicants))]
    lots = [draw(name) for name in index.applicants]
    return hold_best(index, orders, lots)


def proposals(problem: Problem, applicant: int, draw: Lottery) -> list[int]:
    """The places an applicant proposes to, in this order: by rank, inside a tier by the pair's draw."""
    index = problem.index
    if applicant in index.locked:
        return []
    allowed = index.allowed(applicant)
    if len(set(allowed.values())) == len(allowed):
        return sorted(allowed, key=allowed.__getitem__)
    name = index.applicants[applicant]
    return sorted(allowed, key=lambda place: (allowed[place], draw(name, index.places[place])))


def hold_best(index: Index, orders: list[list[int]], lots: list[int]) -> dict[int, int]:
    """Run the proposals. ``lots[a]`` decides inside a tier, the smaller wins (then the smaller number)."""
    if not index.groups and index.silent:
        return _by_draw_alone(index, orders, lots)
    return _nested(index, orders, lots)


def _by_draw_alone(index: Index, orders: list[list[int]], lots: list[int]) -> dict[int, int]:
    """Where no host speaks and no group is, a place takes people in the order of their draws: one pass is enough.

    Every place would keep the best drawn of all who ask, so nobody who chooses earlier can be driven out.
    """
    room = list(index.capacity)
    answer = dict(index.locked)
    for place in index.locked.values():
        room[place] -= 1
    for _, a in sorted(zip(lots, range(len(lots)), strict=True)):
        for place in orders[a]:
            if room[place] > 0:
                room[place] -= 1
                answer[a] = place
                break
    return answer


def _nested(index: Index, orders: list[list[int]], lots: list[int]) -> dict[int, int]:
    root = index.root
    room = list(index.capacity)
    answer = dict(index.locked)
    for place in index.locked.values():
        for node in index.path(place):
            room[node] -= 1
    paths = [tuple(index.path(place)) for place in range(len(index.places))]
    held: list[list[tuple[int, int, int, int]]] = [[] for _ in range(root)]  # per node a heap, the worst first
    next_up = [0] * len(orders)
    waiting = list(range(len(orders) - 1, -1, -1))
    while waiting:
        a = waiting.pop()
        order = orders[a]
        while next_up[a] < len(order):
            place = order[next_up[a]]
            next_up[a] += 1
            entry = (-index.tier_of(a, place), -lots[a], -a, place)
            full = next((node for node in paths[place] if room[node] <= 0), None)
            if full is not None:
                heap = held[full]
                while heap and answer.get(-heap[0][2]) != heap[0][3]:
                    heappop(heap)  # left by now
                if not heap or heap[0] > entry:  # nobody here, or nobody worse: entries are negated keys
                    continue
                out = heappop(heap)
                del answer[-out[2]]
                waiting.append(-out[2])
                for node in paths[out[3]]:
                    room[node] += 1
            answer[a] = place
            for node in paths[place]:
                room[node] -= 1
                heappush(held[node], entry)
            break
    return answer
