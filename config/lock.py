"""Leaves versions and hashes in package-lock.json, and nothing else that npm writes there: `python -m config.lock`.

npm leaves out where a package was fetched (.npmrc); whom to support stands in the package itself, with an address.
"""

from __future__ import annotations

import json
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "package-lock.json"


def tidy(text: str) -> str:
    """The lock without `funding`, written as npm writes it."""
    lock = json.loads(text)
    for package in lock["packages"].values():
        package.pop("funding", None)
    return json.dumps(lock, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    LOCK.write_text(tidy(LOCK.read_text()))
