from praktik.placements.models import Agreement, Message, Placement, Signature
from praktik.privacy.registry import Period, classify

_PURPOSE = "agree and carry out a placement"

classify(
    Placement,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person="application__applicant",
    plain=["id", "application", "listing", "state", "starts_on", "ends_on", "days", "rank", "fit", "created_at"],
)
classify(
    Agreement,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person="placement__application__applicant",
    plain=["id", "placement", "version", "edits", "starts_on", "ends_on", "sent_at"],
    content=[
        "purpose", "intern_goals", "host_goals", "programme", "practical", "confidentiality", "expenses", "insurance",
        "rights", "ending",
    ],
)  # fmt: skip
classify(
    Signature,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person=("agreement__placement__application__applicant", "user"),
    plain=["id", "agreement", "role", "digest", "asked_at", "signed_at"],
    identity=["user", "name"],
    contact=["email"],
    security=["token_hash"],
    secret=["token_hash"],
    unlink=["user"],
)
classify(
    Message,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person=("author", "placement__application__applicant"),
    row=True,
    plain=["id", "placement", "at"],
    identity=["author"],
    content=["text"],
)
