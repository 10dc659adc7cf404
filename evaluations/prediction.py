"""After the round: how well what the matching went by, the wish's number and the fit, foretold how it was judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import StatisticsError, correlation, fmean
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.instruments.base import DONT_KNOW
from evaluations.models import Answer, Evaluation
from evaluations.states import Phase, Respondent, State

# What is asked right after a placement about how good it was, from 1 to 5.
Asked = tuple[str, str]
JUDGED: dict[Asked, Any] = {
    ("satisfied", Respondent.INTERN): gettext_lazy("The intern is satisfied"),
    ("match", Respondent.INTERN): gettext_lazy("The intern finds the match right"),
    ("satisfied", Respondent.HOST): gettext_lazy("The host is satisfied"),
}
# Fewer answers than this give no coefficient: chance alone would often make it large.
ENOUGH = 10
# From which size (without its sign) a coefficient is called what: Cohen, Statistical Power Analysis for the Behavioral
# Sciences, 1988, section 3.2.
_STRENGTHS = ((0.5, gettext_lazy("strong")), (0.3, gettext_lazy("moderate")), (0.1, gettext_lazy("weak")))


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer, with what the matching expected of the placement."""

    rank: int | None
    fit: int | None
    question: str
    respondent: str
    number: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The average of ``n`` answers from 1 to 5; None where nobody answered."""

    average: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Foretold:
    """A rank correlation between what was expected and how it was judged: 1 foretells perfectly, 0 nothing, below 0 it
    foretells the opposite. None where too few have answered or all have answered alike."""

    coefficient: float | None
    n: int

    @property
    def strength(self) -> str:
        if self.coefficient is None:
            return _("too few answers") if self.n < ENOUGH else _("no difference to compare")
        size = abs(self.coefficient)
        word = next((str(word) for least, word in _STRENGTHS if size >= least), _("none"))
        return _("%(word)s, the other way round") % {"word": word} if self.coefficient <= -0.1 else word


@dataclass(frozen=True, slots=True)
class Table:
    """One thing that was expected: the averages by group, best first, and how well it foretold. A cell for each of
    ``JUDGED``."""

    title: str
    groups: list[tuple[str, list[Cell]]]
    foretold: list[Foretold]


def judgements_of(evaluations: QuerySet[Evaluation]) -> list[Judgement]:
    """One query."""
    found = Answer.objects.filter(
        evaluation__in=evaluations.filter(state=State.ANSWERED, phase=Phase.T1).order_by(),
        question__in={question for question, _who in JUDGED},
        number__isnull=False,
    ).exclude(number=DONT_KNOW)
    values = found.order_by().values_list(
        "evaluation__placement__rank", "evaluation__placement__fit", "question", "evaluation__respondent", "number"
    )
    return [Judgement(rank, fit, asked, who, number) for rank, fit, asked, who, number in values if number is not None]


def prediction(judgements: Iterable[Judgement]) -> list[Table]:
    """By wish and by fit; empty where nothing has been judged. For the desk alone: small groups are not hidden."""
    rows = list(judgements)
    if not rows:
        return []
    # The first wish is the best: the coefficient is turned round, so that it reads like that of the fit.
    by_wish = _table(_("By the number of the wish"), rows, _wish, lambda row: None if row.rank is None else -row.rank)
    return [by_wish, _table(_("By how well it fitted"), rows, _fit, lambda row: row.fit)]


def _wish(row: Judgement) -> str:
    if row.rank is None:
        return _("Not by a wish")
    return _("First wish") if row.rank == 1 else _("Second wish") if row.rank == 2 else _("Third wish or later")


def _fit(row: Judgement) -> str:
    if row.fit is None:
        return _("Not known")
    return _("67 to 100") if row.fit >= 67 else _("34 to 66") if row.fit >= 34 else _("0 to 33")


def _table(
    title: str, rows: list[Judgement], group: Callable[[Judgement], str], expected: Callable[[Judgement], int | None]
) -> Table:
    best_first = sorted(rows, key=lambda row: _order(expected(row)))
    numbers: dict[str, dict[Asked, list[int]]] = {group(row): defaultdict(list) for row in best_first}
    pairs: dict[Asked, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        asked = (row.question, row.respondent)
        numbers[group(row)][asked].append(row.number)
        if (value := expected(row)) is not None:
            pairs[asked].append((value, row.number))
    return Table(
        title,
        [(label, [_cell(of[asked]) for asked in JUDGED]) for label, of in numbers.items()],
        [_foretold(pairs[asked]) for asked in JUDGED],
    )


def _cell(numbers: list[int]) -> Cell:
    return Cell(round(fmean(numbers), 1) if numbers else None, len(numbers))


def _order(expected: int | None) -> tuple[bool, int]:
    """Best first, what was not expected at all last."""
    return expected is None, -(expected or 0)


def _foretold(pairs: list[tuple[int, int]]) -> Foretold:
    """Spearman's coefficient: the correlation of the positions, equal ones sharing theirs."""
    if len(pairs) < ENOUGH:
        return Foretold(None, len(pairs))
    try:
        found = correlation(*(_positions(side) for side in zip(*pairs, strict=True)))
    except StatisticsError:  # one side has a single value
        return Foretold(None, len(pairs))
    return Foretold(round(found, 2), len(pairs))


def _positions(values: Iterable[int]) -> list[float]:
    listed = list(values)
    ordered = sorted(listed)
    return [ordered.index(value) + (ordered.count(value) - 1) / 2 for value in listed]
