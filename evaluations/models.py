"""Evaluations: one questionnaire for one respondent in one phase of a placement, and the answers."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations import rules, signals, states
from evaluations.states import Phase, Respondent, State
from praktik.history.actors import Actor, Role
from praktik.history.door import Machine
from praktik.organisations.models import Organisation


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, actor: Actor) -> EvaluationQuerySet:
        """The respondent's own; all of them for consultants. (A manager's is reached by link alone.)"""
        if Role.CONSULTANT in actor.staff_roles:
            return self
        return self.filter(
            models.Q(respondent=Respondent.INTERN, placement__application__applicant_id=actor.pk)
            | models.Q(
                respondent=Respondent.HOST,
                placement__listing__organisation__in=Organisation.objects.acted_for_by(actor),
            )
        )


@pghistory.track(exclude=["token_hash"])
class Evaluation(models.Model):
    """``instrument`` names the version of the question set, so that rounds can be compared."""

    placement = models.ForeignKey("praktik.Placement", on_delete=models.PROTECT, related_name="evaluations")
    phase = models.CharField(_("When"), max_length=2, choices=Phase)
    respondent = models.CharField(_("Who"), max_length=8, choices=Respondent)
    instrument = models.CharField(max_length=40)
    state = models.CharField(_("Status"), max_length=10, choices=State, default=State.SCHEDULED)
    opens_at = models.DateTimeField(_("Opens"))
    closes_at = models.DateTimeField(_("Closes"))
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)

    objects = EvaluationQuerySet.as_manager()
    machine = Machine("evaluation", State, states.TRANSITIONS, rules.roles, signals.evaluation_moved)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["opens_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "phase", "respondent"], name="evaluation_once"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="evaluation_state"),
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="evaluation_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.get_phase_display()}: {self.get_respondent_display()}"


@pghistory.track()
class Answer(models.Model):
    """One answer. ``number`` holds scales, choices (by index) and yes/no (1/0); ``text`` what was written."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    number = models.SmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "question"], name="answer_once")]

    def __str__(self) -> str:
        return self.question
