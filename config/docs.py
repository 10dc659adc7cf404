"""Pages of the documentation that are printed from the code: `python -m config.docs write|check`.

States and moves from the machines, mails from their kinds, access from the views and the desk, privacy from the
registry. A test fails while a page in docs/ is not what the code says; `make docs` writes them.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

    from praktik.history.door import Machine

DOCS = Path(__file__).resolve().parent.parent / "docs"
PRINTED = "Printed from the code by `make docs`; a test fails while it differs. Do not edit."


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    columns = list(head)
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return lines + [f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |" for row in rows]


def states() -> list[str]:
    from praktik.history.door import MACHINES  # noqa: PLC0415 -- models are loaded only now

    lines = [
        "# States and moves",
        "",
        PRINTED,
        "",
        "Each move is one service that opens the door (`praktik/history/door.py`); what is not listed is refused.",
    ]
    for noun, machine in sorted(MACHINES.items()):
        lines += ["", f"## {noun}", "", *_table(("state", "shown as"), _labels(machine)), ""]
        moves = [
            (f"`{start}`", f"`{end}`", ", ".join(sorted(role.value for role in roles)))
            for (start, end), roles in machine.transitions.items()
        ]
        lines += _table(("from", "to", "who"), moves)
    return lines


def _labels(machine: Machine) -> Iterator[tuple[str, str]]:
    used = {state for move in machine.transitions for state in move}
    for value, label in machine.states.choices:
        if value in used:
            yield f"`{value}`", str(label)


def mail_kinds() -> list[str]:
    from praktik.mail.kinds import KINDS  # noqa: PLC0415 -- same

    kinds = [(f"`{kind.name}`", kind.whom, kind.when, kind.why) for _name, kind in sorted(KINDS.items())]
    lines = [
        "# Mails",
        "",
        PRINTED,
        "",
        "Texts: `templates/mail/<kind>.<language>.txt`. No mail holds case content.",
        "",
    ]
    return lines + (_table(("kind", "to", "when", "why"), kinds) if kinds else ["No kind is registered."])


def roles() -> list[str]:
    from django.contrib import admin  # noqa: PLC0415 -- same
    from django.urls import get_resolver  # noqa: PLC0415 -- same
    from django.utils import translation  # noqa: PLC0415 -- same

    from praktik.people.models import STAFF_GROUPS  # noqa: PLC0415 -- same

    with translation.override("da"):  # Danish addresses have no prefix
        pages = sorted(_pages(get_resolver()), key=lambda page: (page[2], page[0]))
    lines = [
        "# Who may open what",
        "",
        PRINTED,
        "",
        "Whose objects a page shows is a second question, answered by each noun's `visible_to`: a foreign object is",
        "not found (404). `tests/test_access.py` tries every address as everybody.",
        "",
        "## Pages",
        "",
        *_table(("address", "name", "who"), pages),
        "",
        "## The desk",
        "",
        "Active staff with a second factor, and then by staff group (v: sees, c: changes, a: adds, d: deletes).",
        "",
    ]
    rows = []
    for model, page in sorted(admin.site._registry.items(), key=lambda entry: str(entry[0]._meta.label)):
        rights = [_rights(page, role) for role in STAFF_GROUPS]
        if any(rights):
            rows.append((f"`{model._meta.label}`", *rights))
    return lines + _table(("what", *(role.value for role in STAFF_GROUPS)), rows)


def _pages(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    from django.urls import URLPattern  # noqa: PLC0415 -- same

    entry: URLPattern | URLResolver
    for entry in resolver.url_patterns:
        address = f"{prefix}{entry.pattern}"
        if not isinstance(entry, URLPattern):
            yield from _pages(entry, address)
        elif hasattr(entry.callback, "access"):
            yield f"`/{address}`", f"`{entry.name}`", entry.callback.access


def _rights(page: Any, role: Any) -> str:
    user = SimpleNamespace(
        staff_roles=frozenset({role}), is_active=True, is_staff=True, pk=0, has_perm=lambda *_asked: False,
        has_module_perms=lambda *_asked: False,
    )  # fmt: skip
    request = SimpleNamespace(user=user, method="GET", GET={}, POST={})
    asked = {"v": "view", "c": "change", "a": "add", "d": "delete"}
    return "".join(letter for letter, what in asked.items() if getattr(page, f"has_{what}_permission")(request))


def privacy() -> list[str]:
    from praktik.privacy.registry import CASE, CLASSES, PERSON, Category, Erase, Period  # noqa: PLC0415 -- same
    from praktik.privacy.retention import CLOCKS  # noqa: PLC0415 -- same

    lines = [
        "# What is held about people",
        "",
        PRINTED,
        "",
        "Every field of every model is classified in its noun's `privacy.py`; the suite fails while one is not. Fields",
        "without personal data are left out below.",
        "",
        *_table(("category", "meaning"), [(f"`{value}`", label) for value, label in Category.choices]),
        "",
        *_table(("period", "kept", "usual term"), [(f"`{p.value}`", p.label, _term(p)) for p in Period]),
        "",
        "The terms are this project's own choice, not the law's: the GDPR asks that each kind of data has one (article",
        "5(1)(e)) and names none. `RETENTION_<PERIOD>_MONTHS` in the environment changes one; the privacy notice",
        "prints what is set. The texts of mails go before their log, after `MAIL_TEXT_DAYS` (180).",
        "",
        "From when the months count, table by table; rows that share another's time go with it. What is under way or",
        "on file (a hold at the desk) is left. When the time is over, the same is done as at the erasure of a person,",
        "in the history too; what stays of an application and its placement for the figures goes over to an empty",
        "account, so that it is nobody's. An account goes as a whole, through an erasure, and not before its owner has",
        "had a mail about it for a week; accounts of staff and closed ones are left to the administrators.",
        "",
        *_table(
            ("table", "period", "with it", "counted from"),
            [
                (f"`{one.model._meta.label_lower}`", f"`{one.period.value}`", _sharing(one.model), one.moment)
                for one in CLOCKS
            ],
        ),
    ]
    models: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    purposes: dict[str, set[str]] = defaultdict(set)
    for key, found in CLASSES.items():
        model, name = key.rsplit(".", 1)
        if found.category != Category.PLAIN or found.erase == Erase.ROW:
            done = str(found.erase.label)
            if found.over != found.erase:
                done += f"; {found.over.label} when its time is over"
            models[model].append((f"`{name}`", found.category.value, found.period.value, done))
            purposes[model].add(found.purpose)
    for model, rows in sorted(models.items()):
        paths = [f"`{path}`" for path in PERSON.get(model, ())]
        person = f" The person: {', '.join(paths)}." if paths else ""
        if CASE.get(model, "pk") != "pk":
            person += f" Its time is that of `{CASE[model]}`."
        lines += ["", f"## {model}", "", f"For: {'; '.join(sorted(purposes[model]))}.{person}", ""]
        lines += _table(("field", "category", "kept", "on erasure"), sorted(rows))
    return lines


def _term(period: Any) -> str:
    from django.conf import settings  # noqa: PLC0415 -- same

    return f"{settings.RETENTION_MONTHS[period.value]} months" if period.value in settings.RETENTION_MONTHS else ""


def _sharing(root: Any) -> str:
    from praktik.rights.services.erasing import members  # noqa: PLC0415 -- same

    return ", ".join(f"`{model._meta.label_lower}`" for model, _path in members(root))


PAGES: dict[str, Callable[[], list[str]]] = {
    "states.md": states, "mail-kinds.md": mail_kinds, "roles.md": roles, "privacy.md": privacy,
}  # fmt: skip


def printed(name: str) -> str:
    """What the code says ``docs/<name>`` should be."""
    from django.utils import translation  # noqa: PLC0415 -- same

    with translation.override("en"):
        return "\n".join(PAGES[name]()) + "\n"


def stale() -> list[str]:
    return [name for name in PAGES if not (DOCS / name).exists() or (DOCS / name).read_text() != printed(name)]


def main(action: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django  # noqa: PLC0415 -- wants the settings' name first

    django.setup()
    if action == "write":
        for name in PAGES:
            (DOCS / name).write_text(printed(name))
        return 0
    if action == "check":
        found = stale()
        print("\n".join(f"docs/{name} is not what the code says: make docs" for name in found) or "docs are printed")
        return bool(found)
    print("usage: python -m config.docs write|check", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
