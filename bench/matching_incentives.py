"""Does it pay to say something else than the truth? One applicant deviates, all others are truthful.

For each profile and deviation: the share of single applicants who then get a place they truly like better, and the
share who get a worse one or none. Seeds, generator and number of deviators were fixed before the solver was tuned.

`python bench/matching_incentives.py [--seeds 8] [--deviators 60]` prints the table and exits 1 where a share of gainers
is above its bar. `--write` also stores it in matching/incentives.json, from which the public method page prints it.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from bench.matching_instances import weeks  # noqa: E402 -- after the path
from matching.engine import PROFILES, VERSION, problem_from, solve  # noqa: E402 -- same

PEOPLE = 500
SEEDS = 8
DEVIATORS = 60
MINIMUM_LIST = 5
WRITTEN = Path(__file__).resolve().parent.parent / "matching" / "incentives.json"
CUTS = (1, 2, 3, 4, 5)

# The most gainers that the project lets pass, in per cent of deviators. What is not listed is printed without a bar.
BARS = {
    ("most_placed", "cut to 1"): 1.0,
    ("most_placed", "cut to 2"): 1.0,
    ("most_placed", "cut to 3"): 1.0,
    ("most_placed", "cut to 4"): 1.0,
    ("most_placed", "narrow weeks to the first wish"): 1.0,
    ("most_placed", "pad behind with impossible"): 0.0,
    ("fairest", "cut to 1"): 1.0,
    ("fairest", "narrow weeks to the first wish"): 1.0,
    ("stable", "cut to 1"): 0.0,
    ("stable", "cut to 5"): 0.0,
    ("stable", "swap the first two"): 0.0,
    ("stable", "any order"): 0.0,
    ("stable", "narrow weeks to the first wish"): 0.0,
    ("stable", "pad in front with impossible"): 0.0,
}

Deviation = Callable[[dict[str, Any], dict[str, Any], random.Random], None]  # changes problem and applicant in place


def _cut(length: int) -> Deviation:
    def deviate(problem: dict[str, Any], applicant: dict[str, Any], rng: random.Random) -> None:
        applicant["wishes"] = applicant["wishes"][:length]

    return deviate


def _impossible(problem: dict[str, Any], applicant: dict[str, Any]) -> list[list[str]]:
    conflict = "conflict_of_interest"
    return [[p] for a, p, reason in problem["forbidden"] if a == applicant["id"] and reason == conflict]


def _pad_behind(problem: dict[str, Any], applicant: dict[str, Any], rng: random.Random) -> None:
    applicant["wishes"] = applicant["wishes"] + _impossible(problem, applicant)


def _pad_in_front(problem: dict[str, Any], applicant: dict[str, Any], rng: random.Random) -> None:
    applicant["wishes"] = _impossible(problem, applicant) + applicant["wishes"]


def _pad_one(problem: dict[str, Any], applicant: dict[str, Any], rng: random.Random) -> None:
    applicant["wishes"] = applicant["wishes"][:1] + _impossible(problem, applicant) + applicant["wishes"][1:]


def _cut_and_pad(problem: dict[str, Any], applicant: dict[str, Any], rng: random.Random) -> None:
    applicant["wishes"] = applicant["wishes"][:1] + _impossible(problem, applicant)


def _narrow(problem: dict[str, Any], applicant: dict[str, Any], rng: random.Random) -> None:
    """Say that only the week of the first wish suits: every wish in another week becomes impossible by own choice."""
    week = {p["id"]: p["week"] for p in problem["places"]}
    keep = week[applicant["wishes"][0][0]]
    has = {p for a, p, _ in problem["forbidden"] if a == applicant["id"]}
    problem["forbidden"] = problem["forbidden"] + [
        [applicant["id"], p, "no_common_week"] for p, its in week.items() if its != keep and p not in has
    ]


def _travel(problem: dict[str, Any], applicant: dict[str, Any], rng: random.Random) -> None:
    """Say that everything but the first wish is too far: the narrowest travel limit there is."""
    first = applicant["wishes"][0][0]
    has = {p for a, p, _ in problem["forbidden"] if a == applicant["id"]}
    problem["forbidden"] = problem["forbidden"] + [
        [applicant["id"], p["id"], "too_far"] for p in problem["places"] if p["id"] != first and p["id"] not in has
    ]


def _swap(problem: dict[str, Any], applicant: dict[str, Any], rng: random.Random) -> None:
    first, second, *rest = applicant["wishes"]
    applicant["wishes"] = [second, first, *rest]


def _any_order(problem: dict[str, Any], applicant: dict[str, Any], rng: random.Random) -> None:
    applicant["wishes"] = rng.sample(applicant["wishes"], len(applicant["wishes"]))


def _popular_last(problem: dict[str, Any], applicant: dict[str, Any], rng: random.Random) -> None:
    """Keep the first wish, then name the most wanted places: wishes the applicant will hardly be given."""
    first, *rest = applicant["wishes"]
    applicant["wishes"] = [first, *sorted(rest)]  # place numbers are in the order of popularity


DEVIATIONS: dict[str, Deviation] = {
    **{f"cut to {length}": _cut(length) for length in CUTS},
    "pad behind with impossible": _pad_behind,
    "pad in front with impossible": _pad_in_front,
    "pad after the first with impossible": _pad_one,
    "cut to 1, pad with impossible": _cut_and_pad,
    "narrow weeks to the first wish": _narrow,
    "narrow travel to the first wish": _travel,
    "swap the first two": _swap,
    "any order": _any_order,
    "the most wanted behind the first": _popular_last,
}


def audit(profile: str, *, seeds: int, deviators: int, people: int = PEOPLE) -> Iterator[tuple[str, float, float]]:
    """(deviation, share of gainers, share of losers) in per cent."""
    gain, lose, asked = dict.fromkeys(DEVIATIONS, 0), dict.fromkeys(DEVIATIONS, 0), 0
    for seed in range(1, seeds + 1):
        truth = weeks(people, seed) | {"minimum_list": MINIMUM_LIST, "profile": profile}
        got = solve(problem_from(truth)).place_of
        rng = random.Random(f"deviators {seed}")  # noqa: S311 -- an instance, not a secret
        for number in rng.sample(range(people), deviators):
            asked += 1
            true_wishes = [tier[0] for tier in truth["applicants"][number]["wishes"]]
            before = _rank(true_wishes, got.get(truth["applicants"][number]["id"]))
            for name, deviate in DEVIATIONS.items():
                lie = dict(truth, applicants=list(truth["applicants"]))
                applicant = lie["applicants"][number] = copy.deepcopy(truth["applicants"][number])
                deviate(lie, applicant, rng)
                after = _rank(true_wishes, solve(problem_from(lie)).place_of.get(applicant["id"]))
                gain[name] += after < before
                lose[name] += after > before
    for name in DEVIATIONS:
        yield name, 100 * gain[name] / asked, 100 * lose[name] / asked


def _rank(true_wishes: list[str], place: str | None) -> int:
    return len(true_wishes) if place is None else true_wishes.index(place)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--deviators", type=int, default=DEVIATORS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--write", action="store_true", help=f"store the figures in {WRITTEN.name} for the method page")
    arguments = parser.parse_args()
    rows: list[dict[str, Any]] = []
    print(f"{arguments.people} applicants, {arguments.seeds} seeds x {arguments.deviators} deviators")
    print(f"{'profile':<12} {'deviation':<36} {'gain %':>7} {'lose %':>7} {'bar':>6}")
    missed = 0
    for profile in PROFILES:
        for name, gain, lose in audit(
            profile, seeds=arguments.seeds, deviators=arguments.deviators, people=arguments.people
        ):
            rows.append({"profile": profile, "deviation": name, "gain": round(gain, 1), "lose": round(lose, 1)})
            bar = BARS.get((profile, name))
            over = bar is not None and gain > bar
            missed += over
            said = "" if bar is None else f"{bar:.1f}"
            print(
                f"{profile:<12} {name:<36} {gain:>7.1f} {lose:>7.1f} {said:>6}{'  MISSED' if over else ''}", flush=True
            )
    if arguments.write:
        size = {"people": arguments.people, "seeds": arguments.seeds, "deviators": arguments.deviators}
        options = " ".join(f"--{name} {value}" for name, value in size.items())
        run = {
            "command": f"python bench/matching_incentives.py {options} --write",
            "engine": VERSION,
            "minimum_list": MINIMUM_LIST,
            **size,
            "rows": rows,
        }
        WRITTEN.write_text(json.dumps(run, indent=1) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
