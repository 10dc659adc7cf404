from __future__ import annotations

import datetime as dt
import smtplib
import uuid

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core import mail as django_mail
from django.core.mail import BadHeaderError
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, connections
from django.test import override_settings
from requests import Response

from praktik import clock
from praktik.mail import drain, lease, transport
from praktik.mail.models import Mail, MailBounce
from praktik.mail.states import State
from tests.praktik.mail.outbox import NOW, Refusing, queued


def claimed(key="one", *, seconds, **fields):
    """Claimed by somebody whose lease has ``seconds`` left."""
    until = clock.real() + dt.timedelta(seconds=seconds)
    return queued(key, state=State.CLAIMED, claim=uuid.uuid4(), lease_until=until, **{"attempts": 1} | fields)


@pytest.mark.django_db
def test_a_due_mail_is_sent_once_with_the_message_id_of_its_key():
    queued("one")
    assert drain.mails_drain(now=NOW) == 1
    assert drain.mails_drain(now=NOW) == 0
    assert [m.extra_headers["Message-ID"] for m in django_mail.outbox] == [Mail.objects.get().message_id]
    mail = Mail.objects.get()
    assert (mail.state, mail.sent_at, mail.attempts, mail.lease_until, mail.claim) == (State.SENT, NOW, 1, None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({"not_before": NOW + dt.timedelta(seconds=1)}, False),
        ({"state": State.HELD}, False),
        ({"state": State.DEAD}, False),
        ({"state": State.SUPERSEDED}, False),
        ({"state": State.SENT, "sent_at": NOW}, False),
        ({"state": State.QUEUED}, True),
    ],
)
def test_what_may_be_claimed(fields, due):
    queued("one", **fields)
    assert (drain.mail_claim(now=NOW) is not None) is due


@pytest.mark.django_db
def test_a_running_lease_keeps_others_away():
    claimed(seconds=5)
    assert drain.mail_claim(now=NOW) is None


@pytest.mark.django_db
def test_a_claim_whose_lease_is_over_is_claimed_again_and_counted():
    before = claimed(seconds=-1)
    mail = drain.mail_claim(now=NOW)
    assert (mail.pk, mail.attempts, mail.interrupted) == (before.pk, 2, 1)
    assert mail.claim != before.claim


@pytest.mark.django_db
def test_only_the_holder_of_the_claim_stores_the_outcome():
    queued("one")
    late = drain.mail_claim(now=NOW)
    Mail.objects.update(lease_until=clock.real() - dt.timedelta(seconds=1))
    holder = drain.mail_claim(now=NOW)
    drain._deliver(late, transport.connect(), now=NOW)
    assert (Mail.objects.get().state, Mail.objects.get().claim) == (State.CLAIMED, holder.claim)
    drain._deliver(holder, transport.connect(), now=NOW)
    assert Mail.objects.get().state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_mail_server_takes_its_time(monkeypatch, settings):
    monkeypatch.setattr(lease, "RENEW", 0.1)
    settings.EMAIL_TRANSPORT = f"{__name__}.Slow"
    queued("one")
    assert drain.mails_drain(now=NOW) == 1
    first, *_between, last = Slow.seen
    assert last - first > dt.timedelta(seconds=0.3)


class Slow(Refusing):
    """Takes half a second, and looks at the lease meanwhile."""

    seen: list[dt.datetime] = []

    def send_messages(self, messages):
        for _look in range(6):
            type(self).seen.append(Mail.objects.get().lease_until)
            connection.cursor().execute("SELECT pg_sleep(0.1)")
        return len(messages)


@pytest.mark.django_db(transaction=True)
def test_two_drainers_never_claim_the_same_mail():
    for number in range(2):
        queued(f"mail {number}")
    first = Mail.objects.due(NOW, clock.real()).select_for_update(skip_locked=True).order_by("pk")
    other = connection.copy()
    try:
        connection.set_autocommit(False)
        held = first.first()
        other.ensure_connection()
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM praktik_mail ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1")
            taken = cursor.fetchone()[0]
        assert taken != held.pk
    finally:
        connection.rollback()
        connection.set_autocommit(True)
        other.close()
        connections.close_all()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "state", "wait"),
    [
        (smtplib.SMTPServerDisconnected("gone"), State.QUEUED, 10),
        (smtplib.SMTPConnectError(554, b"no service"), State.QUEUED, 10),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), State.QUEUED, 10),
        (smtplib.SMTPDataError(421, b"closing"), State.QUEUED, 10),
        (ConnectionRefusedError("no server"), State.QUEUED, 10),
        (TimeoutError("slow"), State.QUEUED, 10),
        (smtplib.SMTPRecipientsRefused({"a@demo.example": (450, b"greylisted")}), State.QUEUED, 60),
        (smtplib.SMTPDataError(452, b"full"), State.QUEUED, 60),
        (smtplib.SMTPRecipientsRefused({"a@demo.example": (550, b"unknown")}), State.DEAD, 0),
        (smtplib.SMTPDataError(554, b"spam"), State.DEAD, 0),
        (smtplib.SMTPSenderRefused(501, b"syntax", "x"), State.DEAD, 0),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), State.DEAD, 0),
        (BadHeaderError("newline"), State.DEAD, 0),
        (ZeroDivisionError("ours"), State.QUEUED, 60),
        (AnymailRecipientsRefused("all"), State.DEAD, 0),
        (AnymailAPIError("no network"), State.QUEUED, 10),
    ],
)
def test_what_the_mail_server_says_decides(monkeypatch, settings, error, state, wait):
    monkeypatch.setattr(Refusing, "error", error)
    settings.EMAIL_TRANSPORT = "tests.praktik.mail.outbox.Refusing"
    queued("one")
    assert drain.mails_drain(now=NOW) == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.not_before) == (state, NOW + dt.timedelta(seconds=wait))
    assert mail.error.startswith(type(error).__name__)


@pytest.mark.parametrize(("status", "kind"), [(401, "CONNECTION"), (429, "LATER"), (503, "LATER"), (422, "PERMANENT")])
def test_what_a_provider_says_decides(status, kind):
    answer = Response()
    answer.status_code = status
    assert transport.trouble(AnymailAPIError("no", response=answer)) is transport.Trouble[kind]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        (smtplib.SMTPRecipientsRefused({"a@demo.example": (450, b"greylisted")}), 16),
        (ConnectionRefusedError("no server"), 78),
        (ZeroDivisionError("ours"), 3),
    ],
)
def test_a_ladder_has_an_end(monkeypatch, settings, error, attempts):
    monkeypatch.setattr(Refusing, "error", error)
    settings.EMAIL_TRANSPORT = "tests.praktik.mail.outbox.Refusing"
    queued("one")
    now = NOW
    for _turn in range(100):
        drain.mails_drain(now=now)
        mail = Mail.objects.get()
        if mail.state == State.DEAD:
            break
        now = mail.not_before
    assert (mail.state, mail.attempts) == (State.DEAD, attempts)


@pytest.mark.django_db
def test_an_address_that_is_refused_for_good_is_remembered(monkeypatch, settings):
    monkeypatch.setattr(Refusing, "error", smtplib.SMTPRecipientsRefused({"A@demo.example": (550, b"unknown")}))
    settings.EMAIL_TRANSPORT = "tests.praktik.mail.outbox.Refusing"
    queued("one", to="A@demo.example")
    drain.mails_drain(now=NOW)
    assert list(MailBounce.objects.values_list("address", flat=True)) == ["a@demo.example"]


@pytest.mark.django_db
def test_a_server_that_is_away_is_asked_once_and_no_other_mail_waits_for_its_sake(monkeypatch, settings):
    monkeypatch.setattr(Refusing, "error", ConnectionRefusedError("no server"))
    settings.EMAIL_TRANSPORT = "tests.praktik.mail.outbox.Refusing"
    for number in range(3):
        queued(f"mail {number}")
    drain.mails_drain(now=NOW)
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 0, 1]


@pytest.mark.django_db
def test_a_mail_that_kills_its_workers_is_given_up():
    claimed(seconds=-1, attempts=6, interrupted=drain.INTERRUPTIONS)
    assert drain.mail_claim(now=NOW) is None
    mail = Mail.objects.get()
    assert (mail.state, mail.error) == (State.DEAD, "every attempt ended with a worker that died")


@pytest.mark.django_db
def test_one_poisonous_mail_does_not_stop_the_others(monkeypatch):
    queued("bad", subject="one\nBcc: all@demo.example", not_before=NOW - dt.timedelta(1))
    queued("good")
    assert drain.mails_drain(now=NOW) == 1
    assert list(Mail.objects.order_by("key").values_list("state", flat=True)) == ["dead", "sent"]
    assert [m.subject for m in django_mail.outbox] == ["Hej"]


@pytest.mark.django_db
def test_the_headers_of_every_mail(settings):
    settings.DEFAULT_FROM_EMAIL = "Praktik <praktik@demo.example>"
    settings.CONTACT_EMAIL = "desk@demo.example"
    queued("one", kind="lead_reminder")
    queued("two", kind="offer_reminder_intern", not_before=NOW - dt.timedelta(seconds=1))
    drain.mails_drain(now=NOW)
    case, optional = django_mail.outbox
    assert (case.from_email, case.reply_to) == ("Praktik <praktik@demo.example>", ["desk@demo.example"])
    assert case.extra_headers == {
        "Message-ID": Mail.objects.get(key="two").message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    link = optional.extra_headers["List-Unsubscribe"]
    assert link.startswith("<http://testserver/mails/stop/")
    assert transport.unsubscribe_read(link.strip("<>").rstrip("/").rpartition("/")[2]) == (
        "a@demo.example",
        "lead_reminder",
    )
    assert optional.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (DatabaseError("server closed the connection unexpectedly"), True),
        (OperationalError("the database system is in recovery mode"), True),
        (InterfaceError("connection already closed"), True),
        (IntegrityError("a row is refused"), False),
        (ZeroDivisionError(), False),
    ],
)
def test_a_database_that_went_away_is_told_from_one_that_refuses(error, away):
    assert lease.is_away(error) is away


@pytest.mark.django_db(transaction=True)
def test_an_outcome_is_stored_when_the_database_is_back_and_the_turn_is_over():
    """The backend is ended between the server's 250 and the commit."""
    queued("one")
    queued("two")
    Ending.other = connection.copy()
    assert drain_with(Ending) == 1
    Ending.other.close()
    assert list(Mail.objects.order_by("key").values_list("state", "attempts")) == [("sent", 1), ("queued", 0)]


class Ending(Refusing):
    """Takes the mail, and ends the drainer's connection to the database."""

    other = None

    def send_messages(self, messages):
        pid = connection.connection.info.backend_pid
        with type(self).other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        return len(messages)


def drain_with(transport_class):
    with override_settings(EMAIL_TRANSPORT=f"{__name__}.{transport_class.__name__}"):
        return drain.mails_drain(now=NOW)
