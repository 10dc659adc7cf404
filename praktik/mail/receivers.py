"""What a mail provider tells by its signed webhook."""

from __future__ import annotations

from typing import Any

from anymail.signals import EventType, RejectReason, tracking
from django.dispatch import receiver

from praktik import clock
from praktik.mail.services import mail_bounced

# Refused for good; the rest (a full mailbox, a block list for an hour) may go away.
_HARD = {RejectReason.BOUNCED, RejectReason.INVALID}


@receiver(tracking, dispatch_uid="praktik.mail.bounced")
def bounced(sender: object, event: Any, esp_name: str, **kwargs: object) -> None:
    if event.event_type in (EventType.BOUNCED, EventType.REJECTED) and event.recipient:
        mail_bounced(
            event.recipient,
            provider_id=event.message_id or "",
            hard=event.reject_reason in _HARD,
            why=f"{esp_name}: {event.description or event.reject_reason or event.event_type}",
            now=clock.now(),
        )
