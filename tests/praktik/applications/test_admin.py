"""The desk's pages of applications and conflicts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from praktik import clock
from praktik.applications.models import Application
from praktik.applications.services import Declared, application_submit, conflicts_declare, manager_answer
from praktik.applications.states import ConflictState, Leg, State
from praktik.history.models import Read
from praktik.registries import desk_counts
from tests import factories
from tests.praktik.applications.helpers import complete_draft, link_secret, mails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LIST = "/en/admin/praktik/application/"


@pytest.fixture
def consultant(client):
    user = factories.UserFactory(roles={"consultant"})
    client.force_login(user)
    return user


def act(row, name, noun="application"):
    return reverse(f"admin:praktik_{noun}_move", args=[row.pk, name])


def change(row, noun="application"):
    return reverse(f"admin:praktik_{noun}_change", args=[row.pk])


def test_consultants_see_what_was_sent_in_and_each_look_is_noted(client, consultant):
    draft = complete_draft(purpose="KLADDENS FORMÅL")
    sent = factories.ApplicationFactory(purpose="SENDT FORMÅL")
    page = client.get(LIST).content.decode()
    assert (str(sent.applicant) in page, str(draft.applicant) in page) == (True, False)
    assert Read.objects.count() == 0
    assert "SENDT FORMÅL" in client.get(change(sent)).content.decode()
    read = Read.objects.get()
    assert (read.reader, read.subject, read.what, read.object_id) == (
        consultant, sent.applicant, "application", sent.pk,
    )  # fmt: skip
    assert client.get(change(draft)).status_code == 302
    assert Read.objects.count() == 1


@pytest.mark.parametrize("role", ["reader", None])
def test_nobody_else_does(client, role):
    sent = factories.ApplicationFactory()
    client.force_login(factories.UserFactory(roles={role} if role else ()))
    expected = 403 if role else 302
    assert [client.get(page).status_code for page in (LIST, change(sent))] == [expected, expected]
    assert client.post(act(sent, "withdraw"), {"confirmed": 1, "why": "x"}).status_code in (302, 403, 404)
    sent.refresh_from_db()
    assert sent.state == State.ELIGIBLE


def test_the_number_of_queries_of_the_list_does_not_grow(client, consultant, django_assert_num_queries):
    round_, workplace = factories.RoundFactory(), factories.WorkplaceFactory()
    made = 0
    for rows in (1, 3):
        while made < rows:
            factories.WishFactory(application=factories.ApplicationFactory(round=round_, workplace=workplace))
            made += 1
        client.get(LIST)
        with django_assert_num_queries(11):
            client.get(LIST)


def test_an_address_is_confirmed_by_a_button_with_a_page_before_it(client, consultant):
    application = complete_draft(manager_email="chef@elsewhere.demo.example")
    application_submit(application, by=application.applicant, now=clock.now())
    assert [row.pk for row in _listed(client, "?todo=confirm")] == [application.pk]
    counts = {count.label: count.number for count in desk_counts(clock.now())}
    assert counts["Managers' addresses to confirm"] == 1
    page = client.get(act(application, "confirm"))
    assert "chef@elsewhere.demo.example" in page.content.decode()
    assert mails() == [("application_received", application.applicant.email)]
    client.post(act(application, "confirm"), {"confirmed": "1"})
    assert mails()[-1] == ("manager_question", "chef@elsewhere.demo.example")
    assert _listed(client, "?todo=confirm") == []


def _listed(client, query):
    return list(client.get(LIST + query).context["cl"].result_list)


def test_another_manager_is_asked_after_a_no(client, consultant):
    application = complete_draft()
    application_submit(application, by=application.applicant, now=clock.now())
    manager_answer(link_secret(), released=False, now=clock.now())
    Application.objects.update(manager_name="Ny", manager_email="ny@kommune.demo.example")
    assert [row.pk for row in _listed(client, "?todo=another")] == [application.pk]
    assert "ny@kommune.demo.example" in client.get(act(application, "manager")).content.decode()
    data = {"confirmed": "1", "name": "Ny", "email": "ny@kommune.demo.example", "why": "Den rigtige leder"}
    client.post(act(application, "manager"), data)
    application.refresh_from_db()
    assert application.state == State.AWAITING_MANAGER
    assert mails()[-1] == ("manager_question", "ny@kommune.demo.example")


def test_protect_and_withdraw(client, consultant):
    application = factories.ApplicationFactory()
    client.post(act(application, "protect"), {"confirmed": "1", "protected": "yes", "reason": "Kan kun rejse kort"})
    application.refresh_from_db()
    assert (application.protected, application.protected_reason) == (True, "Kan kun rejse kort")
    client.post(act(application, "withdraw"), {"confirmed": "1", "why": ""})
    application.refresh_from_db()
    assert application.state == State.ELIGIBLE
    client.post(act(application, "withdraw"), {"confirmed": "1", "why": "Efter aftale"})
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN


@pytest.mark.parametrize(("name", "state"), [("clear", ConflictState.CLEARED), ("uphold", ConflictState.UPHELD)])
def test_a_conflict_is_decided_in_writing(client, consultant, name, state):
    application = complete_draft()
    now = clock.now()
    declared = [Declared(Leg.PROCUREMENT, "Vi har et udbud i gang.", company_name="Alfa")]
    conflicts_declare(application, conflicts=declared, version=None, by=application.applicant, now=now)
    conflict = application.conflicts.get()
    listing = "/en/admin/praktik/conflict/"
    assert "Alfa" not in client.get(listing).content.decode()  # a draft is nobody's business
    application_submit(application, by=application.applicant, now=now)
    assert "Alfa" in client.get(listing).content.decode()
    assert "udbud" in client.get(change(conflict, "conflict")).content.decode()
    assert Read.objects.get().subject == application.applicant
    client.post(act(conflict, name, "conflict"), {"confirmed": "1", "decision": ""})
    client.post(act(conflict, name, "conflict"), {"confirmed": "1", "decision": "Vurderet."})
    conflict.refresh_from_db()
    assert (conflict.state, conflict.decision) == (state, "Vurderet.")
    assert mails()[-1] == ("conflict_decided", application.applicant.email)
