"""What others call: queue a mail, take it back, hold it, try again, and note what came of it.

A mail is queued in the transaction of the change that it tells of, so there is never one without the other. How it
gets from there to the mail server is praktik.mail.drain; how reminders get here is praktik.mail.reminders.
"""

from __future__ import annotations

import datetime as dt
from typing import Protocol

import structlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from praktik import clock
from praktik.history.actors import Actor
from praktik.history.door import IllegalMove, Refused
from praktik.mail import reminders, texts
from praktik.mail.drain import bounce_note, mail_claim, mails_drain
from praktik.mail.kinds import KINDS
from praktik.mail.models import Mail, MailBounce, MailOptOut, MailText
from praktik.mail.rendering import Rendered, dress, render
from praktik.mail.sender import message_id
from praktik.mail.states import FINAL, WAITING, Form, State
from praktik.placeholders import filled

__all__ = [
    "mail_bodies_expire", "mail_bounced", "mail_claim", "mail_hold", "mail_opt_in", "mail_opt_out", "mail_queue",
    "mail_release", "mail_retry", "mail_store", "mail_text_delete", "mail_text_preview", "mail_text_save",
    "mail_text_send_to_me", "mail_to_user", "mails_drain", "mails_supersede", "message_id",
]  # fmt: skip

log = structlog.get_logger(__name__)


class Person(Protocol):
    """What the outbox needs to know of somebody with an account. (It stands below people and cannot import User.)"""

    pk: int
    email: str
    language: str
    is_active: bool


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
    """Insert the row unless its key exists, and set its ``pk``. Returns whether it was new.

    PostgreSQL decides, so of two that store the same key at once exactly one hears True: the second waits for the
    first one's transaction.
    """
    fields = [field for field in Mail._meta.concrete_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    values = [field.get_db_prep_save(field.pre_save(mail, add=True), connection) for field in fields]
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(Mail._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) VALUES ({places}) ON CONFLICT (key) DO NOTHING RETURNING id",  # noqa: S608 -- names of our own columns
            values,
        )
        row = cursor.fetchone()
    if row is None:
        return False
    mail.pk = row[0]
    mail._state.adding = False
    return True


def mails_supersede(kind: str, about: models.Model) -> int:
    """Take back the unsent mails of ``kind`` about a row, because what they say is no longer so.

    Held ones too, and those whose sender has died. A mail that is being sent this moment cannot be taken back.
    """
    unsent = Mail.objects.about(about).filter(
        Q(state__in=WAITING) | Q(state=State.CLAIMED, lease_until__lt=clock.real()), kind=kind
    )
    return unsent.update(state=State.SUPERSEDED, claim=None, lease_until=None)


def mail_hold(mail: Mail, *, by: Actor, now: dt.datetime) -> None:
    """A consultant keeps a queued mail back. Raises IllegalMove where it is being sent or is over."""
    held = Mail.objects.filter(pk=mail.pk, state=State.QUEUED).update(state=State.HELD, held_by=by.pk)
    if not held:
        raise IllegalMove(_("The mail is being sent or is over, so it cannot be held back."))
    log.info("mail_held", mail=mail.pk, kind=mail.kind, by=by.pk, at=now.isoformat())


def mail_release(mail: Mail, *, by: Actor, now: dt.datetime) -> None:
    """Let a held mail go. A reminder goes alone, and only if it is still needed. Raises IllegalMove for another."""
    held = Mail.objects.filter(pk=mail.pk, state=State.HELD)
    if not held.update(state=State.QUEUED, held_by=None, digest=None, not_before=now):
        raise IllegalMove(_("The mail is not held back."))
    log.info("mail_released", mail=mail.pk, kind=mail.kind, by=by.pk, at=now.isoformat())


def mail_retry(mail: Mail, *, now: dt.datetime) -> bool:
    """Give a mail that was given up or came back another life. Returns False where it is neither.

    Whoever tries again vouches for the address: it no longer counts as one that bounces. Reminders that a digest
    told are queued again with it.
    """
    over = [State.DEAD, State.BOUNCED]
    fresh = {
        "state": State.QUEUED, "attempts": 0, "interrupted": 0, "not_before": now, "error": "", "sent_at": None,
    }  # fmt: skip
    with transaction.atomic():
        if not Mail.objects.filter(pk=mail.pk, state__in=over).update(**fresh, digest=None):
            return False
        mail.members.filter(state__in=over).update(**fresh)
        MailBounce.objects.filter(address=mail.to.lower()).delete()
    log.info("mail_tried_again", mail=mail.pk, kind=mail.kind)
    return True


def mail_bounced(address: str, *, provider_id: str, hard: bool, why: str, now: dt.datetime) -> int:
    """What a provider's webhook tells: a mail came back. Returns how many rows it was.

    The mail becomes bounced; where the refusal is for good, the address is written to no more.
    """
    sent = Mail.objects.filter(to__iexact=address, state=State.SENT).exclude(provider_id="")
    with transaction.atomic():
        count = sent.filter(provider_id=provider_id).update(state=State.BOUNCED, error=why[:500])
        if hard:
            bounce_note(address, why=why, now=now)
    log.warning("mail_bounced", mails=count, hard=hard)
    return count


def mail_opt_in(address: str, kind: str) -> None:
    """Take back an :func:`mail_opt_out`: the address has asked for such mails again."""
    MailOptOut.objects.filter(address=address.lower(), kind=kind).delete()


def mail_opt_out(address: str, kind: str, *, now: dt.datetime) -> None:
    """No more mails of this kind to this address. Asking twice is asking once. Raises Refused for a kind that is
    part of a case: those mails cannot be declined."""
    if kind not in KINDS or not KINDS[kind].unsubscribe:
        raise Refused(_("These mails belong to your case, so they cannot be turned off."))
    MailOptOut.objects.get_or_create(address=address.lower(), kind=kind, defaults={"at": now})


def mail_bodies_expire(now: dt.datetime) -> int:
    """Empty the texts of mails that have been over for longer than settings say; the row stays as the log.

    Log-in mails hold codes and lose their text after a day.
    """
    full = Mail.objects.filter(state__in=FINAL).exclude(text="", html="")
    days = dt.timedelta(days=settings.MAIL_TEXT_DAYS)
    old = full.filter(Q(created_at__lt=now - days) | Q(kind="account", created_at__lt=now - dt.timedelta(days=1)))
    return old.update(text="", html="")


# --- consultants' own texts ------------------------------------------------------------------------------------


def mail_text_save(
    kind: str, *, language: str, only_for: models.Model | None, subject: str, text: str, by: Actor, now: dt.datetime
) -> MailText:
    """Put an own text in place of the file's. Raises Refused for an unknown placeholder, naming it and those there
    are."""
    if problem := texts.problem(kind, subject, text):
        raise Refused(problem)
    with transaction.atomic():
        own = _own(kind, language, only_for).select_for_update().first() or MailText(
            kind=kind, language=language, only_for=only_for
        )
        own.subject, own.text, own.changed_at = " ".join(subject.split()), text, now
        own.save()
    log.info("mail_text_saved", text=own.pk, kind=kind, language=language, by=by.pk)
    return own


def _own(kind: str, language: str, only_for: models.Model | None) -> models.QuerySet[MailText]:
    found = MailText.objects.filter(kind=kind, language=language)
    if only_for is None:
        return found.filter(content_type__isnull=True)
    return found.filter(content_type=ContentType.objects.get_for_model(only_for), object_id=only_for.pk)


def mail_text_delete(own: MailText, *, by: Actor, now: dt.datetime) -> None:
    """Back to the text in the file (or to the one for every round)."""
    log.info("mail_text_deleted", text=own.pk, kind=own.kind, language=own.language, by=by.pk, at=now.isoformat())
    own.delete()


def mail_text_preview(kind: str, *, language: str, subject: str, text: str, now: dt.datetime) -> Rendered:
    """How an own text would look: with the values of a real row where a reminder has one, otherwise with the
    placeholders' names, [name]."""
    values: dict[str, object] = {name: f"[{name}]" for name in texts.allowed(kind)}
    with translation.override(language):
        values |= _real_values(kind, language, now)
        values |= {"site_url": settings.SITE_URL, "contact_email": settings.CONTACT_EMAIL}
        return dress(filled(subject, values), filled(text, values), language=language)


def _real_values(kind: str, language: str, now: dt.datetime) -> dict[str, object]:
    rule = reminders.RULES.get(kind)
    row = reminders.in_need(rule, now).first() if rule is not None else None
    if rule is None or row is None:
        return {}
    due = reminders.Due("", row.pk, None, "", language, rule.offsets[-1], row.reminder_day, now)
    return rule.context(row, due)


def mail_text_send_to_me(own: MailText, *, by: Person, now: dt.datetime) -> bool:
    """Queue the own text as it would look, to the consultant. Once for each version of the text."""
    subject, text, html = mail_text_preview(
        own.kind, language=own.language, subject=own.subject, text=own.text, now=now
    )
    key = f"text:{own.pk}:{own.changed_at.isoformat()}:{by.pk}"
    mail = Mail(
        key=key, kind="text_trial", form=Form.WRITTEN, to=by.email, user_id=by.pk, subject_of=own,
        language=own.language, subject=subject, text=text, html=html, message_id=message_id(key), created_at=now,
        not_before=now,
    )  # fmt: skip
    return mail_store(mail)
