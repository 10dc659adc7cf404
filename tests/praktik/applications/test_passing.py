"""A manager who does not decide passes the question on."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from praktik.applications.models import Application
from praktik.applications.services import (
    LinkOver,
    application_submit,
    application_withdraw,
    link_problem,
    manager_answer,
    manager_confirm,
    manager_link_renew,
    manager_pass_on,
    request_by_secret,
)
from praktik.applications.states import State
from praktik.history.door import Refused
from praktik.history.models import Transition
from praktik.mail.models import Mail
from tests import factories
from tests.praktik.applications.helpers import complete_draft, link_secret, mails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HOUR = dt.timedelta(hours=1)
OTHER = {"name": "Dorte Direktør", "email": "Dorte@kommune.demo.example"}


@pytest.fixture
def application(now):
    """Sent in; its manager has a mail."""
    application = complete_draft()
    application_submit(application, by=application.applicant, now=now)
    return application


def test_the_other_manager_is_asked_and_the_applicant_told(application, now):
    first, version = link_secret(), application.version
    manager_pass_on(first, **OTHER, now=now + HOUR)
    application.refresh_from_db()
    assert (application.state, application.manager_name, application.manager_email, application.version) == (
        State.AWAITING_MANAGER, "Dorte Direktør", "dorte@kommune.demo.example", version + 1,
    )  # fmt: skip
    me = application.applicant.email
    assert mails() == [
        ("application_received", me), ("manager_question_passed", "dorte@kommune.demo.example"),
        ("manager_passed_on", me),
    ]  # fmt: skip
    # In the applicant's language: a manager has none of their own.
    assert "Vi spurgte først Mads Manager, som har" in Mail.objects.get(kind="manager_question_passed").text
    move = Transition.objects.of(application).last()
    assert (move.from_state, move.to_state, move.role, move.actor, move.at, move.why) == (
        "awaiting_manager", "awaiting_manager", "manager", None, now + HOUR, "Mads Manager → Dorte Direktør",
    )  # fmt: skip
    with pytest.raises(LinkOver, match="Somebody else is asked now"):
        manager_answer(first, released=True, now=now + HOUR)
    manager_answer(link_secret("manager_question_passed"), released=True, now=now + HOUR)
    application.refresh_from_db()
    assert application.state == State.ELIGIBLE


def test_a_link_passes_on_once_and_only_while_it_works(application, now):
    secret, deadline = link_secret(), application.manager_requests.get().expires_at
    with pytest.raises(LinkOver, match="do not know"):
        manager_pass_on("x" * 43, **OTHER, now=now)
    with pytest.raises(LinkOver, match="too old"):
        manager_pass_on(secret, **OTHER, now=deadline)
    manager_pass_on(secret, **OTHER, now=now)
    with pytest.raises(LinkOver, match="Somebody else"):
        manager_pass_on(secret, name="Tredje", email="tredje@kommune.demo.example", now=now)
    manager_answer(link_secret("manager_question_passed"), released=False, now=now)
    with pytest.raises(LinkOver):
        manager_pass_on(link_secret("manager_question_passed"), **OTHER, now=now)
    assert application.manager_requests.count() == 2


def test_whoever_passed_it_on_gets_no_new_link(application, now):
    secret = link_secret()
    manager_pass_on(secret, **OTHER, now=now)
    manager_link_renew(secret, now=now + 5 * HOUR)
    assert Mail.objects.filter(kind="manager_link").count() == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": " ", "email": "x@kommune.demo.example"}, "name and e-mail address"),
        ({"name": "X", "email": ""}, "name and e-mail address"),
    ],
)
def test_somebody_must_be_named(application, now, data, said):
    with pytest.raises(Refused, match=said):
        manager_pass_on(link_secret(), **data, now=now)


def test_neither_the_applicant_nor_the_same_address(application, now):
    for email, said in (
        (application.applicant.email, "not one of the applicant's"),
        (application.applicant.email.replace("@", "+chef@"), "not one of the applicant's"),
        (application.manager_email.upper(), "the address that we have asked"),
    ):
        with pytest.raises(Refused, match=said):
            manager_pass_on(link_secret(), name="Dorte", email=email, now=now)
    assert (application.manager_requests.count(), Transition.objects.of(application).count()) == (1, 1)


def test_another_domain_waits_for_a_consultant(application, now):
    asked = manager_pass_on(link_secret(), name="Dorte", email="dorte@elsewhere.demo.example", now=now)
    assert asked.confirmed is False
    assert mails()[-1][0] == "manager_passed_on"
    assert Mail.objects.filter(kind="manager_question_passed").count() == 0
    consultant = factories.UserFactory(roles={"consultant"})
    manager_confirm(asked, by=consultant, now=now + HOUR)
    assert mails()[-1] == ("manager_question_passed", "dorte@elsewhere.demo.example")
    assert "Mads Manager" in Mail.objects.get(kind="manager_question_passed").text


def test_what_a_replaced_link_says(application, now):
    secret = link_secret()
    manager_link_renew(secret, now=now + HOUR)
    assert "newer one" in link_problem(request_by_secret(secret), now=now + HOUR)
    application_withdraw(application, why="Nyt job", by=application.applicant, now=now + HOUR)
    assert "has been withdrawn" in link_problem(request_by_secret(secret), now=now + HOUR)


def url(name, secret):
    return reverse(name, args=[secret])


def other(**data):
    return {f"other-{name}": value for name, value in {**OTHER, **data}.items()}


def test_the_page_passes_it_on(client, application, now):
    secret = link_secret()
    page = client.get(url("manager_answer", secret)).content.decode()
    assert url("manager_pass_on", secret) in page
    assert client.get(url("manager_pass_on", secret)).url == url("manager_answer", secret)
    for data, said in (
        (other(email=application.applicant.email), "not one of the applicant"),
        (other(email="x"), "valid email address"),
        (other(name="010190-1234"), "looks like a CPR number"),
    ):
        wrong = client.post(url("manager_pass_on", secret), data)
        text = wrong.content.decode()
        assert (wrong.status_code, said in text, "Dorte" in text or "010190" in text, " open>" in text) == (
            200, True, True, True,
        )  # fmt: skip
    assert application.manager_requests.count() == 1
    done = client.post(url("manager_pass_on", secret), other()).content.decode()
    assert "We have asked Dorte Direktør at dorte@kommune.demo.example" in done
    again = client.post(url("manager_pass_on", secret), other())
    assert (again.status_code, "Somebody else is asked now" in again.content.decode()) == (410, True)
    assert url("manager_new_link", secret) not in again.content.decode()
    assert client.post(url("manager_pass_on", "x" * 43), other()).url == url("manager_answer", "x" * 43)


def test_what_was_written_for_a_link_that_is_over_is_shown(client, application, now):
    secret = link_secret()
    manager_link_renew(secret, now=now + HOUR)
    data = dict.fromkeys(("impartiality", "confidentiality", "procurement"), "no")
    data |= {"released": "yes", "comment": "Husk <fristen>", "version": application.version}
    page = client.post(url("manager_answer", secret), data)
    assert (page.status_code, "Husk &lt;fristen&gt;" in page.content.decode()) == (410, True)


def test_the_applicants_page_tells_who_is_asked_now(client, application, now):
    manager_pass_on(link_secret(), **OTHER, now=now)
    client.force_login(application.applicant)
    page = client.get(reverse("application_page", args=[application.pk]))
    last = page.context["events"][-1]
    assert (last["what"], last["why"]) == ("Passed on to another manager", "Mads Manager → Dorte Direktør")
    assert "We asked at dorte@kommune.demo.example." in page.content.decode()
    assert Application.objects.get().manager_name == "Dorte Direktør"
