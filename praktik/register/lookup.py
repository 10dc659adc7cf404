"""Asking the company register. Which one is asked is a setting: see “Companies by their CVR number” in
docs/operations.md for what it takes to put the CVR service in place of our own table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from praktik.register.models import RegisterEntry

log = structlog.get_logger(__name__)


class Register(Protocol):
    """Anything that knows companies. An implementation answers within two seconds or raises."""

    def find(self, numbers: Collection[str]) -> Collection[RegisterEntry]:
        """Those of the CVR numbers (eight digits each) that it knows, in any order; rows need not be in a table."""


class LocalRegister:
    """Our own table, which ``manage.py register_load`` fills."""

    def find(self, numbers: Collection[str]) -> Collection[RegisterEntry]:
        return list(RegisterEntry.objects.filter(pk__in=numbers))


def companies(numbers: Collection[str]) -> dict[str, RegisterEntry]:
    """What the register says, by CVR number; one question however many.

    The look-up helps people and never stands in their way: where the register does not answer, that is logged and
    nothing is known. Empty numbers are not asked about.
    """
    asked = {number for number in numbers if number}
    if not asked:
        return {}
    register: Register = import_string(settings.COMPANY_REGISTER)()
    try:
        return {entry.cvr: entry for entry in register.find(asked)}
    except Exception:  # whatever somebody else's service does
        log.exception("the company register did not answer")
        return {}


def company(number: str) -> RegisterEntry | None:
    """The same for one number."""
    return companies([number]).get(number)
