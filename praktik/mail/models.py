"""The outbox: one row per mail, from the moment somebody must be told until it is sent, and after."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Actor
from praktik.mail.states import TRANSITIONS, Form, State


class MailQuerySet(models.QuerySet["Mail"]):
    def about(self, instance: models.Model) -> MailQuerySet:
        kind = ContentType.objects.get_for_model(instance)
        return self.filter(content_type=kind, object_id=instance.pk)

    def due(self, now: dt.datetime, real: dt.datetime) -> MailQuerySet:
        """What may be claimed: queued and not held back, or claimed by a worker whose lease is over.

        A reminder that a digest tells is not sent by itself. ``now`` is the clock that decides, ``real`` the machine's.
        """
        return self.filter(
            Q(state=State.QUEUED, not_before__lte=now) | Q(state=State.CLAIMED, lease_until__lt=real),
            digest__isnull=True,
        )

    def visible_to(self, actor: Actor) -> MailQuerySet:
        """The mails that were sent to oneself. (Consultants read the outbox at the desk.)"""
        if not actor.pk:
            return self.none()
        return self.filter(user_id=actor.pk, state__in=[State.SENT, State.BOUNCED], digest__isnull=True)


class Mail(models.Model):
    """``key`` makes a mail unique: whoever queues it twice queues it once. ``message_id`` is derived from it, so a
    mail that a crash sent twice carries the same one. ``claim`` names the claim under which it is being sent: only
    its holder may store what came of it. ``interrupted`` counts claims that ended without an outcome.
    """

    key = models.CharField(_("Key"), max_length=200, unique=True)
    kind = models.CharField(_("Kind"), max_length=60)
    form = models.CharField(_("How it is written"), max_length=8, choices=Form, default=Form.WRITTEN)
    state = models.CharField(_("Status"), max_length=12, choices=State, default=State.QUEUED)
    to = models.EmailField(_("To"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="mails"
    )
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField(null=True, blank=True)
    subject_of = GenericForeignKey()
    digest = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="members", db_index=False
    )
    language = models.CharField(_("Language"), max_length=2, default="da")
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    text = models.TextField(_("Text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    message_id = models.CharField(max_length=200)
    provider_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("Queued"))
    not_before = models.DateTimeField(_("Not before"))
    lease_until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    interrupted = models.PositiveSmallIntegerField(_("Interrupted attempts"), default=0)
    error = models.TextField(_("Error"), blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        verbose_name=_("Held back by"),
    )
    sent_at = models.DateTimeField(_("Sent"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            # The order in which mails are claimed; what is over is not in it, so it stays as small as the queue.
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state__in=[State.QUEUED, State.CLAIMED], digest__isnull=True),
                name="mail_queue",
            ),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="mail_digest"),
            models.Index(fields=["user"], condition=Q(form=Form.REMINDER, state=State.QUEUED), name="mail_reminders"),
            models.Index(fields=["content_type", "object_id"]),
            models.Index(fields=["user", "created_at"]),
            models.Index(fields=["to"], condition=~Q(provider_id=""), name="mail_provider"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="mail_state"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="mail_form"),
            models.CheckConstraint(
                condition=~Q(state=State.CLAIMED) | Q(lease_until__isnull=False, claim__isnull=False),
                name="mail_claimed_has_lease",
            ),
            models.CheckConstraint(condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="mail_sent_when"),
        ]
        triggers = [pgtrigger.FSM(name="states", field="state", transitions=list(TRANSITIONS))]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"


class MailBounce(models.Model):
    """An address that a mail server has refused for good. Nothing but log-in mails goes there until it is deleted."""

    address = models.EmailField(_("Address"), unique=True)
    why = models.CharField(_("What the mail server said"), max_length=500, blank=True)
    at = models.DateTimeField(_("When"))

    class Meta:
        verbose_name = _("address that bounces")
        verbose_name_plural = _("addresses that bounce")
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=Q(address=Lower("address")), name="bounce_lower_case")]

    def __str__(self) -> str:
        return self.address


class MailOptOut(models.Model):
    """An address that wants no more mails of a kind (only kinds that one may unsubscribe from)."""

    address = models.EmailField(_("Address"))
    kind = models.CharField(_("Kind"), max_length=60)
    at = models.DateTimeField(_("When"))

    class Meta:
        verbose_name = _("unsubscription")
        verbose_name_plural = _("unsubscriptions")
        constraints = [
            models.UniqueConstraint(fields=["address", "kind"], name="opt_out_once"),
            models.CheckConstraint(condition=Q(address=Lower("address")), name="opt_out_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.kind}"


class MailText(models.Model):
    """A consultant's text instead of the one in the file: for a kind in a language, and for one row's mails
    (a round's) where ``content_type`` and ``object_id`` are set. Deleting it is the way back."""

    kind = models.CharField(_("Kind"), max_length=60)
    language = models.CharField(_("Language"), max_length=2, choices=[("da", _("Danish")), ("en", _("English"))])
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField(null=True, blank=True)
    only_for = GenericForeignKey()
    subject = models.CharField(_("Subject"), max_length=200)
    text = models.TextField(_("Text"), max_length=8000)
    changed_at = models.DateTimeField(_("Changed"))

    class Meta:
        verbose_name = _("own mail text")
        verbose_name_plural = _("own mail texts")
        ordering = ["kind", "language", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "content_type", "object_id"],
                nulls_distinct=False,
                name="mail_text_once",
            ),
            models.CheckConstraint(
                condition=Q(content_type__isnull=True, object_id__isnull=True)
                | Q(content_type__isnull=False, object_id__isnull=False),
                name="mail_text_for_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
