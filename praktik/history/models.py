"""What happened: every change of state, and every look at a person's page. Field changes are kept by triggers."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Coalesce

from praktik.history.actors import Role


class TransitionQuerySet(models.QuerySet["Transition"]):
    def of(self, instance: models.Model) -> TransitionQuerySet:
        """The moves of one row, oldest first."""
        kind = ContentType.objects.get_for_model(instance)
        return self.filter(content_type=kind, object_id=instance.pk).order_by("at", "pk")

    def last_why(self, model: type[models.Model], to_state: str) -> Coalesce:
        """For a query of ``model``: the reason given when a row came to ``to_state`` last, "" where it never did."""
        kind = ContentType.objects.get_for_model(model)
        moves = self.filter(content_type=kind, object_id=models.OuterRef("pk"), to_state=to_state)
        newest = models.Subquery(moves.order_by("-at", "-pk").values("why")[:1])
        return Coalesce(newest, models.Value(""), output_field=models.TextField())

    def last_at(self, model: type[models.Model]) -> models.Subquery:
        """For a query of ``model``: when a row was moved last."""
        kind = ContentType.objects.get_for_model(model)
        moves = self.filter(content_type=kind, object_id=models.OuterRef("pk"))
        return models.Subquery(moves.order_by("-at", "-pk").values("at")[:1])


class Transition(models.Model):
    """One move of one row: who, from, to, when, why. Written by the door and by nothing else."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    about = GenericForeignKey()
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    role = models.CharField(max_length=20, choices=Role)
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    objects = TransitionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["content_type", "object_id", "at"])]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Read(models.Model):
    """Somebody looked at a page with another person's details: who, whose, which page, when.

    The person looked at may see it (Datatilsynet j.nr. 2024-32-0283, after C-579/21).
    """

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reads")
    what = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.object_id}"
