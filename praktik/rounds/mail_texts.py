"""Which round's own mail texts hold for a mail."""

from __future__ import annotations

from django.db import models

from praktik.mail.texts import Scope, register_scope
from praktik.rounds.models import Round

# What a mail can be about, and the way from it to its round.
_WAYS = ("round", "application", "listing", "placement", "agreement", "lead", "workshop")


def round_of(about: models.Model) -> Round | None:
    """The round that ``about`` belongs to, by way of what it belongs to; None where it belongs to none."""
    if isinstance(about, Round):
        return about
    for name in _WAYS:
        step = getattr(about, name, None)
        if isinstance(step, models.Model) and (found := round_of(step)) is not None:
            return found
    return None


register_scope(Scope(Round, round_of))
