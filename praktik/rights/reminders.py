"""Whom the rights remind: people whose account is about to be erased because it is not used."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from praktik.links import absolute
from praktik.mail import kinds, reminders
from praktik.mail.reminders import Due, Rule
from praktik.people.models import User
from praktik.privacy.registry import Period
from praktik.privacy.retention import months
from praktik.rights.services.idle import BEFORE, MAIL, idle_from


def _idle(now: dt.datetime) -> QuerySet[Any]:
    """Those whose time is over soon; the margin is for days off, which move a moment."""
    soon = now + dt.timedelta(days=reminders.CLOSED - min(BEFORE))
    return idle_from(months(Period.ACCOUNT)).filter(idle_at__lte=soon)


def _context(person: User, due: Due) -> dict[str, object]:
    return {"deadline": due.day, "link": absolute("my_page", language=due.language)}


kinds.register(
    kinds.Kind(
        name=MAIL,
        whom="Somebody who has not logged in for as long as an account is kept, but for a month",
        when="30 and 7 days before the account is erased; later where no worker was there, and then the erasure waits",
        why="Nobody loses an account without knowing; it is kept by logging in",
        stops="They log in, something of theirs is under way or on file, or the account is erased",
        shows="From which day the account can be erased",
        placeholders=("deadline", "link"),
    )
)
reminders.register(
    Rule(
        kind=MAIL,
        rows=_idle,
        counts_from="idle_at",
        offsets=BEFORE,
        # Whoever has not been told is not erased, so the last mail is owed for as long as it may have been missed.
        until=730,
        user="pk",
        alone=BEFORE,
        context=_context,
    )
)
