"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

from praktik.alerts.states import Kind
from tests.access import SIGNED_IN, Page, World
from tests.factories import AlertFactory

DONE = (302,) * 9


def _alert(world: World) -> tuple[int]:
    return (AlertFactory(user=world.people["applicant"], kind=Kind.ROUNDS).pk,)


PAGES: dict[str, Page] = {
    "alert_list": Page(SIGNED_IN, DONE, data={"kind": "rounds"}),
    "alert_delete": Page(None, (302, 302, 404, 404, 404, 404, 404, 404, 404), args=_alert, data={"x": "1"}),
}
