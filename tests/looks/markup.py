"""html-validate over pages as they were served, all of them by one process."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NODE = ROOT / ".venv" / "bin" / "node"
PROGRAM = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def invalid(pages: dict[str, str], folder: Path) -> dict[str, list[str]]:
    """What is wrong with each page, by its name. Of the desk's pages, whose frame is Django's, only what stands in our
    part of them (``#content-main``) counts."""
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text)
    command = [str(NODE), str(PROGRAM), "--config", str(Path(__file__).with_name("markup.json")), "--formatter", "json"]
    with (folder / "said.json").open("w") as said:  # what goes into a pipe is cut off when the program ends
        done = subprocess.run([*command, str(folder / "*.html")], cwd=folder, stdout=said, check=False)
    assert done.returncode in (0, 1)
    found: dict[str, list[str]] = {}
    for file in json.loads((folder / "said.json").read_text()):
        name = Path(file["filePath"]).stem
        said = [_words(message) for message in file["messages"] if _ours(message, pages[name])]
        if said:
            found[name] = said
    return found


def _ours(message: dict[str, Any], page: str) -> bool:
    """Offsets are in UTF-16 units in JavaScript and in code points here: the same but for an emoji."""
    begin, end = page.find('id="content-main"'), page.find('id="footer"')
    return begin < 0 or begin <= message["offset"] <= end


def _words(message: dict[str, Any]) -> str:
    return f"{message['line']}:{message['column']} {message['ruleId']}: {message['message']}"
