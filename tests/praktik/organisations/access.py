"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

from praktik.organisations.states import State
from tests import factories
from tests.access import HOST, SIGNED_IN, Page, World


def asking(world: World) -> tuple[int]:
    """Somebody asks to act for the host's company."""
    return (factories.MembershipFactory(organisation=world.company, state=State.REQUESTED).pk,)


def colleague(world: World) -> tuple[int]:
    """Somebody who acts for the host's company too."""
    return (factories.MembershipFactory(organisation=world.company).pk,)


PAGES: dict[str, Page] = {
    # POST without a company that exists.
    "organisation_join": Page(SIGNED_IN, (302, *(404,) * 8)),
    "organisation_new": Page(SIGNED_IN, SIGNED_IN),
    "organisation_edit": Page(
        HOST, (302, 404, 404, 302, 404, 404, 404, 404, 404), args=lambda world: (world.company.pk,),
        data={"city": "Vejle"},
    ),
    "membership_answer": Page(HOST, (302, 404, 404, 302, 404, 404, 404, 404, 404), args=asking, data={"answer": "yes"}),
    "membership_end": Page(HOST, (302, 404, 404, 302, 404, 404, 404, 404, 404), args=colleague),
}  # fmt: skip
