"""What a person wants to hear of by mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from praktik.alerts.states import Kind


class Alert(models.Model):
    """``query``: of an alert of listings, the search as in the address of the list (empty: every listing)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts", verbose_name=_("Person")
    )
    kind = models.CharField(_("About"), max_length=10, choices=Kind)
    query = models.CharField(_("Search"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("Since"))

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "query"], name="alert_once"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="alert_kind"),
            models.CheckConstraint(condition=models.Q(kind=Kind.LISTINGS) | models.Q(query=""), name="alert_query"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
