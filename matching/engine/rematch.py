"""After the first answer: declines, withdrawals, closed and new places, and the waiting list.

A rematch is itself a problem: :func:`changed` makes it (told people locked, declined pairs forbidden, what was held in
``held``), ``solve`` answers it and ``verify`` checks it. Its levels are ``unplaced``, ``moved``, then the profile's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TypeVar

from matching.engine.costs import Costs, Lottery
from matching.engine.problem import Applicant, BadInput, Group, Pair, Place, Problem, Result
from matching.engine.run import solve

Row = TypeVar("Row", Place, Group)


@dataclass(frozen=True)
class Changes:
    """What happened since a result.

    ``told``: people who know their place and keep it, unless in ``may_move`` or unless the place is gone. ``declined``:
    (applicant, listing or place), to be forbidden; the person stays in the pool unless also ``withdrawn``. ``closed``:
    listings, places or groups. ``capacity``: (listing of one place, place or group, seats).
    """

    told: tuple[str, ...] = ()
    may_move: tuple[str, ...] = ()
    declined: tuple[Pair, ...] = ()
    withdrawn: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    capacity: tuple[tuple[str, int], ...] = ()
    added_places: tuple[Place, ...] = ()
    added_applicants: tuple[Applicant, ...] = ()


@dataclass(frozen=True)
class Move:
    """One line of the difference: a place or None on either side."""

    applicant: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Rematch:
    """``problem`` is the changed problem that ``result`` answers and verifies against; ``moves`` are sorted."""

    problem: Problem
    result: Result
    moves: tuple[Move, ...]


def rematch(problem: Problem, result: Result, changes: Changes) -> Rematch:
    """Solve again after changes: told people stay, then most placed, then fewest moved, then the profile.

    Under ``stable`` told people stay and the others propose anew. Raises BadInput, for instance where fewer seats are
    left than people told.
    """
    new = changed(problem.using(result.profile, result.seed), result, changes)
    after = solve(new)
    people = {person.id for person in new.applicants} | {who for who, _ in result.pairs}
    moves = tuple(
        Move(who, result.place_of.get(who), after.place_of.get(who))
        for who in sorted(people)
        if result.place_of.get(who) != after.place_of.get(who)
    )
    return Rematch(new, after, moves)


def changed(problem: Problem, result: Result, changes: Changes) -> Problem:
    """The problem that a rematch solves."""
    _known(problem, changes)
    gone, place_of, index = set(changes.withdrawn), result.place_of, problem.index
    seats = {number: 0 for name in changes.closed for number in _nodes(problem, name)}
    for k, (name, capacity) in enumerate(changes.capacity):
        nodes = _nodes(problem, name)
        if len(nodes) != 1:
            raise BadInput(f"capacity[{k}][0]", f"the listing {name!r} has several places: name one of them")
        seats.setdefault(nodes[0], capacity)
    places = tuple(_resized(place, seats.get(index.place_number[place.id])) for place in problem.places)
    groups = tuple(_resized(group, seats.get(index.group_number[group.id])) for group in problem.groups)
    forbidden = {(who, name): reason for who, name, reason in problem.forbidden if who not in gone}
    for who, name in changes.declined:
        if who not in gone:
            forbidden.setdefault((who, name), "declined")
    declined = {(who, p) for who, name in changes.declined for p in index.refs(name)}
    shut = {node for node, capacity in seats.items() if capacity == 0}

    def keeps(who: str, place: str) -> bool:
        number = index.place_number[place]
        return who not in gone and (who, number) not in declined and not shut.intersection(index.path(number))

    free = set(changes.may_move)
    locked = {who: name for who, name in problem.locked if keeps(who, index.places[index.refs(name)[0]])}
    locked |= {who: place_of[who] for who in changes.told if who in place_of and keeps(who, place_of[who])}
    stay = {who: name for who, name in locked.items() if who not in free}
    return replace(
        problem,
        places=places + changes.added_places,
        groups=groups,
        applicants=tuple(a for a in problem.applicants if a.id not in gone) + changes.added_applicants,
        host_tiers={
            host: tuple(tuple(who for who in tier if who not in gone) for tier in tiers)
            for host, tiers in problem.host_tiers.items()
        },
        fit=tuple(row for row in problem.fit if row[0] not in gone),
        forbidden=tuple((who, name, reason) for (who, name), reason in forbidden.items()),
        locked=tuple(stay.items()),
        held=tuple((who, place) for who, place in result.pairs if keeps(who, place)),
    )


def _known(problem: Problem, changes: Changes) -> None:
    index = problem.index
    for label in ("told", "may_move", "withdrawn"):
        for k, who in enumerate(getattr(changes, label)):
            if who not in index.applicant_number:
                raise BadInput(f"{label}[{k}]", f"there is no applicant {who!r}")
    for k, (who, name) in enumerate(changes.declined):
        if who not in index.applicant_number:
            raise BadInput(f"declined[{k}][0]", f"there is no applicant {who!r}")
        if name not in index.place_number and name not in index.listing:
            raise BadInput(f"declined[{k}][1]", f"there is no place or listing {name!r}")
    for label, names in (("closed", changes.closed), ("capacity", tuple(name for name, _ in changes.capacity))):
        for k, name in enumerate(names):
            if not _nodes(problem, name):
                raise BadInput(f"{label}[{k}]", f"there is no place, listing or group {name!r}")


def _nodes(problem: Problem, name: str) -> tuple[int, ...]:
    index = problem.index
    try:
        return index.refs(name)
    except KeyError:
        number = index.group_number.get(name)
        return () if number is None else (number,)


def _resized(row: Row, capacity: int | None) -> Row:
    return row if capacity is None else replace(row, capacity=capacity, minimum=min(row.minimum, capacity))


def waiting_list_positions(problem: Problem, result: Result, listing: str, may_move: Collection[str] = ()) -> list[str]:
    """Who would get a seat at a listing (or place) if one were free today, first to last, everybody else fixed.

    On the list: the unplaced who may go there, and those in ``may_move`` who like it better than what they have. Each
    is ranked by what a rematch would minimise (under ``stable`` by the host's tier, then the person's draw), at the
    best of the listing's places. Raises KeyError for an unknown listing.
    """
    problem = problem.using(result.profile, result.seed)
    index = problem.index
    place_of = {index.applicant_number[who]: index.place_number[place] for who, place in result.pairs}
    if problem.profile != "stable":
        held = replace(problem, held=result.pairs)
        costs = Costs(held)
    draw = Lottery(problem.seed)
    free = {index.applicant_number[who] for who in may_move}
    waiting: list[tuple[tuple[int, ...], int]] = []
    for a in range(len(index.applicants)):
        here = place_of.get(a)
        if a in index.locked or (here is not None and a not in free):
            continue
        allowed = index.allowed(a)
        rank = index.last_rank[a] + 1 if here is None else index.rank(a, here)
        keys: list[tuple[int, ...]] = []
        for place in index.refs(listing):
            if allowed.get(place, rank) >= rank:
                continue
            if problem.profile == "stable":
                keys.append((index.tier_of(a, place), draw(index.applicants[a])))
            else:
                before = costs.out[a] if here is None else costs.pair[a][here]
                keys.append((costs.pair[a][place] - before,))
        if keys:
            waiting.append((min(keys), a))
    return [index.applicants[a] for _, a in sorted(waiting)]
