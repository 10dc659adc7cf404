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


# A mail has no door of its own: it is moved by set-based SQL under SKIP LOCKED. The table is what tests hold it to.
TRANSITIONS = frozenset(
    {
        (State.QUEUED, State.HELD),
        (State.HELD, State.QUEUED),
        (State.QUEUED, State.CLAIMED),
        (State.CLAIMED, State.SENT),
        (State.CLAIMED, State.QUEUED),
        (State.CLAIMED, State.DEAD),
        (State.SENT, State.BOUNCED),
        (State.QUEUED, State.SUPERSEDED),
    }
)
