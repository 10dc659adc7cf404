"""Every level of the engine's answers beside what other solvers find: `make bench-matching`.

Instances with all that a problem can carry (bench/matching_instances.py). CP-SAT in whole numbers at n=50, the lottery
included; HiGHS at 500 and 5 000, where the lottery's numbers are too large for its floats (there the certificate proves
it). What a pair costs is taken from the verifier, which shares no cost with the solver. Exit 1 where a level differs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from bench.matching_instances import everything  # noqa: E402 -- after the path
from bench.matching_speed import VAR, environment, quiet  # noqa: E402 -- same
from matching.engine import Problem, Result, problem_from, solve, verify  # noqa: E402 -- same
from matching.engine.verify import Check  # noqa: E402 -- same

PROFILES = ("most_placed", "fairest", "best_fit")
SIZES = ((50, "cpsat-levels"), (500, "highs-levels"), (5000, "highs-levels"))


def rows(problem: Problem, result: Result) -> dict[str, Any]:
    """What the rival is given: pairs (person, nodes, cost by level), people left out, seats and floors."""
    index, cost = problem.index, Check(problem, result).cost
    return {
        "levels": [name for name, _ in result.objective],
        "pairs": [(a, list(index.path(p)), cost(a, p)) for a in range(len(index.applicants)) for p in index.allowed(a)],
        "out": [cost(a, None) for a in range(len(index.applicants))],
        "locked": sorted(index.locked),
        "capacity": index.capacity,
        "minimum": index.minimum,
    }


def rival(name: str, problem: Problem, result: Result) -> list[int]:
    """The levels' values that the rival finds."""
    folder = VAR / "run"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "levels.json"
    file.write_text(json.dumps(rows(problem, result)))
    command = [str(environment()), str(ROOT / "bench" / "matching_rivals.py"), name, str(file), "1"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, env=quiet())
    answer: list[int] = json.loads(done.stdout.splitlines()[-1])["answer"]
    return answer


def main() -> int:
    wrong = 0
    for size, name in SIZES:
        for profile in PROFILES:
            problem = problem_from(everything(size)).using(profile)
            result = solve(problem)
            ours, theirs = [value for _, value in result.objective], rival(name, problem, result)
            differ = [level for (level, mine), its in zip(result.objective, theirs, strict=False) if mine != its]
            differ += verify(problem, result)
            wrong += bool(differ)
            said = " ".join(f"{level}={value}" for level, value in result.objective[: len(theirs)])
            print(
                f"n={size:<5} {profile:<12} {name:<13} {'DIFFER ' + str(differ) if differ else 'equal'}: {said}",
                flush=True,
            )
            if differ:
                print(f"  ours {ours}, theirs {theirs}")
    print(f"{wrong} differ" if wrong else "all levels are equal")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
