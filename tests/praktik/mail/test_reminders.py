from __future__ import annotations

import datetime as dt
import threading
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, connection, transaction

from praktik.applications.models import Application
from praktik.applications.states import State as ApplicationState
from praktik.mail import drain, reminders, services
from praktik.mail.models import Mail
from praktik.mail.reminders import RULES, Rule, reminders_queue
from praktik.mail.sender import message_id
from praktik.mail.states import Form, State
from praktik.rounds.models import Milestone
from praktik.rounds.states import MilestoneKind
from tests.factories import ApplicationFactory, ListingFactory, OfferFactory, RoundFactory, UserFactory

DENMARK = ZoneInfo("Europe/Copenhagen")


def at(day, hour=9, minute=0):
    """A moment on a day of April 2027, wall clock in Denmark. The 1st is a Thursday, Easter is over."""
    return dt.datetime(2027, 4, day, hour, minute, tzinfo=DENMARK)


@pytest.fixture
def round_():
    return RoundFactory(dates={MilestoneKind.CLOSES: at(30, 23, 59)})  # a Friday


@pytest.fixture
def draft(round_):
    fields = {"state": ApplicationState.DRAFT, "submitted_at": None, "created_at": at(1)}
    return ApplicationFactory(round=round_, **fields)


@pytest.fixture(autouse=True)
def only_drafts(monkeypatch):
    """The mechanism is tested with one rule; the walk through a round has them all."""
    monkeypatch.setattr(reminders, "RULES", {"application_draft_reminder": RULES["application_draft_reminder"]})


def tick(now):
    """What the worker does each few seconds. Returns (queued, sent)."""
    return reminders_queue(now), drain.mails_drain(now=now)


@pytest.mark.django_db
def test_a_reminder_is_queued_unwritten_and_written_when_it_is_claimed(draft):
    assert reminders_queue(at(16)) == 1
    mail = Mail.objects.get()
    key = f"application_draft_reminder:praktik.application:{draft.pk}:{draft.applicant_id}:2027-04-30:-14"
    assert (mail.key, mail.message_id, mail.form, mail.subject, mail.text) == (
        key, message_id(key), Form.REMINDER, "", "",
    )  # fmt: skip
    assert (mail.subject_of, mail.user, mail.to) == (draft, draft.applicant, draft.applicant.email)
    assert drain.mails_drain(now=at(16)) == 1
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert mail.subject == f"Din ansøgning til {draft.round} er ikke sendt endnu"
    assert "senest 30. april 2027 kl. 23:59" in mail.text
    assert [m.body for m in django_mail.outbox] == [mail.text]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "count"),
    [(at(16, 7, 59), 0), (at(16, 8), 1), (at(23, 7), 1), (at(30, 23, 58), 1), (at(30, 23, 59), 0)],
)
def test_it_is_due_from_eight_on_its_day_until_the_end(draft, now, count):
    assert reminders_queue(now) == count


@pytest.mark.django_db
def test_looking_again_and_again_repeats_nothing(draft):
    looks = [tick(at(day, hour)) for day in range(14, 31) for hour in (8, 9, 17)]
    assert sum(queued for queued, _sent in looks) == 3
    assert sum(sent for _queued, sent in looks) == 3
    assert [mail.key.rsplit(":", 1)[1] for mail in Mail.objects.order_by("pk")] == ["-14", "-7", "-2"]


@pytest.mark.django_db
def test_postgresql_itself_refuses_a_second_row_with_the_key(draft):
    reminders_queue(at(16))
    copy = "INSERT INTO praktik_mail SELECT (jsonb_populate_record(m, '{\"id\": -1}')).* FROM praktik_mail m"
    with pytest.raises(IntegrityError, match="praktik_mail_key"), connection.cursor() as cursor:
        cursor.execute(copy)


@pytest.mark.django_db
def test_days_without_a_worker_lose_nothing_and_only_the_newest_of_what_was_missed_is_told(draft):
    assert tick(at(28)) == (1, 1)
    assert Mail.objects.get().key.endswith(":-2")


@pytest.mark.django_db
def test_a_queued_reminder_that_a_newer_one_has_overtaken_is_not_sent_too(draft):
    reminders_queue(at(16))
    assert tick(at(23)) == (1, 1)
    assert list(Mail.objects.order_by("pk").values_list("state", flat=True)) == [State.SUPERSEDED, State.SENT]


@pytest.mark.django_db
def test_the_need_is_asked_for_again_when_it_is_claimed(draft):
    reminders_queue(at(16))
    Application.objects.update(state=ApplicationState.WITHDRAWN)
    assert drain.mails_drain(now=at(16)) == 0
    assert Mail.objects.get().state == State.SUPERSEDED
    assert django_mail.outbox == []


@pytest.mark.django_db
def test_the_need_is_asked_for_again_at_every_attempt(draft, settings):
    reminders_queue(at(16))
    settings.EMAIL_TRANSPORT = "tests.praktik.mail.test_reminders.Away"
    drain.mails_drain(now=at(16))
    assert Mail.objects.get().state == State.QUEUED
    Application.objects.update(state=ApplicationState.WITHDRAWN)
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    assert drain.mails_drain(now=at(16, 10)) == 0
    assert Mail.objects.get().state == State.SUPERSEDED


class Away:
    def __init__(self, *args, **kwargs):
        pass

    def open(self):
        raise ConnectionRefusedError

    def close(self):
        pass


@pytest.mark.django_db
def test_a_deadline_that_moves_takes_its_reminders_along(draft):
    assert tick(at(16)) == (1, 1)
    reminders_queue(at(23))
    Milestone.objects.filter(kind=MilestoneKind.CLOSES).update(at=dt.datetime(2027, 5, 28, 23, 59, tzinfo=DENMARK))
    assert drain.mails_drain(now=at(23)) == 0
    assert tick(at(30)) == (0, 0)
    # Friday 14 May comes after Ascension Day (6 May): an ordinary working day.
    assert tick(dt.datetime(2027, 5, 14, 9, tzinfo=DENMARK)) == (1, 1)
    assert Mail.objects.latest("pk").key.endswith(":2027-05-28:-14")


@pytest.mark.django_db
def test_moments_before_the_need_arose_are_skipped(round_):
    ApplicationFactory(round=round_, state=ApplicationState.DRAFT, submitted_at=None, created_at=at(24))
    assert reminders_queue(at(24, 12)) == 0
    assert reminders_queue(at(28)) == 1


@pytest.mark.django_db
def test_nobody_with_a_closed_account_is_reminded(draft):
    draft.applicant.is_active = False
    draft.applicant.save()
    assert reminders_queue(at(16)) == 0


@pytest.mark.django_db
def test_address_and_language_are_those_at_sending(draft):
    reminders_queue(at(16))
    draft.applicant.email = "new@demo.example"
    draft.applicant.language = "en"
    draft.applicant.save()
    drain.mails_drain(now=at(16))
    mail = Mail.objects.get()
    assert (mail.to, mail.language) == ("new@demo.example", "en")
    assert mail.subject == f"Your application to {draft.round.name_en} has not been sent in yet"
    assert django_mail.outbox[0].to == ["new@demo.example"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("closes", "before", "on"),
    [
        # 14 days before Sunday 25 April is Sunday the 11th: the working day before it.
        (at(25, 23, 59), at(8, 17), at(9, 8)),
        # 14 days before Thursday 8 April is Maundy Thursday 25 March: Wednesday the 24th.
        (at(8, 23, 59), dt.datetime(2027, 3, 23, 17, tzinfo=DENMARK), dt.datetime(2027, 3, 24, 8, tzinfo=DENMARK)),
    ],
)
def test_a_day_off_moves_a_reminder_to_the_working_day_before(closes, before, on):
    round_ = RoundFactory(dates={MilestoneKind.CLOSES: closes})
    ApplicationFactory(
        round=round_, state=ApplicationState.DRAFT, submitted_at=None,
        created_at=dt.datetime(2027, 3, 1, tzinfo=DENMARK),
    )  # fmt: skip
    assert reminders_queue(before) == 0
    assert reminders_queue(on) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(16, 8), at(16, 8)),
        (at(16, 17, 59), at(16, 17, 59)),
        (at(16, 18), at(19, 7)),  # Friday evening: Monday
        (at(17, 12), at(19, 7)),  # Saturday
        (at(20, 3), at(20, 7)),
    ],
)
def test_quiet_hours(draft, now, opens):
    assert reminders_queue(now) == 1
    assert Mail.objects.get().not_before == opens
    assert drain.mails_drain(now=now) == (now == opens)


@pytest.mark.django_db
def test_a_reminder_that_is_claimed_late_waits_for_the_morning_and_loses_no_attempt(draft):
    reminders_queue(at(16, 17, 59))
    assert drain.mails_drain(now=at(16, 18, 1)) == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts, mail.not_before) == (State.QUEUED, 0, at(19, 7))
    assert drain.mails_drain(now=at(19, 7)) == 1


# --- several at once -------------------------------------------------------------------------------------------


def drafts_of(user, count, **fields):
    return [
        ApplicationFactory(
            round=RoundFactory(dates={MilestoneKind.CLOSES: at(30, 23, 59)}),
            applicant=user, state=ApplicationState.DRAFT, submitted_at=None, created_at=at(1),
        )
        for _number in range(count)
    ]  # fmt: skip


@pytest.mark.django_db
def test_several_to_one_person_on_one_day_become_one_mail():
    user = UserFactory()
    drafts = drafts_of(user, 3)
    other = drafts_of(UserFactory(), 1)[0]
    assert tick(at(16)) == (4, 2)
    digest = Mail.objects.get(form=Form.DIGEST)
    assert digest.key == f"digest:{user.pk}:2027-04-16"
    assert (digest.subject, digest.to) == ("3 ting venter på dig i innovationspraktikken", user.email)
    for draft in drafts:
        page = f"http://testserver/applications/{draft.pk}/"
        assert f"Din ansøgning til {draft.round} er ikke sendt endnu:\n{page}" in digest.text
    assert set(Mail.objects.values_list("state", "sent_at")) == {(State.SENT, at(16))}
    assert sorted(m.to[0] for m in django_mail.outbox) == sorted([user.email, other.applicant.email])
    assert tick(at(16, 10)) == (0, 0)


@pytest.mark.django_db
def test_a_digest_tells_what_is_still_needed_and_one_alone_is_itself():
    user = UserFactory()
    first, *rest = drafts_of(user, 3)
    reminders_queue(at(16))
    Application.objects.filter(pk=first.pk).update(state=ApplicationState.WITHDRAWN)
    drain.mails_drain(now=at(16))
    digest = Mail.objects.get(form=Form.DIGEST)
    assert digest.subject == "2 ting venter på dig i innovationspraktikken"
    assert list(digest.members.order_by("pk").values_list("state", flat=True)) == ["superseded", "sent", "sent"]
    Application.objects.filter(pk=rest[0].pk).update(state=ApplicationState.WITHDRAWN)
    Mail.objects.all().delete()
    drafts_of(user, 1)
    reminders_queue(at(16))
    Application.objects.filter(pk=rest[1].pk).update(state=ApplicationState.WITHDRAWN)
    drain.mails_drain(now=at(16))
    assert Mail.objects.get(form=Form.DIGEST).subject.startswith("Din ansøgning til ")


@pytest.mark.django_db
def test_a_digest_of_nothing_is_superseded():
    drafts_of(UserFactory(), 2)
    reminders_queue(at(16))
    Application.objects.update(state=ApplicationState.WITHDRAWN)
    assert drain.mails_drain(now=at(16)) == 0
    assert list(Mail.objects.values_list("state", flat=True)) == [State.SUPERSEDED] * 3


@pytest.mark.django_db
def test_a_mail_that_a_reversal_took_back_is_not_in_the_digest():
    first, _second = drafts_of(UserFactory(), 2)
    reminders_queue(at(16))
    assert services.mails_supersede("application_draft_reminder", first) == 1
    drain.mails_drain(now=at(16))
    assert Mail.objects.get(form=Form.DIGEST).subject.startswith("Din ansøgning til ")


@pytest.mark.django_db
def test_the_last_days_never_share_a_mail():
    user = UserFactory()
    drafts_of(user, 2)
    assert tick(at(28)) == (2, 2)
    assert set(Mail.objects.values_list("form", flat=True)) == {Form.ALONE}


@pytest.mark.django_db
def test_a_reminder_that_may_have_arrived_does_not_join_a_digest():
    user = UserFactory()
    drafts_of(user, 1)
    reminders_queue(at(16))
    Mail.objects.update(attempts=1)
    drafts_of(user, 1)
    assert tick(at(16)) == (1, 2)
    assert not Mail.objects.filter(form=Form.DIGEST).exists()


@pytest.mark.django_db
def test_a_dead_digest_takes_its_reminders_along_and_they_come_back_with_it(settings):
    drafts_of(UserFactory(), 2)
    reminders_queue(at(16))
    settings.EMAIL_TRANSPORT = "tests.praktik.mail.test_reminders.Never"
    drain.mails_drain(now=at(16))
    assert set(Mail.objects.values_list("state", flat=True)) == {State.DEAD}
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    assert services.mail_retry(Mail.objects.get(form=Form.DIGEST), now=at(16)) is True
    assert drain.mails_drain(now=at(16)) == 1
    assert set(Mail.objects.values_list("state", flat=True)) == {State.SENT}


class Never(Away):
    def open(self):
        raise UnicodeError


@pytest.mark.django_db
def test_a_member_that_was_held_goes_alone_when_it_is_let_go():
    drafts_of(UserFactory(), 3)
    reminders_queue(at(16))
    held = Mail.objects.filter(form=Form.REMINDER).first()
    consultant = UserFactory(roles={"consultant"})
    services.mail_hold(held, by=consultant, now=at(16))
    assert drain.mails_drain(now=at(16)) == 1
    services.mail_release(held, by=consultant, now=at(16, 12))
    assert tick(at(16, 12)) == (0, 1)
    assert [m.subject for m in django_mail.outbox] == [
        "2 ting venter på dig i innovationspraktikken",
        f"Din ansøgning til {held.subject_of.round} er ikke sendt endnu",
    ]


# --- rules -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_everybody_that_a_row_has_is_reminded(monkeypatch):
    monkeypatch.setattr(reminders, "RULES", RULES)
    contacts = UserFactory.create_batch(2)
    listing = ListingFactory()
    listing.contacts.set(contacts)
    OfferFactory(listing=listing, offered_at=at(1), deadline=at(30, 23, 59))
    reminders_queue(at(27))
    assert sorted(Mail.objects.filter(kind="offer_reminder_host").values_list("user", flat=True)) == sorted(
        contact.pk for contact in contacts
    )
    Mail.objects.exclude(user=contacts[0]).delete()
    assert drain.mails_drain(now=at(27)) == 1


@pytest.mark.django_db
def test_an_address_without_an_account_can_be_reminded(draft, monkeypatch):
    rule = Rule(
        kind="digest", rows=lambda now: Application.objects.all(), counts_from="created_at", offsets=(1,), until=9,
        address="manager_email", context=lambda about, due: {"items": [{"subject": "x", "link": ""}]},
    )  # fmt: skip
    monkeypatch.setattr(reminders, "RULES", {"digest": rule})
    assert tick(at(2)) == (1, 1)
    mail = Mail.objects.get()
    assert (mail.to, mail.user, mail.form, mail.subject) == (
        draft.manager_email, None, Form.ALONE, "1 ting venter på dig i innovationspraktikken",
    )  # fmt: skip
    assert draft.manager_email not in mail.key


@pytest.mark.parametrize(
    "fields",
    [
        {"user": "applicant", "address": "manager_email"},
        {},
        {"user": "applicant", "offsets": ()},
        {"user": "applicant", "offsets": (3,), "until": 2},
        {"user": "applicant", "alone": (7,)},
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(fields):
    with pytest.raises(ValueError, match="digest"):
        Rule(
            **{"kind": "digest", "rows": Application.objects.all, "counts_from": "x", "offsets": (1,), "until": 9}
            | fields
        )


@pytest.mark.django_db
def test_the_calendar_of_a_round_shows_what_is_to_come(draft, round_):
    drafts_of(UserFactory(), 1)
    found = [(rule.kind, due.user_id, due.days, due.planned_at) for rule, due in reminders.calendar_for(round_, at(20))]
    assert found == [
        ("application_draft_reminder", draft.applicant_id, -7, at(23, 8)),
        ("application_draft_reminder", draft.applicant_id, -2, at(28, 8)),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_queue_everything_once(monkeypatch):
    drafts_of(UserFactory(), 2)
    said = []
    start = threading.Barrier(4)

    def look():
        try:
            start.wait()
            said.append(reminders_queue(at(16)))
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(said) == 2
    assert Mail.objects.filter(form=Form.REMINDER).count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_outbox_is_not_read_again_for_each_reminder(round_):
    """PostgreSQL has counted the outbox while it was empty, as it is after a quiet time."""
    draft = {"round": round_, "state": ApplicationState.DRAFT, "submitted_at": None, "created_at": at(1)}
    ApplicationFactory.create_batch(60, **draft)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        with transaction.atomic():
            assert reminders_queue(at(16)) == 60
            cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'praktik_mail'")
            assert cursor.fetchone()[0] <= 1
