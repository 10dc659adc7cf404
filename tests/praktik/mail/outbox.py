"""What the tests of the outbox share."""

from __future__ import annotations

import datetime as dt

from praktik.mail import services
from praktik.mail.models import Mail

# A Tuesday at 13 in Denmark.
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def queued(key="one", **fields):
    """A written mail in the queue, due now."""
    fields = {"to": "a@demo.example", "subject": "Hej", "text": "Hej\n", "created_at": NOW, "not_before": NOW} | fields
    mail = Mail(key=key, kind=fields.pop("kind", "test"), message_id=services.message_id(key), **fields)
    assert services.mail_store(mail)
    return Mail.objects.get(key=key)


class Refusing:
    """A transport whose server answers with ``error``, or takes the mail where there is none."""

    error: Exception | None = None

    def __init__(self, *args, **kwargs):
        pass

    def open(self):
        pass

    def send_messages(self, messages):
        if type(self).error is not None:
            raise type(self).error
        return len(messages)

    def close(self):
        pass
