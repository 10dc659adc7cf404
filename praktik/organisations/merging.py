"""What becomes of everything that hangs on an organisation when it is merged into another.

This noun knows none of the floors above it, so each of them says here what it does with its own rows: a
:class:`Part` names the foreign keys it answers for, says beforehand what will happen, and does it. A test walks the
models and fails on a foreign key to an organisation that no part answers for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from praktik.history.actors import Actor
from praktik.organisations.models import Organisation


@dataclass(frozen=True)
class Case:
    """``gone`` are to be merged into ``kept``; all of them with ``parent`` and ``sector`` read."""

    kept: Organisation
    gone: tuple[Organisation, ...]

    @cached_property
    def everybody(self) -> tuple[Organisation, ...]:
        return (self.kept, *self.gone)

    @cached_property
    def ids(self) -> list[int]:
        return [row.pk for row in self.everybody]

    @cached_property
    def gone_ids(self) -> list[int]:
        return [row.pk for row in self.gone]

    @cached_property
    def bodies(self) -> frozenset[int]:
        """The legal bodies that are one afterwards; a single one where the merge joins none."""
        return frozenset(body_key(row) for row in self.everybody)

    @cached_property
    def names(self) -> dict[str, set[int]]:
        """Each name as compared -> the bodies of those that have it."""
        found: dict[str, set[int]] = defaultdict(set)
        for row in self.everybody:
            for name in row.compared_names:
                found[name].add(body_key(row))
        return dict(found)

    def become_one(self, one: int, other: int) -> bool:
        """Whether two bodies that were two are one afterwards."""
        return one != other and one in self.bodies and other in self.bodies


@dataclass
class Plan:
    """What a merge does, in sentences for the desk. ``refusals``: why it cannot be; ``warnings``: what to look at.

    ``facts`` are what the sentences rest on, in JSON: where they are others at the merge, something has changed.
    ``seen``: the people whom the sentences name -> the row that they were named for.
    """

    moves: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    facts: list[Any] = field(default_factory=list)
    seen: dict[int, models.Model] = field(default_factory=dict)

    def add(self, other: Plan) -> None:
        self.moves += other.moves
        self.warnings += other.warnings
        self.refusals += other.refusals
        self.facts += other.facts
        self.seen |= other.seen

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.facts, sort_keys=True, default=str).encode()).hexdigest()


class Record:
    """What was moved, kept with the merge: organisation that is gone -> kind of row -> keys, in JSON."""

    def __init__(self, case: Case) -> None:
        self.moved: dict[int, dict[str, Any]] = {row.pk: {} for row in case.gone}

    def note(self, gone: int, what: str, value: Iterable[Any] | Mapping[str, Any]) -> None:
        kept = dict(value) if isinstance(value, Mapping) else list(value)
        if kept:
            self.moved[gone][what] = kept


Counts = Callable[[list[int]], Iterable[tuple[Any, Mapping[int, int]]]]


def _nothing(case: Case, record: Record, *, by: Actor, now: dt.datetime) -> None:
    return None


def _no_counts(ids: list[int]) -> Iterable[tuple[Any, Mapping[int, int]]]:
    return ()


@dataclass(frozen=True)
class Part:
    """``fields``: the foreign keys (``app.model.field``) it answers for -> what becomes of them, for people to read.

    ``order``: parts lock, plan and move from the lowest number to the highest. ``counts(ids)`` are lines of the
    comparison: (label, organisation -> number). ``lock(case)`` locks rows in the order of their keys; ``plan(case,
    now)`` only reads; ``move(case, record, by=, now=)`` does it, inside the merge's transaction.
    """

    name: str
    order: int
    fields: Mapping[str, str]
    plan: Callable[[Case, dt.datetime], Plan]
    move: Callable[..., None] = _nothing
    lock: Callable[[Case], None] = lambda case: None
    counts: Counts = _no_counts


_PARTS: dict[str, Part] = {}


def register_part(part: Part) -> None:
    _PARTS[part.name] = part


def parts() -> list[Part]:
    return sorted(_PARTS.values(), key=lambda part: part.order)


def body_key(organisation: Organisation) -> int:
    return organisation.parent_id or organisation.pk


def tally(rows: models.QuerySet[Any], path: str) -> dict[int, int]:
    """Organisation -> how many of ``rows`` have it at ``path``. One query."""
    return dict(rows.order_by().values_list(path).annotate(models.Count("pk", distinct=True)))


def locked(rows: models.QuerySet[Any]) -> list[Any]:
    """The rows, locked in the order of their keys; others may go on pointing to them."""
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def repoint(rows: models.QuerySet[Any], name: str, case: Case, record: Record) -> None:
    """Let the foreign key ``name`` of ``rows`` point to the one that stays, and note which rows those were."""
    label = f"{rows.model._meta.label_lower}.{name}"
    for gone in case.gone:
        mine = rows.filter(**{name: gone.pk})
        keys = list(mine.order_by("pk").values_list("pk", flat=True))
        record.note(gone.pk, label, keys)
        rows.filter(pk__in=keys).update(**{name: case.kept.pk})


def listed(names: Iterable[Any], most: int = 8) -> str:
    """“One”, “Two” and so on; of many only the first, and how many more."""
    said = [str(name) for name in names]
    quoted = ", ".join(_("“%(name)s”") % {"name": name} for name in said[:most])
    return f"{quoted} (+{len(said) - most})" if len(said) > most else quoted
