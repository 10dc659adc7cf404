"""What is matched, and how an answer looks: plain frozen data, its checks, its canonical form and its digest.

This is the only module that solver and verifier share. It knows who may go where and what was wished; it knows no cost.
A :class:`Problem` built in code is checked by :func:`check` exactly like one read from a file, and refusals name the
place in the same notation (``applicants[3].wishes[1][0]``).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

PROBLEM_FORMAT = "praktik-matching/1"
RESULT_FORMAT = "praktik-match-result/1"
CHANGES_FORMAT = "praktik-match-changes/1"
VERSION = "1.0"  # part of every digest: raise it when the same problem may get another answer

PROFILES = ("most_placed", "fairest", "best_fit", "stable")
OWN_REASONS = frozenset({"no_common_week", "too_far", "language", "length"})  # chosen by the applicant: protect nobody
MAX_TIERS = 4  # how finely a host may speak
MAX_WAITED = 3  # more rounds waited count no further
MAX_FIT = 100

Pair = tuple[str, str]
Tiers = tuple[tuple[str, ...], ...]


class BadInput(ValueError):
    """A problem, result or changes that cannot be taken. ``where`` is the place in the file, ``what`` the fault."""

    def __init__(self, where: str, what: str) -> None:
        self.where, self.what = where, what
        super().__init__(f"{where}: {what}" if where else what)


@dataclass(frozen=True)
class Group:
    """A company, region or listing whose places share ``capacity`` seats. Groups nest through ``parent``."""

    id: str
    capacity: int
    minimum: int = 0
    parent: str | None = None


@dataclass(frozen=True)
class Place:
    """A listing in one week. ``listing`` left out means that the place is the whole listing, named by its own id."""

    id: str
    capacity: int
    minimum: int = 0
    listing: str | None = None
    week: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Applicant:
    """``wishes``: tiers, best first; each names listings (all their places) or places, ranked alike.

    ``waited``: rounds waited before. ``protected``: None means by the rule, see :attr:`Index.protected`.
    """

    id: str
    wishes: Tiers
    waited: int = 0
    protected: bool | None = None


@dataclass(frozen=True)
class Problem:
    """Everything the engine is told. Lists keep the order given; the answer does not depend on it.

    ``host_tiers``: listing or place -> tiers of applicants, best first. ``fit``: (applicant, listing or place, 0-100).
    ``locked``: (applicant, place). ``forbidden``: (applicant, listing or place, reason). ``held``: only for a rematch,
    the pairs that should not move without need; None is not a rematch (see :mod:`matching.engine.rematch`).
    """

    seed: str
    places: tuple[Place, ...]
    applicants: tuple[Applicant, ...]
    groups: tuple[Group, ...] = ()
    host_tiers: Mapping[str, Tiers] = field(default_factory=dict)
    fit: tuple[tuple[str, str, int], ...] = ()
    locked: tuple[Pair, ...] = ()
    forbidden: tuple[tuple[str, str, str], ...] = ()
    held: tuple[Pair, ...] | None = None
    profile: str = "most_placed"
    minimum_list: int = 5

    @cached_property
    def index(self) -> Index:
        """The checked and numbered form, made once. Raises :class:`BadInput`."""
        return Index(self)

    def using(self, profile: str | None = None, seed: str | None = None) -> Problem:
        """The same problem under another profile or seed (itself where nothing changes)."""
        profile, seed = self.profile if profile is None else profile, self.seed if seed is None else seed
        if (profile, seed) == (self.profile, self.seed):
            return self
        other = replace(self, profile=profile, seed=seed)
        if "index" in self.__dict__ and seed and profile in PROFILES and profile != "stable":
            other.__dict__["index"] = self.index  # neither profile nor seed is part of it
        return other

    def canonical(self) -> dict[str, Any]:
        """Defaults filled in, every list sorted except the order of tiers."""
        return {
            "format": PROBLEM_FORMAT,
            "seed": self.seed,
            "profile": self.profile,
            "minimum_list": self.minimum_list,
            "groups": [
                {"id": g.id, "capacity": g.capacity, "minimum": g.minimum, "parent": g.parent}
                for g in sorted(self.groups, key=lambda group: group.id)
            ],
            "places": [
                {
                    "id": p.id,
                    "listing": p.id if p.listing is None else p.listing,
                    "week": p.week,
                    "capacity": p.capacity,
                    "minimum": p.minimum,
                    "group": p.group,
                }
                for p in sorted(self.places, key=lambda place: place.id)
            ],
            "applicants": [
                {"id": a.id, "wishes": [sorted(t) for t in a.wishes], "waited": a.waited, "protected": a.protected}
                for a in sorted(self.applicants, key=lambda applicant: applicant.id)
            ],
            "host_tiers": {host: [sorted(tier) for tier in tiers] for host, tiers in self.host_tiers.items()},
            "fit": sorted(self.fit),
            "locked": sorted(self.locked),
            "forbidden": sorted(self.forbidden),
            "held": None if self.held is None else sorted(self.held),
        }

    @cached_property
    def digest(self) -> str:
        """``sha256:`` and the hash of the canonical form as compact JSON with sorted keys, a newline and VERSION."""
        text = json.dumps(self.canonical(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return "sha256:" + hashlib.sha256(f"{text}\n{VERSION}".encode()).hexdigest()


@dataclass(frozen=True)
class Certificate:
    """Prices and duals that prove an answer optimal: id -> one integer per level, compared lexicographically."""

    levels: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    groups: Mapping[str, tuple[int, ...]]
    applicants: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Result:
    """An answer. ``pairs`` (applicant, place) and ``unplaced`` are sorted; ``rank_counts[r - 1]`` people got rank r.

    ``objective`` is (level, value) in the order of the levels. ``certificate`` is None under ``stable``.
    """

    profile: str
    seed: str
    digest: str
    version: str
    pairs: tuple[Pair, ...]
    unplaced: tuple[str, ...]
    rank_counts: tuple[int, ...]
    objective: tuple[tuple[str, int], ...]
    certificate: Certificate | None

    @cached_property
    def place_of(self) -> dict[str, str]:
        """Applicant -> place, of the placed."""
        return dict(self.pairs)


class Index:
    """The problem by numbers: applicants, places and groups in the order of their ids. Making it checks the problem.

    Nodes are the places (0 … m-1), then the groups, then ``root``; ``parent`` leads up to ``root``.
    """

    applicants: list[str]
    places: list[str]
    groups: list[str]
    listing: list[str]  # of each place
    parent: list[int]  # of each node but root
    capacity: list[int]
    minimum: list[int]
    submitted: list[dict[int, int]]  # per applicant: place -> number of the tier, forbidden places included
    wishes: list[dict[int, int]]  # per applicant: place -> rank, possible places only
    forbidden: list[dict[int, str]]  # per applicant: place -> reason
    locked: dict[int, int]  # applicant -> place
    held: dict[int, int]  # applicant -> place, of a rematch
    tier: list[dict[int, int] | None]  # per place: applicant -> tier, first = 0; None: the host says nothing
    tiers: list[int]  # per place: how many tiers its host speaks in; also the tier of whom it does not name
    fit: list[dict[int, int]]  # per applicant: place -> 0-100
    waited: list[int]
    last_rank: list[int]  # L(a): the last rank, 0 if no wish is possible
    silent: bool  # whether no host gave tiers
    protected: list[bool]

    def __init__(self, problem: Problem) -> None:
        _check_plain(problem)
        self.places = sorted(p.id for p in problem.places)
        self.groups = sorted(g.id for g in problem.groups)
        self.applicants = sorted(a.id for a in problem.applicants)
        self.place_number = {p: k for k, p in enumerate(self.places)}
        self.group_number = {g: k for k, g in enumerate(self.groups, len(self.places))}
        self.applicant_number = {a: k for k, a in enumerate(self.applicants)}
        _check_names(problem, self)
        self.root = len(self.places) + len(self.groups)
        self._tree(problem)
        self._refs: dict[str, tuple[int, ...]] = {}
        by_listing: dict[str, list[int]] = {}
        for number, listing in enumerate(self.listing):
            by_listing.setdefault(listing, []).append(number)
        for listing, numbers in by_listing.items():
            self._refs[listing] = tuple(numbers)
        for number, place in enumerate(self.places):
            self._refs[place] = (number,)
        self.listings = len(by_listing)
        self._people(problem)
        self._pairs(problem)
        self._hosts(problem)
        self._rules(problem)

    def refs(self, name: str) -> tuple[int, ...]:
        """The places that a listing's or a place's name stands for. Raises KeyError."""
        return self._refs[name]

    def path(self, place: int) -> Iterator[int]:
        """The place and the groups around it, from inside out, without root."""
        node = place
        while node != self.root:
            yield node
            node = self.parent[node]

    def rank(self, applicant: int, place: int) -> int:
        """r(a,p): which of the tiers with a possible place; any other place counts as one after the last ("by hand").

        Tiers in which nothing is possible are not counted: if they were, naming impossible places first would make
        every real wish look worse and be given sooner.
        """
        return self.wishes[applicant].get(place, self.last_rank[applicant] + 1)

    def allowed(self, applicant: int) -> dict[int, int]:
        """Place -> rank of every pair that may be chosen: the locked one alone, or the wishes not forbidden."""
        if applicant in self.locked:
            place = self.locked[applicant]
            return {place: self.rank(applicant, place)}
        return self.wishes[applicant]

    def tier_of(self, applicant: int, place: int) -> int:
        """The tier of an applicant at a place, first = 0: 0 at a silent host, the number of tiers if not named."""
        named = self.tier[place]
        return 0 if named is None else named.get(applicant, self.tiers[place])

    # --- how it is made ---------------------------------------------------------------------------------------

    def _tree(self, problem: Problem) -> None:
        size = self.root
        self.parent, self.capacity, self.minimum = [self.root] * size, [0] * size, [0] * size
        self.listing = [""] * len(self.places)
        for k, place in enumerate(problem.places):
            node = self.place_number[place.id]
            self.listing[node] = place.id if place.listing is None else place.listing
            self.capacity[node], self.minimum[node] = place.capacity, place.minimum
            if place.group is not None:
                self.parent[node] = _known(self.group_number, place.group, f"places[{k}].group", "group")
        for k, group in enumerate(problem.groups):
            node = self.group_number[group.id]
            self.capacity[node], self.minimum[node] = group.capacity, group.minimum
            if group.parent is not None:
                self.parent[node] = _known(self.group_number, group.parent, f"groups[{k}].parent", "group")
        for k, group in enumerate(problem.groups):
            node, steps = self.group_number[group.id], 0
            while node != self.root:
                node, steps = self.parent[node], steps + 1
                if steps > len(self.groups):
                    raise BadInput(f"groups[{k}].parent", f"the group {group.id!r} lies in a cycle of groups")

    def _people(self, problem: Problem) -> None:
        size = len(self.applicants)
        self.submitted, self.waited = [{}] * size, [0] * size
        for k, applicant in enumerate(problem.applicants):
            number = self.applicant_number[applicant.id]
            self.waited[number] = min(applicant.waited, MAX_WAITED)
            ranks: dict[int, int] = {}
            refs = self._refs
            for rank, tier in enumerate(applicant.wishes, 1):
                for name in tier:
                    places = refs.get(name)
                    if places is None:
                        where = f"applicants[{k}].wishes[{rank - 1}][{tier.index(name)}]"
                        raise BadInput(where, f"there is no place or listing {name!r}")
                    for place in places:
                        if place in ranks:
                            where = f"applicants[{k}].wishes[{rank - 1}]"
                            raise BadInput(where, f"{applicant.id!r} wishes for {self.places[place]!r} twice")
                        ranks[place] = rank
            self.submitted[number] = ranks

    def _pairs(self, problem: Problem) -> None:
        size = len(self.applicants)
        self.forbidden, self.fit = [{} for _ in range(size)], [{} for _ in range(size)]
        for k, (who, name, reason) in enumerate(problem.forbidden):
            applicant, places = self._pair(who, name, f"forbidden[{k}]")
            if not reason:
                raise BadInput(f"forbidden[{k}][2]", "a forbidden pair needs the name of its reason")
            for place in places:
                self.forbidden[applicant].setdefault(place, reason)
                if reason not in OWN_REASONS:  # a second reason: the one the applicant did not choose decides
                    self.forbidden[applicant][place] = min(
                        r for r in (reason, self.forbidden[applicant][place]) if r not in OWN_REASONS
                    )
                elif self.forbidden[applicant][place] in OWN_REASONS:
                    self.forbidden[applicant][place] = min(reason, self.forbidden[applicant][place])
        for k, (who, name, value) in enumerate(problem.fit):
            applicant, places = self._pair(who, name, f"fit[{k}]")
            for place in places:
                if place in self.fit[applicant]:
                    raise BadInput(f"fit[{k}]", f"a second fit of {who!r} at {self.places[place]!r}")
                self.fit[applicant][place] = value
        self.locked = self._chosen(problem.locked, "locked")
        self.held = self._chosen(problem.held or (), "held")
        filled = [0] * self.root
        for k, (who, _) in enumerate(problem.locked):
            applicant = self.applicant_number[who]
            place = self.locked[applicant]
            if place in self.forbidden[applicant]:
                reason = self.forbidden[applicant][place]
                raise BadInput(f"locked[{k}]", f"{who!r} at {self.places[place]!r} is also forbidden ({reason})")
            for node in self.path(place):
                filled[node] += 1
                if filled[node] > self.capacity[node]:
                    name = (self.places + self.groups)[node]
                    raise BadInput(
                        f"locked[{k}]", f"more are locked in {name!r} than its capacity {self.capacity[node]}"
                    )

    def _chosen(self, pairs: Iterable[Pair], label: str) -> dict[int, int]:
        chosen: dict[int, int] = {}
        for k, (who, name) in enumerate(pairs):
            applicant, places = self._pair(who, name, f"{label}[{k}]")
            if len(places) != 1:
                raise BadInput(f"{label}[{k}][1]", f"the listing {name!r} has several places: name one of them")
            if applicant in chosen:
                raise BadInput(f"{label}[{k}][0]", f"{who!r} is {label} twice")
            chosen[applicant] = places[0]
        return chosen

    def _pair(self, who: str, name: str, where: str) -> tuple[int, tuple[int, ...]]:
        applicant = _known(self.applicant_number, who, f"{where}[0]", "applicant")
        if name not in self._refs:
            raise BadInput(f"{where}[1]", f"there is no place or listing {name!r}")
        return applicant, self._refs[name]

    def _hosts(self, problem: Problem) -> None:
        self.tier, self.tiers = [None] * len(self.places), [0] * len(self.places)
        self.silent = not any(problem.host_tiers.values())
        for name, tiers in problem.host_tiers.items():
            where = f"host_tiers[{name!r}]"
            if name not in self._refs:
                raise BadInput(where, f"there is no place or listing {name!r}")
            if len(tiers) > MAX_TIERS:
                raise BadInput(where, f"{len(tiers)} tiers, but at most {MAX_TIERS} are taken")
            named: dict[int, int] = {}
            for t, tier in enumerate(tiers):
                for j, who in enumerate(tier):
                    applicant = _known(self.applicant_number, who, f"{where}[{t}][{j}]", "applicant")
                    if applicant in named:
                        raise BadInput(f"{where}[{t}][{j}]", f"{who!r} is named twice")
                    named[applicant] = t
            for place in self._refs[name]:
                if self.tier[place] is not None:
                    raise BadInput(where, f"the place {self.places[place]!r} is given tiers twice")
                if tiers:
                    self.tier[place], self.tiers[place] = named, len(tiers)

    def _rules(self, problem: Problem) -> None:
        size, listing = len(self.applicants), self.listing
        said: list[bool | None] = [None] * size
        for person in problem.applicants:
            said[self.applicant_number[person.id]] = person.protected
        single = self.listings == len(self.places)  # every listing has one place
        places_in: dict[str, int] = {}
        for name in listing:
            places_in[name] = places_in.get(name, 0) + 1
        self.last_rank, self.protected, self.wishes = [0] * size, [True] * size, [{}] * size
        for applicant in range(size):
            no, submitted = self.forbidden[applicant], self.submitted[applicant]
            possible = {p: r for p, r in submitted.items() if p not in no} if no else submitted
            last = max(possible.values(), default=0)
            counted = sorted(set(possible.values()))
            if len(counted) != last:  # tiers without a possible place: the others move up
                rank = {tier: number for number, tier in enumerate(counted, 1)}
                possible = {p: rank[r] for p, r in possible.items()}
                last = len(counted)
            self.wishes[applicant], self.last_rank[applicant] = possible, last
            if said[applicant] is not None:
                self.protected[applicant] = bool(said[applicant])
                continue
            wished = len(possible) if single else len({listing[p] for p in possible})
            if wished >= problem.minimum_list:
                continue
            shut: dict[str, int] = {}
            for place, reason in no.items():
                if reason not in OWN_REASONS:
                    shut[listing[place]] = shut.get(listing[place], 0) + 1
            open_to = self.listings - sum(count == places_in[name] for name, count in shut.items())
            self.protected[applicant] = wished >= min(problem.minimum_list, open_to)


def storable(text: str) -> bool:
    """Whether a text can be written as UTF-8 (a lone half of a surrogate pair cannot)."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def check(problem: Problem) -> None:
    """Raise :class:`BadInput`, naming the place, unless the problem can be taken."""
    _ = problem.index


def _known(numbers: Mapping[str, int], name: str, where: str, noun: str) -> int:
    if name not in numbers:
        raise BadInput(where, f"there is no {noun} {name!r}")
    return numbers[name]


def _whole(value: object, where: str, most: int | None = None) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(where, f"{value!r} is not a whole number")
    if value < 0:
        raise BadInput(where, f"{value} is negative")
    if most is not None and value > most:
        raise BadInput(where, f"{value} is more than {most}")


def _check_plain(problem: Problem) -> None:
    """Numbers, profile and seed."""
    if problem.profile not in PROFILES:
        raise BadInput("profile", f"there is no profile {problem.profile!r}: {', '.join(PROFILES)}")
    if not isinstance(problem.seed, str) or not problem.seed or not storable(problem.seed):
        raise BadInput("seed", "a problem needs a seed, a text that is not empty")
    _whole(problem.minimum_list, "minimum_list")
    for label, rows in (("groups", problem.groups), ("places", problem.places)):
        for k, row in enumerate(rows):
            _whole(row.capacity, f"{label}[{k}].capacity")
            _whole(row.minimum, f"{label}[{k}].minimum")
            if row.minimum > row.capacity:
                where = f"{label}[{k}].minimum"
                raise BadInput(where, f"the minimum {row.minimum} of {row.id!r} is above its capacity {row.capacity}")
            if row.minimum and problem.profile == "stable":
                raise BadInput(f"{label}[{k}].minimum", "the profile 'stable' takes no minimums")
    for k, person in enumerate(problem.applicants):
        _whole(person.waited, f"applicants[{k}].waited")
    for k, (_, _, value) in enumerate(problem.fit):
        _whole(value, f"fit[{k}][2]", MAX_FIT)


def _check_names(problem: Problem, index: Index) -> None:
    """Ids: text, in NFC, not empty, not twice; a place's id is not the listing of another place."""
    rows = (("groups", problem.groups), ("places", problem.places), ("applicants", problem.applicants))
    for label, row in rows:
        seen: set[str] = set()
        for k, thing in enumerate(row):
            name = thing.id
            if not name.isascii() and not (storable(name) and unicodedata.is_normalized("NFC", name)):
                raise BadInput(f"{label}[{k}].id", f"{name!r} is not text in Unicode form NFC")
            if not name:
                raise BadInput(f"{label}[{k}].id", "an id is empty")
            if name in seen:
                raise BadInput(f"{label}[{k}].id", f"{name!r} is there twice")
            seen.add(name)
    for k, place in enumerate(problem.places):
        listing = place.listing
        if listing is not None and listing != place.id and listing in index.place_number:
            raise BadInput(f"places[{k}].listing", f"{listing!r} is also the id of a place")
