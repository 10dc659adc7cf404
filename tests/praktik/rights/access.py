"""Who may open which address of this noun (see tests/access.py). The desk's pages are in test_desk.py."""

from __future__ import annotations

from praktik import clock
from praktik.rights.models import Copy
from praktik.rights.services.copies import LASTS
from praktik.rights.states import State
from tests.access import SIGNED_IN, Page, World

# Whoever has not just logged in is asked for their password first.
ASKED = (302,) * 9


def _copy(world: World) -> tuple[int]:
    now = clock.real()
    copy = Copy.objects.create(
        user=world.people["applicant"], state=State.DONE, asked_at=now, expires_at=now + LASTS, held={"tables": {}}
    )
    return (copy.pk,)


PAGES: dict[str, Page] = {
    "my_data": Page(SIGNED_IN),
    "copy_ask": Page(None, ASKED),
    "copy_page": Page(ASKED, args=_copy),
    "copy_file": Page(ASKED, args=_copy),
    "erase_me": Page(SIGNED_IN, ASKED, data={"sure": "on"}),
}
