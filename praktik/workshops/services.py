"""Everything that changes a workshop and who comes to it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from praktik.history.actors import SYSTEM, Actor
from praktik.history.door import Refused, TooLate, born, desk_only, lock, moving
from praktik.links import absolute
from praktik.mail.services import mail_to_user, mails_supersede
from praktik.people.models import User
from praktik.placements.models import Placement
from praktik.placements.states import ALIVE
from praktik.placements.states import State as PlacementState
from praktik.workshops import rules
from praktik.workshops.models import Attendance, Workshop
from praktik.workshops.states import SEATED, AttendanceState, Audience, Side, State

# Who reads of a change in these is told again; the rest is for the desk or for the page.
TOLD = ("starts_at", "ends_at", "place", "online")


def participants(workshop: Workshop) -> dict[int, Side]:
    """User id -> as what, of everybody the workshop is for: the interns of the round's placements that are not
    called off, and the contact persons of their listings. An intern who is also a contact comes as an intern."""
    placements = Placement.objects.filter(
        listing__round=workshop.round_id, state__in=(*ALIVE, PlacementState.COMPLETED)
    )
    found: dict[int, Side] = {}
    if workshop.audience != Audience.INTERNS:
        hosts = placements.filter(listing__contacts__is_active=True).values_list("listing__contacts", flat=True)
        found |= dict.fromkeys(hosts, Side.HOST)
    if workshop.audience != Audience.HOSTS:
        interns = placements.filter(application__applicant__is_active=True)
        found |= dict.fromkeys(interns.values_list("application__applicant", flat=True), Side.INTERN)
    return found


def workshop_save(workshop: Workshop, *, by: Actor, now: dt.datetime) -> None:
    """Save a workshop that is new or was edited; its state stays what it is.

    In one transaction: saves, begins the history of a new one, and where an announced one got another time or place
    mails everybody who has not said no. Raises NotYours for anybody but a consultant, Refused where the change cannot
    be made (see :func:`praktik.workshops.rules.change_problem`).
    """
    desk_only(by)
    with transaction.atomic():
        if workshop._state.adding:
            workshop.state = State.DRAFT
            workshop.save()
            born(workshop, by=by, now=now)
            return
        before = Workshop.objects.select_for_update().get(pk=workshop.pk)
        workshop.state = before.state
        if problem := rules.change_problem(workshop, before, seats_taken(before), now):
            raise Refused(problem)
        workshop.save()
        changed = [name for name in TOLD if getattr(workshop, name) != getattr(before, name)]
        if before.state == State.ANNOUNCED and changed:
            mails_supersede("workshop_changed", workshop)
            _tell(workshop, "workshop_changed", key=now.isoformat(), now=now)


def workshop_announce(workshop: Workshop, *, by: Actor, now: dt.datetime) -> None:
    """Invite everybody it is for, with a mail each; who gets a placement later is invited by the clock.

    Raises Refused where it has begun already, or neither a place nor a link is given.
    """
    with moving(workshop, State.ANNOUNCED, by=by, now=now):
        if workshop.starts_at <= now:
            raise Refused(_("The workshop's time has passed. Set a later one, then announce it."))
        if not workshop.place and not workshop.online:
            raise Refused(_("Say where it is, or give a link to take part online, then announce it."))
        _invite(workshop, now)


def workshop_cancel(workshop: Workshop, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    """Call it off. Whoever has not said no gets a mail. Raises Refused once it is over."""
    with moving(workshop, State.CANCELLED, by=by, now=now, why=why):
        if workshop.ends_at <= now:
            raise Refused(_("The workshop is over."))
        mails_supersede("workshop_changed", workshop)
        _tell(workshop, "workshop_cancelled", key="", now=now)


def attendance_answer(attendance: Attendance, *, coming: bool, by: Actor, now: dt.datetime) -> None:
    """Say whether one comes. Raises TooLate once the workshop has begun, Refused where no seat is left."""
    to = AttendanceState.COMING if coming else AttendanceState.NOT_COMING
    with transaction.atomic():
        workshop = attendance.workshop
        lock(workshop)  # two who take the last seat at once take turns here
        with moving(attendance, to, by=by, now=now):
            if not rules.takes_answers(workshop, now):
                raise TooLate(_("The workshop has begun or is cancelled, so the answer can no longer be changed."))
            if coming and not seats_left(workshop):
                raise Refused(_("All seats are taken. Look again later: somebody may not be coming after all."))


def seats_taken(workshop: Workshop) -> int:
    return workshop.attendances.filter(state__in=SEATED).count()


def seats_left(workshop: Workshop) -> bool:
    return workshop.seats is None or seats_taken(workshop) < workshop.seats


def attendance_attended(attendance: Attendance, *, by: Actor, now: dt.datetime) -> None:
    """Note that somebody was there. Raises Refused before the workshop."""
    with moving(attendance, AttendanceState.ATTENDED, by=by, now=now):
        _check_begun(attendance, now)


def attendance_absent(attendance: Attendance, *, by: Actor, now: dt.datetime) -> None:
    """Note that somebody who said they would come did not. Raises Refused before the workshop."""
    with moving(attendance, AttendanceState.ABSENT, by=by, now=now):
        _check_begun(attendance, now)


def _check_begun(attendance: Attendance, now: dt.datetime) -> None:
    if attendance.workshop.state != State.ANNOUNCED or now < attendance.workshop.starts_at:
        raise Refused(_("Who was there is noted once the workshop has begun."))


def attendances_end(user_id: int, round_id: int, *, now: dt.datetime) -> None:
    """Take somebody who no longer takes part in a round off the lists of its workshops to come. Part of the
    transaction that ends their placement."""
    coming = (AttendanceState.INVITED, AttendanceState.COMING)
    found = Attendance.objects.filter(user=user_id, workshop__round=round_id, state__in=coming)
    for attendance in found.filter(workshop__state=State.ANNOUNCED, workshop__starts_at__gt=now).select_related(
        "workshop"
    ):
        if user_id not in participants(attendance.workshop):
            with moving(attendance, AttendanceState.NOT_COMING, by=SYSTEM, now=now):
                mails_supersede("workshop_invited", attendance)


def workshops_look(now: dt.datetime) -> int:
    """Invite whoever got a placement after a workshop was announced. Returns how many."""
    announced = Workshop.objects.filter(state=State.ANNOUNCED, starts_at__gt=now)
    count = 0
    for workshop in announced:
        with transaction.atomic():
            lock(workshop)
            if rules.takes_answers(workshop, now):
                count += _invite(workshop, now)
    return count


def _invite(workshop: Workshop, now: dt.datetime) -> int:
    """Invite whoever it is for and is not invited yet, with a mail each. Returns how many."""
    missing = participants(workshop)
    for user_id in workshop.attendances.values_list("user", flat=True):
        missing.pop(user_id, None)
    people = User.objects.in_bulk(missing)
    for user_id, side in sorted(missing.items()):
        user = people[user_id]
        attendance = Attendance.objects.create(workshop=workshop, user=user, side=side, invited_at=now)
        born(attendance, by=SYSTEM, now=now)
        context = told(workshop, user.language)
        mail_to_user(user, "workshop_invited", about=attendance, key="", now=now, context=context)
    return len(missing)


def _tell(workshop: Workshop, kind: str, *, key: str, now: dt.datetime) -> None:
    attending = workshop.attendances.filter(~Q(state=AttendanceState.NOT_COMING)).select_related("user")
    for attendance in attending:
        mails_supersede("workshop_invited", attendance)  # unsent, it would tell what is no longer so
        context = told(workshop, attendance.user.language)
        mail_to_user(attendance.user, kind, about=workshop, key=key, now=now, context=context)


def told(workshop: Workshop, language: str) -> dict[str, object]:
    """What mails about a workshop may say."""
    return {
        "workshop": workshop,
        "round": workshop.round,
        "starts": workshop.starts_at,
        "ends": workshop.ends_at,
        "place": workshop.place,
        "link": absolute("workshop_page", workshop.pk, language=language),
    }
