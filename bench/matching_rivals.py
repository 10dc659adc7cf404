"""The rivals of the matching engine, each on an instance from a file; run inside an environment of their own.

`python bench/matching_rivals.py NAME FILE RUNS` prints one line of JSON: {"times": [seconds, …], "answer": …}. It is
run by `bench/matching_speed.py` with a folder of its own as the current one, because our app has the name of the
package `matching`. Timed: the rival's own building and solving, from index arrays, without reading the file.
"""
# ruff: noqa: PLC0415 -- each rival imports its own package alone, so that one that is missing stops no other

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:] = [folder for folder in sys.path if Path(folder or ".").resolve() != Path(__file__).resolve().parent.parent]


def ortools_flow(data: dict[str, Any]) -> Callable[[], Any]:
    """Cost = unplaced, rank squares, and 16 bits of lottery: what fits the solver's 64 bits up to n = 5 000.

    Above it stops with BAD_COST_RANGE, so the lottery is left out and being unplaced costs 4 000 squares, more than any
    chain of moves in these instances saves.
    """
    import numpy as np
    from ortools.graph.python import min_cost_flow

    n, m = data["people"], len(data["seats"])
    person = np.array([edge[0] for edge in data["edges"]])
    place = np.array([edge[1] for edge in data["edges"]])
    fits = n <= 20_000
    cost = np.array([edge[2] ** 2 * (n << 16) + (edge[3] >> 24) if fits else edge[2] ** 2 for edge in data["edges"]])
    seats = np.array(data["seats"])
    unplaced = 100 * n * (n << 16) if fits else 4000

    def solve() -> Any:
        flow = min_cost_flow.SimpleMinCostFlow()
        sink = n + m
        tails = np.concatenate([person, np.arange(n), n + np.arange(m)])
        heads = np.concatenate([n + place, np.full(n, sink), np.full(m, sink)])
        room = np.concatenate([np.ones(len(person) + n, dtype=np.int64), seats])
        costs = np.concatenate([cost, np.full(n, unplaced), np.zeros(m, dtype=np.int64)])
        arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, room, costs)
        flow.set_nodes_supplies(np.arange(n + m + 1), np.concatenate([np.ones(n), np.zeros(m), [-n]]).astype(np.int64))
        if flow.solve() != flow.OPTIMAL:
            raise ArithmeticError("OR-tools did not finish")
        used = flow.flows(arcs)[: len(person)] > 0
        return _levels(data, [int(k) for k in np.flatnonzero(used)])

    return solve


def networkx_simplex(data: dict[str, Any]) -> Callable[[], Any]:
    import networkx

    n = data["people"]

    def solve() -> Any:
        graph = networkx.DiGraph()
        for a in range(n):
            graph.add_node(("a", a), demand=-1)
            graph.add_edge(("a", a), "t", capacity=1, weight=1000 * n)
        graph.add_node("t", demand=n)
        for p, seats in enumerate(data["seats"]):
            graph.add_edge(("p", p), "t", capacity=seats, weight=0)
        for a, p, rank, _ in data["edges"]:
            graph.add_edge(("a", a), ("p", p), capacity=1, weight=rank * rank)
        _, flow = networkx.network_simplex(graph)
        return _levels(data, [k for k, (a, p, _, _) in enumerate(data["edges"]) if flow["a", a].get(("p", p))])

    return solve


def scipy_dense(data: dict[str, Any]) -> Callable[[], Any]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    n = data["people"]

    def solve() -> Any:
        first = np.concatenate([[0], np.cumsum(data["seats"])])
        cost = np.full((n, int(first[-1]) + n), 1000.0 * n)
        edge = {}
        for k, (a, p, rank, _) in enumerate(data["edges"]):
            cost[a, first[p] : first[p + 1]] = rank * rank
            edge[a, p] = k
        place = np.repeat(np.arange(len(data["seats"])), data["seats"])
        rows, columns = linear_sum_assignment(cost)
        pairs = ((int(a), int(place[s])) for a, s in zip(rows, columns, strict=True) if s < first[-1])
        return _levels(data, [edge[pair] for pair in pairs if pair in edge])

    return solve


def cpsat_fairest(data: dict[str, Any]) -> Callable[[], Any]:
    """One solving per rank, worst first, each fixing the last."""
    from ortools.sat.python import cp_model

    def solve() -> Any:
        model = cp_model.CpModel()
        choice = [model.new_bool_var("") for _ in data["edges"]]
        by_person: dict[int, list[Any]] = {}
        by_place: dict[int, list[Any]] = {}
        by_rank: dict[int, list[Any]] = {}
        for x, (a, p, rank, _) in zip(choice, data["edges"], strict=True):
            by_person.setdefault(a, []).append(x)
            by_place.setdefault(p, []).append(x)
            by_rank.setdefault(rank, []).append(x)
        for its in by_person.values():
            model.add_at_most_one(its)
        for p, its in by_place.items():
            model.add(sum(its) <= data["seats"][p])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        levels = [(sum(choice), True)] + [(sum(by_rank[rank]), False) for rank in sorted(by_rank, reverse=True)[:-1]]
        values = []
        for level, most in levels:
            model.maximize(level) if most else model.minimize(level)
            if solver.solve(model) != cp_model.OPTIMAL:
                raise ArithmeticError("CP-SAT did not finish")
            values.append(round(solver.objective_value))
            model.add(level == values[-1])
        return [data["people"] - values[0], *values[1:]]

    return solve


def cpsat_levels(data: dict[str, Any]) -> Callable[[], Any]:
    """The value of every level, one solving after another, each fixing the last: whole numbers throughout."""
    from ortools.sat.python import cp_model

    def solve() -> Any:
        model = cp_model.CpModel()
        pair = [model.new_bool_var("") for _ in data["pairs"]]
        out = [model.new_bool_var("") for _ in data["out"]]
        by_person: list[list[Any]] = [[x] for x in out]
        by_node: list[list[Any]] = [[] for _ in data["capacity"]]
        for x, (a, nodes, _) in zip(pair, data["pairs"], strict=True):
            by_person[a].append(x)
            for node in nodes:
                by_node[node].append(x)
        for its in by_person:
            model.add_exactly_one(its)
        for a in data["locked"]:
            model.add(out[a] == 0)
        short = [model.new_int_var(0, minimum, "") for minimum in data["minimum"]]
        for its, lacks, capacity, minimum in zip(by_node, short, data["capacity"], data["minimum"], strict=True):
            model.add(sum(its) <= capacity)
            model.add(sum(its) + lacks >= minimum)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        values = []
        for k, name in enumerate(data["levels"]):
            if name == "shortfall":
                level = sum(short)
            else:
                level = sum(row[2][k] * x for x, row in zip(pair, data["pairs"], strict=True))
                level += sum(costs[k] * x for x, costs in zip(out, data["out"], strict=True))
            model.minimize(level)
            if solver.solve(model) != cp_model.OPTIMAL:
                raise ArithmeticError("CP-SAT did not finish")
            values.append(round(solver.objective_value))
            model.add(level == values[-1])
        return values

    return solve


def highs_levels(data: dict[str, Any]) -> Callable[[], Any]:
    """The same as linear programs, by HiGHS. The last level, the lottery, has numbers too large for its floats.

    Nested capacities make every corner whole, and so does each face of those that are best so far.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import coo_matrix, vstack

    def solve() -> Any:
        pairs, people, nodes = data["pairs"], len(data["out"]), len(data["capacity"])
        count = len(pairs) + people  # after these, one for each node: how much it lacks
        rows = [row[0] for row in pairs] + list(range(people))
        each = coo_matrix((np.ones(count), (rows, range(count))), (people, count + nodes))
        inside = [(node, x) for x, row in enumerate(pairs) for node in row[1]]
        room = coo_matrix((np.ones(len(inside)), tuple(np.array(inside).T)), (nodes, count + nodes)).tocsr()
        lack = coo_matrix((np.ones(nodes), (range(nodes), range(count, count + nodes))), (nodes, count + nodes))
        limits = [room, -(room + lack)]
        most = np.concatenate([data["capacity"], -np.array(data["minimum"])]).astype(float)
        bounds = np.zeros((count + nodes, 2))
        bounds[:count, 1] = 1
        bounds[count:, 1] = np.inf
        for a in data["locked"]:
            bounds[len(pairs) + a, 1] = 0
        values: list[int] = []
        for k, name in enumerate(data["levels"][:-1]):
            level = np.zeros(count + nodes)
            if name == "shortfall":
                level[count:] = 1
            else:
                level[:count] = [row[2][k] for row in pairs] + [costs[k] for costs in data["out"]]
            found = linprog(level, vstack(limits), most, each, np.ones(people), bounds, method="highs")
            if found.status or abs(found.fun - round(found.fun)) > 1e-3:
                raise ArithmeticError(f"HiGHS did not finish at {name}: {found.message}")
            values.append(round(found.fun))
            limits.append(coo_matrix(level))
            most = np.append(most, values[-1])
        return values

    return solve


def matching_package(data: dict[str, Any]) -> Callable[[], Any]:
    """The package `matching`: applicants propose, places rank by the lottery of persons."""
    sys.setrecursionlimit(1_000_000)
    from matching.games import HospitalResident

    wishes: dict[int, list[tuple[int, int]]] = {}
    for a, p, rank, _ in data["edges"]:
        wishes.setdefault(a, []).append((rank, p))
    people = {f"a{a}": [f"p{p}" for _, p in sorted(its)] for a, its in wishes.items()}
    places: dict[str, list[str]] = {}
    for a in sorted(wishes, key=lambda a: data["lots"][a]):
        for name in people[f"a{a}"]:
            places.setdefault(name, []).append(f"a{a}")
    seats = {f"p{p}": count for p, count in enumerate(data["seats"]) if f"p{p}" in places}

    def solve() -> Any:
        game = HospitalResident.create_from_dictionaries(people, places, seats)
        return sorted([int(str(a)[1:]), int(str(hospital)[1:])] for hospital, its in game.solve().items() for a in its)

    return solve


def _levels(data: dict[str, Any], chosen: list[int]) -> list[int]:
    return [data["people"] - len(chosen), sum(data["edges"][k][2] ** 2 for k in chosen)]


RIVALS = {
    "ortools": ortools_flow,
    "networkx": networkx_simplex,
    "scipy": scipy_dense,
    "cpsat": cpsat_fairest,
    "cpsat-levels": cpsat_levels,
    "highs-levels": highs_levels,
    "matching": matching_package,
}


def main() -> int:
    if len(sys.argv) != 4:  # `make bench` runs every file of the folder
        return 0
    name, file, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    data = json.loads(Path(file).read_text())
    times, answer = [], None
    for _ in range(runs):
        solve = RIVALS[name](data)
        gc.collect()
        start = time.process_time()
        answer = solve()
        times.append(time.process_time() - start)
    print(json.dumps({"times": times, "answer": answer}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
