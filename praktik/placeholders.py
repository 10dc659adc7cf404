"""Placeholders in the consultants' own texts: names in braces, ``{name}``, and never code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def unknown(allowed: Collection[str], *texts: str) -> list[str]:
    """The names in braces that are not ``allowed``, each once, in order."""
    names = (name for text in texts for name in _PLACEHOLDER.findall(text))
    return [name for name in dict.fromkeys(names) if name not in allowed]


def problem(allowed: Collection[str], *texts: str) -> str | None:
    """A sentence that names the placeholders that are not ``allowed`` and those that are; None where all is well."""
    if wrong := unknown(allowed, *texts):
        return _("There is no placeholder %(wrong)s. You can use %(right)s.") % {
            "wrong": listed(wrong),
            "right": listed(allowed),
        }
    return None


def listed(names: Collection[str]) -> str:
    """The names as they are written in a text."""
    return ", ".join(f"{{{name}}}" for name in names)


def filled(text: str, values: Mapping[str, object]) -> str:
    """``text`` with its placeholders replaced, dates as they are written in the active language; a name without a
    value is left out."""
    return _PLACEHOLDER.sub(lambda match: _written(values.get(match[1], "")), text)


def _written(value: object) -> str:
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "j. F Y H:i")
    if isinstance(value, dt.date):
        return date_format(value, "j. F Y")
    return str(value)
