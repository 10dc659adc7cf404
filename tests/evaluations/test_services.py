from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from evaluations import services
from evaluations.instruments import Reader
from evaluations.models import Evaluation
from evaluations.rules import CHANGE_FOR
from evaluations.states import Phase, Respondent, State
from praktik.history.actors import MANAGER_BY_LINK, SYSTEM, Role
from praktik.history.door import IllegalMove, NotYours, Refused, TooLate
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.mail.states import State as MailState
from praktik.placements import services as placement_services
from praktik.placements.states import SignerRole
from tests import factories
from tests.evaluations.make import Evaluated
from tests.praktik.placements.make import mails

pytestmark = pytest.mark.django_db

INTERN, HOST, MANAGER = Respondent.INTERN, Respondent.HOST, Respondent.MANAGER


def states(case):
    return {(e.phase, e.respondent): e.state for e in Evaluation.objects.filter(placement=case.placement)}


# --- when ---


def test_an_agreed_placement_has_all_its_evaluations_and_the_first_are_open():
    case = Evaluated()
    expected = {(phase, who): "scheduled" for phase in ("t1", "t2", "t3") for who in ("intern", "host", "manager")}
    expected |= {("t0", who): "open" for who in ("intern", "host", "manager")}
    assert states(case) == expected
    assert mails("evaluation_open") == sorted([case.intern.email, case.host.email])
    assert mails("evaluation_manager") == [case.application.manager_email]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2027, 11, 30), 3, dt.date(2028, 2, 29)),
        (dt.date(2027, 9, 17), 3, dt.date(2027, 12, 17)),
        (dt.date(2027, 9, 17), 6, dt.date(2028, 3, 17)),
        (dt.date(2027, 12, 31), 6, dt.date(2028, 6, 30)),
    ],
)
def test_months_after(day, months, expected):
    assert services.months_after(day, months) == expected


def test_when_they_open_and_close():
    case = Evaluated()
    first, last = case.placement.starts_on, case.placement.ends_on
    got = {
        phase: tuple(timezone.localtime(at) for at in (case.of(phase).opens_at, case.of(phase).closes_at))
        for phase in Phase
    }
    evening = dt.datetime.combine(first - dt.timedelta(days=1), dt.time(23, 59))
    assert got[Phase.T0][1].replace(tzinfo=None) == evening
    assert got[Phase.T1][0].date() == last + dt.timedelta(days=1)
    assert got[Phase.T1][1] - got[Phase.T1][0] == dt.timedelta(days=14)
    for phase, months in ((Phase.T2, 3), (Phase.T3, 6)):
        assert got[phase][0].replace(tzinfo=None) == dt.datetime.combine(
            services.months_after(last, months), dt.time(8)
        )
        assert got[phase][1] - got[phase][0] == dt.timedelta(days=30)


def test_new_dates_move_what_is_not_open_yet():
    case = Evaluated()
    before = case.of(Phase.T2).opens_at
    placement_services.agreement_revise(case.placement, by=case.intern, now=case.now)
    first = case.placement.starts_on + dt.timedelta(days=1)
    case.fill(starts_on=first, ends_on=first + dt.timedelta(days=1)).send()
    case.sign(*SignerRole)
    assert case.of(Phase.T2).opens_at == before - dt.timedelta(days=2)
    assert timezone.localdate(case.of(Phase.T0).closes_at) == first - dt.timedelta(days=1)
    assert Evaluation.objects.count() == 12


def test_a_placement_that_has_begun_gets_no_questions_from_before():
    case = Evaluated()
    Evaluation.objects.all().delete()
    services.evaluations_schedule(case.placement, by=SYSTEM, now=services._in_denmark(case.placement.starts_on))
    assert {phase for phase, _who in states(case)} == {"t1", "t2", "t3"}


def test_the_questions_after_open_when_it_is_completed():
    case = Evaluated()
    placement_services.placements_look(case.of(Phase.T0).closes_at)
    services.evaluations_look(case.of(Phase.T0).closes_at)
    assert {state for (phase, _who), state in states(case).items() if phase == "t0"} == {"expired"}
    case.completed()
    assert {state for (phase, _who), state in states(case).items() if phase == "t1"} == {"open"}
    assert case.of(Phase.T1).closes_at == case.now + dt.timedelta(days=14)


def test_the_look_waits_for_the_end_and_does_each_thing_once():
    case = Evaluated()
    late = case.of(Phase.T2).opens_at
    services.evaluations_look(late)
    assert {state for (phase, _who), state in states(case).items() if phase != "t0"} == {"scheduled"}
    case.completed()
    assert services.evaluations_look(late - dt.timedelta(minutes=1)) == 3  # T1 is over by then
    assert services.evaluations_look(late) == 3
    assert services.evaluations_look(late) == 0
    assert {state for (phase, _who), state in states(case).items() if phase == "t2"} == {"open"}
    assert services.evaluations_look(case.of(Phase.T2).closes_at) == 3


def test_what_was_not_opened_in_time_is_opened_late_for_its_whole_time():
    case = Evaluated().completed()
    late = case.of(Phase.T2).closes_at + dt.timedelta(days=1)
    services.evaluations_look(late)
    assert (case.of(Phase.T2).state, case.of(Phase.T2).closes_at) == (State.OPEN, late + dt.timedelta(days=30))


@pytest.mark.parametrize("end", ["placement_cancel", "placement_no_show", "placement_break_off"])
def test_nobody_is_asked_about_a_placement_that_came_to_nothing(end):
    case = Evaluated()
    if end != "placement_cancel":
        case.under_way()
    getattr(placement_services, end)(case.placement, why="Syg", by=case.host, now=case.now)
    assert set(states(case).values()) == {"bypassed"}
    assert Transition.objects.of(case.of(Phase.T3)).last().why == "Syg"
    assert set(Mail.objects.filter(kind="evaluation_open").values_list("state", flat=True)) == {MailState.SUPERSEDED}
    assert services.evaluations_look(case.of(Phase.T3).closes_at) == 0


# --- who answers, and what ---


def test_only_the_one_who_is_asked_answers():
    case = Evaluated().completed()
    consultant = factories.UserFactory(roles={Role.CONSULTANT})
    for respondent, actors in {
        INTERN: [case.host, MANAGER_BY_LINK, consultant, factories.UserFactory()],
        HOST: [case.intern, MANAGER_BY_LINK, consultant],
        MANAGER: [case.intern, case.host, consultant],
    }.items():
        for actor in actors:
            with pytest.raises(NotYours):
                services.evaluation_answer(
                    case.of(Phase.T1, respondent), answers={"recommend": 9}, by=actor, now=case.now
                )
    assert set(states(case).values()) == {"open", "scheduled"}


def test_answers_are_stored_by_kind():
    case = Evaluated().completed()
    case.answer(Phase.T1, length=1, doubt=0, learnt=" Tålmodighed ", goal_1=2, match=0, action_1="Ringe")
    stored = {a.question: (a.number, a.text) for a in case.of(Phase.T1).answers.all()}
    assert stored == {
        "satisfied": (4, ""),
        "recommend": (9, ""),
        "length": (1, ""),
        "doubt": (0, ""),
        "learnt": (None, "Tålmodighed"),
        "goal_1": (2, ""),
        "match": (0, ""),
        "action_1": (None, "Ringe"),
    }
    assert case.of(Phase.T1).state == State.ANSWERED
    case.now = case.of(Phase.T2).opens_at
    case.later(0).answer(Phase.T2, benefit=[1, 3])
    assert case.of(Phase.T2).answers.get(question="benefit").number == 0b1010
    assert services.answers_given(case.of(Phase.T2))["benefit"] == [1, 3]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"satisfied": None}, Refused),
        ({"recommend": ""}, Refused),
        ({"satisfied": 6}, ValueError),
        ({"recommend": 11}, ValueError),
        ({"length": 3}, ValueError),
        ({"length": "x"}, ValueError),
        ({"doubt": 2}, ValueError),
        ({"goal_2": 1}, ValueError),
        ({"purpose": "Ikke spurgt her"}, ValueError),
    ],
)
def test_what_is_no_answer_is_not_stored(answers, error):
    case = Evaluated().completed()
    with pytest.raises(error):
        case.answer(Phase.T1, **answers)
    assert case.of(Phase.T1).answers.count() == 0


def test_answers_may_be_changed_for_14_days():
    case = Evaluated().completed().answer(Phase.T1, learnt="Et", doubt=1)
    first = case.of(Phase.T1).answered_at
    case.answer(Phase.T1, learnt="To", now=first + CHANGE_FOR - dt.timedelta(minutes=1))
    assert {a.question: a.text for a in case.of(Phase.T1).answers.filter(number=None)} == {"learnt": "To"}
    assert not case.of(Phase.T1).answers.filter(question="doubt").exists()
    assert case.of(Phase.T1).answered_at == first
    with pytest.raises(TooLate):
        case.answer(Phase.T1, learnt="Tre", now=first + CHANGE_FOR)
    assert [t.to_state for t in Transition.objects.of(case.of(Phase.T1))] == [
        "scheduled", "open", "answered", "open", "answered",
    ]  # fmt: skip


def test_nobody_answers_late_or_early():
    case = Evaluated()
    with pytest.raises(TooLate):
        case.answer(Phase.T0, now=case.of(Phase.T0).closes_at)
    with pytest.raises(IllegalMove):
        case.answer(Phase.T1)


def test_what_was_promised_comes_back_one_by_one():
    case = Evaluated().completed().answer(Phase.T1, action_1="Ringe til IT", action_3="Holde oplæg")
    case.now = case.of(Phase.T2).opens_at
    case.later(0)
    asked = {question.id: question.line for question in services.evaluation_questions(case.of(Phase.T2))}
    assert asked["status_1"] == "Ringe til IT"
    assert asked["status_2"] == "Holde oplæg"
    assert "status_3" not in asked
    case.answer(Phase.T2, status_1=0, status_2=2, status_2_why="Ingen tid")
    shown = services.answers_for(case.of(Phase.T2), Reader.MANAGER)
    assert [(question.id, words) for question, words in shown] == [
        ("status_1", "Gjort"),
        ("status_2", "Droppet"),
        ("status_2_why", "Ingen tid"),
    ]


def test_the_goals_are_those_of_the_agreement():
    case = Evaluated().completed()
    questions = services.evaluation_questions(case.of(Phase.T1))
    assert [q.line for q in questions if q.id.startswith("goal")] == ["At lære noget nyt"]


# --- who reads what ---


def test_each_reader_reads_what_is_for_them():
    case = Evaluated().completed()
    case.answer(Phase.T1, doubt_text="Kun desk", learnt="Til modparten", action_1="Til lederen", satisfied=1)

    def words(reader):
        return [said for _question, said in services.answers_for(case.of(Phase.T1), reader)]

    assert words(Reader.COUNTERPART) == ["Til modparten"]
    assert words(Reader.MANAGER) == ["Til lederen"]
    assert words(Reader.DESK) == ["Til modparten", "Til lederen", "Kun desk"]
    assert words(Reader.PUBLIC) == []


# --- the manager's link ---


def test_a_managers_link_opens_until_it_closes():
    case = Evaluated().completed()
    secret = case.secret("evaluation_manager")
    closes = case.of(Phase.T1, MANAGER).closes_at
    assert services.evaluation_by_secret("x" * 43, case.now) is None
    assert services.evaluation_by_secret(secret, closes) is None
    services.evaluation_answer_by_link(secret, answers={"recommend": 8}, now=case.now)
    services.evaluation_answer_by_link(secret, answers={"recommend": 7}, now=case.now)
    assert case.of(Phase.T1, MANAGER).answers.get(question="recommend").number == 7
    assert services.evaluation_by_secret(secret, case.now + CHANGE_FOR) is None


def test_a_managers_link_can_be_sent_anew_and_taken_away():
    case = Evaluated().completed()
    consultant = factories.UserFactory(roles={Role.CONSULTANT})
    old, manager = case.secret("evaluation_manager"), case.of(Phase.T1, MANAGER)
    services.evaluation_link_resend(manager, by=consultant, now=case.now)
    assert services.evaluation_by_secret(old, case.now) is None
    new = case.secret("evaluation_manager")
    assert services.evaluation_by_secret(new, case.now) == manager
    services.evaluation_link_revoke(manager, by=consultant, now=case.now)
    with pytest.raises(Refused):
        services.evaluation_answer_by_link(new, answers={"recommend": 8}, now=case.now)
    with pytest.raises(Refused):
        services.evaluation_link_revoke(manager, by=consultant, now=case.now)
    with pytest.raises(Refused):
        services.evaluation_link_resend(case.of(Phase.T1), by=consultant, now=case.now)


def test_only_a_consultant_takes_the_question_back_and_says_why():
    case = Evaluated().completed()
    consultant = factories.UserFactory(roles={Role.CONSULTANT})
    with pytest.raises(Refused):
        services.evaluation_bypass(case.of(Phase.T1), why=" ", by=consultant, now=case.now)
    with pytest.raises(NotYours):
        services.evaluation_bypass(case.of(Phase.T1), why="Vil ikke", by=case.intern, now=case.now)
    services.evaluation_bypass(case.of(Phase.T1), why="Vil ikke", by=consultant, now=case.now)
    assert case.of(Phase.T1).state == State.BYPASSED
    with pytest.raises(IllegalMove):
        services.evaluation_expire(case.of(Phase.T1), by=SYSTEM, now=case.now)


def test_nothing_closes_before_its_time():
    case = Evaluated().completed()
    with pytest.raises(Refused):
        services.evaluation_expire(case.of(Phase.T1), by=SYSTEM, now=case.now)
