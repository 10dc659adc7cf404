"""What a company register says about companies that may not be in Praktik, kept in a table of our own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RegisterEntry(models.Model):
    """A row of an extract of the register. ``as_of``: the day that the extract says it is from."""

    cvr = models.CharField(_("CVR number"), primary_key=True, max_length=8)
    name = models.CharField(_("Name"), max_length=160)
    address = models.CharField(_("Street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=4, blank=True)
    city = models.CharField(_("City"), max_length=60, blank=True)
    municipality = models.CharField(_("Municipality"), max_length=60, blank=True)
    advertising_protected = models.BooleanField(_("Protected against advertising"))
    ended_on = models.DateField(_("Ended"), null=True, blank=True)
    as_of = models.DateField(_("As of"))

    class Meta:
        verbose_name = _("company in the register")
        verbose_name_plural = _("companies in the register")
        ordering = ["name", "cvr"]
        constraints = [models.CheckConstraint(condition=Q(cvr__regex=r"^[0-9]{8}$"), name="register_cvr_digits")]

    def __str__(self) -> str:
        return self.name
