"""The exact solver where no group binds and no place has a floor: most rounds, and the largest.

The same shortest paths as in :mod:`matching.engine.flow`, but begun from guessed prices (:mod:`matching.engine.warm`)
and in two steps. First every level but the lottery: small integers. Then the lottery, only among the wishes that are
tight at the first step's prices, because every answer that is best so far uses tight wishes alone. Most people have
one tight wish; so few draws are made. The prices at the end are the exact ones, the same as those that
:class:`matching.engine.flow.Network` finds, however good or bad the guess was.
"""

from __future__ import annotations

from functools import cached_property
from heapq import heapify, heappop, heappush

from matching.engine.costs import Costs
from matching.engine.problem import Index
from matching.engine.warm import guess

Wishes = list[tuple[int, int]]  # (cost, place), the cheapest first


def is_flat(index: Index) -> bool:
    """Whether groups can be left out: none has fewer seats than what lies in it, and nothing has a minimum."""
    if any(index.minimum):
        return False
    inside = [0] * (index.root + 1)
    for node in range(len(index.places)):
        for around in index.path(node):
            inside[around] += index.capacity[node]
    return all(inside[node] <= index.capacity[node] for node in range(len(index.places), index.root))


class Flat:
    """One solving. ``place_of``: applicant -> place. ``price`` and ``dual``: packed, per place and per applicant.

    ``total``: the packed cost of the answer (without ``shortfall``, which is 0 here).
    """

    def __init__(self, costs: Costs, start: list[int] | None = None) -> None:
        """``start``: prices to begin with instead of guessed ones, one from 0 up per place."""
        self.costs, self.index = costs, costs.index
        index, shift = self.index, costs.shift
        self.people = [a for a in range(len(index.applicants)) if a not in index.locked]
        room = list(index.capacity[: len(index.places)])
        for place in index.locked.values():
            room[place] -= 1
        wishes, out = costs.upper(), [cost >> shift for cost in costs.out]
        if index.locked:
            wishes, out = [wishes[a] for a in self.people], [out[a] for a in self.people]
        if start is None:
            small = costs.primary(wishes)
            start = [0] * len(room) if small is None else [price << small[1] for price in guess(small[0], room)]
        first = Assignment(wishes, out, room, list(start))
        first.solve()
        dear = costs.dear >> shift
        upper = first.exact_prices([dear] * len(room))
        second = self._draw(first, upper)
        full = [dear << shift if price == dear else None for price in upper]
        self.price = second.exact_prices(full)
        self._sum(first)

    def _draw(self, first: Assignment, upper: list[int]) -> Assignment:
        """The lottery among tight wishes, written into ``first`` with packed costs. Gives the players' assignment.

        A player has more than one tight way; whoever has one keeps it, and takes the seat out of the second step.
        """
        shift, draw, people = self.costs.shift, self.costs.draw, self.people
        players: list[int] = []
        tight: list[Wishes] = []
        at, out, cost, room = first.at, first.out, first.cost, list(first.room)
        for i, its in enumerate(first.wishes):
            here = at[i]
            dual = out[i] if here < 0 else cost[i] + upper[here]
            same = []
            for c, p in its:
                if c > dual:
                    break
                if c + upper[p] == dual:
                    same.append((c, p))
            if len(same) + (out[i] == dual) > 1:
                players.append(i)
                tight.append(sorted(((c << shift) + draw(people[i], p), p) for c, p in same))
            elif here >= 0:
                room[here] -= 1
                cost[i] = (cost[i] << shift) + draw(people[i], here)
        second = Assignment(tight, [out[i] << shift for i in players], room, [price << shift for price in upper])
        second.solve()
        for i, place, packed in zip(players, second.at, second.cost, strict=True):
            at[i], cost[i] = place, packed
        return second

    def _sum(self, first: Assignment) -> None:
        costs, price = self.costs, self.price
        self.place_of = dict(self.index.locked)
        self.dual = list(costs.out)
        self.total = 0
        for a, place in self.index.locked.items():
            packed = costs.of(a, place)
            self.total += packed
            self.dual[a] = packed + price[place]
        for a, place, packed in zip(self.people, first.at, first.cost, strict=True):
            if place < 0:
                self.total += costs.out[a]
            else:
                self.place_of[a] = place
                self.total += packed
                self.dual[a] = packed + price[place]


class Assignment:
    """People to places at least cost, from any prices. Costs are integers; being left out costs ``out[i]``.

    ``at[i]``: the place or -1. ``cost[i]``: what it costs there. Prices are from 0 up. At the end every person is at
    their least cost with prices, and every place with a price is full: together these prove the answer.
    """

    def __init__(self, wishes: list[Wishes], out: list[int], room: list[int], price: list[int]) -> None:
        self.wishes, self.out, self.room, self.price = wishes, out, room, price
        self.free = list(room)
        self.holders: list[list[int]] = [[] for _ in room]
        self.at, self.cost = [-1] * len(wishes), [0] * len(wishes)

    def solve(self) -> None:
        """Seat everybody who can have their best at these prices, then one after another, then fill what is dear."""
        for person in self._seat():
            self._bring_in(person)
        for place, price in enumerate(self.price):
            if price > 0:
                while self.free[place] > 0 and self.price[place] > 0:
                    self._fill(place)

    def _seat(self) -> list[int]:
        """Whoever finds the best wish free takes it. Returns those who want more than staying out, but in vain."""
        price, free, holders, at, cost, out = self.price, self.free, self.holders, self.at, self.cost, self.out
        rest = []
        for i, its in enumerate(self.wishes):
            best, here, its_cost, stays = out[i], -1, 0, True
            for c, p in its:
                if c > best:
                    break
                value = c + price[p]
                if value < best:
                    best, stays = value, False
                    here, its_cost = (p, c) if free[p] > 0 else (-1, 0)
                elif value == best and here < 0 and free[p] > 0:
                    here, its_cost = p, c
            if here >= 0:
                free[here] -= 1
                holders[here].append(i)
                at[i], cost[i] = here, its_cost
            elif not stays:
                rest.append(i)
        return rest

    def _bring_in(self, newcomer: int) -> None:  # noqa: PLR0912 -- the inner loop, where a call would double the time
        """Dijkstra over places, from the newcomer to a free seat or to somebody who goes out; then everybody moves."""
        wishes, out, price, free, holders, cost = (
            self.wishes,
            self.out,
            self.price,
            self.free,
            self.holders,
            self.cost,
        )
        best, goal, mover = out[newcomer], (-1, 0), newcomer
        far: dict[int, int] = {}
        came: dict[int, tuple[int, int]] = {}  # place -> (who would come, at what cost)
        heap: list[tuple[int, int]] = []
        for c, p in wishes[newcomer]:
            if c >= best:
                break
            step = c + price[p]
            if step < best:
                if free[p] > 0:
                    best, goal = step, (p, c)
                else:
                    far[p], came[p] = step, (newcomer, c)
                    heap.append((step, p))
        heapify(heap)
        done = []
        while heap:
            distance, here = heappop(heap)
            if distance >= best:
                break
            if distance > far[here]:
                continue
            done.append((here, distance))
            base = distance - price[here]
            for b in holders[here]:
                shifted = base - cost[b]
                if shifted + out[b] < best:
                    best, goal, mover = shifted + out[b], (-1, 0), b
                room_left = best - shifted
                for c, p in wishes[b]:
                    if c >= room_left:
                        break
                    step = shifted + c + price[p]
                    if step < best:
                        if free[p] > 0:
                            best, goal, mover = step, (p, c), b
                            room_left = step - shifted
                        elif p not in far or step < far[p]:
                            far[p], came[p] = step, (b, c)
                            heappush(heap, (step, p))
            if best <= distance:
                break
        for here, distance in done:
            if distance < best:
                price[here] += best - distance
        self._move(mover, goal, came, newcomer)

    def _move(self, mover: int, goal: tuple[int, int], came: dict[int, tuple[int, int]], last: int) -> None:
        place, c = goal
        if place >= 0:
            self.free[place] -= 1
        while True:
            left = self.at[mover]
            self.at[mover], self.cost[mover] = place, c
            if place >= 0:
                self.holders[place].append(mover)
            if mover == last:
                return
            self.holders[left].remove(mover)
            place = left
            mover, c = came[left]

    def _fill(self, empty: int) -> None:  # noqa: PLR0912 -- the same search backwards
        """Give a dear place with a free seat somebody, or lower its price to 0: the cheapest of both, everywhere.

        The search goes backwards: who would come, whose seat that leaves free, who would come there …
        """
        out, price, at, cost = self.out, self.price, self.at, self.cost
        far, went = {empty: 0}, {empty: (-1, 0, -1)}  # place -> (who left it, at what cost elsewhere, where to)
        best, end, joiner = price[empty], empty, (-1, 0)
        heap, done = [(0, empty)], []
        seekers = self.seekers
        while heap:
            distance, here = heappop(heap)
            if distance >= best:
                break
            if distance > far[here]:
                continue
            done.append((here, distance))
            for b, c in seekers[here]:
                there = at[b]
                if there == here:
                    continue
                dual = out[b] if there < 0 else cost[b] + price[there]
                step = distance + c + price[here] - dual
                if there < 0:
                    if step < best:
                        best, end, joiner = step, here, (b, c)
                elif there not in far or step < far[there]:
                    far[there], went[there] = step, (b, c, here)
                    heappush(heap, (step, there))
                    if step + price[there] < best:
                        best, end, joiner = step + price[there], there, (-1, 0)
        for here, distance in done:
            if distance < best:
                price[here] -= best - distance
        self.free[empty] -= 1
        self.free[end] += 1
        if joiner[0] >= 0:
            self._sit(joiner[0], joiner[1], end)
        while end != empty:
            b, c, target = went[end]
            self.holders[end].remove(b)
            self._sit(b, c, target)
            end = target

    def _sit(self, person: int, c: int, place: int) -> None:
        if self.at[person] < 0:
            self.free[place] -= 1
        self.at[person], self.cost[person] = place, c
        self.holders[place].append(person)

    @cached_property
    def seekers(self) -> list[list[tuple[int, int]]]:
        """For each place (person, cost) of those who wish for it."""
        seekers: list[list[tuple[int, int]]] = [[] for _ in self.room]
        for i, its in enumerate(self.wishes):
            for c, p in its:
                seekers[p].append((i, c))
        return seekers

    def exact_prices(self, ends: list[int | None]) -> list[int]:
        """For each place the least cost of getting one unit out of it: the highest prices that are still right.

        ``ends[p]``: a way out that nobody takes, for places that nobody could leave (None: there is none).
        """
        out, price, cost, at, seekers = self.out, self.price, self.cost, self.at, self.seekers
        exact: dict[int, int] = {}
        heap: list[tuple[int, int, int]] = []
        for here, holders in enumerate(self.holders):
            way = 0 if self.free[here] > 0 else ends[here]
            for b in holders:
                own = cost[b]
                if way is None or out[b] - own < way:
                    way = out[b] - own
            if way is not None:
                exact[here] = way
                heap.append((way - price[here], way, here))
        heapify(heap)
        while heap:
            _, distance, here = heappop(heap)
            if distance > exact[here]:
                continue
            for b, c in seekers[here]:
                before = at[b]
                if before < 0 or before == here:
                    continue
                step = distance + c - cost[b]
                if before not in exact or step < exact[before]:
                    exact[before] = step
                    heappush(heap, (step - price[before], step, before))
        return [exact[place] for place in range(len(price))]
