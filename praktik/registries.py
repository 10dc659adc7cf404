"""Lists on the ground floor that upper floors fill in ``AppConfig.ready``: what is a person's own (what they can do
now, have going and may take part in; what is under way and needs them; how they stand to a listing), what has come of a
host's listings, the desk's counts, the front page's figures and stories, pages for the site's map, what a case file
says, and what has to be looked at when time passes. (Mail kinds and privacy classes have registries of their own.)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing a person can do now: ``label`` (translated), where, until when (aware) and how it is ordered."""

    label: str
    url: str
    deadline: dt.datetime | None = None
    detail: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """Something of a person's and how it stands, shown on their page below what they can do. ``tone``: the colour of
    the status (see components/status.html)."""

    label: str
    status: str
    url: str
    detail: str = ""
    over: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """Something that a person may take part in, whether or not it is what they came for."""

    label: str
    url: str
    deadline: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """What a person's page shows: to-dos with the nearest deadline first and without one last; matters in the order
    in which the nouns registered, what is over last; openings as they came."""

    todos: list[Todo]
    matters: list[Matter]
    openings: list[Opening]


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure on the front page: what it is, the figure as it is printed, and what it was counted from."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Teaser:
    """One story on the front page: its title, its text without marks, who tells it (nobody where that is not shown),
    and the language that title and text are in."""

    title: str
    text: str
    url: str
    by: str = ""
    language: str = "da"


@dataclass(frozen=True, slots=True)
class Mapped:
    """A page that anybody may find: the name of its address with its arguments, and when it was changed last."""

    name: str
    args: tuple[Any, ...] = ()
    changed: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to a listing, instead of the invitation to apply: a sentence, and where they go on."""

    text: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Count:
    """One figure on the consultants' front page, with the list behind it."""

    label: str
    number: int
    url: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class CaseSection:
    """What an application's case file says about one thing: a decision, an answer, a document. ``rows`` are labels with
    their texts; ``at`` puts it in its place among the others, None at the end."""

    title: str
    rows: Sequence[tuple[str, str]]
    at: dt.datetime | None = None


OwnSource = Callable[[Any, dt.datetime], Iterable[Todo | Matter | Opening]]
ListingSource = Callable[[Sequence[int], dt.datetime], Iterable[tuple[int, Todo | Matter]]]
FigureSource = Callable[[dt.datetime], Iterable[Figure]]
TeaserSource = Callable[[dt.datetime], Iterable[Teaser]]
MappedSource = Callable[[], Iterable[Mapped]]
StandingSource = Callable[[Any, Any, dt.datetime], Standing | None]
CountSource = Callable[[dt.datetime], Iterable[Count]]
Look = Callable[[dt.datetime], int]
NeedSource = Callable[[Any], Iterable[str]]
KeysSource = Callable[[], Any]
CaseSource = Callable[[Any], Iterable[CaseSection]]

_own: list[OwnSource] = []
_of_listings: list[ListingSource] = []
_figures: list[FigureSource] = []
_teasers: list[TeaserSource] = []
_mapped: list[MappedSource] = []
_standing: list[StandingSource] = []
_counts: list[CountSource] = []
_looks: dict[str, Look] = {}
_needs: list[NeedSource] = []
_under_way: list[KeysSource] = []
_case: list[CaseSource] = []


def register_own(source: OwnSource) -> None:
    """``source(user, now)`` yields what this user can do, has going and may take part in: all of a noun's in one
    source, so that its rows are fetched once (a person's page has twelve queries for every noun there is)."""
    _own.append(source)


def register_of_listings(source: ListingSource) -> None:
    """``source(listings, now)`` yields (listing, what) for what has come of these listings (keys), as their host sees
    it: what it can do, and how things stand. All of a noun's in one source and one query, however many they are; for
    no listings none."""
    _of_listings.append(source)


def register_figures(source: FigureSource) -> None:
    """``source(now)`` yields figures that anybody may see: nothing that could be traced to fewer than five people."""
    _figures.append(source)


def register_teasers(source: TeaserSource) -> None:
    """``source(now)`` yields the few newest stories that are published, the newest first."""
    _teasers.append(source)


def register_mapped(source: MappedSource) -> None:
    """``source()`` yields what a noun has on show, a page for each."""
    _mapped.append(source)


def register_standing(source: StandingSource) -> None:
    """``source(user, listing, now)``: how somebody who is logged in stands to a listing on show; None where they have
    nothing to do with it yet."""
    _standing.append(source)


def register_counts(source: CountSource) -> None:
    """``source(now)`` yields the desk's figures."""
    _counts.append(source)


def register_look(name: str, look: Look) -> None:
    """``look(now)`` does what has become due by the clock and returns how many rows it moved. Must be idempotent."""
    _looks[name] = look


def register_needs(source: NeedSource) -> None:
    """``source(user)`` yields a translated sentence for each thing under way that would break without this person, and
    how they end it. While there is one, they cannot be erased."""
    _needs.append(source)


def register_under_way(source: KeysSource) -> None:
    """``source()`` is a query of the keys of everybody with something under way: the set of those of whom
    :func:`needs_of` would say something, or more."""
    _under_way.append(source)


def register_case(source: CaseSource) -> None:
    """``source(application)`` yields what a noun has decided or been answered about an application, for the desk's
    case file alone: it may name people and say what they wrote to the desk."""
    _case.append(source)


def case_of(application: Any) -> list[CaseSection]:
    """Oldest first, what has no time of its own last."""
    found = [section for source in _case for section in source(application)]
    return sorted(found, key=lambda section: section.at.timestamp() if section.at else float("inf"))


def under_way() -> list[Any]:
    return [source() for source in _under_way]


def needs_of(user: Any) -> list[str]:
    return [sentence for source in _needs for sentence in source(user)]


def nearest_first(todos: Iterable[Todo], now: dt.datetime) -> list[Todo]:
    """By their deadlines, those without one last."""
    return sorted(todos, key=lambda todo: (todo.deadline is None, todo.deadline or now))


def own_for(user: Any, now: dt.datetime) -> Own:
    found = [item for source in _own for item in source(user, now)]
    todos = [item for item in found if isinstance(item, Todo)]
    return Own(
        todos=nearest_first(todos, now),
        matters=sorted((item for item in found if isinstance(item, Matter)), key=lambda matter: matter.over),
        openings=[item for item in found if isinstance(item, Opening)],
    )


def come_of_listings(listings: Sequence[int], now: dt.datetime) -> dict[int, list[Todo | Matter]]:
    """By listing, in the order in which the nouns registered; a listing of which nothing has come is left out."""
    found: dict[int, list[Todo | Matter]] = {}
    for source in _of_listings:
        for listing, item in source(listings, now):
            found.setdefault(listing, []).append(item)
    return found


def front_figures(now: dt.datetime) -> list[Figure]:
    return [figure for source in _figures for figure in source(now)]


def front_teasers(now: dt.datetime) -> list[Teaser]:
    return [teaser for source in _teasers for teaser in source(now)]


def mapped() -> list[Mapped]:
    return [page for source in _mapped for page in source()]


def standing_of(user: Any, listing: Any, now: dt.datetime) -> Standing | None:
    return next((found for source in _standing if (found := source(user, listing, now))), None)


def desk_counts(now: dt.datetime) -> list[Count]:
    return [count for source in _counts for count in source(now)]


def looks() -> dict[str, Look]:
    return dict(_looks)
