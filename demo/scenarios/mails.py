"""The mails of a past that is told in a few seconds.

The services queue every mail that they would have queued. Those that are older than two days count as sent when they
were queued, because that is what the story says and because nobody wants hundreds of old mails in the sink; the rest
is sent for real, so that what can be answered now can be answered from a mail. Nothing else ever calls this: it is not
installed in production.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from praktik.mail.models import Mail
from praktik.mail.states import State

KEPT = dt.timedelta(days=2)


def mails_count_as_sent(*, now: dt.datetime) -> int:
    """Mark what was queued longer ago than :data:`KEPT` as sent then. Returns how many."""
    old = Mail.objects.filter(state=State.QUEUED, created_at__lt=now - KEPT)
    return old.update(state=State.SENT, sent_at=F("created_at"))
