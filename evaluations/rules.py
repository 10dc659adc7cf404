from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from evaluations.states import Phase
from praktik.history.actors import Actor, Role
from praktik.placements.rules import roles as placement_roles

if TYPE_CHECKING:
    from evaluations.models import Evaluation, Story

# How long a questionnaire is open. The one before the placement closes the evening before it begins.
OPEN_FOR = {
    Phase.T1: dt.timedelta(days=14),
    Phase.T2: dt.timedelta(days=30),
    Phase.T3: dt.timedelta(days=30),
}
MONTHS_AFTER = {Phase.T2: 3, Phase.T3: 6}
# Answers may be changed this long after they were first sent.
CHANGE_FOR = dt.timedelta(days=14)
# Fewer are not shown by themselves, and on public pages not at all.
MINIMUM = 5

_RESPONDENT = {"intern": Role.APPLICANT, "host": Role.HOST, "manager": Role.MANAGER}


def roles(actor: Actor, evaluation: Evaluation) -> frozenset[Role]:
    """Only the one who is asked answers: an intern or a manager stands in no role to the host's questionnaire."""
    asked = _RESPONDENT[evaluation.respondent]
    return placement_roles(actor, evaluation.placement) & {asked, Role.CONSULTANT, Role.READER, Role.SYSTEM}


def is_asked(actor: Actor, evaluation: Evaluation) -> bool:
    return _RESPONDENT[evaluation.respondent] in placement_roles(actor, evaluation.placement)


def may_change(evaluation: Evaluation, now: dt.datetime) -> bool:
    """Whether answers that were sent may still be changed."""
    return evaluation.answered_at is not None and now < evaluation.answered_at + CHANGE_FOR


def story_roles(actor: Actor, story: Story) -> frozenset[Role]:
    found = set(actor.staff_roles)
    if actor.pk and actor.pk == story.person_id:
        found.add(Role.APPLICANT)
    return frozenset(found)
