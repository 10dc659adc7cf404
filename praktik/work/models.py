"""Work that matters is a row: it is claimed under a lease, and goes on by itself when its worker dies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """The columns that background work needs; a noun's own job adds what the work is about, its state and machine.

    ``lease_until`` (real time) and ``attempts`` belong to praktik.work; ``progress`` is 0-100.
    """

    lease_until = models.DateTimeField(_("Lease until"), null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0, editable=False)
    progress = models.PositiveSmallIntegerField(_("Progress"), default=0, editable=False)
    error = models.TextField(_("Error"), blank=True, editable=False)

    class Meta:
        abstract = True
