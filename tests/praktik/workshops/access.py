"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

from tests.access import Page, World
from tests.factories import AttendanceFactory, WorkshopFactory

# Whoever was invited, and staff; nobody else learns that there is a workshop.
INVITED = (302, 200, 404, 200, 404, 200, 404, 200, 200)
# Staff see it, but have nothing to answer.
ANSWERED = (302, 302, 404, 302, 404, 404, 404, 404, 404)


def _workshop(world: World) -> tuple[int]:
    workshop = WorkshopFactory(round=world.round)
    AttendanceFactory(workshop=workshop, user=world.people["applicant"])
    AttendanceFactory(workshop=workshop, user=world.people["host"], side="host")
    return (workshop.pk,)


PAGES: dict[str, Page] = {
    "workshop_page": Page(INVITED, args=_workshop),
    "workshop_answer": Page(None, ANSWERED, args=_workshop, data={"answer": "coming"}),
    "workshop_calendar": Page(INVITED, args=_workshop),
}
