from praktik.privacy.registry import Period, classify
from praktik.rights.models import Erasure

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
