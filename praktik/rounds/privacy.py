from praktik.privacy.registry import Period, classify
from praktik.rounds.models import Milestone, Round

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
