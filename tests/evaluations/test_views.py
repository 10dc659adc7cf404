from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations import services
from evaluations.models import Answer, Evaluation
from evaluations.states import Phase, Respondent, State
from evaluations.views import safe_cell
from praktik import clock, registries
from praktik.history.actors import Role
from praktik.history.models import Read
from praktik.rounds.states import State as RoundState
from tests import factories
from tests.evaluations.make import Evaluated

pytestmark = pytest.mark.django_db

DESK, SHARED, TO_MANAGER, COUNTED = "Kun for konsulenter", "Til den anden part", "Til min leder", 3


@pytest.fixture
def at(monkeypatch):
    def set_(now):
        monkeypatch.setattr(clock, "now", lambda: now)

    return set_


def answered(**answers):
    said = {"doubt_text": DESK, "learnt": SHARED, "action_1": TO_MANAGER, "satisfied": COUNTED}
    return Evaluated().completed().answer(Phase.T1, **{**said, **answers})


def shown(html):
    return [text for text in (DESK, SHARED, TO_MANAGER) if text in html]


def test_the_counterpart_reads_only_what_is_for_the_counterpart_and_not_before_answering(client, at):
    case = answered()
    at(case.now)
    client.force_login(case.host)
    url = reverse("evaluation_page", args=[case.of(Phase.T1, Respondent.HOST).pk])
    assert shown(client.get(url).content.decode()) == []
    case.answer(Phase.T1, Respondent.HOST)
    assert shown(client.get(url).content.decode()) == [SHARED]
    assert Read.objects.get().subject == case.intern


def test_the_manager_reads_only_what_is_for_the_manager(client, at):
    case = answered()
    at(case.now)
    url = reverse("manager_evaluation", args=[case.secret("evaluation_manager")])
    assert shown(client.get(url).content.decode()) == [TO_MANAGER]


def test_the_desk_reads_all_but_what_is_only_counted(client, at):
    case = answered()
    at(case.now)
    client.force_login(factories.UserFactory(roles={Role.CONSULTANT}))
    html = client.get(f"/admin/evaluations/evaluation/{case.of(Phase.T1).pk}/change/").content.decode()
    assert shown(html) == [DESK, SHARED, TO_MANAGER]
    assert "Hvor tilfreds" not in html


def test_the_respondent_sees_all_of_their_own(client, at):
    case = answered()
    at(case.now)
    client.force_login(case.intern)
    html = client.get(reverse("evaluation_page", args=[case.of(Phase.T1).pk])).content.decode()
    assert shown(html) == [DESK, SHARED, TO_MANAGER]


def test_what_is_missing_is_said_and_nothing_is_lost(client, at):
    case = Evaluated().completed()
    at(case.now)
    client.force_login(case.intern)
    url = reverse("evaluation_page", args=[case.of(Phase.T1).pk])
    response = client.post(url, {"satisfied": "4", "learnt": "Noget langt", "recommend": ""})
    assert list(response.context["form"].errors) == ["recommend"]
    assert "Noget langt" in response.content.decode()
    assert case.of(Phase.T1).state == State.OPEN
    client.post(url, {"satisfied": "4", "learnt": "Noget langt", "recommend": "8", "goal_1": "1", "length": "0"})
    assert services.answers_given(case.of(Phase.T1)) == {
        "satisfied": 4, "recommend": 8, "learnt": "Noget langt", "goal_1": 1, "length": 0,
    }  # fmt: skip


def test_a_managers_link_does_nothing_on_get(client, at):
    case = Evaluated().completed()
    at(case.now)
    url = reverse("manager_evaluation", args=[case.secret("evaluation_manager")])
    for method in (client.get, client.head):
        assert method(url).status_code == 200
    assert case.of(Phase.T1, Respondent.MANAGER).state == State.OPEN
    client.post(url, {"recommend": "10", "debriefed": "1"})
    assert case.of(Phase.T1, Respondent.MANAGER).state == State.ANSWERED
    at(case.of(Phase.T1, Respondent.MANAGER).closes_at)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("phase", list(Phase))
def test_a_page_for_every_questionnaire(client, at, phase):
    case = Evaluated() if phase == Phase.T0 else Evaluated().completed()
    if phase in (Phase.T2, Phase.T3):
        case.now = case.of(phase).opens_at
        case.later(0)
    at(case.now)
    for user, respondent in ((case.intern, Respondent.INTERN), (case.host, Respondent.HOST)):
        client.force_login(user)
        response = client.get(reverse("evaluation_page", args=[case.of(phase, respondent).pk]))
        questions = services.evaluation_questions(case.of(phase, respondent))
        assert list(response.context["form"].fields) == [question.id for question in questions]


# --- reports ---


def numbers(round_, question, given, *, phase=Phase.T1, respondent=Respondent.INTERN, sector="municipality"):
    for number in given:
        workplace = factories.WorkplaceFactory(sector_id=sector)
        application = factories.ApplicationFactory(round=round_, workplace=workplace)
        placement = factories.PlacementFactory(application=application, listing=factories.ListingFactory(round=round_))
        evaluation = factories.EvaluationFactory(
            placement=placement, phase=phase, respondent=respondent, state=State.ANSWERED
        )
        Answer.objects.create(evaluation=evaluation, question=question, number=number)


def test_a_reader_sees_no_text_and_nothing_small(client):
    round_ = factories.RoundFactory()
    numbers(round_, "recommend", [9] * 4)
    Answer.objects.create(evaluation=Evaluation.objects.first(), question="doubt_text", text=DESK)
    url = reverse("evaluation_report", args=[round_.slug])
    client.force_login(factories.UserFactory(roles={Role.READER}))
    response = client.get(url)
    assert DESK not in response.content.decode()
    assert (response.context["report"].figures.recommend.n, response.context["report"].tables) == (0, [])
    client.force_login(factories.UserFactory(roles={Role.CONSULTANT}))
    response = client.get(url)
    assert DESK in response.content.decode()
    assert response.context["report"].figures.recommend.n == 4


def test_across_rounds_a_reader_cannot_take_one_from_another(client):
    small, big = factories.RoundFactory(), factories.RoundFactory()
    numbers(small, "recommend", [1] * 3)
    numbers(big, "recommend", [9] * 6)
    client.force_login(factories.UserFactory(roles={Role.READER}))
    response = client.get(reverse("evaluation_reports"))
    assert {row["round"]: row["recommend"] and row["recommend"].n for row in response.context["rounds"]} == {
        small: None, big: 6,
    }  # fmt: skip
    assert response.context["total"].recommend.n == 6
    client.force_login(factories.UserFactory(roles={Role.CONSULTANT}))
    assert client.get(reverse("evaluation_reports")).context["total"].recommend.n == 9


def test_a_report_asks_the_same_number_of_questions_with_one_and_three_answers(client):
    round_ = factories.RoundFactory()
    client.force_login(factories.UserFactory(roles={Role.CONSULTANT}))
    url = reverse("evaluation_report", args=[round_.slug])
    client.get(url)
    asked = []
    for given in ([9], [1, 5]):
        numbers(round_, "recommend", given)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        asked.append(len(queries))
    assert asked == [9, 9]  # three of them are the session and who is looking


def test_the_file_holds_the_figures(client):
    round_ = factories.RoundFactory()
    numbers(round_, "satisfied", [4, 5])
    client.force_login(factories.UserFactory(roles={Role.CONSULTANT}))
    response = client.get(reverse("evaluation_report_csv", args=[round_.slug]))
    text = response.content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert lines[1][2:] == ["Svarprocent", "", "2", "2", "100", ""]
    assert lines[-2][3:] == ["5", "1", "2", "50", "4,5"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert (safe_cell("Ja"), safe_cell(0), safe_cell(None)) == ("Ja", "0", "")


# --- the front page, and what there is to do ---


def test_the_front_page_has_figures_from_five_answers_on_in_rounds_that_are_over():
    running = factories.RoundFactory()
    numbers(running, "recommend", [9] * 6)
    evaluating = factories.RoundFactory(state=RoundState.EVALUATING)
    numbers(evaluating, "recommend", [9, 9, 9, 2])

    def recommend():
        return [figure.value for figure in registries.front_figures(clock.real()) if "0" in figure.note]

    assert recommend() == []
    numbers(evaluating, "recommend", [7])
    assert recommend() == ["80 %"]


def test_what_there_is_to_answer_is_on_ones_page():
    case = Evaluated().completed()

    def todo(user):
        return [(item.url, item.deadline) for item in registries.own_for(user, case.now).todos]

    for user, respondent in ((case.intern, Respondent.INTERN), (case.host, Respondent.HOST)):
        after, before = case.of(Phase.T1, respondent), case.of(Phase.T0, respondent)
        services.evaluations_look(case.now)
        assert todo(user) == [(reverse("evaluation_page", args=[after.pk]), after.closes_at)]
        before.refresh_from_db()
        assert before.state == State.EXPIRED


# --- the desk ---


def test_the_desk_spares_somebody_with_a_reason_and_renews_a_link(client):
    case = Evaluated().completed()
    client.force_login(factories.UserFactory(roles={Role.CONSULTANT}))
    intern, manager = case.of(Phase.T1), case.of(Phase.T1, Respondent.MANAGER)
    url = f"/admin/evaluations/evaluation/{intern.pk}/move/bypass/"
    client.post(url, {"confirmed": "1", "why": ""})
    intern.refresh_from_db()
    assert intern.state == State.OPEN
    client.post(url, {"confirmed": "1", "why": "Er holdt op"})
    intern.refresh_from_db()
    assert intern.state == State.BYPASSED
    old = case.secret("evaluation_manager")
    for action, works in (("send_links", True), ("revoke_links", False)):
        client.post("/admin/evaluations/evaluation/", {"action": action, "_selected_action": [manager.pk]})
        assert services.evaluation_by_secret(old, case.now) is None
        newest = case.secret("evaluation_manager")
        assert (services.evaluation_by_secret(newest, case.now) is not None) is works
