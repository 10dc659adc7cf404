"""A spring walked through with the clock: every reminder that goes out, against a table written by hand.

2027 has Easter and the change to daylight saving in one weekend: Maundy Thursday is 25 March, Good Friday the 26th,
the clock changes on Easter Sunday the 28th, Easter Monday is a holiday. Eight o'clock is 07 UTC, then 06 UTC.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.urls import resolve

from evaluations.models import Evaluation
from evaluations.states import Phase, Respondent
from matching.models import Offer
from matching.states import Answer
from praktik.applications.models import Application, ManagerRequest
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import Role
from praktik.history.models import Transition
from praktik.listings.models import ListingComment
from praktik.listings.states import State as ListingState
from praktik.mail import drain, reminders
from praktik.mail.models import Mail
from praktik.mail.reminders import reminders_queue
from praktik.mail.rendering import first_link
from praktik.mail.states import State
from praktik.placements.models import Agreement, Placement, Signature
from praktik.placements.states import SignerRole
from praktik.placements.states import State as PlacementState
from praktik.recruitment.models import Lead
from praktik.rounds.states import MilestoneKind
from praktik.workshops.models import Attendance
from praktik.workshops.states import AttendanceState
from tests.factories import (
    ApplicationFactory,
    AttendanceFactory,
    EvaluationFactory,
    ListingFactory,
    MembershipFactory,
    OfferFactory,
    PlacementFactory,
    RoundFactory,
    UserFactory,
    WorkshopFactory,
)

DENMARK = ZoneInfo("Europe/Copenhagen")

# When (in Denmark, and in UTC), to whom, which mail.
TABLE = [
    # 3 and 7 days after Carl's manager was asked.
    ("Mon 15 Mar 08:00", "07:00", "mads", "manager_question_reminder"),
    # 14 days before the deadline; 5 days after Carl's manager was asked.
    ("Wed 17 Mar 08:00", "07:00", "anne", "application_draft_reminder"),
    ("Wed 17 Mar 08:00", "07:00", "bo", "application_draft_reminder"),
    ("Wed 17 Mar 08:00", "07:00", "carl", "manager_waiting_reminder"),
    ("Fri 19 Mar 08:00", "07:00", "mads", "manager_question_reminder"),
    # The listing came back on Friday the 19th: 3 days later. (Bo has withdrawn, Carl's manager has answered.)
    ("Mon 22 Mar 08:00", "07:00", "hanne", "listing_returned_reminder"),
    # 7 and 2 days before the deadline: the last working day before Easter is both, and only the newest is told.
    ("Wed 24 Mar 08:00", "07:00", "anne", "application_draft_reminder"),
    # The lead's next step is on Good Friday; the working day before it.
    ("Wed 24 Mar 08:00", "07:00", "ida", "lead_reminder"),
    # 10 days after the listing came back, and 3 after the lead's step: Easter Monday, so the day after. Summer time.
    ("Tue 30 Mar 08:00", "06:00", "hanne", "listing_returned_reminder"),
    ("Tue 30 Mar 08:00", "06:00", "ida", "lead_reminder"),
    # A fortnight before the workshop, which Mia has not answered. (She says yes on the 4th of April.)
    ("Wed 31 Mar 08:00", "06:00", "mia", "workshop_answer_reminder"),
    # 3 days before the offers lapse is a Saturday: Friday. Hanne has an evaluation as well: one mail.
    ("Fri 02 Apr 08:00", "06:00", "dorte", "offer_reminder_intern"),
    ("Fri 02 Apr 08:00", "06:00", "erik", "evaluation_reminder_intern"),
    # Fie's placement is ahead: Fie is asked for expectations.
    ("Fri 02 Apr 08:00", "06:00", "fie", "evaluation_before_reminder_intern"),
    ("Fri 02 Apr 08:00", "06:00", "hanne", "digest"),
    # Liv has waited for a place since 1 February: 60 days.
    ("Fri 02 Apr 08:00", "06:00", "liv", "application_interest_reminder"),
    ("Fri 02 Apr 08:00", "06:00", "nina", "evaluation_manager_reminder"),
    # The day before the offer lapses goes alone. (Dorte has answered.) Fie begins in a week.
    ("Mon 05 Apr 08:00", "06:00", "fie", "first_day_intern"),
    ("Mon 05 Apr 08:00", "06:00", "hanne", "first_day_host"),
    ("Mon 05 Apr 08:00", "06:00", "hanne", "offer_reminder_host"),
    # Jon begins in three weeks, and the agreement with Kim is not sent. (It is on the 10th. Four weeks before was
    # Easter Monday, and its working day before they had each other.)
    ("Mon 05 Apr 08:00", "06:00", "jon", "agreement_missing_reminder_intern"),
    ("Mon 05 Apr 08:00", "06:00", "kim", "agreement_missing_reminder_host"),
    # Fie begins on Monday: the last working day before it, alone. 10 days of evaluation. (Erik has answered.)
    ("Fri 09 Apr 08:00", "06:00", "fie", "evaluation_before_reminder_intern"),
    ("Fri 09 Apr 08:00", "06:00", "fie", "first_day_intern"),
    ("Fri 09 Apr 08:00", "06:00", "hanne", "evaluation_reminder_host"),
    ("Fri 09 Apr 08:00", "06:00", "hanne", "first_day_host"),
    ("Fri 09 Apr 08:00", "06:00", "nina", "evaluation_manager_reminder"),
    # Gry, Ivar for the host and Otto as manager were asked to sign on Wednesday the 7th: 3 days later is a Saturday,
    # so Monday. (Ivar has signed on Tuesday.)
    ("Mon 12 Apr 08:00", "06:00", "gry", "agreement_reminder"),
    ("Mon 12 Apr 08:00", "06:00", "ivar", "agreement_reminder_host"),
    ("Mon 12 Apr 08:00", "06:00", "otto", "manager_signature_reminder"),
    # The day before the workshop.
    ("Tue 13 Apr 08:00", "06:00", "mia", "workshop_reminder"),
    ("Wed 14 Apr 08:00", "06:00", "gry", "agreement_reminder"),
    ("Wed 14 Apr 08:00", "06:00", "otto", "manager_signature_reminder"),
]


def at(month, day, hour=12, minute=0):
    return dt.datetime(2027, month, day, hour, minute, tzinfo=DENMARK)


def person(name):
    return UserFactory(name=name, email=f"{name}@demo.example")


def scene():
    """Everything that is there when the walk begins, and what happens on the way: {moment: change}."""
    round_ = RoundFactory(dates={MilestoneKind.CLOSES: at(3, 31, 23, 59), MilestoneKind.STARTS: at(4, 12, 0)})
    draft = {"round": round_, "state": ApplicationState.DRAFT, "submitted_at": None, "created_at": at(3, 1)}
    ApplicationFactory(applicant=person("anne"), **draft)
    bo = ApplicationFactory(applicant=person("bo"), **draft)
    carl = ApplicationFactory(applicant=person("carl"), round=round_, state=ApplicationState.AWAITING_MANAGER)
    hanne, ida = person("hanne"), person("ida")
    returned = ListingFactory(round=round_, state=ListingState.RETURNED)
    listing = ListingFactory(round=round_)
    for each in (returned, listing):
        each.contacts.set([MembershipFactory(user=hanne, organisation=each.organisation).user])
    later: dict[dt.datetime, object] = {
        at(2, 1): lambda: _liv_waits(round_),
        at(3, 12): lambda: ManagerRequest.objects.create(
            application=carl, name="M", email="mads@kommune.demo.example", token_hash="x", asked_at=at(3, 12),
            expires_at=at(4, 12),
        ),
        at(3, 19): lambda: ListingComment.objects.create(listing=returned, text="Ret", at=at(3, 19)),
        at(3, 20): lambda: (
            Application.objects.filter(pk=bo.pk).update(state=ApplicationState.WITHDRAWN),
            ManagerRequest.objects.update(answered_at=at(3, 20), released=True),
            Application.objects.filter(pk=carl.pk).update(state=ApplicationState.ELIGIBLE),
        ),
        at(3, 22): lambda: Lead.objects.create(
            round=round_, name="Firma", normalised="firma", owner=ida, next_step="Ring", next_step_on=at(3, 26).date(),
        ),
        at(3, 25): lambda: _mia_is_invited(round_),
        at(3, 30): lambda: (_offers_and_evaluations(round_, listing), _jon_and_kim_write(round_)),
        at(3, 31): lambda: Lead.objects.update(next_step_on=at(5, 30).date()),
        at(4, 4): lambda: (
            Offer.objects.update(intern_answer=Answer.YES),
            Attendance.objects.filter(user__name="mia").update(state=AttendanceState.COMING),
        ),
        at(4, 6): lambda: Evaluation.objects.filter(respondent=Respondent.INTERN, phase=Phase.T1).update(
            state="answered", answered_at=at(4, 6)
        ),
        at(4, 7): lambda: _signing(round_),
        at(4, 10): lambda: Placement.objects.filter(state=PlacementState.DRAFTING).update(state=PlacementState.SIGNING),
        at(4, 13): lambda: Signature.objects.filter(role=SignerRole.HOST).update(signed_at=at(4, 13), digest="d"),
    }  # fmt: skip
    return later


def _offers_and_evaluations(round_, listing):
    dorte = ApplicationFactory(applicant=person("dorte"), round=round_)
    OfferFactory(application=dorte, listing=listing, offered_at=at(3, 30), deadline=at(4, 6, 23, 59))
    erik = PlacementFactory(
        application=ApplicationFactory(
            applicant=person("erik"), round=round_, manager_email="nina@kommune.demo.example"
        ), listing=listing,
        state=PlacementState.COMPLETED, starts_on=at(3, 1).date(), ends_on=at(3, 5).date(),
    )  # fmt: skip
    for respondent in (Respondent.INTERN, Respondent.HOST):
        EvaluationFactory(
            placement=erik, phase=Phase.T1, respondent=respondent, opens_at=at(3, 30), closes_at=at(5, 30)
        )
    EvaluationFactory(
        placement=erik, phase=Phase.T2, respondent=Respondent.MANAGER, opens_at=at(3, 30), closes_at=at(5, 30),
        token_hash="n",
    )  # fmt: skip
    fie = PlacementFactory(
        application=ApplicationFactory(applicant=person("fie"), round=round_), listing=listing,
        state=PlacementState.AGREED, starts_on=at(4, 12).date(), ends_on=at(4, 16).date(),
    )  # fmt: skip
    EvaluationFactory(
        placement=fie, phase=Phase.T0, respondent=Respondent.INTERN, opens_at=at(3, 30), closes_at=at(4, 12)
    )


def _liv_waits(round_):
    liv = ApplicationFactory(applicant=person("liv"), round=round_)
    Transition.objects.create(
        about=liv, from_state=ApplicationState.AWAITING_MANAGER, to_state=ApplicationState.ELIGIBLE, role=Role.MANAGER,
        at=at(2, 1),
    )  # fmt: skip


def _mia_is_invited(round_):
    workshop = WorkshopFactory(round=round_, starts_at=at(4, 14, 13), ends_at=at(4, 14, 16))
    AttendanceFactory(workshop=workshop, user=person("mia"), invited_at=at(3, 25))
    AttendanceFactory(workshop=workshop, invited_at=at(3, 25), state=AttendanceState.NOT_COMING)


def _jon_and_kim_write(round_):
    listing = ListingFactory(round=round_)
    listing.contacts.set([MembershipFactory(user=person("kim"), organisation=listing.organisation).user])
    PlacementFactory(
        application=ApplicationFactory(applicant=person("jon"), round=round_), listing=listing,
        starts_on=at(4, 26).date(), ends_on=at(4, 30).date(), created_at=at(3, 30),
    )  # fmt: skip


def _signing(round_):
    gry = person("gry")
    listing = ListingFactory(round=round_)
    listing.contacts.set([MembershipFactory(user=person("ivar"), organisation=listing.organisation).user])
    placement = PlacementFactory(
        application=ApplicationFactory(applicant=gry, round=round_), listing=listing, state=PlacementState.SIGNING,
        starts_on=at(4, 26).date(), ends_on=at(4, 30).date(),
    )  # fmt: skip
    agreement = Agreement.objects.create(
        placement=placement, version=1, starts_on=placement.starts_on, ends_on=placement.ends_on
    )
    asked = {"agreement": agreement, "asked_at": at(4, 7)}
    Signature.objects.create(role=SignerRole.INTERN, user=gry, **asked)
    Signature.objects.create(role=SignerRole.HOST, **asked)
    Signature.objects.create(role=SignerRole.MANAGER, email="otto@kommune.demo.example", token_hash="o", **asked)


def moments():
    """Every hour around the change of the clock, otherwise a few times a day."""
    day = dt.date(2027, 3, 1)
    while day <= dt.date(2027, 4, 15):
        around = dt.date(2027, 3, 27) <= day <= dt.date(2027, 3, 29)
        for hour in range(24) if around else (5, 6, 7, 17):
            yield dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC)
        day += dt.timedelta(days=1)


def walk(skipped=frozenset()):
    """Walk through the spring; on the days in ``skipped`` there is no worker. Returns the table of what was sent."""
    later = scene()
    for now in moments():
        for moment in [moment for moment in sorted(later) if moment <= now]:
            later.pop(moment)()
        if now.astimezone(DENMARK).date() not in skipped:
            reminders_queue(now)
            drain.mails_drain(now=now)
    assert later == {}
    sent = Mail.objects.filter(state=State.SENT, digest=None).order_by("sent_at", "to", "kind", "pk")
    return [
        (
            f"{mail.sent_at.astimezone(DENMARK):%a %d %b %H:%M}",
            f"{mail.sent_at:%H:%M}",
            mail.to.split("@")[0],
            mail.kind,
        )
        for mail in sent
    ]


# Where each kind's button leads: to the page of what the mail is about.
PAGES = {
    ("agreement_missing_reminder_host", "placement_page"),
    ("agreement_missing_reminder_intern", "placement_page"),
    ("agreement_reminder", "placement_page"),
    ("agreement_reminder_host", "placement_page"),
    ("application_draft_reminder", "application_page"),
    ("application_interest_reminder", "application_page"),
    ("evaluation_before_reminder_intern", "evaluation_page"),
    ("evaluation_manager_reminder", "manager_evaluation"),
    ("evaluation_reminder_host", "evaluation_page"),
    ("evaluation_reminder_intern", "evaluation_page"),
    ("first_day_host", "placement_page"),
    ("first_day_intern", "placement_page"),
    ("lead_reminder", "admin:praktik_lead_change"),
    ("listing_returned_reminder", "listing_edit"),
    ("manager_question_reminder", "manager_answer"),
    ("manager_signature_reminder", "manager_sign"),
    ("manager_waiting_reminder", "application_page"),
    ("offer_reminder_host", "offer_page"),
    ("offer_reminder_intern", "offer_page"),
    ("workshop_answer_reminder", "workshop_page"),
    ("workshop_reminder", "workshop_page"),
}


@pytest.mark.django_db
def test_a_spring_day_by_day(client):
    assert walk() == TABLE
    told = Mail.objects.get(kind="digest").members
    assert sorted(told.values_list("kind", flat=True)) == ["evaluation_reminder_host", "offer_reminder_host"]
    _every_reminder_leads_its_reader_to_the_page_of_what_it_is_about(client)


def _every_reminder_leads_its_reader_to_the_page_of_what_it_is_about(client):
    seen = set()
    for mail in Mail.objects.filter(kind__in=reminders.RULES, state=State.SENT).exclude(text=""):
        page = urlsplit(first_link(mail.text)).path
        seen.add((mail.kind, resolve(page).view_name))
        client.logout()
        if mail.user:  # a manager has no account: the link is enough
            client.force_login(mail.user)
        answer = client.get(page)
        # (The consultant of this walk has no second factor, so the admin sends them to it first.)
        assert answer.status_code == (302 if mail.kind == "lead_reminder" else 200), page
    assert seen == PAGES


@pytest.mark.audit
@pytest.mark.django_db
def test_the_same_spring_without_a_worker_on_three_of_its_days():
    """What fell on 17 and 18 March comes on the 19th; what fell on Easter's eve comes after Easter, once."""
    sent = walk({dt.date(2027, 3, 17), dt.date(2027, 3, 18), dt.date(2027, 3, 24)})
    moved = {
        "Wed 17 Mar 08:00": ("Fri 19 Mar 07:00", "06:00"),
        "Wed 24 Mar 08:00": ("Tue 30 Mar 07:00", "05:00"),
    }
    wanted = [(*moved.get(when, (when, utc)), who, kind) for when, utc, who, kind in TABLE]
    assert sorted(sent) == sorted(wanted)
