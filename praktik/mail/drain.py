"""From the queue to the mail server, so that nothing is lost and nothing is repeated.

A worker claims a mail under a lease and commits; writes it, where it is written late, after asking its rule again,
and commits; talks to the mail server; stores the outcome. Whatever it was doing when it died, the mail is claimed
again when the lease is over. The one gap left is a kill between the server's 250 and our commit: the extra copy then
carries the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable
from contextlib import nullcontext

import structlog
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, InterfaceError, connection, models, transaction
from django.db.models import F
from django.utils import translation

from praktik import clock, dates
from praktik.mail import reminders, texts, transport
from praktik.mail.kinds import KINDS
from praktik.mail.lease import AGAIN, LEASE, Keeper, is_away
from praktik.mail.models import Mail, MailBounce
from praktik.mail.rendering import Rendered, first_link, render
from praktik.mail.states import LATE, Form, State
from praktik.mail.transport import LADDERS, Trouble

log = structlog.get_logger(__name__)

# A mail under which this many workers died is given up: it may be what kills them.
INTERRUPTIONS = 5
# How long one look drains before it makes room for the next; a worker that is asked to stop waits that long at most.
TURN = 10.0
# How long an outcome that cannot be stored is kept trying.
PATIENCE = 30.0


class DatabaseWasAway(Exception):
    """The outcome is stored, and the turn is over."""


def mails_drain(*, now: dt.datetime, limit: int = 10_000) -> int:
    """Claim and send mails that are due, one at a time, over one connection. Returns how many were sent.

    Ends when nothing is due, after ``limit`` mails or ten seconds, or when the mail server is away.
    """
    sent = 0
    end = time.monotonic() + TURN
    server = transport.connect()
    try:
        with Keeper() as keeper, texts.remembered():
            for _turn in range(limit):
                if time.monotonic() > end:
                    break
                mail = mail_claim(now=now)
                if mail is None:
                    break
                keeper.hold(mail.claim)
                try:
                    error = _deliver(mail, server, now=now)
                except DatabaseWasAway:
                    sent += mail.state == State.SENT
                    break
                finally:
                    keeper.hold(None)
                if error is None:
                    sent += mail.state == State.SENT
                elif error is Trouble.CONNECTION:
                    break
    finally:
        _hang_up(server)
    return sent


def mail_claim(*, now: dt.datetime) -> Mail | None:
    """Take the next due mail under a lease, committed before this returns; None where nothing is due.

    SKIP LOCKED lets any number of drainers work side by side. The lease counts in real time, so a moved clock
    cannot end it early. A mail under which workers die again and again is given up like a refused one.
    """
    while True:
        real = clock.real()
        first = Mail.objects.due(now, real).order_by("not_before", "pk").values("pk")[:1]
        sql, parameters = first.query.sql_with_params()
        found = Mail.objects.raw(_CLAIM.replace("{first}", sql), [uuid.uuid4(), real + LEASE, *parameters])
        mail = next(iter(found), None)
        if mail is None:
            return None
        if mail.interrupted > INTERRUPTIONS:
            mail.error = "every attempt ended with a worker that died"
            _settle(mail, State.DEAD)
            continue
        _say("mail_claimed", mail, attempt=mail.attempts, interrupted=mail.interrupted)
        return mail


# One statement, so that a claim costs one round trip and is committed when it answers.
_CLAIM = """
    UPDATE praktik_mail SET state = 'claimed', claim = %s, lease_until = %s, attempts = attempts + 1,
           interrupted = interrupted + (state = 'claimed')::int
    WHERE id = ({first} FOR UPDATE SKIP LOCKED) RETURNING *
"""


def _say(event: str, mail: Mail, **more: object) -> None:
    """One line in the log: which mail under which claim. (The line's process and time are added to all of them.)"""
    log.info(event, mail=mail.pk, kind=mail.kind, claim=str(mail.claim), **more)


def _deliver(mail: Mail, server: BaseEmailBackend, *, now: dt.datetime) -> Trouble | None:
    """Write the mail where it is written late, send it, and store the outcome. Returns what went wrong, if anything."""
    try:
        if not _ready(mail, now=now):
            return None
        mail.provider_id = transport.send(mail, server)
        _say("mail_accepted", mail)
    except Exception as error:  # whatever it is, it must stop neither the other mails nor this one's next attempt
        if is_away(error):
            raise  # our own database: the lease brings the mail back
        _hang_up(server)
        return _failed(mail, error, now=now)
    mail.sent_at = now
    mail.error = ""
    _stored(mail, lambda: _settle(mail, State.SENT))
    return None


def _ready(mail: Mail, *, now: dt.datetime) -> bool:
    """Whether the mail is to be sent now; stores what it says, or why it is not to be sent."""
    kind = KINDS.get(mail.kind)
    with transaction.atomic() if mail.form in LATE else nullcontext():
        if mail.form in LATE:
            later = dates.next_sending(now)
            if later > now:
                _put_back(mail, later)
                return False
            written = _write_digest(mail, now) if mail.form == Form.DIGEST else _write(mail, now)
            if written is None:
                _settle(mail, State.SUPERSEDED)
                return False
            mail.subject, mail.text, mail.html = written
            stored = _ours(mail).update(
                to=mail.to, language=mail.language, subject=mail.subject, text=mail.text, html=mail.html
            )
            if not stored:
                return False
        bounces, declined = _address(mail.to.lower(), mail.kind)
        if declined and kind is not None and kind.unsubscribe:
            _settle(mail, State.SUPERSEDED)
            return False
        if bounces and not (kind is not None and kind.always):
            mail.error = "the address bounces"
            _settle(mail, State.DEAD)
            return False
    return True


def _address(address: str, kind: str) -> tuple[bool, bool]:
    """Whether an address bounces, and whether it wants no more mails of this kind: one question for both."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM praktik_mailbounce WHERE address = %s),"
            " EXISTS (SELECT 1 FROM praktik_mailoptout WHERE address = %s AND kind = %s)",
            [address, address, kind],
        )
        bounces, declined = cursor.fetchone()
    return bounces, declined


def _write(mail: Mail, now: dt.datetime) -> Rendered | None:
    """A reminder's text, or None where nobody needs it any more. Takes address and language as they are now."""
    due = reminders.due_for(mail, now)
    about = mail.subject_of
    if due is None or about is None:
        return None
    mail.to, mail.language = due.to, due.language
    with translation.override(due.language):
        values = reminders.RULES[mail.kind].context(about, due)
    return render(
        mail.kind, language=due.language, context={"about": about, "user": mail.user, "days": due.days, **values}
    )


def _write_digest(digest: Mail, now: dt.datetime) -> Rendered | None:
    """The text of all its reminders that are still needed; those that are not are taken back. One alone is itself."""
    items: list[Rendered] = []
    for member in digest.members.filter(state=State.QUEUED).select_for_update(of=("self",)).order_by("pk"):
        written = _write(member, now)
        if written is None:
            _settle(member, State.SUPERSEDED, of=Mail.objects.filter(pk=member.pk, state=State.QUEUED))
        else:
            digest.to, digest.language = member.to, member.language
            items.append(written)
    if len(items) < 2:
        return items[0] if items else None
    told = [{"subject": item.subject, "link": first_link(item.text)} for item in items]
    return render(digest.kind, language=digest.language, context={"user": digest.user, "items": told})


def _failed(mail: Mail, error: Exception, *, now: dt.datetime) -> Trouble:
    kind = transport.trouble(error)
    waits = LADDERS[kind]
    turn = mail.attempts - mail.interrupted - 1
    mail.error = transport.said(error)
    log.warning("mail_failed", mail=mail.pk, kind=mail.kind, attempt=mail.attempts, trouble=kind.value)
    if turn < len(waits):
        _stored(mail, lambda: _put_back(mail, now + waits[turn], error=mail.error))
    else:
        _stored(mail, lambda: _settle(mail, State.DEAD))
    if kind is Trouble.REFUSED:
        _stored(mail, lambda: bounce_note(mail.to, why=mail.error, now=now))
    return kind


def bounce_note(address: str, *, why: str, now: dt.datetime) -> None:
    """Remember that an address takes no mail. The newest reason wins."""
    MailBounce.objects.update_or_create(address=address.lower(), defaults={"why": why[:500], "at": now})


def _ours(mail: Mail) -> models.QuerySet[Mail]:
    """The row, while the claim under which this process took it holds."""
    return Mail.objects.filter(pk=mail.pk, state=State.CLAIMED, claim=mail.claim)


def _put_back(mail: Mail, not_before: dt.datetime, *, error: str = "") -> None:
    """Back into the queue. Without an error the turn does not count."""
    _ours(mail).update(
        state=State.QUEUED,
        claim=None,
        lease_until=None,
        not_before=not_before,
        error=error,
        attempts=F("attempts") if error else F("attempts") - 1,
    )
    mail.state = State.QUEUED


def _settle(mail: Mail, state: State, *, of: models.QuerySet[Mail] | None = None) -> None:
    """Store the end of a mail, and of the reminders that it told. Nothing happens where the claim is lost."""
    # A mail that tells no others is one statement, committed when it answers.
    with transaction.atomic() if mail.form == Form.DIGEST else nullcontext():
        rows = _ours(mail) if of is None else of
        done = rows.update(
            state=state,
            claim=None,
            lease_until=None,
            error=mail.error,
            sent_at=mail.sent_at,
            provider_id=mail.provider_id,
            interrupted=mail.interrupted,
        )
        if done and mail.form == Form.DIGEST:
            told = mail.members.filter(state=State.QUEUED)
            told.update(state=state, sent_at=mail.sent_at, error=mail.error)
    if done:
        mail.state = state
    _say("mail_over" if done else "mail_claim_lost", mail, state=state.value)


def _stored(mail: Mail, store: Callable[[], None]) -> None:
    """Run ``store``; where the database was restarted under us, again and again on a new connection until it is back.

    The claim stays ours for as long as nobody else takes it, and nobody can while the database is away. Ends the turn
    after that with DatabaseWasAway: others must have time to renew their leases before somebody claims.
    """
    end = time.monotonic() + PATIENCE
    away = False
    while True:
        try:
            store()
            if away:
                raise DatabaseWasAway
            return
        except (DatabaseError, InterfaceError) as error:
            if not is_away(error) or connection.in_atomic_block or time.monotonic() > end:
                raise
            if not away:
                _say("mail_outcome_waits", mail, error=str(error).strip())
            away = True
            connection.close()
            time.sleep(AGAIN)


def _hang_up(server: BaseEmailBackend) -> None:
    """Close the connection, whatever state it is in: the next mail opens a new one."""
    try:
        server.close()
    except Exception:
        log.info("mail_connection_lost")
        if hasattr(server, "connection"):
            server.connection = None
