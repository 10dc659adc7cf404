"""Lists on the ground floor that upper floors fill in ``AppConfig.ready``: what a person can do now and has going,
the desk's counts, the front page's figures, and what has to be looked at when time passes. (Mail kinds and privacy
classes have registries of their own.)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
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
    """Something of a person's and how it stands, shown on their page below what they can do."""

    label: str
    status: str
    url: str
    detail: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure on the front page: what it is, the figure as it is printed, and what it was counted from."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """One figure on the consultants' front page, with the list behind it."""

    label: str
    number: int
    url: str
    group: str = ""


TodoSource = Callable[[Any, dt.datetime], Iterable[Todo]]
MatterSource = Callable[[Any, dt.datetime], Iterable[Matter]]
FigureSource = Callable[[dt.datetime], Iterable[Figure]]
CountSource = Callable[[dt.datetime], Iterable[Count]]
Look = Callable[[dt.datetime], int]

_todos: list[TodoSource] = []
_matters: list[MatterSource] = []
_figures: list[FigureSource] = []
_counts: list[CountSource] = []
_looks: dict[str, Look] = {}


def register_todos(source: TodoSource) -> None:
    """``source(user, now)`` yields what this user can do."""
    _todos.append(source)


def register_matters(source: MatterSource) -> None:
    """``source(user, now)`` yields what this user has going."""
    _matters.append(source)


def register_figures(source: FigureSource) -> None:
    """``source(now)`` yields figures that anybody may see: nothing that could be traced to fewer than five people."""
    _figures.append(source)


def register_counts(source: CountSource) -> None:
    """``source(now)`` yields the desk's figures."""
    _counts.append(source)


def register_look(name: str, look: Look) -> None:
    """``look(now)`` does what has become due by the clock and returns how many rows it moved. Must be idempotent."""
    _looks[name] = look


def todos_for(user: Any, now: dt.datetime) -> list[Todo]:
    """Everything ``user`` can do now, nearest deadline first, without a deadline last."""
    found = [todo for source in _todos for todo in source(user, now)]
    return sorted(found, key=lambda todo: (todo.deadline is None, todo.deadline or now))


def matters_for(user: Any, now: dt.datetime) -> list[Matter]:
    """Everything ``user`` has going, what is over last, otherwise as the nouns registered."""
    return sorted((matter for source in _matters for matter in source(user, now)), key=lambda matter: matter.over)


def front_figures(now: dt.datetime) -> list[Figure]:
    return [figure for source in _figures for figure in source(now)]


def desk_counts(now: dt.datetime) -> list[Count]:
    return [count for source in _counts for count in source(now)]


def looks() -> dict[str, Look]:
    return dict(_looks)
