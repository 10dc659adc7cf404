"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from praktik.history.actors import Role
from praktik.listings import mail_kinds, merging, privacy, receivers, reminders  # noqa: F401 -- registers on import
from praktik.listings.models import Listing
from praktik.listings.states import ACTIVE, EDITABLE, OVER, State
from praktik.organisations.models import Membership, Organisation
from praktik.registries import (
    Count,
    Mapped,
    Matter,
    Todo,
    register_counts,
    register_mapped,
    register_needs,
    register_own,
    register_under_way,
)
from praktik.rounds.states import MilestoneKind

# A map has at most 50,000 addresses.
MOST_MAPPED = 20_000


def own(user: Any, now: dt.datetime) -> Iterator[Todo | Matter]:
    """One's own listings, the newest round first, with those to finish or correct while the round takes them; for a
    consultant those to read. Two queries."""
    mine = models.Q(organisation__in=Organisation.objects.acted_for_by(user))
    seen = mine | models.Q(state=State.SUBMITTED) if Role.CONSULTANT in user.staff_roles else mine
    own = models.Case(models.When(mine, then=True), default=False, output_field=models.BooleanField())
    listings = Listing.objects.filter(seen).exclude(state=State.WITHDRAWN).annotate(own=own)
    related = listings.select_related("round", "organisation").prefetch_related("round__milestones")
    for listing in related.order_by("-round", "title", "pk"):
        if listing.own:
            yield _matter(listing)
        if listing.own and listing.state in EDITABLE and listing.round.takes_listings(now):
            yield to_send_in(listing)
        if listing.state == State.SUBMITTED and Role.CONSULTANT in user.staff_roles:
            yield Todo(
                label=_("Read the listing “%(title)s”") % {"title": listing.title},
                url=reverse("admin:praktik_listing_change", args=[listing.pk]),
                detail=listing.organisation.name,
            )


def to_send_in(listing: Listing) -> Todo:
    """For the host of a draft, or of a listing that was returned, while the round takes it."""
    returned = listing.state == State.RETURNED
    says = _("Correct the listing “%(title)s”") if returned else _("Send in the listing “%(title)s”")
    return Todo(
        label=says % {"title": listing.title},
        url=reverse("listing_edit", args=[listing.pk]),
        deadline=listing.round.at(MilestoneKind.LISTINGS_CLOSE),
        detail=str(listing.round),
        urgent=returned,
    )


def _matter(listing: Listing) -> Matter:
    page = "listing_edit" if listing.state in EDITABLE else "listing_page"
    return Matter(
        label=listing.title,
        status=listing.get_state_display(),
        url=reverse(page, args=[listing.pk]),
        detail=f"{listing.organisation.name}, {listing.round}",
        over=listing.state in OVER,
        tone=listing.tone,
    )


def counts(now: dt.datetime) -> Iterator[Count]:
    address = reverse("admin:praktik_listing_changelist")
    numbers = dict(Listing.objects.order_by().values_list("state").annotate(models.Count("pk")))
    labels = {
        State.SUBMITTED: _("Listings to read"),
        State.RETURNED: _("Listings returned to their hosts"),
        State.PUBLISHED: _("Published listings"),
    }
    for state, label in labels.items():
        yield Count(label=label, number=numbers.get(state, 0), url=f"{address}?state__exact={state}", group=_("Hosts"))


def needs(user: Any) -> Iterator[str]:
    """Listings that would have nobody left to answer for them."""
    alone = Organisation.objects.left_alone_by(user)
    for listing in Listing.objects.filter(organisation__in=alone, state__in=(State.SUBMITTED, *ACTIVE)).order_by("pk"):
        yield _(
            "Nobody else acts for the company behind the listing “%(listing)s”: close it, or let a colleague join the "
            "company first."
        ) % {"listing": listing.title}


def under_way() -> models.QuerySet[Any]:
    """Whoever acts for the host of a listing that is not over, alone or not."""
    hosts = Listing.objects.filter(state__in=(State.SUBMITTED, *ACTIVE)).values("organisation")
    acts = models.Q(organisation__in=hosts) | models.Q(organisation__workplaces__in=hosts)
    return Membership.objects.acting().filter(acts).values("user")


def mapped() -> Iterator[Mapped]:
    """Every listing on show, up to what a map of two languages holds. One that is published is not changed."""
    rows = Listing.objects.on_show().order_by("pk").values_list("pk", "published_at")
    for pk, published_at in rows[:MOST_MAPPED]:
        yield Mapped("listing_page", (pk,), published_at)


register_own(own)
register_mapped(mapped)
register_under_way(under_way)
register_needs(needs)
register_counts(counts)
