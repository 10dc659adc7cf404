"""Everything that changes leads and invitations. What is exported here is what other folders call."""

from praktik.recruitment.services.choosing import NOT_THEIRS, answer_choose, answers
from praktik.recruitment.services.finding import leads_find
from praktik.recruitment.services.invitations import (
    Accepted,
    InvitationOver,
    invitation_accept,
    invitation_by_secret,
    invitation_problem,
    lead_invite,
)
from praktik.recruitment.services.joining import lead_identify, lead_join, lead_merge, wishes_confirm, wishes_split
from praktik.recruitment.services.leads import (
    lead_add,
    lead_commit,
    lead_contact,
    lead_decline,
    lead_dialogue,
    lead_note,
    lead_park,
    lead_plan,
    wishes_point_at,
)

__all__ = [
    "NOT_THEIRS",
    "Accepted",
    "InvitationOver",
    "answer_choose",
    "answers",
    "invitation_accept",
    "invitation_by_secret",
    "invitation_problem",
    "lead_add",
    "lead_commit",
    "lead_contact",
    "lead_decline",
    "lead_dialogue",
    "lead_identify",
    "lead_invite",
    "lead_join",
    "lead_merge",
    "lead_note",
    "lead_park",
    "lead_plan",
    "leads_find",
    "wishes_confirm",
    "wishes_point_at",
    "wishes_split",
]
