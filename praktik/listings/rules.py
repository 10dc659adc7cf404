from __future__ import annotations

from typing import TYPE_CHECKING

from praktik.history.actors import Actor, Role
from praktik.organisations.rules import acts_for

if TYPE_CHECKING:
    from praktik.listings.models import Listing


def roles(actor: Actor, listing: Listing) -> frozenset[Role]:
    """A confirmed member of the listing's organisation is its host. One query for a person, none for the clock."""
    found = set(actor.staff_roles)
    if acts_for(actor, listing.organisation):
        found.add(Role.HOST)
    return frozenset(found)


# What a listing must have before it can be sent in.
NEEDED = ("title", "about", "task", "offers", "themes", "weeks", "contacts")


def missing(listing: Listing) -> list[str]:
    """The fields that must be filled in before the listing can be sent in, in the order of the form. Reads the
    themes and contacts (two queries, none where they are prefetched)."""
    empty = {name for name in NEEDED if not _filled(listing, name)}
    if listing.municipality_id is None and not listing.remote:
        empty.add("municipality")
    order = [field.name for field in (*listing._meta.concrete_fields, *listing._meta.many_to_many)]
    return sorted(empty, key=order.index)


def _filled(listing: Listing, name: str) -> bool:
    if name in ("themes", "contacts"):
        return getattr(listing, name).exists()
    value = getattr(listing, name)
    return bool(value.strip() if isinstance(value, str) else value)
