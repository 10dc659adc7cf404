"""The door every change of state goes through.

A noun declares a :class:`Machine` on its model; its services open the door with :func:`moving`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from praktik.history.actors import Actor, Role
from praktik.history.models import Transition

Transitions = Mapping[tuple[str, str], frozenset[Role]]
M = TypeVar("M", bound=models.Model)

MACHINES: dict[str, Machine] = {}


class Refused(Exception):
    """A move that the rules do not allow. Its text is a translated sentence for the person who tried."""


class IllegalMove(Refused):
    """There is no such move from the state the row is in."""


class NotYours(Refused):
    """The move exists, but not for this actor."""


class TooLate(Refused):
    """The deadline has passed."""


class Stale(Refused):
    """Somebody changed the row since the actor opened it; a page answers 409 and shows both versions."""


@dataclass(frozen=True)
class Machine:
    """The legal moves of one noun.

    ``transitions`` maps (from, to) to the roles that may make the move; ``roles(actor, row)`` tells in which roles
    an actor stands to a row; ``moved`` is the signal that upper floors listen to (instance, from_state, to_state, by,
    now, why), sent inside the door's transaction.
    """

    noun: str
    states: type[models.TextChoices]
    transitions: Transitions
    roles: Callable[[Actor, Any], frozenset[Role]]
    moved: Signal

    def __post_init__(self) -> None:
        MACHINES[self.noun] = self

    def ways(self, actor: Actor, row: Any) -> frozenset[str]:
        """The states that ``actor`` may move ``row`` to from where it stands (deadlines are the service's)."""
        roles = self.roles(actor, row)
        return frozenset(
            to for (origin, to), allowed in self.transitions.items() if origin == row.state and allowed & roles
        )

    def may(self, actor: Actor, row: Any, to: str) -> bool:
        """Whether ``to`` is one of the ``ways``."""
        return to in self.ways(actor, row)


@contextmanager
def moving(row: M, to: str, *, by: Actor, now: dt.datetime, why: str = "", origin: str | None = None) -> Iterator[M]:
    """Move ``row`` to the state ``to``; the body makes the other changes and queues the mails.

    Where two moves lead to the same state, ``origin`` says which one is meant (a listing is published after it was
    submitted; a paused one is resumed).

    In one transaction: locks and re-reads the row, checks that the move is legal and the actor's, sets the state and
    runs the body (which may raise :class:`Refused`, and must not save the row), then saves, writes the Transition and
    sends the noun's signal. Raises IllegalMove or NotYours, with nothing changed. Unsaved changes made to ``row``
    before the call are lost.
    """
    machine: Machine = row.machine  # type: ignore[attr-defined]  # declared on every model with a state
    with transaction.atomic():
        lock(row)
        from_state = row.state  # type: ignore[attr-defined]  # same
        allowed = machine.transitions.get((from_state, to))
        if allowed is None or (origin is not None and from_state != origin):
            raise IllegalMove(_already(machine, from_state, to))
        roles = allowed & machine.roles(by, row)
        if not roles and from_state == to:  # another's move that ends where it began: for this one it is done already
            raise IllegalMove(_already(machine, from_state, to))
        if not roles:
            raise NotYours(_("You do not have the right to do this."))
        row.state = to  # type: ignore[attr-defined]  # same
        yield row
        row.save()
        _record(row, from_state, to, by=by, role=sorted(roles)[0], now=now, why=why)
        machine.moved.send(sender=type(row), instance=row, from_state=from_state, to_state=to, by=by, now=now, why=why)


def desk_only(by: Actor) -> None:
    """Raises NotYours for anybody but consultants. For what is done at the desk without moving anything."""
    if Role.CONSULTANT not in by.staff_roles:
        raise NotYours(_("You do not have the right to do this."))


def lock(row: models.Model) -> None:
    """Lock the row and read it anew. Must be called inside a transaction."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update(of=("self",)))


def born(row: models.Model, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    """Write the first line of a row's history. Called by the service that creates the row, in its transaction."""
    machine: Machine = row.machine  # type: ignore[attr-defined]  # declared on every model with a state
    roles = machine.roles(by, row) or by.staff_roles
    role = sorted(roles)[0] if roles else Role.APPLICANT
    _record(row, "", row.state, by=by, role=role, now=now, why=why)  # type: ignore[attr-defined]  # same


def _record(row: models.Model, from_state: str, to: str, *, by: Actor, role: str, now: dt.datetime, why: str) -> None:
    Transition.objects.create(about=row, from_state=from_state, to_state=to, actor_id=by.pk, role=role, at=now, why=why)


def _already(machine: Machine, from_state: str, to: str) -> str:
    state = machine.states(from_state).label
    if from_state == to:
        return _("This has already been done: the status is “%(state)s”.") % {"state": state}
    return _("This cannot be done now: the status is “%(state)s”. Nothing was changed.") % {"state": state}
