"""Gathers the nouns' models, so that Django finds them."""

from praktik.alerts.models import Alert
from praktik.applications.models import Application, Conflict, LearningGoal, ManagerRequest, Wish
from praktik.clock import ClockOffset
from praktik.history.models import Read, Transition
from praktik.home.models import PageText
from praktik.listings.models import Listing, ListingComment
from praktik.mail.models import Mail, MailBounce, MailOptOut, MailText
from praktik.organisations.merge_models import Merge
from praktik.organisations.models import (
    MailDomain,
    Membership,
    Municipality,
    Organisation,
    Postcode,
    Region,
    Sector,
    Theme,
)
from praktik.people.models import User
from praktik.placements.models import Agreement, Message, Placement, Signature
from praktik.recruitment.models import Invitation, Lead, LeadNote
from praktik.register.models import RegisterEntry
from praktik.rights.models import Copy, Erasure, Hold
from praktik.rounds.models import Milestone, Round
from praktik.workshops.models import Attendance, Workshop

__all__ = [
    "Agreement",
    "Alert",
    "Application",
    "Attendance",
    "ClockOffset",
    "Conflict",
    "Copy",
    "Erasure",
    "Hold",
    "Invitation",
    "Lead",
    "LeadNote",
    "LearningGoal",
    "Listing",
    "ListingComment",
    "Mail",
    "MailBounce",
    "MailDomain",
    "MailOptOut",
    "MailText",
    "ManagerRequest",
    "Membership",
    "Merge",
    "Message",
    "Milestone",
    "Municipality",
    "Organisation",
    "PageText",
    "Placement",
    "Postcode",
    "Read",
    "Region",
    "RegisterEntry",
    "Round",
    "Sector",
    "Signature",
    "Theme",
    "Transition",
    "User",
    "Wish",
    "Workshop",
]
