from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from matching.models import HostTier, MatchPair, MatchRun, Offer, PairRule, Publishing
from matching.states import RunState
from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import after, keep
from praktik.rounds.privacy import end_of

_PURPOSE = "match applicants and hosts, and account for how"

classify(
    MatchRun,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    case="pk",
    plain=[
        "id", "round", "state", "profile", "weights", "problem", "result", "names", "figures", "seats", "digest",
        "asked_at", "finished_at", "lease_until", "attempts", "progress", "error",
    ],
    identity=["asked_by"],
    unlink=["asked_by"],
)  # fmt: skip
classify(
    Publishing,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    case="run",
    plain=["id", "run", "state", "only", "offers", "asked_at", "lease_until", "attempts", "progress", "error"],
    identity=["asked_by"],
    unlink=["asked_by"],
)
classify(
    MatchPair,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="application__applicant",
    case="application",
    copy=Q(run__state=RunState.PUBLISHED),  # nobody sees a draft
    plain=["id", "run", "application", "listing", "week", "rank", "fit", "shares", "locked"],
    assessment=["reasons"],
    row=True,
)
classify(
    PairRule,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="application__applicant",
    case="application",
    plain=["id", "application", "listing", "kind", "week", "confirmed", "at"],
    assessment=["reason"],
    identity=["by"],
    row=True,
)
classify(
    HostTier,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="application__applicant",
    case="application",
    copy=Q(pk__in=[]),  # the host is promised that no applicant is told
    plain=["id", "listing", "application", "at"],
    assessment=["tier", "reason"],
    identity=["by"],
    row=True,
)
classify(
    Offer,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="application__applicant",
    case="application",
    plain=[
        "id", "application", "listing", "week", "run", "state", "rank", "fit", "intern_answer", "host_answer",
        "offered_at", "deadline",
    ],
    content=["reason"],
    assessment=["reasons"],
)  # fmt: skip


def _runs(months: int) -> QuerySet[MatchRun]:
    return MatchRun.objects.annotate(over_at=after(Coalesce(end_of(), "asked_at"), months))


keep(Period.APPLICATION, MatchRun, _runs, "the last day of the round")
