"""What was answered, counted: response rates, the three key figures of the scheme, and every question by itself.

A share is always given with what it was counted from. Groups of fewer than five are not shown by themselves, and where
the rest would give one away, neither is the next smallest (:func:`hide_small`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evaluations.instruments import INSTRUMENTS, Kind, Question
from evaluations.instruments.base import DONT_KNOW
from evaluations.models import Answer, Evaluation
from evaluations.rules import MINIMUM
from evaluations.states import Phase, Respondent, State

NPS_MINIMUM = 10
# "Would recommend" are those who answer 7 to 10 on the scale from 0 to 10: all but the detractors.
RECOMMENDS_FROM = 7
FIGURES = ("concrete_use", "recommend", "in_contact")
# What the key figures are counted from. Whoever may not see small numbers sees these only in the key figures: beside
# them, the table of one kind of respondent would give away another's.
KEY_QUESTIONS = ("benefit", "recommend", "contact")
_ASKED = (State.OPEN, State.ANSWERED, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Share:
    """``yes`` of ``n`` respondents; ``percent`` is rounded, None where nobody answered."""

    yes: int
    n: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.yes / self.n) if self.n else None


class Labelled:
    """Words for the phase and the respondent that something was counted in."""

    phase: str
    respondent: str

    @property
    def phase_label(self) -> str:
        return str(Phase(self.phase).label)

    @property
    def respondent_label(self) -> str:
        return str(Respondent(self.respondent).label)


@dataclass(frozen=True)
class Rate(Labelled):
    """How many of those who were asked have answered, in one phase and of one kind of respondent."""

    phase: str
    respondent: str
    answers: Share


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The three figures the scheme is known by. ``nps`` is promoters (9-10) less detractors (0-6) in per cent, from ten
    answers on."""

    concrete_use: Share
    recommend: Share
    in_contact: Share
    nps: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    share: Share


@dataclass(frozen=True)
class Table(Labelled):
    """One question put to one kind of respondent in one phase. ``average`` is that of a scale, a count or 0-10 without
    those who do not know."""

    question: Question
    phase: str
    respondent: str
    n: int
    bars: list[Bar]
    average: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One part of a split. A figure is None where it is hidden."""

    label: str
    concrete_use: Share | None
    recommend: Share | None
    in_contact: Share | None


@dataclass(slots=True)
class Report:
    rates: list[Rate]
    figures: KeyFigures
    tables: list[Table] = field(default_factory=list)
    split: list[Group] = field(default_factory=list)


def response_rates(evaluations: QuerySet[Evaluation]) -> list[Rate]:
    """Phase by phase. Who was not asked (yet, or was spared) is not counted. One query."""
    asked: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str]] = Counter()
    for phase, respondent, state in (
        evaluations.filter(state__in=_ASKED).order_by().values_list("phase", "respondent", "state")
    ):
        asked[phase, respondent] += 1
        answered[phase, respondent] += state == State.ANSWERED
    order = [(phase, who) for phase in Phase for who in Respondent if asked[phase, who]]
    return [Rate(phase, who, Share(answered[phase, who], asked[phase, who])) for phase, who in order]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer with what it is counted by."""

    placement: int
    instrument: str
    phase: str
    respondent: str
    question: str
    number: int
    group: str


def rows_of(evaluations: QuerySet[Evaluation], *, group: str = "") -> list[Row]:
    """The numbers that were answered. ``group`` is a look-up path from the placement, for a split. One query."""
    path = f"evaluation__placement__{group}" if group else "evaluation__phase"
    found = Answer.objects.filter(
        evaluation__in=evaluations.filter(state=State.ANSWERED).order_by(), number__isnull=False
    ).order_by()
    values = found.values_list(
        "evaluation__placement", "evaluation__instrument", "evaluation__phase", "evaluation__respondent", "question",
        "number", path,
    )  # fmt: skip
    return [Row(*value) for value in values]


def key_figures(rows: Iterable[Row]) -> KeyFigures:
    """Concrete use: respondents at three months who ticked anything but "none". Recommend: 7-10 after the placement.
    In contact: respondents who said yes at three or at six months, of those who answered either."""
    used: list[bool] = []
    recommend: list[int] = []
    contact: dict[tuple[int, str], bool] = defaultdict(bool)
    for row in rows:
        if row.question == "benefit" and row.phase == Phase.T2:
            none = len(INSTRUMENTS[row.instrument].by_id["benefit"].choices) - 1
            used.append(bool(row.number & ~(1 << none)))
        elif row.question == "recommend" and row.phase == Phase.T1:
            recommend.append(row.number)
        elif row.question == "contact":
            contact[row.placement, row.respondent] |= row.number > 0
    nps = None
    if len(recommend) >= NPS_MINIMUM:
        promoters, detractors = sum(n >= 9 for n in recommend), sum(n <= 6 for n in recommend)
        nps = round(100 * (promoters - detractors) / len(recommend))
    return KeyFigures(
        concrete_use=Share(sum(used), len(used)),
        recommend=Share(sum(n >= RECOMMENDS_FROM for n in recommend), len(recommend)),
        in_contact=Share(sum(contact.values()), len(contact)),
        nps=nps,
    )


def question_tables(rows: Iterable[Row]) -> list[Table]:
    """Every question that is answered with a number, in the order of the newest instrument. What instruments ask alike
    (the same id) is counted together, and so are the repetitions of one question; the words are the newest one's."""
    numbers: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in rows:
        numbers[row.phase, row.respondent, _base(row)].append(row.number)
    return [
        _table(question, phase, respondent, numbers[phase, respondent, question.id])
        for phase in Phase
        for respondent in Respondent
        for question in _questions(phase, respondent)
        if numbers[phase, respondent, question.id]
    ]


def _base(row: Row) -> str:
    """The id of the question, also for one of its repetitions (``goal_1``)."""
    known = INSTRUMENTS[row.instrument].by_id
    return row.question if row.question in known else row.question.rpartition("_")[0]


def _questions(phase: str, respondent: str) -> list[Question]:
    found: dict[str, Question] = {}
    for instrument in reversed(INSTRUMENTS.values()):
        for question in instrument.asked_of(phase, respondent):
            if question.kind != Kind.TEXT:
                found.setdefault(question.id, question)
    return list(found.values())


def _table(question: Question, phase: str, respondent: str, numbers: list[int]) -> Table:
    n = len(numbers)
    if question.kind == Kind.MULTI:
        counts = [
            (str(choice), sum(bool(number & 1 << bit) for number in numbers))
            for bit, choice in enumerate(question.choices)
        ]
    elif question.kind == Kind.NUMBER:
        counts = []
    else:
        values = {
            Kind.SCALE: [1, 2, 3, 4, 5, DONT_KNOW],
            Kind.NPS: list(range(11)),
            Kind.YESNO: [1, 0],
        }.get(question.kind, list(range(len(question.choices))))
        counts = [(question.words(value, ""), numbers.count(value)) for value in values]
    average = None
    if question.kind in (Kind.SCALE, Kind.NPS, Kind.NUMBER):
        known = [number for number in numbers if question.kind != Kind.SCALE or number != DONT_KNOW]
        average = round(sum(known) / len(known), 1) if known else None
    return Table(question, phase, respondent, n, [Bar(label, Share(count, n)) for label, count in counts], average)


def split_by(rows: Iterable[Row], labels: dict[str, str]) -> list[Group]:
    """The key figures for each group of the rows (by its label, in the order of ``labels``), each figure with its small
    groups hidden."""
    grouped: dict[str, list[Row]] = {group: [] for group in labels}
    for row in rows:
        grouped.setdefault(row.group or "", []).append(row)
    found = {group: key_figures(of) for group, of in grouped.items() if of}
    shown: dict[str, dict[str, Share | None]] = {group: {} for group in found}
    for name in FIGURES:
        shares: dict[str, Share] = {group: getattr(figures, name) for group, figures in found.items()}
        hidden = hide_small({group: share.n for group, share in shares.items() if share.n})
        for group, share in shares.items():
            shown[group][name] = None if group in hidden else share
    return [Group(labels.get(group) or _("Not known"), **figures) for group, figures in shown.items()]


def hide_small(sizes: dict[str, int], minimum: int = MINIMUM) -> set[str]:
    """Which groups must not be shown, so that nothing about fewer than ``minimum`` can be read or worked out from the
    total: the small ones, and while what is hidden is too few people together, the next smallest."""
    by_size = sorted(sizes, key=lambda group: (sizes[group], group))
    hidden = {group for group in by_size if sizes[group] < minimum}
    if not hidden:
        return hidden
    for group in by_size:
        if sum(sizes[name] for name in hidden) >= minimum:
            break
        hidden.add(group)
    return hidden


def report_of(evaluations: QuerySet[Evaluation], *, group: str, labels: dict[str, str]) -> Report:
    """Everything that is counted of ``evaluations``, split by ``group``. Two queries."""
    rows = rows_of(evaluations, group=group)
    return Report(response_rates(evaluations), key_figures(rows), question_tables(rows), split_by(rows, labels))


def without_small(report: Report) -> Report:
    """The report for those who may not see figures of fewer than five people."""
    figures = report.figures
    big = {name: share if (share := getattr(figures, name)).n >= MINIMUM else Share(0, 0) for name in FIGURES}
    tables = [table for table in report.tables if table.n >= MINIMUM and table.question.id not in KEY_QUESTIONS]
    return Report(report.rates, KeyFigures(**big, nps=figures.nps), tables, report.split)


def added(figures: Iterable[KeyFigures], *, minimum: int = 0) -> KeyFigures:
    """The figures of several rounds together; a round counts in a figure from ``minimum`` respondents on, so that the
    total does not give away a round that is too small to be shown."""
    listed = list(figures)
    total: dict[str, Any] = {}
    for name in FIGURES:
        shares = [share for one in listed if (share := getattr(one, name)).n >= minimum]
        total[name] = Share(sum(share.yes for share in shares), sum(share.n for share in shares))
    return KeyFigures(**total)
