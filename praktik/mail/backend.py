from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from praktik import clock
from praktik.mail.models import Mail
from praktik.mail.services import mail_store, message_id


class OutboxBackend(BaseEmailBackend):
    """Puts what Django and allauth send (codes, address confirmations) into the outbox: one path, one log."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = clock.now()
        count = 0
        for message in email_messages:
            html = next((body for body, mime in getattr(message, "alternatives", []) if mime == "text/html"), "")
            for address in message.recipients():
                key = f"account:{hashlib.sha256(address.encode()).hexdigest()[:16]}:{uuid.uuid4()}"
                mail_store(
                    Mail(
                        key=key,
                        kind="account",
                        to=address,
                        subject=str(message.subject)[:200],
                        text=str(message.body),
                        html=str(html),
                        message_id=message_id(key),
                        created_at=now,
                        not_before=now,
                    )
                )
                count += 1
        return count
