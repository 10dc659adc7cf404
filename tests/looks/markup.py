"""html-validate over pages as they were served, all of them by one process.

``markup.json`` leaves out what is a matter of taste (one way to write what HTML allows in two), and the rule that a
form has a button in it: it does not see that a button can stand elsewhere and name its form.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings

NODE = Path(settings.BASE_DIR) / ".venv" / "bin" / "node"
PROGRAM = Path(settings.BASE_DIR) / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
CONFIG = Path(__file__).with_name("markup.json")
# What Django's own forms and lists on the desk are made of.
DJANGO = {"unique-landmark", "valid-for", "wcag/h30", "wcag/h63", "wcag/h71"}
# Firefox fills in after a reload what a script had written there, and so an old version: "off" keeps it from that,
# though the standard has no "off" for what nobody types in.
MEANT = '"off" cannot be used on <input type="hidden">'


def invalid(pages: dict[str, str], foreign: set[str], folder: Path) -> dict[str, list[str]]:
    """What is wrong with each page, by its name. Of the desk's pages, whose frame is Django's, what stands in
    ``#content-main``; of the ``foreign`` among those, Django's forms and lists, not what those are made of."""
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text)
    with (folder / "said.json").open("w") as said:  # what goes into a pipe is cut off when the program ends
        command = [str(NODE), str(PROGRAM), "--config", str(CONFIG), "--formatter", "json", f"{folder}/*.html"]
        done = subprocess.run(command, cwd=folder, stdout=said, check=False)
    assert done.returncode in (0, 1)
    found: dict[str, list[str]] = {}
    for file in json.loads((folder / "said.json").read_text()):
        name = Path(file["filePath"]).stem
        for message in file["messages"]:
            theirs = name in foreign and message["ruleId"] in DJANGO
            if _in_our_part(message, pages[name]) and not theirs and message["message"] != MEANT:
                where = f"{message['line']}:{message['column']}"
                found.setdefault(name, []).append(f"{where} {message['ruleId']}: {message['message']}")
    return found


def _in_our_part(message: dict[str, Any], page: str) -> bool:
    """Offsets are in UTF-16 units in JavaScript and in code points here: the same but for an emoji."""
    begin, end = page.find('id="content-main"'), page.find('id="footer"')
    return begin < 0 or begin <= message["offset"] <= end
