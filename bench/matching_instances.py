"""The instances that the matching engine is measured on. Fixed before the solver was tuned; never fitted to it.

`crowd`: n applicants, n/5 places of 5 seats each (seats = n), 5-10 wishes each, a place's popularity ~ rank^-0.8.
`everything`: a crowd with all that a problem can carry.
`ladder`: a dead-end ladder of width 2 beside one true way of the same depth, on which augmenting searches without
memory are exponential. `weeks`: a crowd in which every place has a week and every applicant some weeks, for the
incentive audit. Nothing but the standard library: the rivals' environment imports this file too.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from itertools import accumulate
from typing import Any

SPEED_SEED = 20261124
SHUFFLES = 1000
WEEKS = 4


def crowd(
    n: int, seed: int = SPEED_SEED, *, shortest: int = 5, longest: int = 10, per_place: int = 5
) -> dict[str, Any]:
    """A problem file's content, profile most_placed."""
    rng = random.Random(seed)  # noqa: S311 -- an instance, not a secret
    m = max(1, n // per_place)
    reach = list(accumulate((rank + 1) ** -0.8 for rank in range(m)))
    applicants = []
    for a in range(n):
        length = min(m, rng.randint(shortest, longest))
        wishes: dict[int, None] = {}
        while len(wishes) < length:
            wishes[bisect_left(reach, rng.random() * reach[-1])] = None
        applicants.append({"id": f"a{a:06d}", "wishes": [[f"p{p:06d}"] for p in wishes]})
    return {
        "format": "praktik-matching/1",
        "seed": f"{seed:016x}",
        "profile": "most_placed",
        "minimum_list": 5,
        "places": [{"id": f"p{p:06d}", "capacity": per_place} for p in range(m)],
        "applicants": applicants,
    }


def everything(n: int, seed: int = SPEED_SEED) -> dict[str, Any]:
    """A crowd where half of the hosts speak, with fit, rounds waited, companies that bind, floors, locks, conflicts."""
    rng = random.Random(f"everything {seed}")  # noqa: S311 -- an instance, not a secret
    problem = crowd(n, seed)
    places, applicants = problem["places"], problem["applicants"]
    groups = []
    for first in range(0, len(places), 4):
        its = places[first : first + 4]
        company = f"c{first:06d}"
        groups.append({"id": company, "capacity": max(1, 4 * len(its)), "minimum": rng.choice((0, 0, 2))})
        for place in its:
            place["group"] = company
            place["minimum"] = rng.choice((0, 0, 0, 1))
    wished: dict[str, list[str]] = {}
    for applicant in applicants:
        applicant["waited"] = rng.choice((0, 0, 0, 1, 2))
        for tier in applicant["wishes"]:
            wished.setdefault(tier[0], []).append(applicant["id"])
    tiers = {}
    for place, its in wished.items():
        if rng.random() < 0.5:
            named = rng.sample(its, rng.randint(1, len(its)))
            tiers[place] = [tier for tier in (named[0::3], named[1::3], named[2::3]) if tier]
    pairs = [(applicant["id"], tier[0]) for applicant in applicants for tier in applicant["wishes"]]
    forbidden = set(rng.sample(pairs, len(pairs) // 20))
    locked, used = {}, dict.fromkeys((place["id"] for place in places), 0)
    for who, place in rng.sample(pairs, n // 20):
        if who not in locked and (who, place) not in forbidden and used[place] == 0:
            locked[who], used[place] = place, 1
    return problem | {
        "groups": groups,
        "host_tiers": tiers,
        "fit": [[who, place, rng.randint(0, 100)] for who, place in pairs if rng.random() < 0.7],
        "locked": [list(pair) for pair in locked.items()],
        "forbidden": [[who, place, "conflict_of_interest"] for who, place in sorted(forbidden)],
    }


def ladder(levels: int) -> dict[str, Any]:
    """3 x levels + 1 applicants, one seat a place; all can be placed, but a naive search first tries each dead end.

    Applicant ``d<i>x``/``d<i>y`` may take either place of level i or of level i + 1 of the dead ladder; the last level
    has no way on. Applicant ``t<i>`` may take place i or i + 1 of the true way, whose last place is free.
    """
    places = [f"d{i:05d}{s}" for i in range(levels) for s in "xy"] + [f"t{i:05d}" for i in range(levels + 1)]
    applicants = []
    for i in range(levels):
        below = [f"d{i + 1:05d}{s}" for s in "xy"] if i + 1 < levels else []
        applicants += [
            {"id": f"d{i:05d}{s}", "wishes": [[f"d{i:05d}{s}"], *([p] for p in below)], "protected": True} for s in "xy"
        ]
        applicants.append({"id": f"t{i:05d}", "wishes": [[f"t{i:05d}"], [f"t{i + 1:05d}"]], "protected": True})
    first = {"id": "z", "wishes": [["d00000x"], ["d00000y"], ["t00000"]], "protected": True}
    return {
        "format": "praktik-matching/1",
        "seed": "ladder",
        "places": [{"id": p, "capacity": 1} for p in places],
        "applicants": [*applicants, first],
    }


def weeks(n: int, seed: int) -> dict[str, Any]:
    """A crowd with weeks: a pair without a common week is forbidden, and nobody wishes for one in the truth.

    Besides, 3 random listings are forbidden to each applicant as a conflict of interest (not wished for either).
    """
    rng = random.Random(f"weeks {seed}")  # noqa: S311 -- an instance, not a secret
    problem = crowd(n, seed, shortest=6, longest=10)
    week = {p["id"]: rng.randrange(WEEKS) for p in problem["places"]}
    forbidden = []
    for applicant in problem["applicants"]:
        wished = [tier[0] for tier in applicant["wishes"]]
        can = {week[p] for p in wished}
        if len(can) < WEEKS:
            can.add(rng.randrange(WEEKS))
        others = [p for p in week if p not in wished]
        conflicts = set(rng.sample(others, min(3, len(others))))
        for p, its_week in week.items():
            if p in conflicts:
                forbidden.append([applicant["id"], p, "conflict_of_interest"])
            elif its_week not in can:
                forbidden.append([applicant["id"], p, "no_common_week"])
    for place in problem["places"]:
        place["week"] = f"2027-W{10 + week[place['id']]}"
    return problem | {"forbidden": forbidden}


def shuffled(problem: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same problem with every list in another order, the order of tiers excepted."""
    rng = random.Random(f"shuffle {seed}")  # noqa: S311 -- an instance, not a secret

    def mix(rows: list[Any]) -> list[Any]:
        return rng.sample(rows, len(rows))

    mixed = {key: mix(value) if isinstance(value, list) else value for key, value in problem.items()}
    mixed["applicants"] = [a | {"wishes": [mix(tier) for tier in a["wishes"]]} for a in mixed["applicants"]]
    hosts = {host: [mix(tier) for tier in tiers] for host, tiers in mix(list(problem.get("host_tiers", {}).items()))}
    return mixed | {"host_tiers": hosts}
