"""Workshops: whom they invite, what is answered, who is told."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection

from praktik import clock
from praktik.history.actors import Role
from praktik.history.door import IllegalMove, NotYours, Refused, TooLate
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.mail.reminders import reminders_queue
from praktik.mail.states import State as MailState
from praktik.placements.services import placement_cancel
from praktik.workshops import services
from praktik.workshops.models import Attendance, Workshop
from praktik.workshops.states import AttendanceState, Audience, Side, State
from tests.factories import (
    AttendanceFactory,
    ListingFactory,
    MembershipFactory,
    PlacementFactory,
    UserFactory,
    WorkshopFactory,
)
from tests.praktik.placements.make import noon

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk():
    return UserFactory(roles={Role.CONSULTANT})


def a_placement(round_, **fields):
    """Of an intern, at a listing with one contact person."""
    listing = ListingFactory(round=round_)
    listing.contacts.set([MembershipFactory(organisation=listing.organisation).user])
    return PlacementFactory(application__round=round_, listing=listing, **fields)


def sides(workshop):
    return {(attendance.user_id, attendance.side) for attendance in workshop.attendances.all()}


def mailed(kind):
    return sorted(Mail.objects.filter(kind=kind).values_list("user", flat=True))


@pytest.mark.parametrize(
    ("audience", "wanted"),
    [
        (Audience.BOTH, {Side.INTERN, Side.HOST}),
        (Audience.INTERNS, {Side.INTERN}),
        (Audience.HOSTS, {Side.HOST}),
    ],
)
def test_it_invites_whom_it_is_for(desk, audience, wanted):
    workshop = WorkshopFactory(state=State.DRAFT, audience=audience)
    placement = a_placement(workshop.round)
    a_placement(workshop.round, state="cancelled")
    a_placement(WorkshopFactory().round)  # another round's
    services.workshop_announce(workshop, by=desk, now=clock.now())
    everybody = {
        Side.INTERN: placement.application.applicant_id,
        Side.HOST: placement.listing.contacts.get().pk,
    }
    assert sides(workshop) == {(everybody[side], side) for side in wanted}
    assert mailed("workshop_invited") == sorted(everybody[side] for side in wanted)


def test_whoever_gets_a_placement_later_is_invited_by_the_clock_and_once(desk):
    workshop = WorkshopFactory(state=State.DRAFT)
    first = a_placement(workshop.round)
    services.workshop_announce(workshop, by=desk, now=clock.now())
    second = a_placement(workshop.round)
    assert services.workshops_look(clock.now()) == 2
    assert services.workshops_look(clock.now()) == 0
    people = [p.application.applicant_id for p in (first, second)] + [
        p.listing.contacts.get().pk for p in (first, second)
    ]
    assert mailed("workshop_invited") == sorted(people)


def test_the_clock_invites_nobody_to_a_draft_or_to_one_that_has_begun():
    for fields in (
        {"state": State.DRAFT},
        {"state": State.CANCELLED},
        {"starts_at": clock.now() - dt.timedelta(hours=1)},
    ):
        a_placement(WorkshopFactory(**fields).round)
    assert services.workshops_look(clock.now()) == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"starts_at": clock.real() - dt.timedelta(hours=1)},
            "Workshoppens tid er gået. Sæt en senere, og annoncér den så.",
        ),
        (
            {"place": "", "online": ""},
            "Skriv, hvor den er, eller giv et link til at være med online, og annoncér den så.",
        ),
    ],
)
def test_it_is_not_announced_before_it_can_be_found(desk, fields, sentence):
    workshop = WorkshopFactory(state=State.DRAFT, **fields)
    a_placement(workshop.round)
    with pytest.raises(Refused, match=sentence):
        services.workshop_announce(workshop, by=desk, now=clock.now())
    assert (Workshop.objects.get().state, Attendance.objects.count(), Mail.objects.count()) == (State.DRAFT, 0, 0)


def test_the_last_seat_is_taken_once():
    workshop = WorkshopFactory(seats=1)
    first, second = AttendanceFactory(workshop=workshop), AttendanceFactory(workshop=workshop)
    services.attendance_answer(first, coming=True, by=first.user, now=clock.now())
    with pytest.raises(Refused, match="Alle pladser er taget"):
        services.attendance_answer(second, coming=True, by=second.user, now=clock.now())
    services.attendance_answer(first, coming=False, by=first.user, now=clock.now())
    services.attendance_answer(second, coming=True, by=second.user, now=clock.now())
    assert set(workshop.attendances.values_list("user", "state")) == {
        (first.user_id, AttendanceState.NOT_COMING),
        (second.user_id, AttendanceState.COMING),
    }


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_the_last_seat_at_once_one_gets_it():
    workshop = WorkshopFactory(seats=1)
    invited = [AttendanceFactory(workshop=workshop) for _ in range(8)]
    line, got = threading.Barrier(len(invited)), []

    def answer(attendance):
        line.wait()
        try:
            services.attendance_answer(attendance, coming=True, by=attendance.user, now=clock.now())
            got.append(attendance.pk)
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=(Attendance.objects.get(pk=each.pk),)) for each in invited]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(workshop.attendances.filter(state=AttendanceState.COMING).values_list("pk", flat=True)) == got
    assert len(got) == 1


def test_everybody_answers_for_themselves_and_a_consultant_for_anybody(desk):
    attendance = AttendanceFactory()
    other = AttendanceFactory(workshop=attendance.workshop)
    with pytest.raises(NotYours):
        services.attendance_answer(attendance, coming=True, by=other.user, now=clock.now())
    services.attendance_answer(attendance, coming=True, by=desk, now=clock.now())
    services.attendance_answer(other, coming=False, by=other.user, now=clock.now())
    assert [Attendance.objects.get(pk=each.pk).state for each in (attendance, other)] == ["coming", "not_coming"]


def test_once_it_has_begun_nobody_answers_and_the_desk_notes_who_was_there(desk):
    attendance = AttendanceFactory(state=AttendanceState.COMING)
    workshop = attendance.workshop
    with pytest.raises(Refused, match="når workshoppen er begyndt"):
        services.attendance_attended(attendance, by=desk, now=workshop.starts_at - DAY)
    with pytest.raises(TooLate):
        services.attendance_answer(attendance, coming=False, by=attendance.user, now=workshop.starts_at)
    services.attendance_attended(attendance, by=desk, now=workshop.starts_at)
    services.attendance_absent(attendance, by=desk, now=workshop.ends_at)
    with pytest.raises(NotYours):
        services.attendance_attended(attendance, by=attendance.user, now=workshop.ends_at)
    assert Attendance.objects.get().state == AttendanceState.ABSENT


MOVES = [
    (services.attendance_attended, {"invited", "coming", "not_coming", "absent"}, "attended"),
    (services.attendance_absent, {"coming", "attended"}, "absent"),
]


@pytest.mark.parametrize(("service", "origins", "target"), MOVES)
def test_each_service_makes_its_own_moves_and_no_other(desk, service, origins, target):
    for state in AttendanceState:
        attendance = AttendanceFactory(state=state)
        now = attendance.workshop.starts_at
        if state in origins:
            service(attendance, by=desk, now=now)
            assert Attendance.objects.get(pk=attendance.pk).state == target
        else:
            with pytest.raises(IllegalMove):
                service(attendance, by=desk, now=now)
            assert Attendance.objects.get(pk=attendance.pk).state == state


def test_a_new_time_is_told_to_those_who_have_not_said_no(desk):
    workshop = WorkshopFactory()
    invited, coming, no = (AttendanceFactory(workshop=workshop, state=s) for s in ("invited", "coming", "not_coming"))
    workshop.title_en = "Another title"
    services.workshop_save(workshop, by=desk, now=clock.now())
    assert mailed("workshop_changed") == []
    workshop.place = "Et andet sted"
    services.workshop_save(workshop, by=desk, now=clock.now())
    assert mailed("workshop_changed") == sorted([invited.user_id, coming.user_id])
    assert no.user_id not in mailed("workshop_changed")


def test_a_second_change_takes_back_the_unsent_mail_about_the_first(desk):
    workshop = AttendanceFactory().workshop
    for minute, place in enumerate(("Her", "Der")):
        workshop.place = place
        services.workshop_save(workshop, by=desk, now=clock.now() + dt.timedelta(minutes=minute))
    mails = Mail.objects.filter(kind="workshop_changed").order_by("pk")
    assert [(mail.state, place in mail.text) for mail, place in zip(mails, ("Her", "Der"), strict=True)] == [
        (MailState.SUPERSEDED, True),
        (MailState.QUEUED, True),
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_at": clock.real() - DAY}, "Den nye tid er gået"),
        ({"seats": 1}, "2 har sagt, at de kommer"),
        ({"place": "", "online": ""}, "Skriv, hvor den er"),
    ],
)
def test_an_announced_one_cannot_be_changed_into_something_impossible(desk, change, sentence):
    workshop = WorkshopFactory()
    for _ in range(2):
        AttendanceFactory(workshop=workshop, state=AttendanceState.COMING)
    before = Workshop.objects.values().get()
    for name, value in change.items():
        setattr(workshop, name, value)
    with pytest.raises(Refused, match=sentence):
        services.workshop_save(workshop, by=desk, now=clock.now())
    assert (Workshop.objects.values().get(), Mail.objects.count()) == (before, 0)


def test_only_a_consultant_makes_changes_announces_or_cancels(desk):
    workshop, reader = WorkshopFactory(state=State.DRAFT), UserFactory(roles={Role.READER})
    for act in (services.workshop_save, services.workshop_announce, services.workshop_cancel):
        with pytest.raises(NotYours):
            act(workshop, by=reader, now=clock.now())
    fresh = WorkshopFactory.build(round=workshop.round)
    services.workshop_save(fresh, by=desk, now=clock.now())
    assert [(move.from_state, move.to_state) for move in Transition.objects.of(fresh)] == [("", State.DRAFT)]


def test_a_cancelled_one_tells_those_who_were_to_come_and_stays_as_it_is(desk):
    workshop = WorkshopFactory()
    coming = AttendanceFactory(workshop=workshop, state=AttendanceState.COMING)
    AttendanceFactory(workshop=workshop, state=AttendanceState.NOT_COMING)
    services.workshop_cancel(workshop, why="Syg", by=desk, now=clock.now())
    assert mailed("workshop_cancelled") == [coming.user_id]
    with pytest.raises(Refused, match="aflyst"):
        services.workshop_save(workshop, by=desk, now=clock.now())
    with pytest.raises(TooLate):
        services.attendance_answer(coming, coming=False, by=coming.user, now=clock.now())


def test_whose_placement_comes_to_nothing_is_taken_off_the_list(desk):
    workshop = WorkshopFactory(state=State.DRAFT)
    placement, other = a_placement(workshop.round), a_placement(workshop.round)
    contact = placement.listing.contacts.get()
    other.listing.contacts.set([contact])  # the contact person has another intern, and so comes
    services.workshop_announce(workshop, by=desk, now=clock.now())
    placement_cancel(placement, why="Nyt job", by=desk, now=clock.now())
    assert dict(workshop.attendances.values_list("user", "state")) == {
        placement.application.applicant_id: AttendanceState.NOT_COMING,
        other.application.applicant_id: AttendanceState.INVITED,
        contact.pk: AttendanceState.INVITED,
    }
    unsent = Mail.objects.get(kind="workshop_invited", user=placement.application.applicant)
    assert unsent.state == MailState.SUPERSEDED


def test_who_has_not_answered_is_reminded_and_who_comes_is_told_the_day_before(desk):
    now = noon(clock.today())  # reminders are planned for eight o'clock: who looks at night looks too early
    workshop = WorkshopFactory(starts_at=now + 20 * DAY, ends_at=now + 20 * DAY + dt.timedelta(hours=3))
    silent = AttendanceFactory(workshop=workshop, invited_at=now)
    coming = AttendanceFactory(workshop=workshop, invited_at=now, state=AttendanceState.COMING)
    AttendanceFactory(workshop=workshop, invited_at=now, state=AttendanceState.NOT_COMING)
    for day in range(21):
        reminders_queue(now + day * DAY)
    assert mailed("workshop_answer_reminder") == [silent.user_id] * 2
    assert mailed("workshop_reminder") == [coming.user_id]
