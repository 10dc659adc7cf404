"""Time, told from the past until now: events in their order, and at some moments what the clock does by itself.

A scenario puts events into a :class:`Story`; each calls a service with the moment at which it happens. Beat would look
every few seconds; a story looks when something is due (``look_at``), and once at its end. Nothing happens after
``until``: the same story told until another moment is another phase of the same programme.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable
from itertools import count

from praktik import registries
from praktik.work.services import jobs_do

Act = Callable[[dt.datetime], object]

# Reminders of the past are not told: whoever acted has acted, and what is still open is reminded of from now on. Nor
# are old texts emptied: they count as sent only when the story is told.
_NOT_OF_THE_PAST = frozenset({"reminders", "mail texts"})


class Story:
    """Events and their moments. ``until`` is the moment at which the story stops; what is planned later is dropped."""

    def __init__(self, until: dt.datetime) -> None:
        self.until = until
        self._order = count()
        self._events: list[tuple[dt.datetime, int, Act]] = []

    def at(self, when: dt.datetime, act: Act) -> None:
        """``act`` is called with ``when``. May be called by an event, for something that follows from it."""
        if when <= self.until:
            heapq.heappush(self._events, (when, next(self._order), act))

    def look_at(self, *moments: dt.datetime) -> None:
        """At these moments the registered looks run, as beat would have it, and asked-for work is done."""
        for when in moments:
            self.at(when, look)

    def tell(self) -> None:
        """Let everything happen, in order."""
        while self._events:
            when, _number, act = heapq.heappop(self._events)
            act(when)
        look(self.until)


def look(now: dt.datetime) -> None:
    """What beat and the workers would do at this moment."""
    for name, act in registries.looks().items():
        if name not in _NOT_OF_THE_PAST:
            act(now)
    work(now)


def work(now: dt.datetime) -> None:
    """What the workers would do with what has been asked for."""
    jobs_do(time=lambda: now)
