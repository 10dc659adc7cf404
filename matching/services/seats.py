"""Who is next, and where one more place would help: what the engine knows beside the pairs themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matching.engine import Explainer, Problem, Result, best_by_label, waiting_list_positions
from matching.models import MatchRun
from matching.services.snapshot import waiting
from praktik.listings.models import Listing
from praktik.rounds.models import Round

# More listings than this are no longer read.
SEATS_KEPT = 10


@dataclass(frozen=True, slots=True)
class Queue:
    """One listing's waiting list: the keys of the applications, first to last."""

    listing: Listing
    applications: list[int]


def waiting_lists(round_: Round, *, now: dt.datetime) -> list[Queue]:
    """For every listing that somebody waits for, who would be given a place there if one were free today, in order:
    as a refill by the profile of the round's last publishing would, everybody else staying. By title; a fixed number
    of queries."""
    profile, weights = MatchRun.objects.last_way(round_)
    taken = waiting(round_, profile=profile, weights=weights, now=now)
    if taken is None:
        return []
    nobody = _nobody_placed(taken.problem)
    names: Mapping[str, Mapping[str, Any]] = taken.names
    listings = Listing.objects.select_related("organisation").in_bulk(names["listings"].values())
    found = []
    for token, pk in names["listings"].items():
        order = waiting_list_positions(taken.problem, nobody, token)
        if order:
            found.append(Queue(listings[pk], [names["applications"][who] for who in order]))
    return sorted(found, key=lambda queue: (queue.listing.title, queue.listing.pk))


def _nobody_placed(problem: Problem) -> Result:
    """The result in which all of them wait, as they do."""
    people = tuple(sorted(person.id for person in problem.applicants))
    return Result(
        profile=problem.profile,
        seed=problem.seed,
        digest=problem.digest,
        version="",
        pairs=(),
        unplaced=people,
        rank_counts=(),
        objective=(),
        certificate=None,
    )


def seats_data(problem: Problem, result: Result, names: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What one more place would do, as a run keeps it: the listings that would help most, best first, and the best
    listing of each theme and region where any helps. ``lifted`` counts those who would get a better wish or a place.
    """
    seats = [
        seat for seat in Explainer(problem, result).one_more_seat() if seat.placed > 0 or seat.lifted > seat.lowered
    ]
    labels: dict[str, dict[str, set[str]]] = {"theme": {}, "region": {}}
    token = {pk: name for name, pk in names["listings"].items()}
    rows = Listing.objects.filter(pk__in=token).values_list(
        "pk", "themes", "municipality__region", "organisation__region"
    )
    for pk, theme, place, company in rows:
        labels["theme"].setdefault(token[pk], set()).update({theme} if theme else ())
        labels["region"].setdefault(token[pk], set()).update({place or company} if place or company else ())

    def kept(seat: Any) -> dict[str, Any]:
        listing, week = names["places"][seat.place]
        return {
            "listing": listing, "week": week, "placed": seat.placed, "lifted": seat.lifted, "lowered": seat.lowered,
        }  # fmt: skip

    best: dict[int, dict[str, Any]] = {}
    for seat in seats:  # of a listing with weeks its best one
        best.setdefault(names["places"][seat.place][0], kept(seat))
    by = {kind: {label: kept(seat) for label, seat in best_by_label(seats, of).items()} for kind, of in labels.items()}
    return {"listings": list(best.values())[:SEATS_KEPT], **by}
