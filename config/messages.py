"""Translations without gettext: `python -m config.messages extract|compile|check`.

English is the language of the code; locale/da has the Danish. Templates are turned into Python-like text by Django's
own ``templatize`` and read by Babel.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "da" / "LC_MESSAGES" / "django.po"
CODE = ("config", "praktik", "matching", "evaluations", "demo")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def _sources() -> Iterator[tuple[str, bytes]]:
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_bytes()
    from django.utils.translation.template import templatize  # noqa: PLC0415 -- needs no settings until called

    for path in sorted((ROOT / "templates").rglob("*.*")):
        yield str(path.relative_to(ROOT)), templatize(path.read_text(), origin=path.name).encode()


def collected() -> Catalog:
    """Every text in code and templates, with Django's plural rule for Danish."""
    catalog = Catalog(locale="da", charset="utf-8")
    for name, text in _sources():
        for _line, message, _comments, context in extract("python", io.BytesIO(text), keywords=KEYWORDS):
            flags = ["python-format"] if "%(" in str(message) else []
            catalog.add(message, locations=[(name, 0)] if name else [], flags=flags, context=context)
    return catalog


def stored() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="da")


def extract_all() -> None:
    """Write locale/da anew: known translations are kept, new texts are empty, texts no longer used go."""
    catalog = collected()
    known = stored() if PO.exists() else Catalog(locale="da")
    for message in catalog:
        before = known.get(message.id, message.context) if message.id else None
        if before is not None:
            message.string = before.string
    with PO.open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False, no_location=True, sort_output=True)


def compile_all() -> None:
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, stored())


def problems() -> list[str]:
    """What is wrong with the catalogue: a text that is not in it, not translated, or not in the code any more."""
    known, used = stored(), collected()
    found = []
    for message in used:
        if not message.id:
            continue
        have = known.get(message.id, message.context)
        string = have.string if have is not None else None
        strings = [string] if isinstance(string, str) else list(string or ())
        if have is None:
            found.append(f"not in the catalogue: {message.id!r}")
        elif not strings or not all(strings):
            found.append(f"not translated: {message.id!r}")
        else:
            found += [f"{message.id!r}: {error}" for error in have.check()]
    found += [f"no longer used: {m.id!r}" for m in known if m.id and used.get(m.id, m.context) is None]
    return found


def main(action: str) -> int:
    import django  # noqa: PLC0415 -- templatize wants settings
    from django.conf import settings  # noqa: PLC0415 -- same

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    if action == "extract":
        extract_all()
    elif action == "compile":
        compile_all()
    elif action == "check":
        found = problems()
        print("\n".join(found) or "translations are complete")
        return bool(found)
    else:
        print("usage: python -m config.messages extract|compile|check", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
