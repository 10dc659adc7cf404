from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, transaction

from praktik import clock
from praktik.history.actors import SYSTEM
from praktik.history.door import IllegalMove, Refused
from praktik.mail import services
from praktik.mail.models import Mail, MailBounce, MailOptOut
from praktik.mail.states import TRANSITIONS, Form, State
from tests.factories import RoundFactory, UserFactory
from tests.praktik.mail.outbox import NOW, queued


@pytest.mark.django_db
def test_the_same_key_is_stored_once():
    queued("one")
    again = Mail(key="one", kind="test", to="b@demo.example", message_id="x", created_at=NOW, not_before=NOW)
    assert services.mail_store(again) is False
    assert list(Mail.objects.values_list("key", "to")) == [("one", "a@demo.example")]


@pytest.mark.django_db(transaction=True)
def test_of_many_that_store_the_same_key_at_once_exactly_one_hears_that_it_was_new():
    said = []
    start = threading.Barrier(8)

    def store():
        mail = Mail(key="one", kind="test", to="a@demo.example", message_id="x", created_at=NOW, not_before=NOW)
        try:
            start.wait()
            with transaction.atomic():
                said.append(services.mail_store(mail))
        finally:
            connection.close()

    threads = [threading.Thread(target=store) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [False] * 7 + [True]
    assert Mail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_that_queue_the_same_mail_at_once_make_one_row():
    """The second asks while the first one's transaction is open: it waits, and hears that there is one already."""
    round_ = RoundFactory()
    context = {"items": [{"subject": "One", "link": ""}, {"subject": "Two", "link": ""}]}
    said = {}

    def queue(who):
        said[who] = services.mail_queue("digest", to="a@demo.example", about=round_, key="k", now=NOW, context=context)

    def second():
        try:
            queue("second")
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        queue("first")
        thread.start()
        thread.join(0.5)
    thread.join()
    assert said == {"first": True, "second": False}
    assert Mail.objects.count() == 1


@pytest.mark.django_db
def test_a_person_is_written_to_in_their_language_and_a_closed_account_not_at_all():
    round_ = RoundFactory()
    english = UserFactory(language="en")
    closed = UserFactory(is_active=False)
    context = {"items": [{"subject": "One", "link": ""}, {"subject": "Two", "link": ""}]}
    assert services.mail_to_user(english, "digest", about=round_, key="k", now=NOW, context=context) is True
    assert services.mail_to_user(english, "digest", about=round_, key="k", now=NOW, context=context) is False
    assert services.mail_to_user(closed, "digest", about=round_, key="k", now=NOW, context=context) is False
    mail = Mail.objects.get()
    assert (mail.user, mail.language, mail.key) == (english, "en", f"digest:praktik.round:{round_.pk}:k:{english.pk}")
    assert mail.subject == "2 things await you in the innovation internship"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 1),
        ({"state": State.HELD}, 1),
        ({"state": State.CLAIMED, "lease_until": clock.real() - dt.timedelta(seconds=1)}, 1),
        ({"state": State.CLAIMED, "lease_until": clock.real() + dt.timedelta(days=1)}, 0),
        ({"state": State.SENT, "sent_at": NOW}, 0),
        ({"kind": "another"}, 0),
    ],
)
def test_a_reversal_takes_back_what_is_not_sent(fields, count):
    round_ = RoundFactory()
    if fields.get("state") == State.CLAIMED:
        fields = fields | {"claim": "00000000-0000-0000-0000-000000000001"}
    queued("one", subject_of=round_, **fields)
    queued("two", subject_of=RoundFactory())
    assert services.mails_supersede("test", round_) == count
    assert Mail.objects.filter(state=State.SUPERSEDED).count() == count


@pytest.mark.django_db
def test_a_consultant_holds_a_mail_and_lets_it_go():
    consultant = UserFactory(roles={"consultant"})
    mail = queued("one")
    services.mail_hold(mail, by=consultant, now=NOW)
    assert services.mail_claim(now=NOW) is None
    assert Mail.objects.get().held_by == consultant
    with pytest.raises(IllegalMove):
        services.mail_hold(mail, by=consultant, now=NOW)
    services.mail_release(mail, by=consultant, now=NOW)
    with pytest.raises(IllegalMove):
        services.mail_release(mail, by=consultant, now=NOW)
    assert services.mails_drain(now=NOW) == 1


@pytest.mark.django_db
def test_a_mail_that_is_being_sent_cannot_be_held():
    mail = queued("one")
    services.mail_claim(now=NOW)
    with pytest.raises(IllegalMove):
        services.mail_hold(mail, by=SYSTEM, now=NOW)


@pytest.mark.django_db
def test_trying_again_vouches_for_the_address():
    mail = queued("one", state=State.DEAD, attempts=7, interrupted=2, error="550")
    MailBounce.objects.create(address="a@demo.example", at=NOW)
    assert services.mail_retry(mail, now=NOW) is True
    assert services.mail_retry(mail, now=NOW) is False
    assert services.mails_drain(now=NOW) == 1
    assert list(MailBounce.objects.all()) == []


@pytest.mark.django_db
def test_what_a_provider_reports_marks_the_mail_and_for_good_the_address():
    queued("one", state=State.SENT, sent_at=NOW, provider_id="p1", to="A@demo.example")
    queued("two", state=State.SENT, sent_at=NOW, provider_id="p2", to="a@demo.example")
    assert services.mail_bounced("a@demo.example", provider_id="p1", hard=False, why="full", now=NOW) == 1
    assert list(MailBounce.objects.all()) == []
    assert services.mail_bounced("a@demo.example", provider_id="p1", hard=True, why="unknown", now=NOW) == 0
    assert list(Mail.objects.order_by("key").values_list("state", "error")) == [("bounced", "full"), ("sent", "")]
    assert list(MailBounce.objects.values_list("address", "why")) == [("a@demo.example", "unknown")]


@pytest.mark.django_db
def test_nothing_but_log_in_mails_goes_to_an_address_that_bounces():
    MailBounce.objects.create(address="a@demo.example", at=NOW)
    queued("one", to="A@demo.example")
    queued("two", kind="account")
    assert services.mails_drain(now=NOW) == 1
    assert list(Mail.objects.order_by("key").values_list("state", "error")) == [
        ("dead", "the address bounces"),
        ("sent", ""),
    ]


@pytest.mark.django_db
def test_one_may_say_no_to_some_kinds_and_not_to_those_of_a_case():
    with pytest.raises(Refused):
        services.mail_opt_out("a@demo.example", "offer_reminder_intern", now=NOW)
    for _twice in range(2):
        services.mail_opt_out("A@demo.example", "lead_reminder", now=NOW)
    assert list(MailOptOut.objects.values_list("address", "kind")) == [("a@demo.example", "lead_reminder")]
    queued("one", kind="lead_reminder")
    queued("two", kind="lead_reminder", to="b@demo.example")
    assert services.mails_drain(now=NOW) == 1
    assert list(Mail.objects.order_by("key").values_list("state", flat=True)) == ["superseded", "sent"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "days", "state", "text"),
    [
        ("test", 181, State.SENT, ""),
        ("test", 179, State.SENT, "Hej\n"),
        ("account", 2, State.SENT, ""),
        ("test", 181, State.QUEUED, "Hej\n"),
        ("test", 181, State.DEAD, ""),
    ],
)
def test_the_text_expires_and_the_line_in_the_log_stays(kind, days, state, text):
    old = NOW - dt.timedelta(days=days)
    sent_at = old if state == State.SENT else None
    queued("one", kind=kind, state=state, created_at=old, sent_at=sent_at, html="<p>Hej</p>")
    services.mail_bodies_expire(NOW)
    assert services.mail_bodies_expire(NOW) == 0
    mail = Mail.objects.get()
    assert (mail.text, mail.subject, bool(mail.html)) == (text, "Hej", bool(text))


@pytest.mark.django_db
def test_what_django_sends_goes_through_the_outbox():
    EmailMessage("Kode", "123", to=["a@demo.example"]).send()
    assert list(Mail.objects.values_list("kind", "form", "to", "subject", "state")) == [
        ("account", Form.WRITTEN, "a@demo.example", "Kode", State.QUEUED)
    ]


@pytest.mark.django_db
def test_postgresql_holds_a_mail_to_the_table_of_moves():
    moved = set()
    for before in State:
        for after in State:
            if before != after and _moves(before, after):
                moved.add((before, after))
    assert moved == set(TRANSITIONS)


def _moves(before, after):
    Mail.objects.all().delete()
    claim = {"claim": "00000000-0000-0000-0000-000000000001", "lease_until": NOW}
    queued("one", state=before, sent_at=NOW, **claim)
    try:
        with transaction.atomic():
            return Mail.objects.update(state=after, **claim) == 1
    except DatabaseError:
        return False
