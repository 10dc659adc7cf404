"""What reminders did not bring about becomes the desk's task, until it is done."""

import datetime as dt

import pytest
from django.urls import reverse

from praktik import clock
from praktik.applications.models import Application, ManagerRequest
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import Role
from praktik.listings.models import Listing
from praktik.listings.states import State as ListingState
from praktik.mail.drain import mails_drain
from praktik.mail.reminders import RULES, reminders_queue
from praktik.mail.vain import tasks, tasks_count
from praktik.placements.states import SignerRole
from tests import factories
from tests.praktik.placements.make import Case, noon

pytestmark = pytest.mark.django_db
ASKED = noon(dt.date(2027, 4, 5))  # a Monday


def asked(**fields):
    application = factories.ApplicationFactory(state=ApplicationState.AWAITING_MANAGER)
    given = {"application": application, "name": "Lis Leder", "email": "leder@kommune.example", "asked_at": ASKED}
    given |= {"expires_at": ASKED + dt.timedelta(days=60), "token_hash": str(application.pk)}
    return ManagerRequest.objects.create(**given | fields)


def on(days, start=ASKED):
    return start + dt.timedelta(days=days)


def test_which_reminders_end_at_the_desk():
    assert {rule.kind: rule.desk for rule in RULES.values() if rule.desk} == {
        "manager_waiting_reminder": "application",
        "listing_returned_reminder": "pk",
        "agreement_missing_reminder_intern": "pk",
        "agreement_reminder": "agreement__placement",
        "agreement_reminder_host": "agreement__placement",
        "manager_signature_reminder": "agreement__placement",
    }


@pytest.mark.parametrize(("days", "count"), [(0, 0), (12, 0), (13, 1), (102, 1), (103, 0)])
def test_three_days_after_the_last_reminder_and_for_ninety_days(days, count):
    asked()
    assert (tasks_count(on(days)), len(tasks(on(days)))) == (count, count)


@pytest.mark.parametrize(
    "change",
    [
        {"answered_at": ASKED, "released": True},
        {"replaced_at": ASKED},
        {"application__state": ApplicationState.WITHDRAWN},
    ],
)
def test_what_is_done_is_no_task(change):
    request = asked()
    if state := change.pop("application__state", None):
        Application.objects.update(state=state)
    ManagerRequest.objects.filter(pk=request.pk).update(**change)
    assert (tasks_count(on(13)), tasks(on(13))) == (0, [])


def test_a_task_tells_what_has_been_sent():
    request = asked()
    for day in (7, 10):
        reminders_queue(on(day))
        mails_drain(now=on(day))
    (task,) = tasks(on(13))
    assert (task.row, task.since, task.sent, task.last) == (request.application, ASKED.date(), 2, on(10))


def test_an_agreement_that_nobody_sends_and_then_nobody_signs():
    case = Case().fill()
    before = noon(case.placement.starts_on) - dt.timedelta(days=5)
    assert tasks(before) == []
    (task,) = tasks(on(1, before))
    assert (task.rule.kind, task.row) == ("agreement_missing_reminder_intern", case.placement)
    case.now = before
    case.send()
    assert tasks(on(1, before)) == []
    late = on(10, case.signature(SignerRole.INTERN).asked_at)
    assert {(task.rule.kind, task.row) for task in tasks(late)} == {
        (kind, case.placement)
        for kind in ("agreement_reminder", "agreement_reminder_host", "manager_signature_reminder")
    }


def test_a_listing_that_was_returned():
    listing = factories.ListingFactory(state=ListingState.RETURNED)
    listing.comments.create(text="Skriv mere", at=ASKED)
    assert [(task.row, task.since) for task in tasks(on(13))] == [(listing, ASKED.date())]
    Listing.objects.update(state=ListingState.SUBMITTED)
    assert tasks(on(13)) == []


def test_the_page_links_to_what_it_is_about(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(clock, "now", lambda: on(13))
    client.force_login(factories.UserFactory(roles={Role.CONSULTANT}))
    page = reverse("admin:mail_in_vain")
    assert "Intet: Alle påmindelser" in client.get(page).content.decode()
    for more in (1, 2):
        requests = [asked() for _turn in range(more)]
        with django_assert_num_queries(10):
            text = client.get(page).content.decode()
        for request in requests:
            assert reverse("admin:praktik_application_change", args=[request.application_id]) in text
