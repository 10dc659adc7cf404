"""Lists on the ground floor that upper floors fill in ``AppConfig.ready``: what a person can do now, the desk's
counts, and what has to be looked at when time passes. (Mail kinds and privacy classes have registries of their own.)
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
class Count:
    """One figure on the consultants' front page, with the list behind it."""

    label: str
    number: int
    url: str
    group: str = ""


TodoSource = Callable[[Any, dt.datetime], Iterable[Todo]]
CountSource = Callable[[dt.datetime], Iterable[Count]]
Look = Callable[[dt.datetime], int]

_todos: list[TodoSource] = []
_counts: list[CountSource] = []
_looks: dict[str, Look] = {}


def register_todos(source: TodoSource) -> None:
    """``source(user, now)`` yields what this user can do."""
    _todos.append(source)


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


def desk_counts(now: dt.datetime) -> list[Count]:
    return [count for source in _counts for count in source(now)]


def looks() -> dict[str, Look]:
    return dict(_looks)
