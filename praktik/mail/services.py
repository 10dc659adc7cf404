"""Queue, drain, and what happens to a mail in between.

A mail is queued in the transaction of the change that it tells of, so there is never one without the other. A
worker claims it under a lease and commits before it talks to the mail server: what it was doing when it died is
claimed again when the lease is over. The one gap left is a kill between the server's 250 and our commit; the extra
copy then carries the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import smtplib
from email.utils import parseaddr
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models, transaction
from django.db.models import F

from praktik import clock
from praktik.mail.models import Mail
from praktik.mail.rendering import render
from praktik.mail.states import State


class Person(Protocol):
    """What the outbox needs to know of somebody with an account. (It stands below people and cannot import User.)"""

    pk: int
    email: str
    language: str
    is_active: bool


LEASE = dt.timedelta(seconds=60)
# Waits after a failed attempt; when they are used up the mail is given up and shown to the consultants.
RETRIES = tuple(dt.timedelta(seconds=s) for s in (10, 60, 300, 900, 3600, 4 * 3600))


def mail_queue(
    kind: str,
    *,
    to: str,
    about: models.Model,
    key: str,
    now: dt.datetime,
    user_id: int | None = None,
    language: str = "da",
    context: dict[str, object] | None = None,
    not_before: dt.datetime | None = None,
) -> bool:
    """Queue one rendered mail of ``kind`` to the address ``to``. Returns False where it was queued before.

    ``about`` and ``key`` make it unique: the same kind about the same row with the same key exists once. Raises
    LookupError for a kind that is not registered.
    """
    subject, text, html = render(kind, language=language, context={"about": about, **(context or {})})
    unique = f"{kind}:{about._meta.label_lower}:{about.pk}:{key}"
    mail = Mail(
        key=unique,
        kind=kind,
        to=to,
        user_id=user_id,
        subject_of=about,
        language=language,
        subject=subject,
        text=text,
        html=html,
        message_id=message_id(unique),
        created_at=now,
        not_before=not_before or now,
    )
    return mail_store(mail)


def mail_to_user(
    user: Person,
    kind: str,
    *,
    about: models.Model,
    key: str,
    now: dt.datetime,
    context: dict[str, object] | None = None,
    not_before: dt.datetime | None = None,
) -> bool:
    """Queue a mail to somebody with an account: in their language, and theirs to see. Nothing to a closed account."""
    if not user.is_active:
        return False
    return mail_queue(
        kind,
        to=user.email,
        user_id=user.pk,
        language=user.language,
        about=about,
        key=f"{key}:{user.pk}",
        now=now,
        context={"user": user, **(context or {})},
        not_before=not_before,
    )


def mail_store(mail: Mail) -> bool:
    """Insert the row unless its key exists. Returns whether it was new."""
    before = Mail.objects.filter(key=mail.key).exists()
    Mail.objects.bulk_create([mail], ignore_conflicts=True)
    return not before


def message_id(key: str) -> str:
    """The Message-ID of the mail with this key, the same whoever computes it and however often."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def mails_drain(*, now: dt.datetime, limit: int = 100) -> int:
    """Claim and send up to ``limit`` mails that are due, one at a time. Returns how many were sent."""
    sent = 0
    connection = get_connection(settings.EMAIL_TRANSPORT)
    try:
        for _turn in range(limit):
            mail = mail_claim(now=now)
            if mail is None:
                break
            sent += _send(mail, connection, now=now)
    finally:
        connection.close()
    return sent


def mail_claim(*, now: dt.datetime) -> Mail | None:
    """Take the next due mail under a lease, committed before this returns; None where nothing is due.

    SKIP LOCKED lets any number of drainers work side by side. The lease counts in real time, so a moved clock
    cannot end it early. A mail whose every attempt ended with a dead worker is given up like a refused one.
    """
    real = clock.real()
    with transaction.atomic():
        mail = Mail.objects.due(now, real).select_for_update(skip_locked=True).order_by("not_before", "pk").first()
        if mail is None:
            return None
        if mail.attempts > len(RETRIES):
            mail.state = State.DEAD
            mail.save(update_fields=["state"])
            return mail_claim(now=now)
        mail.state = State.CLAIMED
        mail.lease_until = real + LEASE
        mail.attempts += 1
        mail.save(update_fields=["state", "lease_until", "attempts"])
    return mail


def _send(mail: Mail, connection: object, *, now: dt.datetime) -> bool:
    """Send a claimed mail and store the outcome. Only the holder of the lease may store one."""
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    ours = Mail.objects.filter(pk=mail.pk, state=State.CLAIMED, lease_until=mail.lease_until)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _reason in error.recipients.values())
        _failed(ours, mail, error, now=now, permanent=code >= 500)
        return False
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _failed(ours, mail, error, now=now, permanent=isinstance(error, ValueError))
        return False
    ours.update(state=State.SENT, sent_at=now, lease_until=None, error="")
    return True


def _failed(ours: models.QuerySet[Mail], mail: Mail, error: Exception, *, now: dt.datetime, permanent: bool) -> None:
    said = f"{type(error).__name__}: {error}"[:500]
    if permanent or mail.attempts > len(RETRIES):
        ours.update(state=State.DEAD, lease_until=None, error=said)
    else:
        wait = RETRIES[mail.attempts - 1]
        ours.update(state=State.QUEUED, lease_until=None, error=said, not_before=now + wait)


def mail_retry(mail: Mail, *, now: dt.datetime) -> bool:
    """Give a mail that was given up another life. Returns False where it is not dead."""
    dead = Mail.objects.filter(pk=mail.pk, state=State.DEAD)
    return bool(dead.update(state=State.QUEUED, attempts=0, not_before=now, error=""))


def mails_supersede(kind: str, about: models.Model) -> int:
    """Take back the unsent mails of ``kind`` about a row, because what they say is no longer so."""
    unsent = Mail.objects.about(about).filter(kind=kind, state=State.QUEUED)
    return unsent.update(state=State.SUPERSEDED, lease_until=F("lease_until"))
