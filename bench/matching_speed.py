"""The matching engine beside its rivals, in one run: `make bench-matching`.

Each row: ours, the rival, the ratio, the bar, and whether it holds. Medians of CPU time of the process that solves, on
one core and one thread, so that a busy machine counts less. The rivals' environment is built under var/bench, with
their packages at fixed versions. Exit 1 where a bar is missed or an answer differs. `--quick` leaves out the row of
50 000 and most of the shuffles.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from bench.matching_instances import SHUFFLES, crowd, ladder, shuffled  # noqa: E402 -- after the path
from matching.engine import (  # noqa: E402 -- same
    Changes,
    Explainer,
    Problem,
    problem_from,
    rematch,
    solve,
    verify,
)
from matching.engine.costs import Costs, Lottery  # noqa: E402 -- same
from matching.engine.deferred import hold_best, proposals  # noqa: E402 -- same
from matching.engine.flat import Flat  # noqa: E402 -- same
from matching.engine.run import certificate  # noqa: E402 -- same

VAR = ROOT / "var" / "bench"
PACKAGES = ("ortools==9.15.6755", "networkx==3.6.1", "scipy==1.17.1", "matching==1.4.3", "numpy==2.4.6")


@dataclass
class Row:
    what: str
    ours: float  # seconds, or a count
    rival: float | None
    rival_name: str
    bar: str
    holds: bool
    note: str = ""


def environment() -> Path:
    """The rivals' Python, built once."""
    python = VAR / "rivals" / "bin" / "python"
    done = VAR / "rivals" / ("done-" + "-".join(PACKAGES).replace("=", ""))
    if not done.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", str(VAR / "rivals")], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        done.touch()
    return python


def arrays(problem: Problem) -> dict[str, Any]:
    """What a rival is given: edges (person, place, rank, draw), seats, and the persons' lots."""
    index, draw = problem.index, Lottery(problem.seed)
    edges = [
        (a, p, rank, draw(who, index.places[p]))
        for a, who in enumerate(index.applicants)
        for p, rank in index.wishes[a].items()
    ]
    lots = [draw(name) for name in index.applicants]
    return {"people": len(index.applicants), "seats": index.capacity[: len(index.places)], "edges": edges, "lots": lots}


def rival(name: str, problem: Problem, runs: int) -> tuple[float, Any]:
    """Median seconds and the answer of a rival, in its own process, environment and folder."""
    python = environment()
    folder = VAR / "run"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "instance.json"
    file.write_text(json.dumps(arrays(problem)))
    command = [str(python), str(ROOT / "bench" / "matching_rivals.py"), name, str(file), str(runs)]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, env=quiet())
    said = json.loads(done.stdout.splitlines()[-1])
    return statistics.median(said["times"]), said["answer"]


def quiet() -> dict[str, str]:
    """One thread each."""
    return {"PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def timed(run: Callable[[], Any], runs: int) -> tuple[float, Any]:
    times, answer = [], None
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        answer = run()
        times.append(time.process_time() - start)
    return statistics.median(times), answer


def exact(problem: Problem) -> tuple[Flat, Any]:
    """What the rivals are timed on, from the index: costs, answer, lottery; and the certificate, which they lack."""
    costs = Costs(problem)
    flat = Flat(costs)
    return flat, certificate(costs, flat.price + [0] * len(problem.index.groups), flat.dual)


def deferred_rows() -> list[Row]:
    rows = []
    for n, bar, runs in ((500, 100, 9), (5000, 250, 5)):
        problem = problem_from(crowd(n)).using("stable")
        index, draw = problem.index, Lottery(problem.seed)
        orders = [proposals(problem, a, draw) for a in range(n)]
        lots = [draw(name) for name in index.applicants]
        ours, answer = timed(lambda: hold_best(index, orders, lots), runs)  # noqa: B023 -- called at once
        its, theirs = rival("matching", problem, 3)
        same = sorted([a, p] for a, p in answer.items()) == theirs
        whole, _ = timed(lambda: solve(problem), 3)  # noqa: B023 -- called at once
        note = ("" if same else "ANSWERS DIFFER ") + f"whole solve with draws {whole * 1e3:.1f} ms"
        rows.append(
            Row(f"deferred acceptance, n={n}", ours, its, "matching", f">= {bar}x", its >= bar * ours and same, note)
        )
    return rows


def exact_rows(quick: bool) -> list[Row]:
    rows = []
    for n, rivals, runs in (
        (500, (("networkx", "15x faster", 15.0), ("ortools", "within 3x", 1 / 3)), 15),
        (5000, (("scipy", "25x faster", 25.0), ("ortools", "within 4x", 1 / 4)), 7),
    ):
        problem = problem_from(crowd(n))
        ours, _ = timed(lambda: exact(problem), runs)  # noqa: B023 -- called at once
        result = solve(problem)
        whole, _ = timed(lambda: solve(problem), 3)  # noqa: B023 -- called at once
        for name, said, factor in rivals:
            its, answer = rival(name, problem, 7 if name == "ortools" else 3)
            same = answer == [dict(result.objective)["unplaced"], dict(result.objective)["rank_squares"]]
            note = ("" if same else f"ANSWERS DIFFER {answer} ") + f"whole solve with digest {whole * 1e3:.0f} ms"
            rows.append(
                Row(f"exact with certificate, n={n}", ours, its, name, said, its >= factor * ours and same, note)
            )
    if not quick:
        problem = problem_from(crowd(50_000))
        ours, _ = timed(lambda: exact(problem), 1)
        its, answer = rival("ortools", problem, 1)
        result = solve(problem)
        same = answer == [dict(result.objective)["unplaced"], dict(result.objective)["rank_squares"]]
        rows.append(
            Row(
                "exact with certificate, n=50000",
                ours,
                its,
                "ortools",
                "< 30 s",
                ours < 30 and same,
                "rival without lottery",
            )
        )
    return rows


def fairest_row() -> Row:
    problem = problem_from(crowd(500)).using("fairest")
    ours, _ = timed(lambda: exact(problem), 9)
    its, answer = rival("cpsat", problem, 1)
    levels = dict(solve(problem).objective)
    worst = len(answer)
    mine = [levels["unplaced"], *(levels[f"rank_{rank}"] for rank in range(worst, 1, -1))]
    same = mine == answer
    return Row("fairest, n=500", ours, its, "cp-sat", ">= 250x", its >= 250 * ours and same, "" if same else "DIFFER")


def explain_row() -> Row:
    problem = problem_from(crowd(500))
    result = solve(problem)
    questions = sum(len(e.better) for e in Explainer(problem, result).everybody())
    ours, _ = timed(lambda: list(Explainer(problem, result).everybody()), 3)
    asked = ours / questions
    return Row(f"explain, n=500, {questions} questions", asked, None, "", "<= 0.5 ms", asked <= 0.5e-3)


def rematch_rows() -> list[Row]:
    rows = []
    for n, bar, runs in ((500, 2e-3, 9), (5000, 20e-3, 3)):
        problem = problem_from(crowd(n))
        result = solve(problem)
        changes = Changes(told=tuple(problem.index.applicants), declined=(result.pairs[n // 2],))
        ours, after = timed(lambda: rematch(problem, result, changes), runs)  # noqa: B023 -- called at once
        wrong = verify(after.problem, after.result)
        rows.append(
            Row(f"rematch after a decline, n={n}", ours, None, "", f"<= {bar * 1e3:.0f} ms", ours <= bar and not wrong)
        )
    return rows


def ladder_row() -> Row:
    problem = problem_from(ladder(3333))
    ours, result = timed(lambda: solve(problem), 1)
    half, _ = timed(lambda: solve(problem_from(ladder(1666))), 1)
    right = not result.unplaced
    note = f"half the size {half:.2f} s, growth x{ours / half:.1f}"
    return Row("layered worst case, 10000", ours, None, "", "<= 2 s", ours <= 2 and right, note)


def shuffle_row(quick: bool) -> Row:
    data = crowd(100)
    pairs = solve(problem_from(data)).pairs
    runs = SHUFFLES // 10 if quick else SHUFFLES
    differ = sum(solve(problem_from(shuffled(data, seed))).pairs != pairs for seed in range(runs))
    return Row(f"{runs} shuffles, answers that differ", differ, None, "", "0", differ == 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the rows of 50 000, and 100 shuffles")
    quick = parser.parse_args().quick
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print(f"{'what':<38} {'ours':>11} {'rival':>11} {'':<9} {'ratio':>8} {'bar':>11}")
    missed = 0
    parts: list[Callable[[], list[Row]]] = [
        deferred_rows,
        lambda: exact_rows(quick),
        lambda: [fairest_row()],
        lambda: [explain_row()],
        rematch_rows,
        lambda: [ladder_row()],
        lambda: [shuffle_row(quick)],
    ]
    for part in parts:
        for row in part():
            missed += not row.holds
            count = "shuffles" in row.what
            ours = f"{row.ours:.0f}" if count else f"{row.ours * 1e3:.3f} ms"
            its = "" if row.rival is None else f"{row.rival * 1e3:.2f} ms"
            ratio = "" if row.rival is None else f"{row.rival / row.ours:.2f}x"
            end = "" if row.holds else "  MISSED"
            print(f"{row.what:<38} {ours:>11} {its:>11} {row.rival_name:<9} {ratio:>8} {row.bar:>11}{end}  {row.note}")
            sys.stdout.flush()
    print(f"{missed} missed" if missed else "all hold")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
