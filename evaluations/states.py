from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Role
from praktik.history.door import Transitions


class State(TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    BYPASSED = "bypassed", _("Bypassed")
    EXPIRED = "expired", _("Not answered in time")


class Phase(TextChoices):
    T0 = "t0", _("Before the placement")
    T1 = "t1", _("After the placement")
    T2 = "t2", _("After three months")
    T3 = "t3", _("After six months")


class Respondent(TextChoices):
    INTERN = "intern", _("Intern")
    HOST = "host", _("Host")
    MANAGER = "manager", _("Manager")


class StoryState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Part(TextChoices):
    """What a person says yes or no to, each by itself."""

    STORY = "story", _("The story may be published")
    NAME = "name", _("My name and workplace may be in it")
    QUOTE = "quote", _("My quote may be in it")


_RESPONDENTS = frozenset({Role.APPLICANT, Role.HOST, Role.MANAGER})
_CLOCK = frozenset({Role.SYSTEM})
_DESK = frozenset({Role.CONSULTANT})

TRANSITIONS: Transitions = {
    (State.SCHEDULED, State.OPEN): _CLOCK,
    (State.OPEN, State.ANSWERED): _RESPONDENTS,
    (State.ANSWERED, State.OPEN): _RESPONDENTS,
    (State.OPEN, State.BYPASSED): _DESK | _CLOCK,
    (State.SCHEDULED, State.BYPASSED): _DESK | _CLOCK,
    (State.OPEN, State.EXPIRED): _CLOCK,
}

STORY_TRANSITIONS: Transitions = {
    (StoryState.DRAFT, StoryState.PUBLISHED): _DESK,
    (StoryState.DRAFT, StoryState.WITHDRAWN): _DESK | {Role.APPLICANT},
    # The person takes back the consent, at once and without a reason.
    (StoryState.PUBLISHED, StoryState.WITHDRAWN): _DESK | {Role.APPLICANT},
    (StoryState.WITHDRAWN, StoryState.DRAFT): _DESK,
}
