"""Everything that changes organisations and who acts for them. What is exported here is what others call."""

from praktik.organisations.services.merges import merge_case, merge_plan, organisations_merge
from praktik.organisations.services.organisations import (
    PUBLIC_DETAILS,
    ask_deciders,
    deciders,
    details_in_register,
    membership_confirm,
    membership_decline,
    membership_end,
    membership_request,
    organisation_create,
    organisation_sign_up,
    organisation_update,
    workplace_claim,
    workplace_find_or_create,
)

__all__ = [
    "PUBLIC_DETAILS",
    "ask_deciders",
    "deciders",
    "details_in_register",
    "membership_confirm",
    "membership_decline",
    "membership_end",
    "membership_request",
    "merge_case",
    "merge_plan",
    "organisation_create",
    "organisation_sign_up",
    "organisation_update",
    "organisations_merge",
    "workplace_claim",
    "workplace_find_or_create",
]
