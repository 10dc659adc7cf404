"""The opening and the closing workshop of a round: announced, answered, and noted who was there."""

from __future__ import annotations

import datetime as dt

from demo.scenarios.calendar import moment, working_day_before
from demo.scenarios.cast import Cast, fresh
from praktik.rounds.models import Round
from praktik.workshops.models import Attendance, Workshop
from praktik.workshops.services import (
    attendance_absent,
    attendance_answer,
    attendance_attended,
    workshop_announce,
    workshop_save,
)
from praktik.workshops.states import AttendanceState, Kind

_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
PLACE = "Innovationshuset, Havnegade 12, 1058 København K"
TEXTS = {
    Kind.OPENING: (
        "Åbningsworkshop",
        "Opening workshop",
        "Mød de andre praktikanter og værter. Vi arbejder med jeres læringsmål, og I får en halv time to og to til "
        "programmet for ugen.",
        "Meet the other interns and hosts. We work on your learning goals, and each pair has half an hour for the "
        "programme of the week.",
    ),
    Kind.CLOSING: (
        "Afsluttende workshop",
        "Closing workshop",
        "Hvad tog I med hjem, og hvad sker der nu? Kom med ét konkret eksempel hver.",
        "What did you take home, and what happens now? Bring one concrete example each.",
    ),
}


def workshops_are_held(cast: Cast, round_: Round, week: dt.date) -> None:
    """``week`` is the Monday of the placements: the opening ten days before it, the closing on the Tuesday after."""
    opening, closing = working_day_before(week, 6), week + 8 * _DAY
    for kind, day, announced in (
        (Kind.OPENING, opening, week - 4 * _WEEK),
        (Kind.CLOSING, closing, week - _WEEK),
    ):
        _workshop(cast, round_, kind, day, announced)


def _workshop(cast: Cast, round_: Round, kind: Kind, day: dt.date, announced: dt.date) -> None:
    def announce(now: dt.datetime) -> None:
        title_da, title_en, about_da, about_en = TEXTS[kind]
        workshop = Workshop(
            round=fresh(round_), kind=kind, title_da=title_da, title_en=title_en, about_da=about_da, about_en=about_en,
            starts_at=moment(day, 13), ends_at=moment(day, 16), place=PLACE, seats=80,
        )  # fmt: skip
        workshop_save(workshop, by=cast.consultant, now=now)
        workshop_announce(workshop, by=cast.consultant, now=now)

    def answer(now: dt.datetime) -> None:
        """Most come, every seventh does not, every fifth has not said."""
        for number, attendance in enumerate(_invited(round_, kind, AttendanceState.INVITED)):
            if number % 5:
                attendance_answer(attendance, coming=number % 7 != 3, by=attendance.user, now=now)

    def note(now: dt.datetime) -> None:
        for number, attendance in enumerate(_invited(round_, kind, AttendanceState.COMING)):
            service = attendance_absent if number % 9 == 8 else attendance_attended
            service(attendance, by=cast.consultant, now=now)

    cast.story.at(moment(announced, 10), announce)
    cast.story.at(moment(announced + 2 * _DAY, 11), answer)
    cast.story.at(moment(day + _DAY, 9), note)


def _invited(round_: Round, kind: Kind, state: AttendanceState) -> list[Attendance]:
    found = Attendance.objects.filter(workshop__round=round_.pk, workshop__kind=kind, state=state)
    return list(found.select_related("workshop", "user").order_by("pk"))
