from __future__ import annotations

import datetime as dt
import smtplib

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.db import connection, connections

from praktik import clock
from praktik.mail import services
from praktik.mail.models import Mail
from praktik.mail.states import State

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def queued(key="one", **fields):
    fields = {"to": "a@demo.example", "subject": "Hej", "text": "Hej\n", "created_at": NOW, "not_before": NOW} | fields
    mail = Mail(key=key, kind="test", message_id=services.message_id(key), **fields)
    assert services.mail_store(mail)
    return Mail.objects.get(key=key)


@pytest.mark.django_db
def test_the_same_key_is_stored_once():
    queued("one")
    again = Mail(key="one", kind="test", to="b@demo.example", message_id="x", created_at=NOW, not_before=NOW)
    assert services.mail_store(again) is False
    assert list(Mail.objects.values_list("key", "to")) == [("one", "a@demo.example")]


@pytest.mark.django_db
def test_a_due_mail_is_sent_once_with_the_message_id_of_its_key():
    queued("one")
    assert services.mails_drain(now=NOW) == 1
    assert services.mails_drain(now=NOW) == 0
    assert [m.extra_headers["Message-ID"] for m in django_mail.outbox] == [services.message_id("one")]
    mail = Mail.objects.get()
    assert (mail.state, mail.sent_at, mail.attempts, mail.lease_until) == (State.SENT, NOW, 1, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({"not_before": NOW + dt.timedelta(seconds=1)}, False),
        ({"state": State.HELD}, False),
        ({"state": State.DEAD}, False),
        ({"state": State.SUPERSEDED}, False),
        ({"state": State.SENT}, False),
        ({"state": State.QUEUED}, True),
    ],
)
def test_what_may_be_claimed(fields, due):
    queued("one", **fields)
    assert (services.mail_claim(now=NOW) is not None) is due


@pytest.mark.django_db
def test_a_running_lease_keeps_others_away_and_one_that_is_over_does_not():
    queued("one", state=State.CLAIMED, lease_until=clock.real() + dt.timedelta(minutes=1), attempts=1)
    assert services.mail_claim(now=NOW) is None
    Mail.objects.update(lease_until=clock.real() - dt.timedelta(seconds=1))
    assert services.mail_claim(now=NOW).attempts == 2


@pytest.mark.django_db
def test_only_the_holder_of_the_lease_stores_the_outcome():
    queued("one")
    late = services.mail_claim(now=NOW)
    Mail.objects.update(lease_until=clock.real() + dt.timedelta(minutes=5))
    services._send(late, django_mail.get_connection("django.core.mail.backends.locmem.EmailBackend"), now=NOW)
    assert Mail.objects.get().state == State.CLAIMED


@pytest.mark.django_db(transaction=True)
def test_two_drainers_never_claim_the_same_mail():
    for number in range(2):
        queued(f"mail {number}")
    first = services.Mail.objects.due(NOW, clock.real()).select_for_update(skip_locked=True).order_by("pk")
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


class Refusing:
    """A transport whose server answers with ``error``."""

    error: Exception

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise type(self).error

    def close(self):
        pass


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "state", "wait"),
    [
        (smtplib.SMTPServerDisconnected("gone"), State.QUEUED, 10),
        (ConnectionRefusedError("no server"), State.QUEUED, 10),
        (smtplib.SMTPRecipientsRefused({"a@demo.example": (451, b"later")}), State.QUEUED, 10),
        (smtplib.SMTPRecipientsRefused({"a@demo.example": (550, b"unknown")}), State.DEAD, 0),
    ],
)
def test_what_the_mail_server_says_decides(monkeypatch, settings, error, state, wait):
    monkeypatch.setattr(Refusing, "error", error, raising=False)
    settings.EMAIL_TRANSPORT = f"{__name__}.Refusing"
    queued("one")
    assert services.mails_drain(now=NOW) == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.not_before) == (state, NOW + dt.timedelta(seconds=wait))
    assert mail.error.startswith(type(error).__name__)


@pytest.mark.django_db
def test_a_mail_that_kills_its_workers_is_given_up_and_can_be_tried_again():
    mail = queued("one", state=State.CLAIMED, lease_until=clock.real() - dt.timedelta(1), attempts=99)
    assert services.mail_claim(now=NOW) is None
    assert Mail.objects.get().state == State.DEAD
    assert services.mail_retry(mail, now=NOW) is True
    assert services.mail_retry(mail, now=NOW) is False
    assert services.mails_drain(now=NOW) == 1


@pytest.mark.django_db
def test_what_django_sends_goes_through_the_outbox():
    EmailMessage("Kode", "123", to=["a@demo.example"]).send()
    assert list(Mail.objects.values_list("kind", "to", "subject", "state")) == [
        ("account", "a@demo.example", "Kode", State.QUEUED)
    ]


def test_an_unknown_kind_is_refused():
    with pytest.raises(LookupError):
        services.render("no such kind", language="da", context={})
