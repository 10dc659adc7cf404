"""What people have a right to: that what is held about them is erased, and that they get a copy; and what keeps it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from praktik.history.door import Machine
from praktik.rights import rules, signals, states
from praktik.rights.states import Ground, State
from praktik.work.models import Job


class Erasure(Job):
    """Somebody's data are taken out by a worker. The row stays, and says nothing of the person: ``user`` is an account
    that is empty then, ``counts`` is how many rows of each table were emptied or deleted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Account")
    )
    state = models.CharField(_("Status"), max_length=10, choices=State, default=State.QUEUED)
    ground = models.CharField(_("On what ground"), max_length=5, choices=Ground)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("Asked for by")
    )
    asked_at = models.DateTimeField(_("Asked for"))
    done_at = models.DateTimeField(_("Done at"), null=True, blank=True)
    counts = models.JSONField(_("What was done"), default=dict, blank=True)

    machine = Machine("erasure", State, states.TRANSITIONS, rules.roles, signals.erasure_moved)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state__in=states.BUSY), name="erasure_one_busy"
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="erasure_state"),
            models.CheckConstraint(condition=models.Q(ground__in=Ground.values), name="erasure_ground"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Copy(Job):
    """A person's copy of everything that is held about them, made by a worker. ``held`` is emptied at ``expires_at``:
    a copy that lies about is one more thing that is held."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("Account")
    )
    state = models.CharField(_("Status"), max_length=10, choices=State, default=State.QUEUED)
    asked_at = models.DateTimeField(_("Asked for"))
    expires_at = models.DateTimeField(_("Expires"), null=True, blank=True)
    held = models.JSONField(null=True, blank=True, editable=False)

    machine = Machine("copy of data", State, states.TRANSITIONS, rules.roles, signals.copy_moved)

    class Meta:
        verbose_name = _("copy of data")
        verbose_name_plural = _("copies of data")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(state__in=states.BUSY), name="copy_one_busy"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="copy_state"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def people(self) -> models.QuerySet[Hold, int]:
        """The keys of those of whom something is on file."""
        return self.values_list("user", flat=True)


class Hold(models.Model):
    """What is held about a person is on file (journaliseret), so that neither they nor the clock erase it before a day.
    While there is a row it holds; the clock deletes it after its day."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("Account")
    )
    reference = models.CharField(
        _("Reference"), max_length=60, help_text=_("The number of the file, not what it is about.")
    )
    until = models.DateField(_("Until and including"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("By"),
        editable=False,
    )  # fmt: skip
    at = models.DateTimeField(_("When"), editable=False)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["until", "pk"]

    def __str__(self) -> str:
        return self.reference
