from django.db.models import Q

from matching.models import HostTier, MatchPair, MatchRun, Offer, PairRule, Publishing
from matching.states import RunState
from praktik.privacy.registry import Period, classify

_PURPOSE = "match applicants and hosts, and account for how"

classify(
    MatchRun,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
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
    plain=["id", "run", "state", "only", "offers", "asked_at", "lease_until", "attempts", "progress", "error"],
    identity=["asked_by"],
    unlink=["asked_by"],
)
classify(
    MatchPair,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="application__applicant",
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
    copy=Q(pk__in=[]),  # the host is promised that no applicant is told
    plain=["id", "listing", "application", "at"],
    assessment=["tier"],
    identity=["by"],
    row=True,
)
classify(
    Offer,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="application__applicant",
    plain=[
        "id", "application", "listing", "week", "run", "state", "rank", "fit", "intern_answer", "host_answer",
        "offered_at", "deadline",
    ],
    content=["reason"],
    assessment=["reasons"],
)  # fmt: skip
