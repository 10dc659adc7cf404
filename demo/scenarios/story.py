"""Time, told from the past until now: events in their order, and between them what the clock does by itself.

A scenario puts events into a :class:`Story`; each calls a service with the moment at which it happens. Whenever a new
day begins the registered looks run, as beat would have it, and asked-for work is done, as a worker would. Nothing
happens after ``until``: the same story told until another moment is another phase of the same programme.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable
from itertools import count

from django.utils import timezone

from praktik import registries
from praktik.work.services import jobs_do

Act = Callable[[dt.datetime], object]

# Reminders of the past are not told: whoever acted has acted, and what is still open is reminded of from now on.
_NOT_OF_THE_PAST = frozenset({"reminders"})


class Story:
    """Events and their moments. ``until`` is the moment at which the story stops; what is planned later is dropped."""

    def __init__(self, until: dt.datetime) -> None:
        self.until = until
        self._order = count()
        self._events: list[tuple[dt.datetime, int, Act]] = []
        self._looked: dt.date | None = None

    def at(self, when: dt.datetime, act: Act) -> None:
        """``act`` is called with ``when``. May be called by an event, for something that follows from it."""
        if when <= self.until:
            heapq.heappush(self._events, (when, next(self._order), act))

    def tell(self) -> None:
        """Let everything happen, in order."""
        while self._events:
            when, _number, act = heapq.heappop(self._events)
            self._dawn(when)
            act(when)
            jobs_do(time=lambda when=when: when)  # type: ignore[misc]  # the moment is this event's
        self._dawn(self.until)

    def _dawn(self, when: dt.datetime) -> None:
        day = timezone.localdate(when)
        if day != self._looked:
            self._looked = day
            look(when)


def look(now: dt.datetime) -> None:
    """What beat and worker would do at this moment."""
    for name, act in registries.looks().items():
        if name not in _NOT_OF_THE_PAST:
            act(now)
    jobs_do(time=lambda: now)
