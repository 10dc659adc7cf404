"""What a line of the table says, and the scene that it is seen in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from praktik import clock
from tests import factories
from tests.access import World
from tests.evaluations.make import Evaluated
from tests.matching import make as matching
from tests.praktik.placements.make import Case

# Why a page does not have a state.
TEXT = "there is always something on it"
NO_FORM = "nothing is filled in on it"
SENTENCE = "what is wrong is said on the page that it leads back to"
ANY_ANSWER = "no answer is wrong"
NEXT = "what was sent leads to another page"
REDIRECTS = "answers with another address"

# Whose most of the scene is.
MINE = "applicant"
PASSWORD = "a long enough password"  # the factories'


@dataclass(frozen=True)
class Look:
    """``who`` opens the page, whose address is made of what ``args`` makes in the scene, and ``query``; or the page
    ``start``, from which one comes to it by itself or by a form. ``send`` is filled in and sent in the form that has a
    field or button called ``at``, and ``then`` in the one that one has come to by that. ``fresh``: the password has
    just been typed. ``django``: the markup is Django's own, so that only what is ours in it is held to anything."""

    args: Callable[[Scene], tuple[Any, ...]] = lambda scene: ()
    who: str = "visitor"
    query: str | Callable[[Scene], str] = ""
    send: dict[str, Any] | Callable[[Scene], dict[str, Any]] | None = None
    at: str = "csrfmiddlewaretoken"
    then: dict[str, Any] | None = None
    start: str = ""
    status: int = 200
    fresh: bool = False
    django: bool = False


@dataclass(frozen=True)
class Elsewhere:
    """A test of its own looks at it, because one comes there by a way of its own."""

    test: str

    def found(self) -> Any:
        """The test, or None where there is none of that name."""
        path, _colons, name = self.test.partition("::")
        return getattr(import_module(path.removesuffix(".py").replace("/", ".")), name, None)


State = Look | Elsewhere | str
Page = dict[str, State]


class Scene(World):
    """One of everything, made when asked for, and never twice. ``time`` is when it plays; None is now."""

    time: dt.datetime | None = None

    def now(self) -> dt.datetime:
        return self.time or clock.real()

    def person(self, who: str) -> Any:
        """One of the people of tests/access.py, or whom the scene has under that name."""
        return self.people[who] if who in self.people else getattr(self, who)

    @cached_property
    def newcomer(self) -> Any:
        return factories.UserFactory(name="Åse Ørsted")

    @cached_property
    def without_password(self) -> Any:
        person = factories.UserFactory()
        person.set_unusable_password()
        person.save()
        return person

    @cached_property
    def with_codes(self) -> Any:
        """A consultant with codes for the day on which the telephone is lost."""
        RecoveryCodes.activate(self.people["consultant"])
        return self.people["consultant"]

    @cached_property
    def case(self) -> Case:
        case = Case()
        self._play(case)
        return case

    @cached_property
    def evaluated(self) -> Evaluated:
        case = Evaluated().completed()
        self._play(case)
        return case

    def _play(self, case: Case) -> None:
        self.intern, self.host_of_case = case.intern, case.host
        self.time = case.now

    def at(self, case: Case) -> Case:
        """From now on it is as late as in the case."""
        self.time = case.now
        return case

    @cached_property
    def matched(self) -> Any:
        """A published run with offers that were answered in each way, a newer draft, and a run that waits."""
        return matching.published(clock.real())
