"""What a question is, and who may read its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import get_language

from evaluations.states import Phase, Respondent

DONT_KNOW = 0  # the number of "don't know" on a scale; it is in no average


class Kind(StrEnum):
    """``Answer.number`` holds: SCALE 1-5 (0: don't know), NPS 0-10, CHOICE the index, MULTI one bit for each choice,
    YESNO 1 or 0, NUMBER a count. TEXT is in ``Answer.text``."""

    SCALE = "scale"
    NPS = "nps"
    CHOICE = "choice"
    MULTI = "multi"
    YESNO = "yesno"
    NUMBER = "number"
    TEXT = "text"


class Reader(StrEnum):
    """Who reads the single answer beside the one who gave it. STATISTICS: nobody, it is only counted."""

    DESK = "desk"
    COUNTERPART = "counterpart"
    MANAGER = "manager"
    STATISTICS = "statistics"
    PUBLIC = "public"


# Everything but what is only counted is read by the desk; what is public is read by all.
SHOWN_TO: dict[Reader, frozenset[Reader]] = {
    Reader.DESK: frozenset({Reader.DESK, Reader.COUNTERPART, Reader.MANAGER, Reader.PUBLIC}),
    Reader.COUNTERPART: frozenset({Reader.COUNTERPART, Reader.PUBLIC}),
    Reader.MANAGER: frozenset({Reader.MANAGER, Reader.PUBLIC}),
    Reader.PUBLIC: frozenset({Reader.PUBLIC}),
}


class Repeat(StrEnum):
    """A question that is asked once for each line of a list."""

    GOALS = "goals"  # the intern's learning goals in the agreement
    ACTIONS = "actions"  # what the intern promised after the placement


@dataclass(frozen=True, slots=True)
class Choice:
    da: str
    en: str

    def __str__(self) -> str:
        return self.en if get_language() == "en" else self.da


@dataclass(frozen=True, slots=True)
class Question:
    """``asked`` says of whom and when. ``required`` may not be left empty. A question with ``repeat`` is asked for
    each line of that list, its text before the line."""

    id: str
    kind: Kind
    asked: frozenset[tuple[Phase, Respondent]]
    da: str
    en: str
    reader: Reader
    required: bool = False
    choices: tuple[Choice, ...] = ()
    repeat: Repeat | None = None
    line: str = ""

    @property
    def text(self) -> str:
        """In the reader's language; a repeated question with its line."""
        text = self.en if get_language() == "en" else self.da
        return f"{text} {self.line}" if self.line else text

    def shown_to(self, reader: Reader) -> bool:
        return self.reader in SHOWN_TO[reader]

    def words(self, number: int | None, text: str) -> str:
        """An answer in words, in the reader's language."""
        if self.kind == Kind.TEXT or number is None:
            return text
        if self.kind == Kind.CHOICE:
            return str(self.choices[number])
        if self.kind == Kind.MULTI:
            return ", ".join(str(choice) for bit, choice in enumerate(self.choices) if number & 1 << bit)
        if self.kind == Kind.YESNO:
            return str(YES_NO[number])
        if self.kind == Kind.SCALE and number == DONT_KNOW:
            return str(DONT_KNOW_WORDS)
        return str(number)


YES_NO = (Choice("Nej", "No"), Choice("Ja", "Yes"))
DONT_KNOW_WORDS = Choice("Ved ikke", "Don't know")


@dataclass(frozen=True)
class Instrument:
    name: str
    questions: tuple[Question, ...]
    by_id: dict[str, Question] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {question.id: question for question in self.questions})
        if len(self.by_id) != len(self.questions):
            raise ValueError(f"{self.name}: a question's id is there twice")

    def asked_of(self, phase: str, respondent: str) -> tuple[Question, ...]:
        """The questions for one respondent in one phase, in order."""
        return tuple(question for question in self.questions if (phase, respondent) in question.asked)

    def respondents(self, phase: str) -> list[Respondent]:
        """Who is asked anything in a phase."""
        return [who for who in Respondent if self.asked_of(phase, who)]
