"""How names of organisations are compared."""

from __future__ import annotations

import re

from praktik.sorting import sort_key

# The forms of companies that Danish names end with, as people write them or leave them out.
_FORMS = re.compile(
    r"\b(?:a/s|aps|i/s|k/s|p/s|p\.?m\.?b\.?a|a\.?m\.?b\.?a|f\.?m\.?b\.?a|s\.?m\.?b\.?a|ivs|as|ltd|inc|gmbh|ab)\.?\s*$",
    re.I,
)


def normalised(name: str) -> str:
    """``name`` for comparison: Danish sort key, no punctuation, no company form at the end.

    "Ørsted A/S", "ØRSTED" and "Ørsted, a/s" are the same; so are "Aarhus" and "Århus".
    """
    short = _FORMS.sub("", name.strip()) or name
    return sort_key(re.sub(r"[\W_]+", " ", short))


def beginnings(part: str) -> set[str]:
    """What to look for in normalised names when somebody has typed ``part`` of one.

    The last "a" may be the first half of an "aa", which is stored as "å".
    """
    key = sort_key(re.sub(r"[\W_]+", " ", part))
    return {key, sort_key(f"{key}a")} if key.endswith("a") else {key}
