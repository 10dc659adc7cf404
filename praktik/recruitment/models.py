"""Hosts are recruited from wishes: one lead per company and round, with the wishes behind it."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from praktik.applications.states import COUNTED
from praktik.history.actors import Actor, Role
from praktik.history.door import Machine
from praktik.organisations.follows import follow_merged
from praktik.recruitment import rules, signals, states
from praktik.recruitment.states import State


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, actor: Actor) -> LeadQuerySet:
        """All of them for consultants, none for anybody else: behind them stand people's wishes."""
        return self if Role.CONSULTANT in actor.staff_roles else self.none()

    def standing(self) -> LeadQuerySet:
        """Without those that were merged into another one of the same company."""
        return self.exclude(state=State.MERGED)

    def with_demand(self) -> LeadQuerySet:
        """``demand`` counts the applications that wish for the company and have not been taken back; ``unsure`` those
        that name it as it is named, until a consultant says whether they mean it."""
        behind = models.Q(wishes__application__state__in=COUNTED)
        alike = models.Q(alike__application__state__in=COUNTED)
        return self.annotate(
            demand=models.Count("wishes__application", filter=behind, distinct=True),
            unsure=models.Count("alike__application", filter=alike, distinct=True),
        )


@pghistory.track()
class Lead(models.Model):
    """``normalised`` is the company's name as compared; the same CVR number is the same lead, the same name may be
    (``alike``: wishes that a consultant has not put behind it yet). One that was merged keeps its names, so that a wish
    by them leads to the one that stays (``merged_into``)."""

    round = models.ForeignKey("praktik.Round", on_delete=models.PROTECT, related_name="leads", verbose_name=_("Round"))
    name = models.CharField(_("Company"), max_length=120)
    normalised = models.CharField(max_length=120)
    cvr = models.CharField(_("CVR number"), max_length=8, blank=True)
    organisation = models.ForeignKey(
        "praktik.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    state = models.CharField(_("Status"), max_length=12, choices=State, default=State.FOUND)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads",
        verbose_name=_("Owner"),
    )  # fmt: skip
    next_step = models.CharField(_("Next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("On"), null=True, blank=True)
    handover = models.TextField(_("Handover note"), blank=True)
    wishes = models.ManyToManyField("praktik.Wish", blank=True, related_name="leads", verbose_name=_("Wishes"))
    alike = models.ManyToManyField(
        "praktik.Wish", blank=True, related_name="alike_leads", verbose_name=_("Wishes by the same name")
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="absorbed",
        verbose_name=_("Merged into"),
    )  # fmt: skip

    objects = LeadQuerySet.as_manager()
    machine = Machine("lead", State, states.TRANSITIONS, rules.roles, signals.lead_moved)

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="lead_state"),
            models.UniqueConstraint(fields=["round", "cvr"], condition=~models.Q(cvr=""), name="lead_cvr_once"),
            models.UniqueConstraint(fields=["round", "normalised"], condition=models.Q(cvr=""), name="lead_name_once"),
            models.CheckConstraint(
                condition=models.Q(state=State.MERGED, merged_into__isnull=False)
                | (~models.Q(state=State.MERGED) & models.Q(merged_into__isnull=True)),
                name="lead_merged_into_another",
            ),
        ]
        triggers = [follow_merged("organisation")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class LeadNote(models.Model):
    """One line of a lead's log: a call, a meeting, a mail."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField(_("When"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("What"), max_length=2000)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


@pghistory.track(exclude=["token_hash"])
class Invitation(models.Model):
    """A mail to a company whose link opens a sign-up that is filled in already."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="invitations")
    name = models.CharField(_("Contact person"), max_length=120, blank=True)
    email = models.EmailField(_("E-mail"))
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(_("Sent"))
    expires_at = models.DateTimeField(_("Expires"))
    accepted_at = models.DateTimeField(_("Accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return self.email
