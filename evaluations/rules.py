from __future__ import annotations

from typing import TYPE_CHECKING

from praktik.history.actors import Actor, Role
from praktik.placements.rules import roles as placement_roles

if TYPE_CHECKING:
    from evaluations.models import Evaluation

_RESPONDENT = {"intern": Role.APPLICANT, "host": Role.HOST, "manager": Role.MANAGER}


def roles(actor: Actor, evaluation: Evaluation) -> frozenset[Role]:
    """Only the one who is asked answers: an intern stands in no role to the host's questionnaire."""
    asked = _RESPONDENT[evaluation.respondent]
    return placement_roles(actor, evaluation.placement) & (frozenset({asked}) | frozenset(actor.staff_roles))
