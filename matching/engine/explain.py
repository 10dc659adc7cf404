"""Why: for each better wish the one true reason, found by forcing the pair and solving again.

Forcing a pair changes an optimal answer by exactly one cheapest cycle through it, so the second solving is one shortest
path from the wished place back to where the applicant sits. The numbers are those of a re-solve with the pair locked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from matching.engine.costs import RANK_LEVELS, WISHES, Costs, Lottery, count_each
from matching.engine.flow import Network
from matching.engine.problem import Pair, Problem, Result
from matching.engine.run import solve

REASONS = {"shortfall": "floors", "unplaced": "places", "moved": "moved", "lottery": "lottery"}


@dataclass(frozen=True)
class Move:
    """What would happen to one person: a place or None, and the rank there, on either side."""

    applicant: str
    before: str | None
    after: str | None
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True)
class Answer:
    """Why somebody is not at a place.

    ``rank``: the one that counts, see :meth:`Index.rank`; ``wish``: the number as submitted, 0 if not wished for.
    ``reason``: ``forbidden`` (``detail`` names why), ``locked`` (the applicant is fixed elsewhere), ``no_seats`` (it is
    closed, or every seat is fixed), ``not_wished`` (then ``change`` may be for the better), ``same`` (they are there
    already), else the first level that would worsen: ``floors``, ``places``, ``moved``, ``wishes``, ``host_tiers``,
    ``waited``, ``fit``, ``lottery``. ``level``: the level itself. ``change``: (level, by how much) of every level that
    would change, first to last; worse is positive. Empty under ``stable``. ``moves``: who else would move and how, for
    consultants alone.
    """

    applicant: str
    place: str
    listing: str
    rank: int
    wish: int
    reason: str
    detail: str = ""
    level: str = ""
    change: tuple[tuple[str, int], ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def others(self) -> int:
        """How many other people would move."""
        return len(self.moves)


@dataclass(frozen=True)
class Explanation:
    """One applicant: where they are (None: nowhere) and an answer for each better wish, best first.

    ``rank`` is the one that counts, ``wish`` the number as submitted (0: by hand), both None if nowhere.
    """

    applicant: str
    place: str | None
    rank: int | None
    wish: int | None
    protected: bool
    better: tuple[Answer, ...]


@dataclass(frozen=True)
class HostExplanation:
    """One listing: who came, and what became of everybody else who wished for it.

    ``seats`` and ``free`` count its places. ``elsewhere``: wished for it and got something they like as well or better.
    ``answers``: why the others are not here. ``forbidden``: reason -> people. ``silent``: the host gave no tiers.
    """

    listing: str
    seats: int
    free: int
    pairs: tuple[Pair, ...]
    wished: int
    elsewhere: int
    forbidden: Mapping[str, int]
    answers: tuple[Answer, ...]
    silent: bool


@dataclass(frozen=True)
class Seat:
    """What one more seat would do: ``change`` by level (better is negative), who would be placed, and who would gain.

    The seat is one more than the place has, beside what the groups around it allow and outside every minimum.
    """

    place: str
    listing: str
    change: tuple[tuple[str, int], ...]
    placed: int
    lifted: int
    lowered: int
    moves: tuple[Move, ...]


class Explainer:
    """Answers about one result, which must be right: :func:`matching.engine.verify` tells.

    Making it costs a pass over the problem; each answer is then a short search.
    """

    def __init__(self, problem: Problem, result: Result) -> None:
        self.problem = problem.using(result.profile, result.seed)
        self.result, self.index = result, self.problem.index
        index = self.index
        self.place_of = {index.applicant_number[a]: index.place_number[p] for a, p in result.pairs}
        self.stable = self.problem.profile == "stable"
        if self.stable:
            self.draw = Lottery(self.problem.seed)
        self.network = Network.at(Costs(self.problem), self.place_of, result.certificate)

    # --- applicants -------------------------------------------------------------------------------------------

    def applicant(self, name: str) -> Explanation:
        """Everything about one applicant. Raises KeyError for an unknown one."""
        index = self.index
        a = index.applicant_number[name]
        here = self.place_of.get(a)
        rank = None if here is None else index.rank(a, here)
        submitted = index.submitted[a]
        wish = None if here is None else submitted.get(here, 0)
        better = tuple(
            self._why_not(a, p)
            for p, number in sorted(submitted.items(), key=lambda item: (item[1], item[0]))
            if not wish or number < wish
            if p != here
        )
        place = None if here is None else index.places[here]
        return Explanation(name, place, rank, wish, index.protected[a], better)

    def everybody(self) -> Iterator[Explanation]:
        """All applicants, in the order of their ids."""
        return map(self.applicant, self.index.applicants)

    def why_not(self, applicant: str, place: str) -> Answer:
        """Why this applicant is not at this place, wished for or not. Raises KeyError for unknown names."""
        places = self.index.refs(place)
        if len(places) != 1:
            raise KeyError(place)
        return self._why_not(self.index.applicant_number[applicant], places[0])

    def _why_not(self, a: int, place: int) -> Answer:
        index = self.index
        if self.place_of.get(a) == place:
            return self._answer(a, place, "same")
        if place in index.forbidden[a]:
            return self._answer(a, place, "forbidden", detail=index.forbidden[a][place])
        if a in index.locked:
            return self._answer(a, place, "locked", detail=index.places[index.locked[a]])
        if self.stable:
            return self._stable(a, place)
        return self._forced(a, place)

    def _answer(self, a: int, place: int, reason: str, **more: object) -> Answer:
        index = self.index
        return Answer(
            applicant=index.applicants[a],
            place=index.places[place],
            listing=index.listing[place],
            rank=index.rank(a, place),
            wish=index.submitted[a].get(place, 0),
            reason=reason,
            **more,  # type: ignore[arg-type]  # the fields above, by name
        )

    def _forced(self, a: int, place: int) -> Answer:
        index, network, costs = self.index, self.network, self.network.costs
        here = self.place_of.get(a)
        found = network.way(place, index.root if here is None else here, a)
        if found is None:
            return self._answer(a, place, "no_seats")
        distance, steps = found
        before = costs.out[a] if here is None else costs.pair[a][here]
        after = costs.pair[a].get(place)
        if after is None:
            after = costs.of(a, place)
        change = self._change(after + distance - before)
        level = change[0][0] if change else ""
        reason = reason_of(level) if place in index.wishes[a] else "not_wished"
        return self._answer(a, place, reason, level=level, change=change, moves=self._moves(steps))

    def _change(self, cost: int) -> tuple[tuple[str, int], ...]:
        costs = self.network.costs
        return tuple((name, value) for name, value in zip(costs.names, costs.vector(cost), strict=True) if value)

    def _moves(self, steps: list[tuple[int, int | None]]) -> tuple[Move, ...]:
        index = self.index
        moves = []
        for b, target in steps:
            old = self.place_of.get(b)
            moves.append(
                Move(
                    applicant=index.applicants[b],
                    before=None if old is None else index.places[old],
                    after=None if target is None else index.places[target],
                    rank_before=None if old is None else index.rank(b, old),
                    rank_after=None if target is None else index.rank(b, target),
                )
            )
        return tuple(sorted(moves, key=lambda move: move.applicant))

    def _stable(self, a: int, place: int) -> Answer:
        """Under ``stable``: who holds the smallest full node was put in a better tier, or drew better."""
        index = self.index
        full = next((node for node in index.path(place) if self.network.room[node] <= 0), None)
        if full is None:
            return self._answer(a, place, "wishes")  # free, so the applicant has something as good
        held = [b for b, p in self.place_of.items() if b not in index.locked and full in index.path(p)]
        if not held:
            return self._answer(a, place, "no_seats")
        worst = max((index.tier_of(b, self.place_of[b]), self.draw(index.applicants[b])) for b in held)
        own = (index.tier_of(a, place), self.draw(index.applicants[a]))
        if own < worst:
            return self._answer(a, place, "wishes")
        return self._answer(a, place, "host_tiers" if own[0] > worst[0] else "lottery")

    # --- hosts and seats --------------------------------------------------------------------------------------

    def host(self, listing: str) -> HostExplanation:
        """Everything about one listing (or place). Raises KeyError for an unknown one."""
        index = self.index
        places = index.refs(listing)
        pairs, answers, forbidden = [], [], dict[str, int]()
        wished = elsewhere = 0
        for a, name in enumerate(index.applicants):
            here = self.place_of.get(a)
            if here in places:
                pairs.append((name, index.places[here]))
            named = [p for p in places if p in index.submitted[a]]
            if not named:
                continue
            wished += 1
            if here in places:
                continue
            open_to = {p: index.wishes[a][p] for p in named if p in index.wishes[a]}
            if not open_to:
                reason = index.forbidden[a][min(named)]
                forbidden[reason] = forbidden.get(reason, 0) + 1
            elif here is not None and index.rank(a, here) <= min(open_to.values()):
                elsewhere += 1
            else:
                answers.append(self._why_not(a, min(open_to, key=lambda p: (open_to[p], p))))
        seats = sum(index.capacity[p] for p in places)
        free = seats - sum(1 for p in self.place_of.values() if p in places)
        silent = all(index.tier[p] is None for p in places)
        return HostExplanation(listing, seats, free, tuple(pairs), wished, elsewhere, forbidden, tuple(answers), silent)

    def one_more_seat(self) -> list[Seat]:
        """For every place what one more seat there would do, the most useful first. Empty under ``stable``."""
        if self.stable:
            return []
        index = self.index
        found = self.network.ways_from_root()
        seats = []
        for place in range(len(index.places)):
            cost, steps = found.get(place, (0, []))
            floor = min(0, cost)
            moves = self._moves(steps) if floor else ()
            lifted = sum(1 for m in moves if _rank(m.rank_after) < _rank(m.rank_before))
            lowered = sum(1 for m in moves if _rank(m.rank_after) > _rank(m.rank_before))
            placed = sum((m.before is None) - (m.after is None) for m in moves)
            change = self._change(floor)
            seats.append(
                (floor, place, Seat(index.places[place], index.listing[place], change, placed, lifted, lowered, moves))
            )
        return [seat for _, _, seat in sorted(seats, key=lambda row: row[:2])]


def _rank(rank: int | None) -> float:
    return float("inf") if rank is None else rank


def reason_of(level: str) -> str:
    """The reason that a level stands for: every level of wishes is ``wishes``."""
    if level.startswith(RANK_LEVELS) or level in WISHES:
        return "wishes"
    return REASONS.get(level, level)


def explain(problem: Problem, result: Result, applicant: str) -> Explanation:
    """Why one applicant got what they got. For many, make one :class:`Explainer`. Raises KeyError if unknown."""
    return Explainer(problem, result).applicant(applicant)


def why_not(problem: Problem, result: Result, applicant: str, place: str) -> Answer:
    """Why one applicant is not at one place. Raises KeyError for unknown names."""
    return Explainer(problem, result).why_not(applicant, place)


def one_more_seat(problem: Problem, result: Result) -> list[Seat]:
    """What one more seat would do, per place, the most useful first."""
    return Explainer(problem, result).one_more_seat()


def best_by_label(seats: list[Seat], labels: Mapping[str, Collection[str]]) -> dict[str, Seat]:
    """The most useful seat under each label (theme, region), given listing -> labels. ``seats`` best first."""
    best: dict[str, Seat] = {}
    for seat in seats:
        for label in labels.get(seat.listing, ()):
            best.setdefault(label, seat)
    return best


@dataclass(frozen=True)
class Figures:
    """A profile's outcome in numbers. Ranks are of the placed; the mean and the worst are None if nobody is."""

    people: int
    placed: int
    first_wish: int
    top_three: int
    mean_rank: float | None
    worst_rank: int | None


@dataclass(frozen=True)
class Comparison:
    """One profile's answer beside the others: figures for all, and by each label of each kind (sector, region)."""

    profile: str
    result: Result
    figures: Figures
    by: Mapping[str, Mapping[str, Figures]]


def compare(
    problem: Problem,
    profiles: Collection[str],
    labels: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Comparison]:
    """Every profile's figures, in the order given. ``labels``: kind (sector) -> applicant -> label. Raises BadInput."""
    rows = []
    for profile in profiles:
        result = solve(problem, profile)
        by = {
            kind: {
                label: figures(problem, result, {a for a, its in of.items() if its == label})
                for label in sorted(set(of.values()))
            }
            for kind, of in (labels or {}).items()
        }
        rows.append(Comparison(profile, result, figures(problem, result), by))
    return rows


def figures(problem: Problem, result: Result, people: Collection[str] | None = None) -> Figures:
    """The figures of some people (all, if left out)."""
    index = problem.index
    among = set(index.applicants if people is None else people)
    ranks = [index.rank(index.applicant_number[a], index.place_number[p]) for a, p in result.pairs if a in among]
    counts = [*count_each(ranks, max(ranks, default=0)), 0, 0, 0]
    return Figures(
        people=len(among),
        placed=len(ranks),
        first_wish=counts[0],
        top_three=sum(counts[:3]),
        mean_rank=sum(ranks) / len(ranks) if ranks else None,
        worst_rank=max(ranks, default=None),
    )
