"""Filling in, sending in, changing and withdrawing an application."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from praktik import clock, dates
from praktik.applications.models import Application, Conflict
from praktik.applications.services import (
    application_create,
    application_submit,
    application_update,
    application_withdraw,
    manager_answer,
    wish_add,
)
from praktik.applications.signals import application_moved, application_submitted
from praktik.applications.states import ConflictState, Leg, State, WishKind
from praktik.history.door import IllegalMove, NotYours, Refused, Stale, TooLate
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.organisations.states import MembershipRole
from praktik.organisations.states import State as MembershipState
from praktik.rounds.models import Milestone, Round
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState
from tests import factories
from tests.praktik.applications.helpers import complete_draft, link_secret, mails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_draft_belongs_to_its_applicant_and_begins_its_history(now):
    round_ = factories.RoundFactory()
    user = factories.UserFactory()
    application = application_create(round_, applicant=user, now=now)
    assert application.state == State.DRAFT
    assert application.weeks == [round_.week()]
    assert list(Transition.objects.of(application).values_list("from_state", "to_state", "actor", "role")) == [
        ("", "draft", user.pk, "applicant")
    ]
    assert mails() == []


@pytest.mark.parametrize(
    ("ties", "chosen"),
    [
        ([("municipality", MembershipState.CONFIRMED)], 0),
        ([("municipality", MembershipState.REQUESTED)], None),
        ([("private", MembershipState.CONFIRMED)], None),
        ([("private", MembershipState.CONFIRMED), ("state", MembershipState.CONFIRMED)], 1),
        ([("municipality", MembershipState.CONFIRMED), ("state", MembershipState.CONFIRMED)], None),
    ],
)
def test_a_draft_has_the_workplace_that_is_known_where_it_is_one_whose_people_may_apply(now, ties, chosen):
    user = factories.UserFactory()
    workplaces = [factories.WorkplaceFactory(sector_id=sector) for sector, _state in ties]
    for workplace, (_sector, state) in zip(workplaces, ties, strict=True):
        factories.MembershipFactory(user=user, organisation=workplace, role=MembershipRole.EMPLOYEE, state=state)
    application = application_create(factories.RoundFactory(), applicant=user, now=now)
    assert application.workplace == (None if chosen is None else workplaces[chosen])


def test_a_workplace_that_is_no_more_is_not_chosen(now):
    gone = factories.WorkplaceFactory(valid_to=now.date() - dt.timedelta(days=1))
    tie = factories.MembershipFactory(organisation=gone, role=MembershipRole.EMPLOYEE)
    assert application_create(factories.RoundFactory(), applicant=tie.user, now=now).workplace is None


def test_one_application_per_person_and_round(now):
    round_, user = factories.RoundFactory(), factories.UserFactory()
    application_create(round_, applicant=user, now=now)
    with pytest.raises(Refused, match="You have an application in this round already"):
        application_create(round_, applicant=user, now=now)
    assert Application.objects.count() == 1
    application_create(factories.RoundFactory(), applicant=user, now=now)
    with pytest.raises(IntegrityError, match="application_once_a_round"), transaction.atomic():
        factories.ApplicationFactory(round=round_, applicant=user)


def test_a_minute_after_the_deadline_is_too_late(now):
    minute = dt.timedelta(minutes=1)
    over = factories.RoundFactory(dates={MilestoneKind.CLOSES: now - minute})
    with pytest.raises(TooLate, match="does not take applications now"):
        application_create(over, applicant=factories.UserFactory(), now=now)
    application = complete_draft()
    Milestone.objects.filter(round=application.round, kind=MilestoneKind.CLOSES).update(at=now + minute)
    with pytest.raises(TooLate):
        application_submit(application, by=application.applicant, now=now + 2 * minute)
    with pytest.raises(TooLate):
        application_update(
            application, data={"task": "x"}, version=None, by=application.applicant, now=now + 2 * minute
        )
    application.refresh_from_db()
    assert (application.state, application.task) == (State.DRAFT, "Vi skal digitalisere en arbejdsgang.")
    application_submit(application, by=application.applicant, now=now)


@pytest.mark.parametrize("state", [state for state in RoundState if state != RoundState.OPEN])
def test_only_an_open_round_takes_applications(now, state):
    round_ = factories.RoundFactory()
    Round.objects.filter(pk=round_.pk).update(state=state)
    round_.refresh_from_db()
    with pytest.raises(TooLate):
        application_create(round_, applicant=factories.UserFactory(), now=now)


def test_steps_are_stored_one_by_one_and_count_the_version(now):
    application = application_create(factories.RoundFactory(), applicant=factories.UserFactory(), now=now)
    by = application.applicant
    workplace = factories.WorkplaceFactory()
    application_update(application, data={"workplace": workplace, "job_title": "Jordemoder"}, version=1, by=by, now=now)
    application_update(application, data={"goals": ["Et", "", "To "]}, version=2, by=by, now=now)
    application_update(application, data={"goals": ["To"], "regions": ["syddanmark"]}, version=3, by=by, now=now)
    application.refresh_from_db()
    assert (application.workplace, application.job_title, application.version) == (workplace, "Jordemoder", 4)
    assert [(goal.position, goal.text) for goal in application.goals.all()] == [(1, "To")]
    assert [region.pk for region in application.regions.all()] == ["syddanmark"]
    with pytest.raises(Refused, match="at most five"):
        application_update(application, data={"goals": list("abcdef")}, version=4, by=by, now=now)
    with pytest.raises(KeyError):
        application_update(application, data={"state": "placed"}, version=4, by=by, now=now)


def test_a_stale_edit_changes_nothing(now):
    application = complete_draft()
    by = application.applicant
    application_update(application, data={"task": "Nyt"}, version=1, by=by, now=now)
    with pytest.raises(Stale, match="has been changed since"):
        application_update(application, data={"task": "Gammelt"}, version=1, by=by, now=now)
    application.refresh_from_db()
    assert (application.task, application.version) == ("Nyt", 2)


def test_nobody_but_the_applicant_edits_or_sends_in(now):
    application = complete_draft()
    for by in (factories.UserFactory(), factories.UserFactory(roles={"consultant"})):
        with pytest.raises(NotYours):
            application_update(application, data={"task": "x"}, version=None, by=by, now=now)
        with pytest.raises(NotYours):
            application_submit(application, by=by, now=now)


def test_the_workplaces_sector_must_be_one_of_the_rounds(now):
    application = complete_draft()
    company = factories.CompanyFactory()
    with pytest.raises(Refused, match="not for people employed in the sector “Private company”"):
        application_update(application, data={"workplace": company}, version=None, by=application.applicant, now=now)
    Application.objects.filter(pk=application.pk).update(workplace=company)
    with pytest.raises(Refused, match="Private company"):
        application_submit(application, by=application.applicant, now=now)


@pytest.mark.parametrize("data", [{"task": "010190-1234"}, {"goals": ["Ring 0101901234"]}, {"purpose": "010190 1234"}])
def test_what_looks_like_a_cpr_number_is_refused(now, data):
    application = complete_draft()
    with pytest.raises(Refused, match="looks like a CPR number"):
        application_update(application, data=data, version=None, by=application.applicant, now=now)


def test_weeks_of_a_fixed_and_of_a_rolling_round(now):
    fixed = complete_draft()
    monday = dates.monday(clock.today()) + dt.timedelta(weeks=3)
    with pytest.raises(Refused, match="same week"):
        application_update(fixed, data={"weeks": [monday]}, version=None, by=fixed.applicant, now=now)
    rolling = complete_draft(round=factories.RoundFactory(kind=Kind.ROLLING))
    application_update(
        rolling, data={"weeks": [monday, monday - dt.timedelta(weeks=1), monday]}, version=None,
        by=rolling.applicant, now=now,
    )  # fmt: skip
    assert rolling.weeks == [monday - dt.timedelta(weeks=1), monday]
    with pytest.raises(ValueError, match="Monday"):
        application_update(
            rolling, data={"weeks": [monday + dt.timedelta(days=1)]}, version=None, by=rolling.applicant, now=now
        )
    with pytest.raises(Refused, match="two to five days"):
        application_update(rolling, data={"days": 6}, version=None, by=rolling.applicant, now=now)


def test_sending_in_asks_the_manager_and_sends_a_receipt(now):
    heard = []
    application = complete_draft()
    by = application.applicant

    def listener(**kwargs):
        heard.append((kwargs["instance"].state, kwargs["by"]))

    application_submitted.connect(listener)
    try:
        application_submit(application, by=by, now=now)
    finally:
        application_submitted.disconnect(listener)
    application.refresh_from_db()
    assert (application.state, application.submitted_at) == (State.AWAITING_MANAGER, now)
    assert heard == [(State.AWAITING_MANAGER, by)]
    assert mails() == [("manager_question", application.manager_email), ("application_received", by.email)]
    request = application.manager_requests.get()
    assert (request.confirmed, request.answered_at, request.replaced_at) == (True, None, None)
    assert request.expires_at == application.round.at(MilestoneKind.MANAGERS)
    question = Mail.objects.get(kind="manager_question")
    assert application.purpose not in question.text
    assert application.task not in question.text
    with pytest.raises(IllegalMove, match="already been done"):
        application_submit(application, by=by, now=now)


def test_what_is_missing_is_said_in_one_go(now):
    application = application_create(factories.RoundFactory(), applicant=factories.UserFactory(), now=now)
    Application.objects.filter(pk=application.pk).update(weeks=[])
    with pytest.raises(Refused) as refused:
        application_submit(application, by=application.applicant, now=now)
    assert str(refused.value) == (
        "Choose the workplace that employs you. Write your job title. Write why you want to go to a company, and why "
        "now. Describe the task you sit with. Write at least one learning goal. Write what you bring to the host. "
        "Choose at least one week. Add at least one wish. Answer the question of impartiality. Write your manager's "
        "name. Write your manager's e-mail address."
    )
    assert mails() == []


def test_the_managers_address_may_not_be_the_applicants_own(now):
    application = complete_draft()
    name, _at, domain = application.applicant.email.partition("@")
    for email in (application.applicant.email.upper(), f"{name}+boss@{domain}"):
        with pytest.raises(Refused, match="not one of yours"):
            application_update(
                application, data={"manager_email": email}, version=None, by=application.applicant, now=now
            )
    Application.objects.filter(pk=application.pk).update(manager_email=application.applicant.email)
    with pytest.raises(Refused, match="not one of yours"):
        application_submit(application, by=application.applicant, now=now)


def test_an_address_outside_the_workplaces_domain_waits_for_a_consultant(now):
    application = complete_draft(manager_email="chef@gmail.com")
    application_submit(application, by=application.applicant, now=now)
    assert mails() == [("application_received", application.applicant.email)]
    assert application.manager_requests.get().confirmed is False


def test_what_is_sent_in_stays_complete(now):
    application = complete_draft()
    application_submit(application, by=application.applicant, now=now)
    with pytest.raises(Refused, match="Describe the task"):
        application_update(application, data={"task": ""}, version=None, by=application.applicant, now=now)
    application.refresh_from_db()
    assert application.task == "Vi skal digitalisere en arbejdsgang."


@pytest.mark.parametrize(
    ("data", "again"),
    [
        ({"purpose": "Noget andet"}, True),
        ({"days": 3}, True),
        ({"manager_email": "ny@kommune.demo.example"}, True),
        ({"task": "Noget andet"}, False),
        ({"goals": ["Noget andet"]}, False),
        ({"remote": True}, False),
        ({"purpose": "Jeg vil se, hvordan andre gør."}, False),
    ],
)
def test_what_the_manager_said_yes_to_cannot_change_without_a_new_yes(now, data, again):
    application = complete_draft()
    by = application.applicant
    application_submit(application, by=by, now=now)
    manager_answer(link_secret(), released=True, now=now)
    Mail.objects.all().delete()
    application_update(application, data=data, version=None, by=by, now=now)
    application.refresh_from_db()
    expected = [("manager_question_again", application.manager_email)] if again else []
    assert (application.state == State.AWAITING_MANAGER, mails()) == (again, expected)


def test_a_new_company_asks_the_manager_again_and_another_order_does_not(now):
    application = complete_draft()
    by = application.applicant
    wish_add(application, kind=WishKind.COMPANY, company_name="Alfa A/S", by=by, now=now)
    application_submit(application, by=by, now=now)
    manager_answer(link_secret(), released=True, now=now)
    wish = application.wishes.get(company_name="Alfa A/S")
    from praktik.applications.services import wish_move, wish_remove  # noqa: PLC0415 -- beside what they are tested for

    wish_move(wish, up=True, by=by, now=now)
    application.refresh_from_db()
    assert application.state == State.ELIGIBLE
    wish_add(application, kind=WishKind.OPEN, region=_region("syddanmark"), by=by, now=now)
    application.refresh_from_db()
    assert application.state == State.AWAITING_MANAGER
    manager_answer(link_secret(), released=True, now=now)
    wish_remove(wish, by=by, now=now)
    application.refresh_from_db()
    assert application.state == State.AWAITING_MANAGER


def _region(slug):
    from praktik.organisations.models import Region  # noqa: PLC0415 -- used once

    return Region.objects.get(pk=slug)


def test_before_the_answer_only_another_address_makes_another_question(now):
    application = complete_draft()
    by = application.applicant
    application_submit(application, by=by, now=now)
    application_update(application, data={"purpose": "Noget andet"}, version=None, by=by, now=now)
    assert application.manager_requests.count() == 1
    application_update(application, data={"manager_email": "ny@kommune.demo.example"}, version=None, by=by, now=now)
    new, old = application.manager_requests.all()
    assert (new.email, new.replaced_at, old.replaced_at) == ("ny@kommune.demo.example", None, now)
    states = list(Mail.objects.filter(kind="manager_question").order_by("pk").values_list("to", "state"))
    assert states == [(old.email, "superseded"), (new.email, "queued")]


def test_another_workplace_needs_a_new_look_at_the_managers_address(now):
    application = complete_draft()
    by = application.applicant
    application_submit(application, by=by, now=now)
    application_update(application, data={"workplace": factories.WorkplaceFactory()}, version=None, by=by, now=now)
    new, old = application.manager_requests.all()
    assert (new.email, new.confirmed, old.confirmed) == (old.email, False, True)


@pytest.mark.parametrize("state", [s for s in State if s not in (State.DRAFT, State.AWAITING_MANAGER, State.ELIGIBLE)])
def test_no_edit_in_other_states(now, state):
    application = complete_draft()
    Application.objects.filter(pk=application.pk).update(state=state, submitted_at=now)
    with pytest.raises(IllegalMove, match="cannot be changed now"):
        application_update(application, data={"task": "x"}, version=None, by=application.applicant, now=now)


def test_after_a_no_another_manager_may_be_named_but_is_not_asked(now):
    application = complete_draft()
    by = application.applicant
    application_submit(application, by=by, now=now)
    manager_answer(link_secret(), released=False, now=now)
    Mail.objects.all().delete()
    data = {"manager_name": "Ny Leder", "manager_email": "ny@kommune.demo.example"}
    application_update(application, data=data, version=None, by=by, now=now)
    application.refresh_from_db()
    assert (application.state, application.manager_name) == (State.DECLINED_BY_MANAGER, "Ny Leder")
    assert mails() == []


@pytest.mark.parametrize("consultant", [False, True])
def test_withdrawing_needs_a_reason_and_sends_a_receipt(now, consultant):
    application = complete_draft()
    application_submit(application, by=application.applicant, now=now)
    secret = link_secret()
    by = factories.UserFactory(roles={"consultant"}) if consultant else application.applicant
    with pytest.raises(Refused, match="Write why"):
        application_withdraw(application, why="  ", by=by, now=now)
    with pytest.raises(NotYours):
        application_withdraw(application, why="x", by=factories.UserFactory(), now=now)
    heard = []

    def listener(**kwargs):
        heard.append((kwargs["from_state"], kwargs["to_state"], kwargs["why"]))

    application_moved.connect(listener)
    try:
        application_withdraw(application, why=" Nyt job ", by=by, now=now)
    finally:
        application_moved.disconnect(listener)
    assert heard == [("awaiting_manager", "withdrawn", "Nyt job")]
    text = Mail.objects.get(kind="application_withdrawn").text
    assert ("Du har trukket" in text) is not consultant
    assert "Nyt job" not in text
    assert Mail.objects.get(kind="manager_question").state == "superseded"
    with pytest.raises(Refused, match="has been withdrawn"):
        manager_answer(secret, released=True, now=now)


def test_a_draft_can_be_withdrawn_and_nothing_after_the_end(now):
    application = complete_draft()
    application_withdraw(application, why="Fortrudt", by=application.applicant, now=now)
    with pytest.raises(IllegalMove):
        application_withdraw(application, why="Fortrudt", by=application.applicant, now=now)


def test_declared_conflicts(now):
    from praktik.applications.services import Declared, conflict_clear, conflict_uphold, conflicts_declare  # noqa: PLC0415

    application = complete_draft(conflicts_asked=False)
    by = application.applicant
    company = factories.CompanyFactory()
    with pytest.raises(Refused, match="own words"):
        conflicts_declare(
            application, conflicts=[Declared(Leg.PROCUREMENT, " ", company)], version=None, by=by, now=now
        )
    with pytest.raises(Refused, match="which company"):
        conflicts_declare(application, conflicts=[Declared(Leg.PROCUREMENT, "Udbud")], version=None, by=by, now=now)
    first = [
        Declared(Leg.PROCUREMENT, "Udbud", company),
        Declared(Leg.IMPARTIALITY, "Min bror", company_name="Beta ApS"),
    ]
    conflicts_declare(application, conflicts=first, version=None, by=by, now=now)
    assert application.conflicts_asked is True
    procurement, brother = Conflict.objects.all()
    assert Transition.objects.of(brother).get().to_state == "declared"
    consultant = factories.UserFactory(roles={"consultant"})
    with pytest.raises(Refused, match="Write the assessment"):
        conflict_clear(procurement, decision="", by=consultant, now=now)
    with pytest.raises(NotYours):
        conflict_clear(procurement, decision="Nej", by=by, now=now)
    conflict_clear(procurement, decision="Udbuddet er slut.", by=consultant, now=now)
    assert "Udbuddet" not in Mail.objects.get(kind="conflict_decided").text
    # Declared anew: the decided one stays, the same one keeps its row, one that is left out goes.
    again = [
        Declared(Leg.PROCUREMENT, "Et andet ord", company),
        Declared(Leg.IMPARTIALITY, "Min bror ejer den", company_name="BETA"),
    ]
    conflicts_declare(application, conflicts=again, version=None, by=by, now=now)
    rows = list(Conflict.objects.values_list("pk", "state", "text"))
    assert rows == [(procurement.pk, "cleared", "Udbud"), (brother.pk, "declared", "Min bror ejer den")]
    conflicts_declare(application, conflicts=[], version=None, by=by, now=now)
    assert list(Conflict.objects.values_list("pk", flat=True)) == [procurement.pk]
    with pytest.raises(IllegalMove):
        conflict_uphold(procurement, decision="Jo", by=consultant, now=now)
    assert procurement.state == ConflictState.CLEARED
