"""Whom listings remind, of what, and when."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, Q, QuerySet

from praktik.links import absolute
from praktik.listings.models import Listing
from praktik.listings.states import State
from praktik.mail import kinds, reminders
from praktik.mail.reminders import Due, Rule


def _returned(now: dt.datetime) -> QuerySet[Listing]:
    return Listing.objects.filter(state=State.RETURNED).annotate(
        returned_at=Max("comments__at", filter=Q(comments__resolved=False))
    )


def _context(listing: Listing, due: Due) -> dict[str, object]:
    return {"listing": listing.title, "link": absolute("listing_edit", listing.pk, language=due.language)}


kinds.register(
    kinds.Kind(
        name="listing_returned_reminder",
        whom="The contact persons of a listing that was returned with a comment",
        when="3 and 10 days after the comment",
        why="The listing is not published before it is sent in again",
        stops="The listing is sent in again or withdrawn",
        shows="The listing's title",
        placeholders=("listing", "link"),
    ),
)
reminders.register(
    Rule(
        kind="listing_returned_reminder",
        rows=_returned,
        counts_from="returned_at",
        offsets=(3, 10),
        until=30,
        user="contacts",
        context=_context,
        scope="round",
        desk="pk",
    ),
)
