"""How well a place suits a person: four shares, weighed into one number. It decides only what the rules before it leave
equal (in the profile "best fit" it comes first)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

HIGHEST = 100

LABELS = {"themes": _("Themes"), "goals": _("Goals"), "region": _("Region"), "mix": _("Mix of sectors")}
# Each as a sentence: to the consultant who weighs, and on the public page.
EXPLAINED = {
    "themes": _(
        "How many of the listing's themes the person asks for in open wishes; without any, how many another listing on "
        "the list has too."
    ),
    "goals": _(
        "How much the person's task, purpose and goals have in common with what the host writes, by the database's "
        "Danish full-text rank."
    ),
    "region": _("Whether the place lies where the person can travel, or both can do it remotely."),
    "mix": _("Whether the company has not yet had anybody from the person's sector, so that more sectors meet."),
}


@dataclass(frozen=True, slots=True)
class Shares:
    """0-100 each: how far a pair has each of the four."""

    themes: int = 0
    goals: int = 0
    region: int = 0
    mix: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """Whole numbers, 0 to 100. Only their proportions count: 4, 3, 2, 1 is the same as 40, 30, 20, 10."""

    themes: int = 40
    goals: int = 30
    region: int = 20
    mix: int = 10

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Weights:
        """From a form or a stored run, which may hold more."""
        return cls(**{part.name: given[part.name] for part in fields(cls)})

    def points(self, shares: Shares) -> int:
        """0-100, rounded down. All weights zero: 0."""
        weighed = sum(weight * share for weight, share in zip(astuple(self), astuple(shares), strict=True))
        return weighed // (sum(astuple(self)) or 1)


USUAL = Weights()


def default_weights() -> dict[str, int]:
    """The usual ones, as a run keeps them."""
    return asdict(USUAL)


def rows(weights: Mapping[str, int]) -> Iterable[tuple[str, int, str]]:
    """(label, weight, what it means) in the order of the form."""
    return [(str(label), weights[name], str(EXPLAINED[name])) for name, label in LABELS.items()]


def text(numbers: Mapping[str, int]) -> str:
    """Weights or shares in a line: "Themes 40, goals 30, …"."""
    return ", ".join(f"{label} {numbers[name]}" for name, label in LABELS.items()).capitalize()
