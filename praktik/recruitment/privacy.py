from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from praktik.privacy.registry import Period, classify
from praktik.recruitment.models import Invitation, Lead, LeadNote

_PURPOSE = "recruit hosts from wishes"

classify(
    Lead,
    purpose=_PURPOSE,
    period=Period.OUTREACH,
    plain=[
        "id", "round", "name", "normalised", "cvr", "organisation", "state", "next_step", "next_step_on", "wishes",
        "merged_into",
    ],
    content=["handover"],
    identity=["owner"],
    unlink=["owner"],
)  # fmt: skip
classify(
    LeadNote,
    purpose=_PURPOSE,
    period=Period.OUTREACH,
    plain=["id", "lead", "at"],
    content=["text"],
    identity=["by"],
    unlink=["by"],
)
classify(
    Invitation,
    purpose=_PURPOSE,
    period=Period.OUTREACH,
    person="accepted_by",
    address="email",
    plain=["id", "lead", "sent_at", "expires_at", "accepted_at"],
    contact=["name", "email"],
    security=["token_hash"],
    secret=["token_hash"],
    instead={"token_hash": Concat(Value("erased:"), Cast(F("pk"), CharField()))},
    identity=["accepted_by"],
    unlink=["accepted_by"],
)
