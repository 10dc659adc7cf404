from __future__ import annotations

import pytest

from config import docs
from praktik.history.door import MACHINES


@pytest.mark.parametrize("name", docs.PAGES)
def test_page_is_what_the_code_says(name):
    assert (docs.DOCS / name).read_text() == docs.printed(name), "make docs"


def test_every_move_of_every_machine_is_in_the_states():
    rows = [line for line in docs.printed("states.md").splitlines() if line.startswith("| `") and line.count("|") == 4]
    assert len(rows) == sum(len(machine.transitions) for machine in MACHINES.values())


def test_readers_have_nothing_but_sight_at_the_desk():
    table = docs.printed("roles.md").split("## The desk")[1].splitlines()
    head = next(line for line in table if line.startswith("| what"))
    column = [cell.strip() for cell in head.split("|")].index("reader")
    assert {line.split("|")[column].strip() for line in table if line.startswith("| `")} <= {"", "v"}
