"""Placements with evaluations, answered."""

from __future__ import annotations

import datetime as dt

from evaluations import services
from evaluations.models import Evaluation
from evaluations.states import Phase, Respondent
from praktik.history.actors import MANAGER_BY_LINK
from tests.praktik.placements.make import Case

REQUIRED = {
    Phase.T0: {"purpose": "At lære"},
    Phase.T1: {"satisfied": 4, "recommend": 9},
    Phase.T2: {"benefit": [0]},
    Phase.T3: {},
}


class Evaluated(Case):
    """A case whose placement is agreed and so has its evaluations."""

    def __init__(self, **fields):
        super().__init__(**fields)
        self.agreed()

    def of(self, phase, respondent=Respondent.INTERN):
        return Evaluation.objects.get(placement=self.placement, phase=phase, respondent=respondent)

    def actor(self, respondent):
        return {"intern": self.intern, "host": self.host, "manager": MANAGER_BY_LINK}[respondent]

    def answer(self, phase, respondent=Respondent.INTERN, *, now=None, **answers):
        needed = {} if respondent == Respondent.MANAGER else REQUIRED[phase]
        if respondent == Respondent.MANAGER and phase == Phase.T1:
            needed = {"recommend": 9}
        if respondent == Respondent.MANAGER and phase == Phase.T0:
            needed = {"purpose": "At lære"}
        services.evaluation_answer(
            self.of(phase, respondent),
            answers={**needed, **answers},
            by=self.actor(respondent),
            now=now or self.now,
        )
        return self

    def later(self, days):
        """Let the clock go on and look."""
        self.now += dt.timedelta(days=days)
        services.evaluations_look(self.now)
        return self
