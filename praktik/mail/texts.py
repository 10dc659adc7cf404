"""Consultants' own texts, per kind and language and, where ``rounds`` says which row that is, per round.

A text names its placeholders in braces: ``{name}``. Anything else in braces is refused when the text is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from praktik import placeholders
from praktik.mail.kinds import COMMON, KINDS
from praktik.mail.models import MailText


@dataclass(frozen=True, slots=True)
class Scope:
    """``model``: what own texts can be only for (a round). ``of(about)`` finds the row whose texts hold for a mail
    about ``about``, or None."""

    model: type[models.Model]
    of: Callable[[models.Model], models.Model | None]


_scopes: list[Scope] = []


def register_scope(scope: Scope) -> None:
    _scopes.append(scope)


def scopes() -> tuple[Scope, ...]:
    return tuple(_scopes)


def scope_of(about: models.Model | None) -> models.Model | None:
    """The row whose own texts hold for a mail about ``about``."""
    if about is None:
        return None
    return next((found for scope in _scopes if (found := scope.of(about)) is not None), None)


def allowed(kind: str) -> tuple[str, ...]:
    """The placeholders that a text of this kind may name."""
    return (*COMMON, *KINDS[kind].placeholders)


def problem(kind: str, *texts: str) -> str | None:
    """A sentence about the placeholders that this kind does not have; None where all is well."""
    return placeholders.problem(allowed(kind), *texts)


_Memo = dict[tuple[str, str, models.Model | None], MailText | None]
_memo: ContextVar[_Memo | None] = ContextVar("own mail texts", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Inside, each own text is read once. (A drainer's turn lasts some seconds: a new text holds from the next one.)"""
    token = _memo.set({})
    try:
        yield
    finally:
        _memo.reset(token)


def own_text(kind: str, language: str, about: models.Model | None) -> MailText | None:
    """The text that replaces the file: the round's before the one for every round; None where there is none."""
    scope = scope_of(about)
    memo = _memo.get()
    if memo is None:
        return _own_text(kind, language, scope)
    if (kind, language, scope) not in memo:
        memo[kind, language, scope] = _own_text(kind, language, scope)
    return memo[kind, language, scope]


def _own_text(kind: str, language: str, scope: models.Model | None) -> MailText | None:
    wanted = Q(content_type__isnull=True)
    if scope is not None:
        wanted |= Q(content_type=ContentType.objects.get_for_model(scope), object_id=scope.pk)
    found = MailText.objects.filter(wanted, kind=kind, language=language)
    return found.order_by(F("object_id").asc(nulls_last=True)).first()
