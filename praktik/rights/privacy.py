from __future__ import annotations

import datetime as dt

from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import keep, since
from praktik.rights.models import Copy, Erasure, Hold

classify(
    Erasure,
    purpose="show that data were erased, when and why",
    period=Period.LOG,
    plain=[
        "id", "user", "state", "ground", "reason", "asked_at", "done_at", "counts", "lease_until", "attempts",
        "progress", "error",
    ],
    identity=["asked_by"],
    unlink=["asked_by"],
)  # fmt: skip
classify(
    Copy,
    purpose="give people a copy of what is held about them",
    period=Period.LOG,
    person="user",
    copy=Q(pk__in=[]),  # it would hold the copies before it
    row=True,
    plain=["id", "state", "asked_at", "expires_at", "lease_until", "attempts", "progress", "error"],
    identity=["user"],
    content=["held"],
)
classify(
    Hold,
    purpose="keep what is on file as long as the law asks",
    period=Period.LOG,
    plain=["id", "user", "reference", "until", "at"],
    identity=["by"],
    row=True,
)


def _holds(months: int) -> QuerySet[Hold]:
    """Over after its day, whatever is said of logs."""
    return Hold.objects.annotate(over_at=Cast(F("until") + dt.timedelta(days=1), DateTimeField()))


keep(Period.LOG, Erasure, since(Erasure, "asked_at"), "when it was asked for")
keep(Period.LOG, Copy, since(Copy, "asked_at"), "when it was asked for")
_HOLDS = _("Holds: each on its own day, whatever the period")
keep(Period.LOG, Hold, _holds, "its own day, without a term", named=_HOLDS)
