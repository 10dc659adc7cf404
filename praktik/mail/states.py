from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    QUEUED = "queued", _("Queued")
    HELD = "held", _("Held")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    BOUNCED = "bounced", _("Bounced")
    DEAD = "dead", _("Given up")
    SUPERSEDED = "superseded", _("Superseded")


class Form(TextChoices):
    """How a mail comes by its text."""

    WRITTEN = "written", _("Written when queued")
    REMINDER = "reminder", _("Reminder, written when sent")
    ALONE = "alone", _("Reminder that never shares a mail")
    DIGEST = "digest", _("Several reminders in one mail")


# Not sent yet, and nobody is sending it: can be held, released or taken back.
WAITING = (State.QUEUED, State.HELD)
FINAL = (State.SENT, State.BOUNCED, State.DEAD, State.SUPERSEDED)
# Written by a rule at the moment it is claimed.
LATE = (Form.REMINDER, Form.ALONE, Form.DIGEST)

# A mail has no door: it is moved by set-based SQL under SKIP LOCKED. A trigger in PostgreSQL holds it to this table.
TRANSITIONS = (
    (State.QUEUED, State.HELD),
    (State.HELD, State.QUEUED),
    (State.QUEUED, State.CLAIMED),
    (State.CLAIMED, State.SENT),
    (State.CLAIMED, State.QUEUED),
    (State.CLAIMED, State.DEAD),
    (State.CLAIMED, State.SUPERSEDED),
    (State.QUEUED, State.SUPERSEDED),
    (State.HELD, State.SUPERSEDED),
    # A reminder that is told in a digest shares the digest's end.
    (State.QUEUED, State.SENT),
    (State.QUEUED, State.DEAD),
    (State.SENT, State.BOUNCED),
    # A consultant tries again.
    (State.DEAD, State.QUEUED),
    (State.BOUNCED, State.QUEUED),
)
