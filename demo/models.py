"""What was built here. Production installs no demo and so has no such table."""

from __future__ import annotations

from django.db import models


class Build(models.Model):
    """The demo that is in this database: at most one row, written in the transaction that built it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    stage = models.CharField(max_length=12)
    built_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="demo_build_one_row")]

    def __str__(self) -> str:
        return self.stage
