from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from praktik.history.actors import Role
from praktik.history.door import Transitions


class RunState(TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class PublishingState(TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class OfferState(TextChoices):
    OPEN = "open", pgettext_lazy("an offer", "Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Answer(TextChoices):
    NONE = "none", _("Not answered")
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Tier(IntegerChoices):
    """Where a host puts an applicant who has wished for its listing; saying nothing about one counts as GOOD.

    The last is no tier for the matching: it forbids the pair.
    """

    VERY_GOOD = 1, _("Very good fit")
    GOOD = 2, _("Good fit")
    LAST = 3, _("Would rather have others")
    NOT_SUITED = 4, _("Does not suit this place")


class Profile(TextChoices):
    MOST_PLACED = "most_placed", _("Most placed, then best wishes")
    FAIREST = "fairest", _("Fairest: as few as possible on their worst wish")
    BEST_FIT = "best_fit", _("Best fit")
    STABLE = "stable", _("Stable: hosts' preferences count")


BUSY = (RunState.QUEUED, RunState.RUNNING)
PUBLISHING_BUSY = (PublishingState.QUEUED, PublishingState.RUNNING)
# Holds a place.
LIVE = (OfferState.OPEN, OfferState.ACCEPTED)

# How an offer's status looks; what is not here has no colour.
TONES = {OfferState.OPEN: "warning", OfferState.ACCEPTED: "success"}

_DESK = frozenset({Role.CONSULTANT})
_SYSTEM = frozenset({Role.SYSTEM})

RUN_TRANSITIONS: Transitions = {
    (RunState.QUEUED, RunState.RUNNING): _SYSTEM,
    (RunState.RUNNING, RunState.QUEUED): _SYSTEM,
    (RunState.RUNNING, RunState.DONE): _SYSTEM,
    (RunState.RUNNING, RunState.FAILED): _SYSTEM,
    (RunState.QUEUED, RunState.CANCELLED): _DESK,
    (RunState.RUNNING, RunState.CANCELLED): _DESK,
    # Where the round says that free places are offered on at once, the system publishes its own refills. It also puts
    # aside those that found nobody.
    (RunState.DONE, RunState.PUBLISHED): _DESK | _SYSTEM,
    (RunState.DONE, RunState.DISCARDED): _DESK | _SYSTEM,
}

# All of it happens in the move to done, so there is nothing to cancel once a worker is at it.
PUBLISHING_TRANSITIONS: Transitions = {
    (PublishingState.QUEUED, PublishingState.RUNNING): _SYSTEM,
    (PublishingState.RUNNING, PublishingState.QUEUED): _SYSTEM,
    (PublishingState.RUNNING, PublishingState.DONE): _SYSTEM,
    (PublishingState.RUNNING, PublishingState.FAILED): _SYSTEM,
    (PublishingState.QUEUED, PublishingState.CANCELLED): _DESK,
}

_PARTIES = frozenset({Role.APPLICANT, Role.HOST})

OFFER_TRANSITIONS: Transitions = {
    (OfferState.OPEN, OfferState.ACCEPTED): _PARTIES,
    (OfferState.OPEN, OfferState.DECLINED): _PARTIES,
    (OfferState.OPEN, OfferState.LAPSED): _SYSTEM,
    (OfferState.OPEN, OfferState.WITHDRAWN): _DESK | _SYSTEM,
    # A placement that is cancelled frees its place.
    (OfferState.ACCEPTED, OfferState.WITHDRAWN): _DESK | _SYSTEM,
}
