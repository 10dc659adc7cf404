from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from praktik.applications.models import Application, Conflict, LearningGoal, ManagerRequest, Wish
from praktik.applications.states import WITH_OTHERS
from praktik.history.models import Transition
from praktik.people.models import ERASED
from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import after, keep
from praktik.rights.models import Hold
from praktik.rounds.privacy import OVER, end_of

_PURPOSE = "choose and place applicants"

classify(
    Application,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="applicant",
    case="pk",
    plain=[
        "id", "round", "token", "state", "weeks", "days", "regions", "remote", "speaks_english", "conflicts_asked",
        "carry_over_consent", "waited", "protected", "version", "created_at", "submitted_at", "applicant",
        "sector",
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
    case="application",
    row=True,
    plain=["id", "application", "position"],
    content=["text"],
)
classify(
    Wish,
    purpose=_PURPOSE,
    period=Period.APPLICATION,
    person="application__applicant",
    case="application",
    plain=[
        "id", "application", "rank", "kind", "listing", "company_name", "company_cvr", "themes", "region", "chosen_at",
    ],
    content=["why"],
)  # fmt: skip
classify(
    Conflict,
    purpose="keep conflicts of interest out",
    period=Period.APPLICATION,
    person="application__applicant",
    case="application",
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
    case="application",
    plain=["id", "application", "confirmed", "asked_at", "expires_at", "replaced_at", "answered_at"],
    contact=["name", "email"],
    security=["token_hash"],
    secret=["token_hash"],
    assessment=["released", "comment"],
    row=True,
)


def settled() -> QuerySet[Application]:
    """Those of which nothing more will come, of people who are still known and have nothing on file. What waits in a
    round that is over waits in vain; a placement says itself when it is over."""
    known = Application.objects.exclude(applicant__email__endswith=ERASED)
    return known.filter(~Q(state__in=WITH_OTHERS) | OVER).exclude(applicant__in=Hold.objects.people())


def _without_placement(months: int) -> QuerySet[Application]:
    """From the round's last day; in a rolling round without one from when the application was over."""
    moment = Coalesce(end_of(), Transition.objects.last_at(Application), "created_at")
    return settled().filter(placements=None).annotate(over_at=after(moment, months))


keep(
    Period.APPLICATION,
    Application,
    _without_placement,
    "the last day of the round",
    person="applicant",
    named=_("Applications without a placement"),
)
