"""What was merged into what: written once by the service, read by the desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from praktik.organisations.models import Organisation


class Merge(models.Model):
    """``gone`` was merged into ``kept``. ``moved``: kind of row -> keys of the rows that were ``gone``'s, and under
    ``filled`` which fields of ``kept`` its values went into; no names."""

    gone = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="merge", verbose_name=_("No longer there")
    )
    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges", verbose_name=_("Stays"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("By")
    )
    at = models.DateTimeField(_("When"))
    why = models.TextField(_("Why"), max_length=1000)
    moved = models.JSONField(_("What was moved"), default=dict)

    class Meta:
        verbose_name = _("merge of organisations")
        verbose_name_plural = _("merges of organisations")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(gone=models.F("kept")), name="merge_of_two"),
            models.CheckConstraint(condition=~models.Q(why=""), name="merge_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"
