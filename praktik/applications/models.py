"""An application to a round, with its wishes, declared conflicts and the manager's answer."""

from __future__ import annotations

import secrets

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from praktik.applications import rules, signals, states
from praktik.applications.states import ConflictState, Leg, State, WishKind
from praktik.history.actors import Actor, Role
from praktik.history.door import Machine
from praktik.organisations.follows import follow_merged


def new_token() -> str:
    """A random name for an application in the matching's files, so that they are pseudonymous."""
    return secrets.token_hex(8)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, actor: Actor) -> ApplicationQuerySet:
        """One's own, and for consultants those that have been sent in. Readers see none: they hold personal details."""
        seen = models.Q(applicant_id=actor.pk) if actor.pk else models.Q(pk__in=[])
        if Role.CONSULTANT in actor.staff_roles:
            seen |= ~models.Q(state=State.DRAFT)
        return self.filter(seen)

    def for_step(self) -> ApplicationQuerySet:
        """With what any step of the form shows, and what tells which steps are done. Five queries."""
        wishes = Wish.objects.select_related("listing__organisation", "region").prefetch_related("themes")
        return self.select_related("round", "applicant", "workplace__sector").prefetch_related(
            "round__milestones", "goals", models.Prefetch("wishes", wishes)
        )

    def whole(self) -> ApplicationQuerySet:
        """With everything that a page of an application shows. Eight queries."""
        conflicts = Conflict.objects.select_related("organisation")
        return self.for_step().prefetch_related("regions", "manager_requests", models.Prefetch("conflicts", conflicts))

    def in_pool(self) -> ApplicationQuerySet:
        return self.filter(state__in=states.IN_POOL)


@pghistory.track()
class Application(models.Model):
    """``weeks`` are the Mondays on which the applicant can begin; in a fixed-week round the round's week.
    ``regions`` empty means that any place can be reached. ``waited`` counts earlier rounds (0-3)."""

    round = models.ForeignKey(
        "praktik.Round", on_delete=models.PROTECT, related_name="applications", verbose_name=_("Round")
    )
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    token = models.CharField(max_length=16, unique=True, default=new_token, editable=False)
    state = models.CharField(_("Status"), max_length=20, choices=State, default=State.DRAFT)
    workplace = models.ForeignKey(
        "praktik.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Workplace"),
    )  # fmt: skip
    # Stays when the workplace is unlinked: evaluations are reported by sector.
    sector = models.ForeignKey(
        "praktik.Sector", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("Sector"),
    )  # fmt: skip
    job_title = models.CharField(_("Job title"), max_length=120, blank=True)
    purpose = models.TextField(_("Purpose: why a company, and why now"), max_length=2000, blank=True)
    task = models.TextField(_("The task you sit with"), max_length=4000, blank=True)
    brings = models.TextField(_("What you bring"), max_length=2000, blank=True)
    weeks = ArrayField(models.DateField(), verbose_name=_("Weeks"), default=list, blank=True)
    days = models.PositiveSmallIntegerField(
        _("Days"), default=5, validators=[MinValueValidator(2), MaxValueValidator(5)]
    )
    regions = models.ManyToManyField("praktik.Region", verbose_name=_("Regions you can travel to"), blank=True)
    remote = models.BooleanField(_("A remote placement is fine"), default=False)
    speaks_english = models.BooleanField(_("Can work in English"), default=True)
    manager_name = models.CharField(_("Your manager's name"), max_length=120, blank=True)
    manager_email = models.EmailField(_("Your manager's e-mail"), blank=True)
    conflicts_asked = models.BooleanField(_("The question of impartiality is answered"), default=False)
    carry_over_consent = models.BooleanField(_("Carry my application over if I am not placed"), default=False)
    waited = models.PositiveSmallIntegerField(default=0)
    protected = models.BooleanField(null=True, blank=True)
    protected_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(_("Sent in"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()
    machine = Machine("application", State, states.TRANSITIONS, rules.roles, signals.application_moved)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["pk"]
        indexes = [models.Index(fields=["round", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["round", "applicant"], name="application_once_a_round"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="application_state"),
            models.CheckConstraint(condition=models.Q(days__range=(2, 5)), name="application_days"),
            models.CheckConstraint(condition=models.Q(waited__lte=3), name="application_waited"),
            models.CheckConstraint(
                condition=models.Q(state__in=[State.DRAFT, State.WITHDRAWN]) | models.Q(submitted_at__isnull=False),
                name="application_submitted",
            ),
        ]
        triggers = [
            follow_merged("workplace"),
            pgtrigger.Trigger(
                name="sector_of_workplace",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("workplace_id"),
                condition=pgtrigger.Q(new__workplace__isnull=False),
                func="NEW.sector_id = (SELECT sector_id FROM praktik_organisation WHERE id = NEW.workplace_id);"
                " RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.applicant} – {self.round}"


@pghistory.track()
class LearningGoal(models.Model):
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("Learning goal"), max_length=300)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="goal_position_once"),
            models.CheckConstraint(condition=models.Q(position__range=(1, 5)), name="goal_one_to_five"),
        ]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class Wish(models.Model):
    """One ranked wish. ``rank`` is its tier, first = 1. A company wish keeps its name when a listing answers it;
    ``chosen_at`` is when the applicant said which of the company's listings it is for, or that it is for none."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField(_("Rank"))
    kind = models.CharField(_("Kind"), max_length=8, choices=WishKind)
    listing = models.ForeignKey(
        "praktik.Listing", null=True, blank=True, on_delete=models.PROTECT, related_name="wishes"
    )
    company_name = models.CharField(_("Company"), max_length=120, blank=True)
    company_cvr = models.CharField(_("CVR number"), max_length=8, blank=True)
    themes = models.ManyToManyField("praktik.Theme", blank=True, related_name="+")
    region = models.ForeignKey("praktik.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(_("Why this one"), max_length=500, blank=True)
    chosen_at = models.DateTimeField(_("Listing chosen"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "rank"], name="wish_rank_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["application", "listing"], condition=models.Q(listing__isnull=False), name="wish_listing_once"
            ),
            models.CheckConstraint(condition=models.Q(rank__gte=1), name="wish_rank"),
            models.CheckConstraint(
                condition=models.Q(kind=WishKind.LISTING, listing__isnull=False)
                | (models.Q(kind=WishKind.COMPANY) & ~models.Q(company_name=""))
                | models.Q(kind=WishKind.OPEN, listing__isnull=True, company_name=""),
                name="wish_points_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.get_kind_display()}"


@pghistory.track()
class Conflict(models.Model):
    """A declared conflict makes the pair impossible, not the application, until a consultant clears it in writing."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="conflicts")
    organisation = models.ForeignKey(
        "praktik.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Organisation"),
    )
    company_name = models.CharField(_("Company"), max_length=120, blank=True)
    leg = models.CharField(_("What it is about"), max_length=16, choices=Leg)
    state = models.CharField(_("Status"), max_length=10, choices=ConflictState, default=ConflictState.DECLARED)
    text = models.TextField(_("In your own words"), max_length=2000)
    by_manager = models.BooleanField(default=False, verbose_name=_("Declared by the manager"))
    decision = models.TextField(_("The consultant's assessment"), max_length=2000, blank=True)
    declared_at = models.DateTimeField(verbose_name=_("Declared"))

    machine = Machine(
        "conflict", ConflictState, states.CONFLICT_TRANSITIONS, rules.conflict_roles, signals.conflict_moved
    )

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ConflictState.values), name="conflict_state"),
            models.CheckConstraint(condition=models.Q(leg__in=Leg.values), name="conflict_leg"),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) | ~models.Q(company_name=""), name="conflict_with_whom"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ConflictState.DECLARED) | ~models.Q(decision=""),
                name="conflict_decided_in_writing",
            ),
        ]
        triggers = [follow_merged("organisation")]

    def __str__(self) -> str:
        return f"{self.get_leg_display()}: {self.organisation or self.company_name}"


@pghistory.track(exclude=["token_hash"])
class ManagerRequest(models.Model):
    """One question to a manager by signed link. Only the newest of an application can be answered, and once.

    ``token_hash`` is the SHA-256 of the link's secret, which only the mail has. ``confirmed`` is false while a
    consultant has to confirm an address that is not of the workplace's domain.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="manager_requests")
    name = models.CharField(_("Name"), max_length=120)
    email = models.EmailField(_("E-mail"))
    token_hash = models.CharField(max_length=64, unique=True)
    confirmed = models.BooleanField(_("Address confirmed"), default=True)
    asked_at = models.DateTimeField(_("Asked"))
    expires_at = models.DateTimeField(_("Expires"))
    replaced_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    released = models.BooleanField(_("Released"), null=True, blank=True)
    comment = models.TextField(_("Comment"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("question to a manager")
        verbose_name_plural = _("questions to managers")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(replaced_at__isnull=True, answered_at__isnull=True),
                name="manager_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, released__isnull=True)
                | models.Q(answered_at__isnull=False, released__isnull=False),
                name="manager_answer_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name
