"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

from praktik.listings.states import State
from tests import factories
from tests.access import EVERYBODY, HOST, Page, World

HOST_POST = (302, 404, 404, 302, 404, 404, 404, 404, 404)


def draft(world: World) -> tuple[int]:
    return (factories.ListingFactory(round=world.round, organisation=world.company, state=State.DRAFT).pk,)


PAGES: dict[str, Page] = {
    "listing_list": Page(EVERYBODY),
    "listing_data": Page(EVERYBODY),
    "listing_feed": Page(EVERYBODY),
    "listing_json": Page(EVERYBODY),
    "listing_page": Page(EVERYBODY, args=lambda world: (world.listing.pk,)),
    "listing_new": Page(
        HOST, HOST_POST, args=lambda world: (world.company.pk, world.round.slug),
        data={"title": "Se med", "days": 5, "capacity": 1, "week_capacity": 1, "language": "da"},
    ),
    "listing_edit": Page(
        HOST, HOST_POST, args=draft,
        data={"title": "Se med", "days": 5, "capacity": 1, "week_capacity": 1, "language": "da", "version": 1},
    ),
    "listing_copy": Page(None, HOST_POST, args=draft, data={"round": 0}),
    "listing_move": Page(HOST, HOST_POST, args=lambda world: (world.listing.pk, "pause")),
}  # fmt: skip
