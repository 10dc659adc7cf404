"""Rows whose time counts from one moment, ``AT``: one of each line of the table of retention."""

from __future__ import annotations

import datetime as dt

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from pghistory.models import Context

from evaluations.states import Phase
from evaluations.states import State as EvaluationState
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import Role
from praktik.history.models import Read, Transition
from praktik.listings.models import ListingComment
from praktik.listings.states import State as ListingState
from praktik.mail.models import Mail, MailOptOut
from praktik.mail.states import State as MailState
from praktik.organisations.merge_models import Merge
from praktik.placements.states import State as PlacementState
from praktik.privacy.registry import Period
from praktik.privacy.retention import CLOCKS
from praktik.recruitment.models import Lead, LeadNote
from praktik.rights.models import Copy, Erasure
from praktik.rights.states import State
from praktik.rounds.states import MilestoneKind
from tests.factories import (
    ApplicationFactory,
    AttendanceFactory,
    CompanyFactory,
    EvaluationFactory,
    ListingFactory,
    MatchRunFactory,
    MembershipFactory,
    PlacementFactory,
    RoundFactory,
    UserFactory,
)

# Twelve o'clock in UTC on a day of which every month has one.
AT = dt.datetime(2030, 3, 10, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def later(count: int, at: dt.datetime = AT) -> dt.datetime:
    """So many calendar months later, counted by hand."""
    year, month = divmod(at.month - 1 + count, 12)
    return at.replace(year=at.year + year, month=month + 1)


def old_round(**fields):
    return RoundFactory(dates={MilestoneKind.ENDS: AT}, **fields)


def old_application():
    ApplicationFactory(round=old_round(), state=ApplicationState.NOT_PLACED)


def old_rolling():
    application = ApplicationFactory(
        round=RoundFactory(kind="rolling", dates={MilestoneKind.ENDS: None}), state=ApplicationState.WITHDRAWN
    )
    Transition.objects.create(about=application, from_state="x", to_state="y", role=Role.APPLICANT, at=AT)


def old_placement():
    placement = PlacementFactory(state=PlacementState.COMPLETED)
    EvaluationFactory(placement=placement, opens_at=AT - 20 * DAY, closes_at=AT - DAY)
    EvaluationFactory(placement=placement, phase=Phase.T3, opens_at=AT - 20 * DAY, closes_at=AT)
    EvaluationFactory(
        placement=placement, phase=Phase.T2, opens_at=AT, closes_at=AT + 99 * DAY, state=EvaluationState.BYPASSED
    )


def old_unasked():
    """A placement that was broken off before anything was asked."""
    PlacementFactory(state=PlacementState.BROKEN_OFF, starts_on=AT.date() - 4 * DAY, ends_on=AT.date())


def old_run():
    MatchRunFactory(round=old_round(), asked_by=UserFactory())


def old_listing():
    membership = MembershipFactory(user__last_login=AT)
    listing = ListingFactory(organisation=membership.organisation, state=ListingState.CLOSED)
    listing.contacts.add(membership.user)
    Transition.objects.create(about=listing, from_state="x", to_state="y", role=Role.HOST, at=AT - DAY)


def old_comment():
    listing = ListingFactory(state=ListingState.CLOSED, published_at=AT)
    ListingComment.objects.create(listing=listing, field="title", text="Kort!", by=UserFactory(), at=AT)


def old_lead():
    lead = Lead.objects.create(round=RoundFactory(), name="V", normalised="v", state="declined", owner=UserFactory())
    LeadNote.objects.create(lead=lead, text="Har ringet.", at=AT)


def old_mail(**fields):
    about = UserFactory()
    values = {
        "state": MailState.SENT,
        "sent_at": AT,
        "created_at": AT - DAY,
        "to": about.email,
        "user": about,
        **fields,
    }
    return Mail.objects.create(subject_of=about, kind="x", key=f"x{about.pk}", message_id="x", not_before=AT, **values)


def old_opted_out():
    """Somebody without an account, who has had a mail since."""
    MailOptOut.objects.create(address="leder@demo.example", kind="x", at=AT - 99 * DAY)
    old_mail(to="leder@demo.example", created_at=AT)


def old_context():
    Context.objects.create(id="6f1e2f8c-0000-4000-8000-000000000000", metadata={"user": 1})
    Context.objects.update(created_at=AT)


def old_move():
    Transition.objects.create(
        about=UserFactory(), from_state="x", to_state="y", role=Role.HOST, at=AT, why="Derfor.", actor=UserFactory()
    )


def old_read():
    Read.objects.create(reader=UserFactory(), subject=UserFactory(), what="application", object_id=1, at=AT)


def old_line():
    entry = LogEntry.objects.create(user=UserFactory(), object_repr="Anne", action_flag=CHANGE)
    LogEntry.objects.filter(pk=entry.pk).update(action_time=AT)


def old_session():
    Session.objects.create(session_key="s", session_data="x", expire_date=AT)


def old_seen():
    UserSession.objects.create(user=UserFactory(), ip="127.0.0.1", session_key="s", last_seen_at=AT)


def old_copy():
    Copy.objects.create(user=UserFactory(), state=State.DONE, asked_at=AT)


def old_erasure():
    Erasure.objects.create(user=UserFactory(), state=State.DONE, ground="desk", asked_by=UserFactory(), asked_at=AT)


def old_merge():
    Merge.objects.create(gone=CompanyFactory(), kept=CompanyFactory(), at=AT, by=UserFactory(), why="Derfor.", moved={})


def old_attendance():
    AttendanceFactory(workshop__starts_at=AT - DAY, workshop__ends_at=AT)


def line(period: Period, label: str):
    return next(one for one in CLOCKS if (one.period, one.model._meta.label_lower) == (period, label))
