"""Danish order on any server: a stored sort key, since no ICU or locale is assumed.

æ ø å come last, in that order, and aa sorts as å (Retskrivningsordbogen's rule for names). Case and other accents
do not count.
"""

from __future__ import annotations

import unicodedata

# Placed after "z" in plain byte order, which is how a column with COLLATE "C" sorts.
_LAST = {"æ": "{1", "ä": "{1", "ø": "{2", "ö": "{2", "å": "{3"}


def sort_key(text: str) -> str:
    """``text`` as a key that plain byte order sorts the Danish way."""
    folded = unicodedata.normalize("NFC", text).lower().replace("aa", "å").replace("ü", "y")
    return "".join(_LAST.get(char) or _plain(char) for char in folded).strip()


def _plain(char: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))
