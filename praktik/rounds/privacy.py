from django.db.models import OuterRef, Q, Subquery

from praktik.privacy.registry import Period, classify
from praktik.rounds.models import Milestone, Round
from praktik.rounds.states import OVER as ROUND_OVER
from praktik.rounds.states import MilestoneKind

classify(
    Round,
    purpose="run a round",
    period=Period.FOREVER,
    plain=[
        "id", "name_da", "name_en", "slug", "kind", "state", "applicant_sectors", "host_sectors", "max_wishes",
        "minimum_list", "answer_days", "auto_refill", "seed",
    ],
)  # fmt: skip
classify(Milestone, purpose="run a round", period=Period.FOREVER, plain=["id", "round", "kind", "at"])

# Of a row with a ``round``: the round is over by its state, and nothing more will come of what still waits in it.
OVER = Q(round__state__in=ROUND_OVER)


def end_of(path: str = "round") -> Subquery:
    """The last day of the round that ``path`` leads to; null for a rolling round without one."""
    return Subquery(Milestone.objects.filter(round=OuterRef(path), kind=MilestoneKind.ENDS).values("at")[:1])
