"""The exact solver: one person after another takes the cheapest augmenting path, on packed lexicographic costs.

The network: every applicant sends one unit to a place or pays for staying out; a place passes its units to its group,
a group to its parent, the last to ``root``. A floor is a reward for the first ``minimum`` units of a node, which keeps
the cost of a node convex. Locked pairs are taken out first, with their seats.

Successive shortest paths with prices (Jewell, Iri, Busacker and Gowen; prices after Edmonds and Karp 1972): the prices
keep every reduced cost at 0 or above, so the flow is optimal after each person and the last prices prove it.
"""

from __future__ import annotations

from heapq import heappop, heappush

from matching.engine.costs import Costs
from matching.engine.problem import Certificate


class Network:
    """A flow, always optimal for the people who are in it, with its prices.

    ``place_of[a]``: place or None. ``price[node]``: the least cost of getting one unit from the node to ``root``, a
    valid one while people come in and the exact one after :meth:`settle`. ``price[root]`` is 0.
    """

    def __init__(self, costs: Costs) -> None:
        self.costs = costs
        index = costs.index
        self.root = index.root
        self.parent = index.parent
        self.room = list(index.capacity)  # seats left
        self.short = list(index.minimum)  # units still missing to the minimum
        self.filled = [0] * self.root
        self.children: list[list[int]] = [[] for _ in range(self.root + 1)]
        for node, parent in enumerate(self.parent):
            self.children[parent].append(node)
        self.holders: list[set[int]] = [set() for _ in index.places]
        self.people = [a for a in range(len(index.applicants)) if a not in index.locked]
        self.place_of: dict[int, int] = {}
        for place in index.locked.values():
            for node in index.path(place):
                self.room[node] -= 1
                self.short[node] = max(0, self.short[node] - 1)
        self.minimum = list(self.short)
        self.price = [0] * (self.root + 1)
        self._reduced: dict[int, list[tuple[int, int, int]]] = {}  # of a network that is only asked
        for node in self._downward():
            self.price[node] = self.price[self.parent[node]] - (costs.floor if self.minimum[node] else 0)

    @classmethod
    def at(cls, costs: Costs, place_of: dict[int, int], proof: Certificate | None) -> Network:
        """The network with an answer already in it, and the prices of its certificate. Both must be right."""
        network = cls(costs)
        index = costs.index
        for a, place in place_of.items():
            if a not in index.locked:
                network.place_of[a] = place
                network.holders[place].add(a)
                for node in index.path(place):
                    network._count(node, 1)
        if proof is not None:
            own = [costs.packed(proof.places[name]) for name in index.places]
            own += [costs.packed(proof.groups[name]) for name in index.groups]
            network.price = [sum(own[around] for around in index.path(node)) for node in range(network.root)] + [0]
        return network

    def _downward(self) -> list[int]:
        """Every node but root, parents first."""
        order, at = list(self.children[self.root]), 0
        while at < len(order):
            order.extend(self.children[order[at]])
            at += 1
        return order

    def up(self, node: int) -> int | None:
        """What one more unit from a node to its parent costs; None if it is full."""
        if self.room[node] <= 0:
            return None
        return -self.costs.floor if self.short[node] > 0 else 0

    def down(self, node: int) -> int | None:
        """What one unit less from a node to its parent costs; None if there is none."""
        if self.filled[node] == 0:
            return None
        return self.costs.floor if self.filled[node] <= self.minimum[node] else 0

    def solve(self) -> None:
        """Bring in everybody, then settle the prices."""
        for a in self.people:
            self.bring_in(a)
        self.settle()

    def bring_in(self, newcomer: int) -> None:
        """Give a newcomer the cheapest way in, or leave them out."""
        pair, out, price, root = self.costs.pair, self.costs.out, self.price, self.root
        far: dict[int, int] = {root: out[newcomer]}
        came: dict[int, tuple[int, int]] = {root: (newcomer, -1)}  # node -> (person who moved in, from where)
        heap: list[tuple[int, int]] = []
        for place, cost in pair[newcomer].items():
            far[place] = cost + price[place]
            came[place] = (newcomer, -1)
            heap.append((far[place], place))
        heap.append((far[root], root))
        heap.sort()
        done: list[tuple[int, int]] = []
        closed: set[int] = set()
        while True:
            distance, node = heappop(heap)
            if node in closed:
                continue
            if node == root:
                break
            closed.add(node)
            done.append((distance, node))
            base = distance - price[node]
            for target, cost, person in self.steps(node):
                step = base + cost + price[target]
                if target not in closed and (target not in far or step < far[target]):
                    far[target] = step
                    came[target] = (person, node)
                    heappush(heap, (step, target))
        for reached, node in done:
            price[node] += distance - reached
        self._push(came)

    def steps(self, node: int) -> list[tuple[int, int, int]]:
        """The residual steps from a node: (target, cost, person who would move, -1 for a step in the tree)."""
        steps = []
        if node == self.root:
            steps += [
                (place, cost - self.costs.out[a], a)
                for a in self.people
                if a not in self.place_of
                for place, cost in self.costs.pair[a].items()
            ]
        else:
            cost = self.up(node)
            if cost is not None:
                steps.append((self.parent[node], cost, -1))
        if node < len(self.holders):
            pair, out = self.costs.pair, self.costs.out
            for a in self.holders[node]:
                here = pair[a][node]
                steps.append((self.root, out[a] - here, a))
                steps.extend((place, cost - here, a) for place, cost in pair[a].items() if place != node)
        else:
            for child in self.children[node]:
                cost = self.down(child)
                if cost is not None:
                    steps.append((child, cost, -1))
        return steps

    def _push(self, came: dict[int, tuple[int, int]]) -> None:
        node = self.root
        while True:
            person, before = came[node]
            if person >= 0:
                if before >= 0:
                    self.holders[before].discard(person)
                if node == self.root:
                    self.place_of.pop(person, None)
                else:
                    self.holders[node].add(person)
                    self.place_of[person] = node
                if before < 0:
                    return
            elif self.parent[before] == node:
                self._count(before, 1)
            else:
                self._count(node, -1)
            node = before

    def _count(self, node: int, units: int) -> None:
        self.filled[node] += units
        self.room[node] -= units
        self.short[node] = max(0, self.minimum[node] - self.filled[node])

    def settle(self) -> None:
        """Make every price the exact distance to root in the residual network (``dear`` where there is no way).

        The last prices of the search are valid, so they guide this search too; the result depends on the flow alone.
        """
        price, root, dear = self.price, self.root, self.costs.dear
        back: list[list[tuple[int, int]]] = [[] for _ in range(root + 1)]
        for node in range(root):
            for target, cost, _ in self.steps(node):
                back[target].append((node, cost))
        exact: dict[int, int] = {}
        heap = [(0, root, 0)]
        sinks = [(dear - price[node], node, dear) for node in range(root)]  # the way out that nobody takes
        heap = sorted([*heap, *sinks])
        while heap:
            _, node, distance = heappop(heap)
            if node in exact:
                continue
            exact[node] = distance
            for source, cost in back[node]:
                if source not in exact:
                    step = distance + cost
                    heappush(heap, (step - price[source], source, step))
        self.price = [exact[node] for node in range(root + 1)]

    def way(self, start: int, end: int, without: int) -> tuple[int, list[tuple[int, int | None]]] | None:
        """The cheapest way of a unit from a node to another: its cost and who would move where (None: left out).

        ``without`` stays out of it. None if there is no way. The flow must be optimal and settled.
        """
        far, came = self._search(start, without, end)
        if end not in far:
            return None
        return far[end] + self.price[start] - self.price[end], self._moved(came, end)

    def ways_from_root(self) -> dict[int, tuple[int, list[tuple[int, int | None]]]]:
        """The same from root to each node that can be reached."""
        far, came = self._search(self.root, -1, -1)
        return {end: (far[end] - self.price[end], self._moved(came, end)) for end in far}

    def _search(self, start: int, without: int, end: int) -> tuple[dict[int, int], dict[int, tuple[int, int]]]:
        """Distances in reduced costs from a node, up to ``end``, and the step that came to each node."""
        far, came = {start: 0}, {start: (-1, -1)}
        heap, closed = [(0, start)], set()
        reduced, best = self._reduced, None
        while heap:
            distance, node = heappop(heap)
            if node == end:
                break
            if node in closed:
                continue
            closed.add(node)
            arcs = reduced.get(node)
            if arcs is None:
                arcs = reduced[node] = self._arcs(node)
            for cost, target, person in arcs:
                step = distance + cost
                if best is not None and step >= best:
                    break  # the rest are dearer than a way that is known
                if (target in far and step >= far[target]) or person == without >= 0:
                    continue
                far[target] = step
                came[target] = (person, node)
                heappush(heap, (step, target))
                if target == end:
                    best = step
        return far, came

    def _arcs(self, node: int) -> list[tuple[int, int, int]]:
        """(reduced cost, target, person) of the steps from a node, the cheapest first; kept, as nothing moves."""
        price = self.price
        here = price[node]
        return sorted((cost + price[target] - here, target, person) for target, cost, person in self.steps(node))

    def _moved(self, came: dict[int, tuple[int, int]], end: int) -> list[tuple[int, int | None]]:
        moves: list[tuple[int, int | None]] = []
        node = end
        person, before = came[node]
        while before >= 0:
            if person >= 0:
                moves.append((person, None if node == self.root else node))
            node = before
            person, before = came[node]
        return moves

    def duals(self) -> list[int]:
        """For each applicant the least of staying out and of each pair's cost with the prices on its way."""
        index, pair, out, price = self.costs.index, self.costs.pair, self.costs.out, self.price
        duals = []
        for a in range(len(index.applicants)):
            ways = [cost + price[place] for place, cost in pair[a].items()]
            duals.append(min(ways) if a in index.locked else min([out[a], *ways]))
        return duals

    def answer(self) -> dict[int, int]:
        """Applicant -> place, the locked ones included."""
        return self.place_of | self.costs.index.locked

    def prices(self) -> list[int]:
        """Of each place and group, its own price: what its way out costs beyond its parent's."""
        return [self.price[node] - self.price[self.parent[node]] for node in range(self.root)]
