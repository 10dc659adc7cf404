from __future__ import annotations

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from evaluations.models import Answer, Evaluation, Story
from evaluations.states import Respondent, State
from praktik.applications.models import Application
from praktik.applications.privacy import settled
from praktik.placements.models import Placement
from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import after, keep

_PURPOSE = "learn whether the placements work"

classify(
    Evaluation,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person="placement__application__applicant",
    case="placement__application",
    copy=Q(respondent=Respondent.INTERN),
    plain=[
        "id", "placement", "phase", "respondent", "instrument", "state", "opens_at", "closes_at", "answered_at",
    ],
    security=["token_hash"],
    secret=["token_hash"],
)  # fmt: skip
classify(
    Answer,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person="evaluation__placement__application__applicant",
    case="evaluation__placement__application",
    copy=Q(evaluation__respondent=Respondent.INTERN),  # host and manager answer in confidence
    plain=["id", "evaluation", "question", "number"],
    content=["text"],
)
classify(
    Story,
    purpose="tell others what came of a placement, with consent",
    period=Period.PLACEMENT,
    person="person",
    case="placement__application",
    row=True,
    plain=[
        "id", "placement", "state", "story_consent_at", "name_consent_at", "quote_consent_at", "asked_at",
        "published_at", "created_at",
    ],
    identity=["person"],
    content=["title_da", "title_en", "text_da", "text_en", "quote"],
)  # fmt: skip


def _with_placement(months: int) -> QuerySet[Application]:
    """From when the last evaluation was answered or closed, or from the last day where none was asked for."""
    placements = Placement.objects.filter(application=OuterRef("pk"))
    last = (
        Evaluation.objects.filter(placement__application=OuterRef("pk"))
        .exclude(state=State.BYPASSED)
        .annotate(done_at=Coalesce("answered_at", "closes_at"))
        .order_by("-done_at")
    )
    ended = placements.annotate(done_at=Cast(F("ends_on"), DateTimeField())).order_by("-done_at")
    moment = Coalesce(Subquery(last.values("done_at")[:1]), Subquery(ended.values("done_at")[:1]))
    over = settled().filter(Exists(placements)).exclude(Exists(placements.alive()))
    return over.annotate(over_at=after(moment, months))


keep(
    Period.PLACEMENT,
    Application,
    _with_placement,
    "the last evaluation, answered or closed",
    person="applicant",
    named=_("Applications with their placement and evaluations"),
)
