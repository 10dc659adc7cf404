from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Role
from praktik.history.door import Transitions


class Kind(TextChoices):
    FIXED_WEEK = "fixed_week", _("Fixed week")
    ROLLING = "rolling", _("Rolling")


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for applications")
    CLOSED = "closed", _("Closed for applications")
    MATCHING = "matching", _("Matching")
    OFFERS_OUT = "offers_out", _("Offers are out")
    RUNNING = "running", _("Placements are running")
    EVALUATING = "evaluating", _("Evaluating")
    ARCHIVED = "archived", _("Archived")


class MilestoneKind(TextChoices):
    """The dates of a round. Only those that a round has are stored."""

    OPENS = "opens", _("Applications open")
    CLOSES = "closes", _("Deadline for applications")
    MANAGERS = "managers", _("Deadline for managers' answers")
    LISTINGS_CLOSE = "listings_close", _("Deadline for listings")
    RANKING = "ranking", _("Deadline for hosts to sort applicants")
    STARTS = "starts", _("First day of the placements")
    ENDS = "ends", _("Last day of the placements")
    EVALUATED = "evaluated", _("Evaluation ends")


# Shown on public pages; a draft is nobody's business.
PUBLIC = (State.OPEN, State.CLOSED, State.MATCHING, State.OFFERS_OUT, State.RUNNING, State.EVALUATING, State.ARCHIVED)
# Nobody comes any more.
OVER = (State.EVALUATING, State.ARCHIVED)

_DESK = frozenset({Role.CONSULTANT})
_DESK_OR_CLOCK = frozenset({Role.CONSULTANT, Role.SYSTEM})

FIXED_WEEK: Transitions = {
    (State.DRAFT, State.OPEN): _DESK_OR_CLOCK,
    (State.OPEN, State.CLOSED): _DESK_OR_CLOCK,
    (State.CLOSED, State.OPEN): _DESK,
    (State.CLOSED, State.MATCHING): _DESK,
    (State.MATCHING, State.CLOSED): _DESK,
    (State.MATCHING, State.OFFERS_OUT): _DESK,
    (State.OFFERS_OUT, State.RUNNING): _DESK_OR_CLOCK,
    (State.RUNNING, State.EVALUATING): _DESK_OR_CLOCK,
    (State.EVALUATING, State.ARCHIVED): _DESK,
}

ROLLING: Transitions = {
    (State.DRAFT, State.OPEN): _DESK_OR_CLOCK,
    (State.OPEN, State.EVALUATING): _DESK,
    (State.EVALUATING, State.ARCHIVED): _DESK,
}
