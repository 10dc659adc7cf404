"""Evaluations: one questionnaire for one respondent in one phase of a placement, and the answers; and the stories
that are told of placements."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluations import rules, signals, states
from evaluations.states import Part, Phase, Respondent, State, StoryState
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

    placement = models.ForeignKey(
        "praktik.Placement", on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("Placement")
    )
    phase = models.CharField(_("When"), max_length=2, choices=Phase)
    respondent = models.CharField(_("Who"), max_length=8, choices=Respondent)
    instrument = models.CharField(max_length=40, verbose_name=_("Question set"))
    state = models.CharField(_("Status"), max_length=10, choices=State, default=State.SCHEDULED)
    opens_at = models.DateTimeField(_("Opens"))
    closes_at = models.DateTimeField(_("Closes"))
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)

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
    """One answer. ``number`` holds scales, choices (by index, several as bits) and yes/no; ``text`` what was written.
    See :class:`evaluations.instruments.Kind`."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    number = models.SmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "question"], name="answer_once")]

    def __str__(self) -> str:
        return self.question


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, actor: Actor) -> StoryQuerySet:
        """Published ones for everybody, one's own in any state, all of them for consultants."""
        if Role.CONSULTANT in actor.staff_roles:
            return self
        return self.filter(models.Q(state=StoryState.PUBLISHED) | models.Q(person=actor.pk, person__isnull=False))

    def published(self) -> StoryQuerySet:
        return self.filter(state=StoryState.PUBLISHED)

    def for_page(self) -> StoryQuerySet:
        """With everything that a page tells of one."""
        return self.select_related("person", "placement__application__workplace", "placement__listing__organisation")


_CONSENTS = {Part.STORY: "story_consent_at", Part.NAME: "name_consent_at", Part.QUOTE: "quote_consent_at"}


@pghistory.track()
class Story(models.Model):
    """What came of a placement, told in public. Each consent is the person's own, given at a time or not at all; what
    the page shows follows from them, so that one taken back counts at once."""

    placement = models.ForeignKey(
        "praktik.Placement", on_delete=models.PROTECT, related_name="stories", verbose_name=_("Placement")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="stories",
        verbose_name=_("Who is asked"),
    )  # fmt: skip
    state = models.CharField(_("Status"), max_length=10, choices=StoryState, default=StoryState.DRAFT)
    title_da = models.CharField(_("Title in Danish"), max_length=120)
    title_en = models.CharField(_("Title in English"), max_length=120, blank=True)
    text_da = models.TextField(_("Text in Danish"), max_length=6000)
    text_en = models.TextField(_("Text in English"), max_length=6000, blank=True)
    quote = models.CharField(_("Quote"), max_length=500, blank=True)
    story_consent_at = models.DateTimeField(_("Consent to the story"), null=True, blank=True)
    name_consent_at = models.DateTimeField(_("Consent to the name"), null=True, blank=True)
    quote_consent_at = models.DateTimeField(_("Consent to the quote"), null=True, blank=True)
    asked_at = models.DateTimeField(_("Asked"), null=True, blank=True)
    published_at = models.DateTimeField(_("Published"), null=True, blank=True)
    created_at = models.DateTimeField(_("Created"))

    objects = StoryQuerySet.as_manager()
    machine = Machine("story", StoryState, states.STORY_TRANSITIONS, rules.story_roles, signals.story_moved)

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=StoryState.values), name="story_state"),
            models.CheckConstraint(
                condition=~models.Q(state=StoryState.PUBLISHED)
                | models.Q(story_consent_at__isnull=False, published_at__isnull=False),
                name="story_published_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return (get_language() == "en" and self.title_en) or self.title_da

    @property
    def text(self) -> str:
        return (get_language() == "en" and self.text_en) or self.text_da

    @property
    def language(self) -> str:
        """Of the text that the reader is shown."""
        return "en" if get_language() == "en" and self.text_en else "da"

    @property
    def shown_name(self) -> str:
        """The person's name, if it may be shown."""
        return str(self.person) if self.name_consent_at and self.person else ""

    @property
    def shown_workplace(self) -> str:
        workplace = self.placement.application.workplace
        return str(workplace) if self.name_consent_at and workplace else ""

    @property
    def shown_quote(self) -> str:
        return self.quote if self.quote_consent_at else ""

    def consents(self) -> set[Part]:
        """The parts that the person has said yes to."""
        return {part for part, field in _CONSENTS.items() if getattr(self, field)}

    def set_consent(self, part: Part, at: object) -> None:
        """Set (not save) when the person said yes to ``part``, or None."""
        setattr(self, _CONSENTS[part], at)
