"""Every kind of mail there is: to whom, when, why. The nouns register theirs when the app is ready."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` is also the name of the templates ``mail/<name>.<language>.txt`` (first line: the subject)."""

    name: str
    whom: str
    when: str
    why: str


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        if kind.name in KINDS:
            raise ValueError(f"mail kind {kind.name} is registered twice")
        KINDS[kind.name] = kind
