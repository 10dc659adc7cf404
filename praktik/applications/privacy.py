from praktik.applications.models import Application, Conflict, LearningGoal, ManagerRequest, Wish
from praktik.privacy.registry import Period, classify

_PURPOSE = "choose and place applicants"

classify(
    Application,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="applicant",
    plain=[
        "id", "round", "token", "state", "weeks", "days", "regions", "remote", "speaks_english", "conflicts_asked",
        "carry_over_consent", "waited", "protected", "version", "created_at", "submitted_at", "applicant",
    ],
    work=["workplace", "job_title"],
    content=["purpose", "task", "brings"],
    contact=["manager_name", "manager_email"],
    assessment=["protected_reason"],
    unlink=["workplace"],
)  # fmt: skip
classify(
    LearningGoal,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="application__applicant",
    row=True,
    plain=["id", "application", "position"],
    content=["text"],
)
classify(
    Wish,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="application__applicant",
    plain=["id", "application", "rank", "kind", "listing", "company_name", "company_cvr", "themes", "region"],
    content=["why"],
)
classify(
    Conflict,
    purpose="keep conflicts of interest out",
    period=Period.APPLICATION,
    person="application__applicant",
    plain=["id", "application", "organisation", "company_name", "leg", "state", "by_manager", "declared_at"],
    content=["text"],
    assessment=["decision"],
    row=True,
)
classify(
    ManagerRequest,
    purpose="be released by the manager",
    period=Period.APPLICATION,
    person="application__applicant",
    plain=["id", "application", "confirmed", "asked_at", "expires_at", "replaced_at", "answered_at"],
    contact=["name", "email"],
    security=["token_hash"],
    secret=["token_hash"],
    assessment=["released", "comment"],
    row=True,
)
