from django.db.models import Q

from evaluations.models import Answer, Evaluation, Story
from evaluations.states import Respondent
from praktik.privacy.registry import Period, classify

_PURPOSE = "learn whether the placements work"

classify(
    Evaluation,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person="placement__application__applicant",
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
    copy=Q(evaluation__respondent=Respondent.INTERN),  # host and manager answer in confidence
    plain=["id", "evaluation", "question", "number"],
    content=["text"],
)
classify(
    Story,
    purpose="tell others what came of a placement, with consent",
    period=Period.PLACEMENT,
    person="person",
    row=True,
    plain=[
        "id", "placement", "state", "story_consent_at", "name_consent_at", "quote_consent_at", "asked_at",
        "published_at", "created_at",
    ],
    identity=["person"],
    content=["title_da", "title_en", "text_da", "text_en", "quote"],
)  # fmt: skip
