"""The question to the manager: one link, one answer."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from praktik.applications.models import Application, Conflict, ManagerRequest
from praktik.applications.services import (
    Declared,
    LinkOver,
    application_submit,
    application_update,
    manager_answer,
    manager_confirm,
    manager_link_renew,
    manager_link_resend,
    manager_replace,
    request_by_secret,
)
from praktik.applications.states import Leg, State
from praktik.dates import working_day_from
from praktik.history.door import IllegalMove, NotYours, Refused, Stale
from praktik.history.models import Transition
from praktik.links import digest
from praktik.mail.models import Mail
from praktik.mail.reminders import reminders_queue
from praktik.mail.services import mails_drain
from praktik.rounds.models import Milestone
from praktik.rounds.states import MilestoneKind
from tests import factories
from tests.praktik.applications.helpers import complete_draft, link_secret, mails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def application(now):
    """Sent in; its manager has a mail."""
    application = complete_draft()
    application_submit(application, by=application.applicant, now=now)
    return application


def test_a_yes_makes_it_eligible_and_tells_the_applicant(application, now):
    secret = link_secret()
    manager_answer(secret, released=True, comment=" God ide ", now=now)
    application.refresh_from_db()
    request = application.manager_requests.get()
    assert application.state == State.ELIGIBLE
    assert (request.released, request.comment, request.answered_at) == (True, "God ide", now)
    assert mails() == [
        ("application_received", application.applicant.email), ("manager_said_yes", application.applicant.email),
    ]  # fmt: skip
    last = Transition.objects.of(application).last()
    assert (last.role, last.actor) == ("manager", None)
    assert "God ide" not in Mail.objects.get(kind="manager_said_yes").text


def test_a_no_is_told_too(application, now):
    manager_answer(link_secret(), released=False, now=now)
    application.refresh_from_db()
    assert application.state == State.DECLINED_BY_MANAGER
    assert mails()[-1] == ("manager_said_no", application.applicant.email)


def test_a_link_works_once(application, now):
    secret = link_secret()
    manager_answer(secret, released=True, now=now)
    with pytest.raises(LinkOver, match="has been answered"):
        manager_answer(secret, released=False, now=now)
    application.refresh_from_db()
    assert application.state == State.ELIGIBLE
    assert application.manager_requests.get().released is True


def nine(asked, days):
    """Nine o'clock on the working day ``days`` after the question: an hour after the reminder of that day."""
    day = working_day_from(timezone.localdate(asked.asked_at) + dt.timedelta(days=days))
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


def reminded(now):
    """The secret in the reminder that goes at ``now``."""
    reminders_queue(now)
    mails_drain(now=now)
    mail = Mail.objects.filter(kind="manager_question_reminder", state="sent").latest("pk")
    return re.search(r"/manager/([^/]+)/", mail.text).group(1)


def test_the_reminders_link_works_as_the_first_one_does_and_stops_with_it(application):
    asked, first = application.manager_requests.get(), link_secret()
    again = reminded(nine(asked, 3))
    assert request_by_secret(again) == request_by_secret(first) == asked
    assert request_by_secret(f"{again[:-1]}{'A' if again[-1] != 'A' else 'B'}") is None
    assert request_by_secret(asked.token_hash) is None
    manager_link_resend(application, by=application.applicant, now=nine(asked, 3))
    with pytest.raises(LinkOver):
        manager_answer(again, released=True, now=nine(asked, 3))


def test_the_manager_answers_by_the_reminder_and_is_not_reminded_again(application):
    asked, first = application.manager_requests.get(), link_secret()
    again = reminded(nine(asked, 3))
    manager_answer(again, released=True, now=nine(asked, 3))
    application.refresh_from_db()
    assert application.state == State.ELIGIBLE
    with pytest.raises(LinkOver):
        manager_answer(first, released=False, now=nine(asked, 3))
    reminders_queue(nine(asked, 7))
    assert Mail.objects.filter(kind="manager_question_reminder").count() == 1


def test_an_unknown_and_an_old_link_do_nothing(application, now):
    with pytest.raises(LinkOver, match="do not know"):
        manager_answer("x" * 43, released=True, now=now)
    deadline = application.manager_requests.get().expires_at
    with pytest.raises(LinkOver, match="too old"):
        manager_answer(link_secret(), released=True, now=deadline)
    application.refresh_from_db()
    assert application.state == State.AWAITING_MANAGER


def test_the_secret_is_only_in_the_mail(application):
    secret = link_secret()
    request = application.manager_requests.get()
    assert request.token_hash == digest(secret)
    stored = ManagerRequest.objects.filter(pk=request.pk).values_list().get()
    assert secret not in str(stored)


def test_an_answer_counts_for_what_the_manager_saw(application, now):
    seen = application.version
    application_update(application, data={"purpose": "Andet"}, version=None, by=application.applicant, now=now)
    with pytest.raises(Stale, match="Read it again"):
        manager_answer(link_secret(), released=True, version=seen, now=now)
    manager_answer(link_secret(), released=True, version=seen + 1, now=now)


def test_the_managers_conflicts_count(application, now):
    company = factories.CompanyFactory()
    conflict = Declared(Leg.PROCUREMENT, "Vi har et udbud i gang.", company)
    manager_answer(link_secret(), released=True, conflicts=[conflict], now=now)
    row = Conflict.objects.get()
    assert (row.application, row.organisation, row.by_manager, row.state) == (application, company, True, "declared")
    assert Transition.objects.of(row).get().role == "manager"


def test_the_applicant_can_send_the_link_again_but_not_all_the_time(application, now):
    old = link_secret()
    with pytest.raises(Refused, match="less than an hour ago"):
        manager_link_resend(application, by=application.applicant, now=now + HOUR / 2)
    with pytest.raises(NotYours):
        manager_link_resend(application, by=factories.UserFactory(), now=now + HOUR)
    manager_link_resend(application, by=application.applicant, now=now + HOUR)
    new = link_secret("manager_link")
    assert new != old
    with pytest.raises(LinkOver, match="replaced"):
        manager_answer(old, released=True, now=now + HOUR)
    manager_answer(new, released=True, now=now + HOUR)
    with pytest.raises(IllegalMove):
        manager_link_resend(application, by=application.applicant, now=now + 9 * HOUR)


def test_after_the_deadline_a_link_works_a_week(application, now):
    late = application.round.at(MilestoneKind.MANAGERS) + HOUR
    request = manager_link_resend(application, by=application.applicant, now=late)
    assert request.expires_at == late + dt.timedelta(days=7)


def test_a_manager_with_an_old_link_gets_a_new_one_at_the_same_address(application, now):
    old = link_secret()
    manager_link_renew(old, now=now + HOUR / 2)
    assert application.manager_requests.count() == 1
    manager_link_renew(old, now=now + HOUR)
    assert mails()[-1] == ("manager_link", application.manager_email)
    manager_link_renew("x" * 43, now=now + 3 * HOUR)
    manager_answer(link_secret("manager_link"), released=True, now=now + HOUR)
    manager_link_renew(old, now=now + 3 * HOUR)
    assert application.manager_requests.count() == 2


def test_somebody_who_is_not_asked_any_more_gets_no_link(application, now, consultant):
    old = link_secret()
    manager_replace(application, name="Ny", email="ny@kommune.demo.example", by=consultant, now=now)
    manager_link_renew(old, now=now + 3 * HOUR)
    assert application.manager_requests.count() == 2


def test_an_address_is_confirmed_by_a_consultant_before_the_mail_goes(now, consultant):
    application = complete_draft(manager_email="chef@elsewhere.demo.example")
    application_submit(application, by=application.applicant, now=now)
    request = application.manager_requests.get()
    with pytest.raises(Refused, match="when a consultant has confirmed"):
        manager_link_resend(application, by=application.applicant, now=now + 2 * HOUR)
    with pytest.raises(NotYours):
        manager_confirm(request, by=application.applicant, now=now)
    manager_confirm(request, by=consultant, now=now)
    assert mails()[-1] == ("manager_question", "chef@elsewhere.demo.example")
    with pytest.raises(Refused, match="confirmed already"):
        manager_confirm(request, by=consultant, now=now)
    manager_answer(link_secret(), released=True, now=now)
    # The same address is trusted when the same application asks again.
    application_update(application, data={"purpose": "Andet"}, version=None, by=application.applicant, now=now)
    assert mails()[-1] == ("manager_question_again", "chef@elsewhere.demo.example")


def test_another_manager_after_a_no(application, now, consultant):
    manager_answer(link_secret(), released=False, now=now)
    new = {"name": "Ny Leder", "email": "Ny@elsewhere.demo.example"}
    with pytest.raises(NotYours):
        manager_replace(application, **new, by=application.applicant, now=now, why="Forkert leder")
    with pytest.raises(Refused, match="Write why"):
        manager_replace(application, **new, by=consultant, now=now)
    with pytest.raises(Refused, match="not one of the applicant's"):
        manager_replace(
            application, name="Mig", email=application.applicant.email, by=consultant, now=now, why="Forkert leder"
        )
    manager_replace(application, **new, by=consultant, now=now, why="Forkert leder")
    application.refresh_from_db()
    assert application.state == State.AWAITING_MANAGER
    assert mails()[-1] == ("manager_question", "ny@elsewhere.demo.example")
    assert Transition.objects.of(application).last().why == "Forkert leder"
    manager_answer(link_secret(), released=True, now=now)


def test_nobody_is_asked_where_nobody_waits(application, now, consultant):
    Application.objects.filter(pk=application.pk).update(state=State.MATCHED)
    with pytest.raises(IllegalMove):
        manager_replace(application, name="Ny", email="ny@kommune.demo.example", by=consultant, now=now)


def test_an_open_question_is_one_at_a_time(application, now):
    with pytest.raises(Exception, match="manager_asked_once"):
        ManagerRequest.objects.create(
            application=application, name="x", email="x@demo.example", token_hash="x" * 64, asked_at=now, expires_at=now
        )


def test_without_a_managers_deadline_a_link_works_a_week(now):
    application = complete_draft()
    Milestone.objects.filter(round=application.round, kind=MilestoneKind.MANAGERS).delete()
    application_submit(application, by=application.applicant, now=now)
    assert application.manager_requests.get().expires_at == now + dt.timedelta(days=7)
