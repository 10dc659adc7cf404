from django.db.models import Q

from praktik.privacy.registry import Period, classify
from praktik.rights.models import Copy, Erasure

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
