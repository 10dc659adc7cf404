"""The outbox: one row per mail, from the moment somebody must be told until it is sent, and after."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from praktik.mail.states import State


class MailQuerySet(models.QuerySet["Mail"]):
    def about(self, instance: models.Model) -> MailQuerySet:
        kind = ContentType.objects.get_for_model(instance)
        return self.filter(content_type=kind, object_id=instance.pk)

    def due(self, now: dt.datetime, real: dt.datetime) -> MailQuerySet:
        """What may be claimed: queued and not held back, or claimed by a worker whose lease is over."""
        return self.filter(
            models.Q(state=State.QUEUED, not_before__lte=now) | models.Q(state=State.CLAIMED, lease_until__lt=real)
        )


class Mail(models.Model):
    """``key`` makes a mail unique: whoever queues it twice queues it once. ``message_id`` is derived from it, so a
    mail that a crash sent twice carries the same one."""

    key = models.CharField(_("Key"), max_length=200, unique=True)
    kind = models.CharField(_("Kind"), max_length=60)
    state = models.CharField(_("Status"), max_length=12, choices=State, default=State.QUEUED)
    to = models.EmailField(_("To"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="mails"
    )
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField(null=True, blank=True)
    subject_of = GenericForeignKey()
    language = models.CharField(_("Language"), max_length=2, default="da")
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    text = models.TextField(_("Text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    message_id = models.CharField(max_length=200)
    created_at = models.DateTimeField(_("Queued"))
    not_before = models.DateTimeField(_("Not before"))
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    error = models.TextField(_("Error"), blank=True)
    sent_at = models.DateTimeField(_("Sent"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(fields=["not_before"], condition=models.Q(state__in=["queued", "claimed"]), name="mail_due"),
            models.Index(fields=["content_type", "object_id"]),
            models.Index(fields=["user", "created_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="mail_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"
