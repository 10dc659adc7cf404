"""Every kind of background work there is. The apps register theirs when they are ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from praktik.work.models import Job


class Unworkable(Exception):
    """The work can never succeed as it was asked for. Its text is a translated sentence for those who asked."""


class Stopped(Exception):
    """The job was cancelled, or another worker has it: what was done here is thrown away."""


class Watch(Protocol):
    """What the work tells while it is under way."""

    def step(self, percent: int) -> None:
        """Say how far it is. Raises :class:`Stopped` when nobody wants the result any more."""
        ...


Store = Callable[[Any, dt.datetime], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """``work(job, watch)`` computes outside any transaction and returns ``store(job, now)``, which writes the result
    inside the door's transaction that makes the job ``done`` (and must not save the job itself). The four states are
    the model's own; its machine must let the system make the moves between them, back to ``queued`` included.
    ``again(job, by=, now=)`` asks anew for what a failed job was asked for, as a new job; ``about`` is the field that
    says what for: a failed job that was followed by another about the same is not stuck any more."""

    name: str
    model: type[Job]
    queued: str
    running: str
    done: str
    failed: str
    work: Callable[[Any, Watch], Store]
    again: Callable[..., Job]
    about: str


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.name] = kind
