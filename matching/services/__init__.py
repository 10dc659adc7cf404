"""Everything that changes runs, pairs and offers. What is exported here is what others call."""

from matching.services.jobs import publishing_ask, publishing_cancel
from matching.services.offers import (
    offer_accept,
    offer_create,
    offer_decline,
    offer_lapse,
    offer_withdraw,
    offers_lapse,
    placement_days,
)
from matching.services.pairs import pair_forbid, pair_free, pair_lock, pair_propose, pair_unpropose
from matching.services.publishing import publication, refills_look, run_publish
from matching.services.ranking import ranking_check, ranking_deadline, ranking_people, ranking_save
from matching.services.runs import run_ask, run_cancel, run_discard, run_verify

__all__ = [
    "offer_accept",
    "offer_create",
    "offer_decline",
    "offer_lapse",
    "offer_withdraw",
    "offers_lapse",
    "pair_forbid",
    "pair_free",
    "pair_lock",
    "pair_propose",
    "pair_unpropose",
    "placement_days",
    "publication",
    "publishing_ask",
    "publishing_cancel",
    "ranking_check",
    "ranking_deadline",
    "ranking_people",
    "ranking_save",
    "refills_look",
    "run_ask",
    "run_cancel",
    "run_discard",
    "run_publish",
    "run_verify",
]
