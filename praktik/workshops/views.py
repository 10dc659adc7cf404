from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from praktik import clock, dates
from praktik.people.access import me, signed_in
from praktik.workshops import files, rules, services
from praktik.workshops.models import Attendance, Workshop
from praktik.workshops.states import AttendanceState, State


def _workshop(request: HttpRequest, pk: int) -> Workshop:
    return get_object_or_404(Workshop.objects.visible_to(me(request)).select_related("round"), pk=pk)


@require_safe
@signed_in
def workshop_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What, when and where, and the reader's own answer."""
    workshop = _workshop(request, pk)
    now = clock.now()
    mine = Attendance.objects.filter(workshop=workshop, user=me(request)).first()
    if mine is not None:
        mine.workshop = workshop
    may_come = bool(mine and rules.may_answer(mine, AttendanceState.COMING, now))
    seats_left = may_come and services.seats_left(workshop)
    context = {
        "workshop": workshop,
        "mine": mine,
        "cancelled": workshop.state == State.CANCELLED,
        "rows": _facts(workshop),
        "can_come": seats_left,
        "full": may_come and not seats_left,
        "can_stay_away": bool(mine and rules.may_answer(mine, AttendanceState.NOT_COMING, now)),
    }
    return render(request, "workshops/workshop.html", context)


def _facts(workshop: Workshop) -> list[dict[str, str]]:
    rows = [
        (_("Round"), str(workshop.round)),
        (_("Begins"), dates.moment(workshop.starts_at)),
        (_("Ends"), dates.moment(workshop.ends_at)),
        (_("Place"), workshop.place),
        (_("For whom"), workshop.get_audience_display()),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


@require_POST
@signed_in
def workshop_answer(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = _workshop(request, pk)
    mine = get_object_or_404(Attendance, workshop=workshop, user=me(request))
    coming = request.POST.get("answer") == "coming"
    services.attendance_answer(mine, coming=coming, by=me(request), now=clock.now())
    messages.success(request, _("You have a seat.") if coming else _("It is noted that you are not coming."))
    return redirect("workshop_page", pk)


@require_safe
@signed_in
def workshop_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = _workshop(request, pk)
    version = workshop.events.count()  # type: ignore[attr-defined]  # made by pghistory: one for each change
    response = HttpResponse(
        files.calendar_file(workshop, version=version, now=clock.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="workshop-{pk}.ics"'
    return response
