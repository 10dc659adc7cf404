"""One mail on the wire, and what the answer of the mail server means for it."""

from __future__ import annotations

import datetime as dt
import smtplib
from enum import Enum
from typing import Any

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from praktik.mail.kinds import KINDS
from praktik.mail.models import Mail

UNSUBSCRIBE_SALT = "mail.unsubscribe"


class Trouble(Enum):
    """What kind of trouble: whose fault, and so what to do next."""

    CONNECTION = "connection"  # the server is away or is wrongly set up: every mail waits
    LATER = "later"  # 4xx: greylisting, a full mailbox
    REFUSED = "refused"  # 5xx about the recipient: this address takes no mail
    PERMANENT = "permanent"  # 5xx about the mail, or a mail that cannot be made
    POISON = "poison"  # we fail on it ourselves


def _waits(*seconds: int) -> tuple[dt.timedelta, ...]:
    return tuple(dt.timedelta(seconds=wait) for wait in seconds)


_HOUR = 3600
# How long a mail waits after its first, second, ... failure; when they are used up it is given up. A server that is
# away is waited for three days; greylisting lets in after minutes (RFC 6647), a full mailbox perhaps after days.
LADDERS: dict[Trouble, tuple[dt.timedelta, ...]] = {
    Trouble.CONNECTION: _waits(10, 30, 60, 300, 900, *([_HOUR] * 72)),
    Trouble.LATER: _waits(60, 300, 900, _HOUR, *([4 * _HOUR] * 11)),
    Trouble.REFUSED: (),
    Trouble.PERMANENT: (),
    Trouble.POISON: _waits(60, _HOUR),
}


def trouble(error: Exception) -> Trouble:
    """Which kind of trouble an exception from the transport is."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        refused = max(code for code, _said in error.recipients.values()) >= 500
        found = Trouble.REFUSED if refused else Trouble.LATER
    elif isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        found = Trouble.CONNECTION
    elif isinstance(error, smtplib.SMTPResponseException):
        found = _smtp_trouble(error.smtp_code)
    elif isinstance(error, AnymailRecipientsRefused):
        found = Trouble.REFUSED
    elif isinstance(error, AnymailError):
        found = _api_trouble(getattr(error.response, "status_code", None))
    elif isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        found = Trouble.PERMANENT  # a header that Django refuses, or an address that cannot be encoded
    elif isinstance(error, smtplib.SMTPException | OSError):
        found = Trouble.CONNECTION
    else:
        found = Trouble.POISON
    return found


def _smtp_trouble(code: int) -> Trouble:
    if code == 421:  # the server is closing down
        return Trouble.CONNECTION
    return Trouble.PERMANENT if code >= 500 else Trouble.LATER


def _api_trouble(status: int | None) -> Trouble:
    if status is None or status in (401, 403):
        return Trouble.CONNECTION
    if status == 429 or status >= 500:
        return Trouble.LATER
    return Trouble.PERMANENT


def said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def connect() -> BaseEmailBackend:
    return get_connection(settings.EMAIL_TRANSPORT)


def message(mail: Mail, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The message of a mail. One sender for all of them, in our own domain, so that DMARC is aligned."""
    made = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        headers=_headers(mail),
        reply_to=[settings.CONTACT_EMAIL],
        connection=connection,
    )
    if mail.html:
        made.attach_alternative(mail.html, "text/html")
    return made


def _headers(mail: Mail) -> dict[str, str]:
    headers = {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",  # Exchange answers no out-of-office to it
    }
    kind = KINDS.get(mail.kind)
    if kind is not None and kind.unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url(mail.to, mail.kind)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    return headers


def send(mail: Mail, connection: BaseEmailBackend) -> str:
    """Hand the mail to the transport. Returns the provider's own id for it, empty with plain SMTP.

    The connection is opened where it is not open and stays open: the caller closes it.
    """
    connection.open()
    made = message(mail, connection)
    made.send()
    status = getattr(made, "anymail_status", None)
    return str(status.message_id or "") if status is not None else ""


def unsubscribe_url(address: str, kind: str) -> str:
    token = signing.dumps([address.lower(), kind], salt=UNSUBSCRIBE_SALT)
    return settings.SITE_URL + reverse("mail_unsubscribe", args=[token])


def unsubscribe_read(token: str) -> tuple[str, str] | None:
    """(address, kind) of a token that we have signed, otherwise None. It does not expire: a mail is kept for years."""
    try:
        read: Any = signing.loads(token, salt=UNSUBSCRIBE_SALT)
        address, kind = read
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(address), str(kind)
