"""A placement: one intern at one host, with the agreement that they sign and what they write to each other."""

from __future__ import annotations

import hashlib
import json

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Actor, Role
from praktik.history.door import Machine
from praktik.organisations.models import Organisation
from praktik.placements import rules, signals, states
from praktik.placements.states import SignerRole, State


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, actor: Actor) -> PlacementQuerySet:
        """The intern's own, the host's own, all of them for consultants."""
        if Role.CONSULTANT in actor.staff_roles:
            return self
        return self.filter(
            models.Q(application__applicant_id=actor.pk)
            | models.Q(listing__organisation__in=Organisation.objects.acted_for_by(actor))
        )

    def alive(self) -> PlacementQuerySet:
        return self.filter(state__in=states.ALIVE)


@pghistory.track()
class Placement(models.Model):
    """``starts_on`` and ``ends_on`` are the first and last day (both included). ``rank`` (the number of the
    intern's wish) and ``fit`` (0-100) are what the matching expected of it, null where it was not the matching's; what
    that is worth is judged afterwards, by the evaluations."""

    application = models.ForeignKey("praktik.Application", on_delete=models.PROTECT, related_name="placements")
    listing = models.ForeignKey("praktik.Listing", on_delete=models.PROTECT, related_name="placements")
    state = models.CharField(_("Status"), max_length=12, choices=State, default=State.DRAFTING)
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"))
    days = models.PositiveSmallIntegerField(
        _("Days"), default=5, validators=[MinValueValidator(2), MaxValueValidator(5)]
    )
    rank = models.PositiveSmallIntegerField(_("Rank"), null=True, blank=True, editable=False)
    fit = models.PositiveSmallIntegerField(_("Fit"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField()

    objects = PlacementQuerySet.as_manager()
    machine = Machine("placement", State, states.TRANSITIONS, rules.roles, signals.placement_moved)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="placement_state"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="placement_dates"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state__in=states.ALIVE), name="placement_one_alive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.applicant} – {self.listing}"

    @property
    def tone(self) -> str:
        """The colour of its status (see components/status.html)."""
        return states.TONES.get(State(self.state), "")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def draft(self) -> Agreement | None:
        """The version that is being written, or None."""
        return self.filter(sent_at__isnull=True).order_by("-version").first()

    def sent(self) -> Agreement | None:
        """The newest version that was sent for signing, or None."""
        return self.filter(sent_at__isnull=False).order_by("-version").first()


TEXTS = (
    "purpose", "intern_goals", "host_goals", "practical", "confidentiality", "expenses", "insurance", "rights",
    "ending",
)  # fmt: skip


@pghistory.track()
class Agreement(models.Model):
    """One version of the written agreement. A version that was sent for signing never changes: a change makes the next.

    ``edits`` counts the changes to a draft, so that nobody overwrites what they have not seen. ``programme`` has one
    text for each working day from ``starts_on`` to ``ends_on``.
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    edits = models.PositiveIntegerField(default=1)
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"))
    purpose = models.TextField(_("Purpose"), max_length=2000, blank=True)
    intern_goals = models.TextField(_("What the intern wants to learn"), max_length=2000, blank=True)
    host_goals = models.TextField(_("What the host wants out of it"), max_length=2000, blank=True)
    programme = ArrayField(
        models.TextField(max_length=1000, blank=True), size=5, default=list, blank=True,
        verbose_name=_("Programme, day by day"),
    )  # fmt: skip
    practical = models.TextField(_("Practicalities: place, times, contact on the day"), max_length=2000, blank=True)
    confidentiality = models.TextField(_("Confidentiality, both ways"), max_length=2000, blank=True)
    expenses = models.TextField(_("Who pays for what"), max_length=1000, blank=True)
    insurance = models.TextField(_("Employment, insurance, access, IT and clearance"), max_length=2000, blank=True)
    rights = models.TextField(_("Pictures, and rights to what is made"), max_length=1000, blank=True)
    ending = models.TextField(_("How to end it early"), max_length=1000, blank=True)
    sent_at = models.DateTimeField(_("Sent for signing"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "version"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["placement"], condition=models.Q(sent_at__isnull=True), name="agreement_one_draft"
            ),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="agreement_dates"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement} ({self.version})"

    def digest(self) -> str:
        """SHA-256 in hexadecimal of everything that is agreed: what a signature signs."""
        said = {name: getattr(self, name) for name in TEXTS}
        whole = {"placement": self.placement_id, "version": self.version, "programme": self.programme, **said}
        whole |= {"starts_on": self.starts_on.isoformat(), "ends_on": self.ends_on.isoformat()}
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


@pghistory.track(exclude=["token_hash"])
class Signature(models.Model):
    """A signature that is asked for, then given. The manager signs by a link that works once.

    ``digest`` is that of the agreement as it was shown to the signer.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    role = models.CharField(_("Signs as"), max_length=8, choices=SignerRole)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("Name"), max_length=120, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(_("Asked"))
    signed_at = models.DateTimeField(_("Signed"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "role"], name="signature_role_once"),
            models.CheckConstraint(condition=models.Q(role__in=SignerRole.values), name="signature_role"),
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True) | ~models.Q(digest=""), name="signature_of_something"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="given_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=False)
                & (
                    pgtrigger.Q(old__agreement__df=pgtrigger.F("new__agreement"))
                    | pgtrigger.Q(old__role__df=pgtrigger.F("new__role"))
                    | pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest"))
                    | pgtrigger.Q(old__signed_at__df=pgtrigger.F("new__signed_at"))
                ),
            ),
            pgtrigger.Protect(
                name="given_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.name}"


@pghistory.track()
class Message(models.Model):
    """What intern and host write to each other in a placement."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("Message"), max_length=4000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
