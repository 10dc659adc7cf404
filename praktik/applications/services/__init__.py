"""Everything that changes an application. What is exported here is what other folders call."""

from praktik.applications.services.conflicts import conflict_clear, conflict_uphold, conflicts_declare
from praktik.applications.services.declarations import Declared
from praktik.applications.services.editing import (
    application_create,
    application_submit,
    application_update,
    application_withdraw,
)
from praktik.applications.services.manager import (
    LinkOver,
    asked_now,
    link_problem,
    manager_answer,
    manager_confirm,
    manager_link_renew,
    manager_link_resend,
    manager_replace,
    request_by_secret,
)
from praktik.applications.services.outcomes import (
    application_carry_over,
    application_free,
    application_match,
    application_not_placed,
    application_place,
    application_protect,
    application_unwait,
    application_wait,
    carry_over_consent_set,
)
from praktik.applications.services.passing import manager_pass_on
from praktik.applications.services.wishes import (
    wish_add,
    wish_answer,
    wish_choose,
    wish_move,
    wish_remove,
    wishes_order,
    wishes_set,
)

__all__ = [
    "Declared",
    "LinkOver",
    "application_carry_over",
    "application_create",
    "application_free",
    "application_match",
    "application_not_placed",
    "application_place",
    "application_protect",
    "application_submit",
    "application_unwait",
    "application_update",
    "application_wait",
    "application_withdraw",
    "asked_now",
    "carry_over_consent_set",
    "conflict_clear",
    "conflict_uphold",
    "conflicts_declare",
    "link_problem",
    "manager_answer",
    "manager_confirm",
    "manager_link_renew",
    "manager_link_resend",
    "manager_pass_on",
    "manager_replace",
    "request_by_secret",
    "wish_add",
    "wish_answer",
    "wish_choose",
    "wish_move",
    "wish_remove",
    "wishes_order",
    "wishes_set",
]
