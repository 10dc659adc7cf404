"""HTML kept beside the tests and compared piece by piece, so that a change of markup is seen and meant.

``REWRITE_GOLDEN=1`` writes the files anew; read the difference before committing it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from lxml import html

HERE = Path(__file__).resolve().parent


def _lines(element, depth=0):
    pad = "  " * depth
    attributes = "".join(f' {name}="{" ".join(value.split())}"' for name, value in sorted(element.attrib.items()))
    yield f"{pad}<{element.tag}{attributes}>"
    if element.text and element.text.strip():
        yield f"{pad}  {' '.join(element.text.split())}"
    for child in element:
        yield from _lines(child, depth + 1)
        if child.tail and child.tail.strip():
            yield f"{pad}  {' '.join(child.tail.split())}"


def normalised(fragment: str) -> str:
    """One element or text a line, indented, attributes in order; what changes from run to run is taken out."""
    fragment = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1…", fragment)
    return "\n".join(line for child in html.fromstring(f"<div>{fragment}</div>") for line in _lines(child)) + "\n"


def check(name: str, fragment: str) -> None:
    """Compare with ``tests/golden/<name>.html``."""
    path = HERE / f"{name}.html"
    found = normalised(fragment)
    if os.environ.get("REWRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found)
    assert path.exists(), f"no golden file {path.name}; REWRITE_GOLDEN=1 writes it"
    assert found == path.read_text()
