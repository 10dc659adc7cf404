"""The incentive audit as the method page prints it: what gains and what does not gain somebody who bends the truth.

The figures are those of the last run that was written to incentives.json; `bench/matching_incentives.py` makes them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.states import Profile

FILE = Path(__file__).resolve().parent / "incentives.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One way to bend the truth. ``cells``: per profile (gain, lose), per cent of those who tried, one decimal."""

    label: str
    cells: list[tuple[float, float]]


@cache
def audit() -> dict[str, Any]:
    """The file: parameters and rows (profile, deviation, gain, lose)."""
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


def deviation(name: str) -> str:
    """What one does, in words. Raises KeyError for a deviation that has none."""
    if name.startswith("cut to ") and name.removeprefix("cut to ").isdecimal():
        count = int(name.removeprefix("cut to "))
        return ngettext("wish for the first only", "wish for the first %(count)d only", count) % {"count": count}
    return {
        "pad behind with impossible": _("add impossible listings at the end"),
        "pad in front with impossible": _("put impossible listings in front"),
        "pad after the first with impossible": _("put impossible listings after the first wish"),
        "cut to 1, pad with impossible": _("wish for the first and for impossible listings only"),
        "narrow weeks to the first wish": _("say that only the week of the first wish suits"),
        "narrow travel to the first wish": _("say that everything but the first wish is too far"),
        "swap the first two": _("swap the first two wishes"),
        "any order": _("put the wishes in any other order"),
        "the most wanted behind the first": _("put the most wanted listings behind the first wish"),
    }[name]


def table() -> tuple[list[str], list[Row]]:
    """The profiles' names, and a row per deviation in the order of the file."""
    figures = {(row["profile"], row["deviation"]): (row["gain"], row["lose"]) for row in audit()["rows"]}
    profiles = list(dict.fromkeys(profile for profile, _deviation in figures))
    deviations = dict.fromkeys(name for _profile, name in figures)
    rows = [Row(deviation(name), [figures[profile, name] for profile in profiles]) for name in deviations]
    return [str(Profile(profile).label) for profile in profiles], rows


def findings() -> list[str]:
    """Of each profile what paid best, in a sentence made of the figures: it can praise no profile that they do not."""
    profiles, rows = table()
    said = []
    for number, profile in enumerate(profiles):
        best = max(rows, key=lambda row: row.cells[number])
        gain, lose = best.cells[number]
        if gain:
            said.append(
                _("%(profile)s: what paid most often was to %(what)s. %(gain)s %% gained by it, %(lose)s %% lost.")
                % {
                    "profile": profile,
                    "what": best.label,
                    "gain": number_format(gain, 1),
                    "lose": number_format(lose, 1),
                }
            )
        else:
            said.append(_("%(profile)s: nobody gained anything by any of it.") % {"profile": profile})
    return said
