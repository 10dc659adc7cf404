from __future__ import annotations

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, Greatest

from praktik.history.models import Transition
from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import after, keep
from praktik.recruitment.models import Invitation, Lead, LeadNote
from praktik.recruitment.states import OPEN
from praktik.rounds.privacy import OVER

_PURPOSE = "recruit hosts from wishes"

classify(
    Lead,
    purpose=_PURPOSE,
    period=Period.OUTREACH,
    case="pk",
    plain=[
        "id", "round", "name", "normalised", "cvr", "organisation", "state", "next_step", "next_step_on", "wishes",
        "alike", "merged_into",
    ],
    content=["handover"],
    identity=["owner"],
    unlink=["owner"],
)  # fmt: skip
classify(
    LeadNote,
    purpose=_PURPOSE,
    period=Period.OUTREACH,
    case="lead",
    plain=["id", "lead", "at"],
    content=["text"],
    identity=["by"],
    unlink=["by"],
)
classify(
    Invitation,
    purpose=_PURPOSE,
    period=Period.OUTREACH,
    case="lead",
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


def _leads(months: int) -> QuerySet[Lead]:
    """From the last call, invitation or move. An open lead of a round that is going on is under way."""
    last = Greatest(
        Subquery(LeadNote.objects.filter(lead=OuterRef("pk")).order_by("-at").values("at")[:1]),
        Subquery(Invitation.objects.filter(lead=OuterRef("pk")).order_by("-sent_at").values("sent_at")[:1]),
        Transition.objects.last_at(Lead),
    )
    return Lead.objects.filter(~Q(state__in=OPEN) | OVER).annotate(over_at=after(last, months))


keep(Period.OUTREACH, Lead, _leads, "the last note, invitation or move")
