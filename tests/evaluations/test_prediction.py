"""What the matching expected against what was answered."""

import random

import pytest
from django.urls import reverse

from evaluations.models import Answer, Evaluation
from evaluations.prediction import Cell, Foretold, Judgement, judgements_of, prediction
from evaluations.states import Phase, Respondent, State
from praktik.history.actors import Role
from tests import factories


def judged(expected, numbers, *, question="satisfied", respondent=Respondent.INTERN):
    """``expected``: (rank, fit) of each answer."""
    return [Judgement(*both, question, respondent, number) for both, number in zip(expected, numbers, strict=True)]


def test_averages_by_wish_and_by_fit_best_first():
    rows = judged([(3, 10), (1, 90), (2, 34), (1, 67), (None, None), (7, 33)], [2, 5, 3, 4, 1, 1])
    rows += judged([(1, 90)], [3], respondent=Respondent.HOST)
    wish, fit = prediction(rows)
    none = Cell(None, 0)
    assert wish.groups == [
        ("Første ønske", [Cell(4.5, 2), none, Cell(3.0, 1)]),
        ("Andet ønske", [Cell(3.0, 1), none, none]),
        ("Tredje ønske eller senere", [Cell(1.5, 2), none, none]),
        ("Ikke efter et ønske", [Cell(1.0, 1), none, none]),
    ]
    assert fit.groups == [
        ("67 til 100", [Cell(4.5, 2), none, Cell(3.0, 1)]),
        ("34 til 66", [Cell(3.0, 1), none, none]),
        ("0 til 33", [Cell(1.5, 2), none, none]),
        ("Ukendt", [Cell(1.0, 1), none, none]),
    ]


def test_nothing_judged_is_no_table():
    assert prediction([]) == []


@pytest.mark.parametrize(
    ("expected", "numbers", "coefficients"),
    [
        ([(n, 100 - n) for n in range(1, 11)], range(10, 0, -1), (1.0, 1.0)),
        ([(n, n) for n in range(1, 11)], range(1, 11), (-1.0, 1.0)),
        # Ties share their position: worked out by hand, 1 - 0 on equal halves.
        ([(1, 80)] * 5 + [(2, 40)] * 5, [5] * 5 + [3] * 5, (1.0, 1.0)),
        ([(1, 80)] * 5 + [(2, 40)] * 5, [5, 3] * 5, (0.2, 0.2)),
        ([(1, 50)] * 10, range(10), (None, None)),
        ([(n, n) for n in range(1, 10)], range(9), (None, None)),
    ],
)
def test_the_coefficient(expected, numbers, coefficients):
    tables = prediction(judged(expected, list(numbers)))
    assert tuple(table.foretold[0].coefficient for table in tables) == coefficients


def test_the_coefficient_agrees_with_the_sum_of_squared_distances():
    """Without ties Spearman's is 1 - 6 sum(d²) / (n³ - n)."""
    rng = random.Random(2027)  # noqa: S311 -- an instance, not a secret
    for _turn in range(20):
        fits, numbers = rng.sample(range(101), 12), rng.sample(range(12), 12)
        rows = judged([(None, fit) for fit in fits], numbers)
        squares = sum((sorted(fits).index(fit) - number) ** 2 for fit, number in zip(fits, numbers, strict=True))
        assert prediction(rows)[1].foretold[0] == Foretold(round(1 - 6 * squares / (12**3 - 12), 2), 12)


@pytest.mark.parametrize(
    ("coefficient", "n", "word"),
    [
        (None, 9, "for få svar"),
        (None, 10, "ingen forskel at sammenligne"),
        (0.09, 10, "ingen"),
        (-0.09, 10, "ingen"),
        (0.1, 10, "svag"),
        (0.3, 10, "moderat"),
        (0.5, 10, "stærk"),
        (-0.5, 10, "stærk, den modsatte vej"),
    ],
)
def test_its_strength_in_words(coefficient, n, word):
    assert Foretold(coefficient, n).strength == word


# --- out of the database and on the page ---


def answered(round_, number, *, rank=1, fit=80, phase=Phase.T1, state=State.ANSWERED, question="satisfied"):
    application = factories.ApplicationFactory(round=round_)
    placement = factories.PlacementFactory(
        application=application, listing=factories.ListingFactory(round=round_), rank=rank, fit=fit
    )
    evaluation = factories.EvaluationFactory(
        placement=placement, phase=phase, respondent=Respondent.INTERN, state=state
    )
    Answer.objects.create(evaluation=evaluation, question=question, number=number)


@pytest.mark.django_db
def test_only_what_is_asked_right_after_and_known_is_counted(django_assert_num_queries):
    round_ = factories.RoundFactory()
    answered(round_, 4, rank=2, fit=55)
    answered(round_, 0)  # does not know
    answered(round_, 5, phase=Phase.T0)
    answered(round_, 5, question="aligned")
    answered(round_, 5, state=State.OPEN)
    with django_assert_num_queries(1):
        assert judgements_of(Evaluation.objects.all()) == [Judgement(2, 55, "satisfied", "intern", 4)]


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "seen"), [(Role.CONSULTANT, True), (Role.READER, False)])
def test_the_desk_alone_reads_it(client, role, seen):
    """One answer about the match is the desk's alone; a reader is not told of it by its average either."""
    round_ = factories.RoundFactory()
    answered(round_, 2, question="match")
    client.force_login(factories.UserFactory(roles={role}))
    for url in (reverse("evaluation_report", args=[round_.slug]), reverse("evaluation_reports")):
        answer = client.get(url)
        assert ("Forudsagde matchningen det?" in answer.content.decode(), bool(answer.context["prediction"])) == (
            seen, seen,
        )  # fmt: skip
