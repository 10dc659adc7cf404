from evaluations.models import Answer, Evaluation
from praktik.privacy.registry import Period, classify

_PURPOSE = "learn whether the placements work"

classify(
    Evaluation,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person="placement__application__applicant",
    plain=[
        "id", "placement", "phase", "respondent", "instrument", "state", "opens_at", "closes_at", "answered_at",
    ],
    security=["token_hash"],
)  # fmt: skip
classify(
    Answer,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person="evaluation__placement__application__applicant",
    plain=["id", "evaluation", "question", "number"],
    content=["text"],
)
