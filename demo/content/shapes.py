"""The shapes of the demo's content.

Everybody and everything in it is invented: addresses end in ``@demo.example``, CVR numbers begin with 9 (and pass
modulus 11), and no public body in it exists. Texts are what people could have written, in Danish unless
``language`` says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e"})


def address(name: str) -> str:
    """The demo address of a person: "Åse Høj" is aase.hoej@demo.example."""
    return re.sub(r"[^a-z]+", ".", name.lower().translate(_LETTERS)).strip(".") + "@demo.example"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    language: str = "da"
    email: str = ""

    @property
    def address(self) -> str:
        return self.email or address(self.name)


@dataclass(frozen=True, slots=True)
class Place:
    """A listing. ``themes`` are slugs of the code table; ``end`` is where it stands while the round is open."""

    slug: str
    title: str
    task: str
    offers: str
    hopes: str
    themes: tuple[str, ...]
    practical: str = ""
    days: int = 5
    capacity: int = 1
    language: str = "da"
    remote: bool = False
    end: str = "published"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """``municipality`` is a slug of the code table; ``postcode`` one of the table's."""

    slug: str
    name: str
    cvr: str
    municipality: str
    address: str
    postcode: str
    about_da: str
    about_en: str
    contact: Person
    places: tuple[Place, ...]
    advertising_protected: bool = False
    # The company is recruited because somebody wished for it; until then it is not in the system.
    recruited: bool = False


@dataclass(frozen=True, slots=True)
class Workplace:
    """A public workplace. ``known_domain`` false: consultants have registered no mail domain for it yet."""

    slug: str
    name: str
    sector: str
    region: str | None = None
    known_domain: bool = True


@dataclass(frozen=True, slots=True)
class At:
    """A wish for a listing, by its slug."""

    place: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Of:
    """A wish for a company that is not in the system."""

    company: str
    cvr: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Any:
    """An open wish: themes, a region, or both."""

    themes: tuple[str, ...] = ()
    region: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared conflict of interest, and what the desk made of it: cleared, upheld or nothing yet."""

    company: str
    leg: str
    text: str
    by_manager: bool = False
    decision: str = ""
    cleared: bool | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """``answer`` is the manager's: yes, no, or none; ``end`` is what became of the application before the matching:
    sent, draft (never sent in) or withdrawn."""

    name: str
    workplace: str
    job: str
    manager: str
    purpose: str
    task: str
    brings: str
    goals: tuple[str, ...]
    wishes: tuple[At | Of | Any, ...]
    days: int = 5
    regions: tuple[str, ...] = ()
    remote: bool = False
    english: bool = True
    language: str = "da"
    email: str = ""
    answer: str = "yes"
    comment: str = ""
    end: str = "sent"
    conflicts: tuple[Declared, ...] = ()
    carry_over: bool = True

    @property
    def person(self) -> Person:
        return Person(self.name, self.language, self.email)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a placement, as its people answered it.

    ``satisfied`` (1-5) and ``recommend`` (0-10) are (intern, host, manager) with None where nobody answered; ``used``
    are the intern's kinds of concrete use after three months; ``contact`` whether they have been in touch since.
    """

    learnt: str
    host_saw: str
    action: str
    took_home: str
    satisfied: tuple[int | None, int | None, int | None] = (5, 5, 4)
    recommend: tuple[int | None, int | None, int | None] = (9, 9, 8)
    used: tuple[str, ...] = ("process",)
    contact: bool = True
    done: bool = True
    value: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A placement of an earlier round, and what came of it."""

    applicant: Applicant
    place: str
    outcome: Outcome
