"""Filling our own table from a file: whole, or with every line that is wrong named and nothing changed."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from stdnum.dk import cvr as stdnum_cvr

from praktik.register.models import RegisterEntry

COLUMNS = ("cvr", "name", "address", "postcode", "city", "municipality", "advertising_protected", "ended_on")
NEEDED = ("cvr", "name", "advertising_protected")
YES_OR_NO = {"true": True, "1": True, "yes": True, "ja": True, "false": False, "0": False, "no": False, "nej": False}
# How many wrong lines are named before the rest are only counted.
SHOWN = 20


class BadFile(Exception):
    """The file cannot be loaded; ``problems`` are sentences, each with its line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were written, left alone because what we have is newer, and removed."""

    written: int
    newer: int
    gone: int


def register_load(lines: Iterable[str], *, as_of: dt.date, whole: bool = False) -> Loaded:
    """Write every company of a CSV file with a head line (:data:`COLUMNS`, of which :data:`NEEDED`; comma or
    semicolon), as the register had it on ``as_of``.

    A company that is known is written over, unless what is known is of a later day. Those that are not in the file
    stay, or go where the file is the ``whole`` register. One transaction. Raises BadFile.
    """
    entries = _read(lines, as_of)
    with transaction.atomic():
        later = RegisterEntry.objects.select_for_update().filter(as_of__gt=as_of, pk__in=entries)
        newer = set(later.values_list("pk", flat=True))
        written = [entry for number, entry in entries.items() if number not in newer]
        gone = 0
        if whole:
            gone = RegisterEntry.objects.filter(as_of__lte=as_of).exclude(pk__in=entries).delete()[0]
        fields = [field.name for field in RegisterEntry._meta.concrete_fields if not field.primary_key]
        RegisterEntry.objects.bulk_create(
            written, update_conflicts=True, unique_fields=["cvr"], update_fields=fields, batch_size=2000
        )
    return Loaded(len(written), len(newer), gone)


def _read(lines: Iterable[str], as_of: dt.date) -> dict[str, RegisterEntry]:
    rows = iter(lines)
    head = next(rows, "").lstrip("\ufeff").strip()
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=_delimiter(head)), [])]
    if missing := [name for name in NEEDED if name not in names]:
        raise BadFile([f"line 1: the head has no column {', '.join(missing)}; it takes {', '.join(COLUMNS)}"])
    if unknown := [name for name in names if name not in COLUMNS]:
        raise BadFile([f"line 1: unknown column {', '.join(unknown)}; the head takes {', '.join(COLUMNS)}"])
    entries: dict[str, RegisterEntry] = {}
    problems: list[str] = []
    reader = csv.reader(rows, delimiter=_delimiter(head))
    for cells in reader:
        line = reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            problems.append(f"line {line}: {len(cells)} cells where the head has {len(names)}")
            continue
        try:
            entry = _entry({name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=True)}, as_of)
        except ValueError as error:
            problems.append(f"line {line}: {error}")
            continue
        if entry.cvr in entries:
            problems.append(f"line {line}: CVR number {entry.cvr} stands in the file twice")
        entries[entry.cvr] = entry
    if len(problems) > SHOWN:
        problems = [*problems[:SHOWN], f"and {len(problems) - SHOWN} more"]
    if problems:
        raise BadFile(problems)
    if not entries:
        raise BadFile(["line 2: there is no company in the file"])
    return entries


def _delimiter(head: str) -> str:
    return ";" if head.count(";") > head.count(",") else ","


def _entry(row: dict[str, str], as_of: dt.date) -> RegisterEntry:
    """Raises ValueError with what is wrong."""
    number = row.pop("cvr")
    if not stdnum_cvr.is_valid(number):
        raise ValueError(f"“{number}” is not a CVR number")
    said = row.pop("advertising_protected").lower()
    if said not in YES_OR_NO:
        raise ValueError(f"advertising_protected is “{said}”, neither yes nor no")
    ended = row.pop("ended_on", "")
    try:
        ended_on = dt.date.fromisoformat(ended) if ended else None
    except ValueError as error:
        raise ValueError(f"ended_on is “{ended}”, not a day such as 2026-12-31") from error
    entry = RegisterEntry(
        cvr=stdnum_cvr.compact(number), advertising_protected=YES_OR_NO[said], ended_on=ended_on, as_of=as_of, **row
    )
    try:
        entry.clean_fields()
    except ValidationError as error:
        raise ValueError("; ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())) from error
    return entry
