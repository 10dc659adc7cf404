"""The file interface: JSON to typed data and back. Every refusal is a :class:`BadInput` that names its place.

Nothing is guessed: an unknown key, a key twice, a number that is not whole, a text that is no text are refused. Ids are
read in Unicode form NFC.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from matching.engine.problem import (
    CHANGES_FORMAT,
    PROBLEM_FORMAT,
    RESULT_FORMAT,
    Applicant,
    BadInput,
    Certificate,
    Group,
    Place,
    Problem,
    Result,
    check,
    storable,
)
from matching.engine.rematch import Changes

T = TypeVar("T")
MOST = 2**63 - 1  # a number in a problem that is larger is a mistake


def read_problem(path: Path | str) -> Problem:
    """A checked problem from a file."""
    return problem_from(load(path))


def read_result(path: Path | str) -> Result:
    """A result from a file: its shape is checked, its truth is :func:`matching.engine.verify`'s."""
    return result_from(load(path))


def read_changes(path: Path | str) -> Changes:
    """Changes for a rematch from a file."""
    return changes_from(load(path))


def load(path: Path | str) -> Any:
    """The JSON of a file. Raises BadInput with line and column."""
    try:
        text = Path(path).read_bytes().decode()
    except OSError as error:
        raise BadInput(str(path), error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise BadInput(str(path), f"not UTF-8 at byte {error.start}") from error
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadInput(str(path), f"not JSON: {error.msg} in line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise BadInput(str(path), "not a problem: nested too deep") from error
    except ValueError as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(str(path), "a number is too long") from error


def problem_from(data: Any) -> Problem:
    """A checked problem from parsed JSON (or the same out of plain dicts and lists)."""
    top = _object(data, "", PROBLEM_KEYS, ("format", "seed", "places", "applicants"))
    _format(top, PROBLEM_FORMAT)
    held = top.get("held")
    problem = Problem(
        seed=_text(top["seed"], "seed"),
        profile=_text(top.get("profile", "most_placed"), "profile"),
        minimum_list=_whole(top.get("minimum_list", 5), "minimum_list"),
        groups=_each(top.get("groups", []), "groups", _group),
        places=_each(top["places"], "places", _place),
        applicants=_each(top["applicants"], "applicants", _applicant),
        host_tiers=_map(top.get("host_tiers", {}), "host_tiers", _tiers, quote=True),
        fit=_each(top.get("fit", []), "fit", _fit),
        locked=_each(top.get("locked", []), "locked", _pair),
        forbidden=_each(top.get("forbidden", []), "forbidden", _reason),
        held=None if held is None else _each(held, "held", _pair),
    )
    check(problem)
    return problem


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem as its file: the canonical form."""
    return problem.canonical()


def result_from(data: Any) -> Result:
    """A result from parsed JSON."""
    keys = ("format", "profile", "seed", "digest", "version", "pairs", "unplaced", "rank_counts", "objective")
    top = _object(data, "", (*keys, "certificate"), (*keys, "certificate"))
    _format(top, RESULT_FORMAT)
    proof = top["certificate"]
    return Result(
        profile=_text(top["profile"], "profile"),
        seed=_text(top["seed"], "seed"),
        digest=_text(top["digest"], "digest"),
        version=_text(top["version"], "version"),
        pairs=_each(top["pairs"], "pairs", _pair),
        unplaced=_each(top["unplaced"], "unplaced", _text),
        rank_counts=_each(top["rank_counts"], "rank_counts", _whole),
        objective=_each(top["objective"], "objective", _level),
        certificate=None if proof is None else _certificate(proof, "certificate"),
    )


def result_json(result: Result) -> dict[str, Any]:
    """A result as its file."""
    proof = result.certificate
    return {
        "format": RESULT_FORMAT,
        "profile": result.profile,
        "seed": result.seed,
        "digest": result.digest,
        "version": result.version,
        "pairs": [list(pair) for pair in result.pairs],
        "unplaced": list(result.unplaced),
        "rank_counts": list(result.rank_counts),
        "objective": [list(level) for level in result.objective],
        "certificate": proof
        and {
            "levels": list(proof.levels),
            "places": {name: list(vector) for name, vector in proof.places.items()},
            "groups": {name: list(vector) for name, vector in proof.groups.items()},
            "applicants": {name: list(vector) for name, vector in proof.applicants.items()},
        },
    }


def changes_from(data: Any) -> Changes:
    """Changes from parsed JSON."""
    lists = ("told", "may_move", "withdrawn", "closed")
    rows = ("declined", "capacity", "added_places", "added_applicants")
    top = _object(data, "", ("format", *lists, *rows), ("format",))
    _format(top, CHANGES_FORMAT)
    return Changes(
        **{key: _each(top.get(key, []), key, _text) for key in lists},
        declined=_each(top.get("declined", []), "declined", _pair),
        capacity=_each(top.get("capacity", []), "capacity", _seats),
        added_places=_each(top.get("added_places", []), "added_places", _place),
        added_applicants=_each(top.get("added_applicants", []), "added_applicants", _applicant),
    )


def write(path: Path | str, data: Mapping[str, Any]) -> None:
    """Write JSON so that the same data always gives the same bytes. Raises BadInput if the file cannot be written."""
    try:
        Path(path).write_text(dump(data) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(str(path), error.strerror or "cannot be written") from error


def dump(data: Mapping[str, Any]) -> str:
    """Compact JSON with a line for each key of the top."""
    lines = (
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, sort_keys=isinstance(value, dict))}"
        for key, value in data.items()
    )
    return "{" + ",\n ".join(lines) + "}"


# --- shapes -----------------------------------------------------------------------------------------------------

PROBLEM_KEYS = (
    *("format", "seed", "profile", "minimum_list", "groups", "places", "applicants"),
    *("host_tiers", "fit", "locked", "forbidden", "held"),
)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            raise BadInput("", f"the key {key!r} is there twice in one object")
        data[key] = value
    return data


def _no_constant(name: str) -> None:
    raise BadInput("", f"{name} is not a number of JSON")


def _format(top: Mapping[str, Any], wanted: str) -> None:
    if top["format"] != wanted:
        raise BadInput("format", f"{top['format']!r} is not {wanted!r}")


def _object(data: Any, where: str, keys: tuple[str, ...], needed: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise BadInput(where, f"{_short(data)} is not an object")
    inside = f"{where}." if where else ""
    for key in data:
        if key not in keys:
            raise BadInput(f"{inside}{key}", f"there is no such key: {', '.join(keys)}")
    for key in needed:
        if key not in data:
            raise BadInput(f"{inside}{key}", "is missing")
    return data


def _each(data: Any, where: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    if not isinstance(data, list):
        raise BadInput(where, f"{_short(data)} is not a list")
    return tuple(read(item, f"{where}[{k}]") for k, item in enumerate(data))


def _map(data: Any, where: str, read: Callable[[Any, str], T], *, quote: bool = False) -> dict[str, T]:
    if not isinstance(data, dict):
        raise BadInput(where, f"{_short(data)} is not an object")
    read_map: dict[str, T] = {}
    for key, value in data.items():
        place = f"{where}[{key!r}]" if quote else where
        name = _text(key, place)
        if name in read_map:
            raise BadInput(place, "is there twice")
        read_map[name] = read(value, f"{where}[{key!r}]")
    return read_map


def _row(data: Any, where: str, size: int) -> list[Any]:
    if not isinstance(data, list) or len(data) != size:
        raise BadInput(where, f"{_short(data)} is not a list of {size}")
    return data


def _text(data: Any, where: str) -> str:
    if not isinstance(data, str):
        raise BadInput(where, f"{_short(data)} is not a text")
    if data.isascii():
        return data
    if not storable(data):
        raise BadInput(where, f"{data!r} cannot be written as UTF-8")
    return unicodedata.normalize("NFC", data)


def _integer(data: Any, where: str) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise BadInput(where, f"{_short(data)} is not a whole number")
    return data


def _whole(data: Any, where: str) -> int:
    number = _integer(data, where)
    if number < 0:
        raise BadInput(where, f"{_short(number)} is negative")
    if number > MOST:
        raise BadInput(where, "the number is too large")
    return number


def _optional(data: Any, where: str) -> str | None:
    return None if data is None else _text(data, where)


def _group(data: Any, where: str) -> Group:
    row = _object(data, where, ("id", "capacity", "minimum", "parent"), ("id", "capacity"))
    return Group(
        id=_text(row["id"], f"{where}.id"),
        capacity=_whole(row["capacity"], f"{where}.capacity"),
        minimum=_whole(row.get("minimum", 0), f"{where}.minimum"),
        parent=_one_group(row.get("parent"), f"{where}.parent"),
    )


def _place(data: Any, where: str) -> Place:
    row = _object(data, where, ("id", "listing", "week", "capacity", "minimum", "group"), ("id", "capacity"))
    return Place(
        id=_text(row["id"], f"{where}.id"),
        capacity=_whole(row["capacity"], f"{where}.capacity"),
        minimum=_whole(row.get("minimum", 0), f"{where}.minimum"),
        listing=_optional(row.get("listing"), f"{where}.listing"),
        week=_optional(row.get("week"), f"{where}.week"),
        group=_one_group(row.get("group"), f"{where}.group"),
    )


def _one_group(data: Any, where: str) -> str | None:
    if isinstance(data, list):
        raise BadInput(where, "overlapping quotas cannot be solved exactly: a place or group lies in at most one group")
    return _optional(data, where)


def _applicant(data: Any, where: str) -> Applicant:
    keys = ("id", "wishes", "waited", "protected", "with")
    row = _object(data, where, keys, ("id", "wishes"))
    if "with" in row:
        raise BadInput(f"{where}.with", "couples cannot be solved exactly: everybody is matched alone")
    protected = row.get("protected")
    if protected is not None and not isinstance(protected, bool):
        raise BadInput(f"{where}.protected", f"{_short(protected)} is not true, false or null")
    return Applicant(
        id=_text(row["id"], f"{where}.id"),
        wishes=_tiers(row["wishes"], f"{where}.wishes"),
        waited=_whole(row.get("waited", 0), f"{where}.waited"),
        protected=protected,
    )


def _tiers(data: Any, where: str) -> tuple[tuple[str, ...], ...]:
    return _each(data, where, lambda tier, at: _each(tier, at, _text))


def _pair(data: Any, where: str) -> tuple[str, str]:
    who, place = _row(data, where, 2)
    return _text(who, f"{where}[0]"), _text(place, f"{where}[1]")


def _reason(data: Any, where: str) -> tuple[str, str, str]:
    who, place, reason = _row(data, where, 3)
    return _text(who, f"{where}[0]"), _text(place, f"{where}[1]"), _text(reason, f"{where}[2]")


def _fit(data: Any, where: str) -> tuple[str, str, int]:
    who, place, fit = _row(data, where, 3)
    return _text(who, f"{where}[0]"), _text(place, f"{where}[1]"), _whole(fit, f"{where}[2]")


def _seats(data: Any, where: str) -> tuple[str, int]:
    place, seats = _row(data, where, 2)
    return _text(place, f"{where}[0]"), _whole(seats, f"{where}[1]")


def _level(data: Any, where: str) -> tuple[str, int]:
    name, value = _row(data, where, 2)
    return _text(name, f"{where}[0]"), _integer(value, f"{where}[1]")


def _certificate(data: Any, where: str) -> Certificate:
    row = _object(data, where, parts := ("levels", "places", "groups", "applicants"), parts)

    def vector(value: Any, at: str) -> tuple[int, ...]:
        return _each(value, at, _integer)

    return Certificate(
        levels=_each(row["levels"], f"{where}.levels", _text),
        places=_map(row["places"], f"{where}.places", vector),
        groups=_map(row["groups"], f"{where}.groups", vector),
        applicants=_map(row["applicants"], f"{where}.applicants", vector),
    )


def _short(data: Any) -> str:
    text = repr(data)
    return text if len(text) <= 40 else text[:37] + "..."
