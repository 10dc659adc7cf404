"""Hosts sort those who have wished for their listing: whom they are asked about, until when, and what they said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from matching.models import HostTier
from matching.services import mails
from matching.services.snapshot import wishers
from matching.states import Tier
from praktik import links
from praktik.applications.models import Application, Wish
from praktik.applications.states import IN_POOL
from praktik.dates import moment
from praktik.history.actors import Actor, Role
from praktik.history.door import NotYours, Refused, TooLate, lock
from praktik.listings import rules as listing_rules
from praktik.listings import states as listing_states
from praktik.listings.models import Listing
from praktik.mail.services import mail_to_user, mails_supersede
from praktik.rounds.models import Milestone, Round
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState

# Between the deadline for applications and the offers. A rolling round never is there: it does not ask its hosts.
OPEN = (RoundState.CLOSED, RoundState.MATCHING)
ASKING = "ranking_opens"
_SORTED = Exists(HostTier.objects.filter(listing=OuterRef("pk")))


def ranking_deadline(round_: Round) -> dt.datetime | None:
    """Until when hosts sort; None where they can until the offers are out."""
    return round_.at(MilestoneKind.RANKING)


def ranking_check(listing: Listing, *, now: dt.datetime) -> None:
    """Raises Refused where the round's hosts do not sort (yet), TooLate where the deadline has passed."""
    round_ = Round.objects.prefetch_related("milestones").get(pk=listing.round_id)
    if round_.kind != Kind.FIXED_WEEK:
        raise Refused(_("In a rolling round hosts do not sort applicants: you say yes or no to each offer."))
    if round_.state in (RoundState.DRAFT, RoundState.OPEN):
        raise Refused(_("You can sort the applicants when the round has closed for applications. We write to you."))
    if round_.state not in OPEN:
        raise TooLate(_("The places have been given, so the applicants can no longer be sorted."))
    if listing.state not in listing_states.ACTIVE:
        raise Refused(_("The listing takes no part in the matching, so there is nobody to sort."))
    deadline = ranking_deadline(round_)
    if deadline is not None and now > deadline:
        raise TooLate(
            _("The deadline for sorting applicants was %(deadline)s. What you had saved counts.")
            % {"deadline": moment(deadline)}
        )


def ranking_people(listing: Listing, *, now: dt.datetime) -> list[Application]:
    """Whom the host is asked about (see ``snapshot.wishers``)."""
    return wishers(listing.round, now=now, only=[listing.pk]).get(listing.pk, [])


def ranking_save(
    listing: Listing,
    *,
    tiers: Mapping[int, Tier | None],
    reasons: Mapping[int, str] | None = None,
    by: Actor,
    now: dt.datetime,
) -> int:
    """Store what the host says: application -> tier, None to say nothing. Whoever is not named stays as they are.
    ``reasons``: why, of those who do not suit the place; what is given for others is not kept.

    The desk may do it on the host's behalf. Takes back the unsent mail that asks for it. Returns how many the host has
    said something about. Raises NotYours, TooLate, and Refused outside the time for it, for somebody who has not
    wished for the listing, or where somebody does not suit and no reason is given.
    """
    kept = {
        pk: " ".join((reasons or {}).get(pk, "").split()) if tier == Tier.NOT_SUITED else ""
        for pk, tier in tiers.items()
    }
    with transaction.atomic():
        lock(listing)
        if not listing_rules.roles(by, listing) & {Role.HOST, Role.CONSULTANT}:
            raise NotYours(_("You do not have the right to do this."))
        ranking_check(listing, now=now)
        possible = {application.pk for application in ranking_people(listing, now=now)}
        if not set(tiers) <= possible:
            raise Refused(_("The list of applicants has changed. Open the page again; nothing was saved."))
        if any(tier == Tier.NOT_SUITED and not kept[pk] for pk, tier in tiers.items()):
            raise Refused(_("Write why, where somebody does not suit the place. Nothing was saved."))
        said = HostTier.objects.filter(listing=listing)
        said.filter(application__in=[pk for pk, tier in tiers.items() if tier is None]).delete()
        old = {pk: (tier, reason) for pk, tier, reason in said.values_list("application_id", "tier", "reason")}
        for pk, tier in tiers.items():
            if tier is not None and old.get(pk) != (tier, kept[pk]):
                HostTier.objects.update_or_create(
                    listing=listing,
                    application_id=pk,
                    defaults={"tier": Tier(tier), "reason": kept[pk], "by_id": by.pk, "at": now},
                )
        mails_supersede(ASKING, listing)
    return said.filter(application__in=possible).count()


def listings_in_sorting(now: dt.datetime) -> models.QuerySet[Listing]:
    """Listings whose host can sort now and for which somebody in the pool has wished, each with ``sort_until`` and
    ``is_sorted``. Whether that somebody could also come is looked at when the page is opened."""
    wish = Wish.objects.filter(listing=OuterRef("pk"), application__state__in=IN_POOL)
    until = Milestone.objects.filter(round=OuterRef("round"), kind=MilestoneKind.RANKING).values("at")[:1]
    return (
        Listing.objects.filter(
            Exists(wish),
            round__kind=Kind.FIXED_WEEK,
            round__state__in=OPEN,
            state__in=listing_states.ACTIVE,
        )
        .annotate(sort_until=models.Subquery(until), is_sorted=_SORTED)
        .filter(Q(sort_until=None) | Q(sort_until__gt=now))
    )


def with_numbers(listings: models.QuerySet[Listing]) -> models.QuerySet[Any]:
    """Each with ``wished``, how many in the pool have wished for it by its name, and ``sorted``, how many of those its
    host has said something about."""
    wishes = Wish.objects.filter(listing=OuterRef("pk"), application__state__in=IN_POOL)
    said = HostTier.objects.filter(listing=OuterRef("listing"), application=OuterRef("application"))

    def number(of: models.QuerySet[Wish]) -> Coalesce:
        people = of.order_by().values("listing").annotate(n=models.Count("application", distinct=True)).values("n")
        return Coalesce(models.Subquery(people), 0)

    return listings.annotate(wished=number(wishes), sorted=number(wishes.filter(Exists(said))))


def listings_to_sort(now: dt.datetime) -> models.QuerySet[Listing]:
    """Those of them whose host has said nothing."""
    return listings_in_sorting(now).exclude(_SORTED)


def ranking_ask(round_: Round, listings: models.QuerySet[Listing], *, now: dt.datetime) -> int:
    """Write to the hosts of those among ``listings`` of the round for which somebody has wished who could come; never
    twice about the same one. Returns how many listings."""
    waiting = list(listings.filter(round=round_).select_related("organisation__parent", "round").order_by("pk"))
    people = wishers(round_, now=now, only=[listing.pk for listing in waiting]) if waiting else {}
    asked = 0
    for listing in waiting:
        if not people.get(listing.pk):
            continue
        asked += 1
        for person in mails.host_people(listing):
            context: dict[str, object] = {
                "listing": listing.title,
                "deadline": listing.sort_until,  # type: ignore[attr-defined]  # annotated by listings_to_sort
                "link": links.absolute("listing_ranking", listing.pk, language=person.language),
            }
            mail_to_user(person, ASKING, about=listing, key="", now=now, context=context)
    return asked


def round_ask_hosts(round_: Round, *, now: dt.datetime) -> int:
    """The round has closed for applications: ask every host for whom somebody has wished."""
    return ranking_ask(round_, listings_to_sort(now), now=now)


def application_ask_hosts(application: Application, *, now: dt.datetime) -> int:
    """Somebody came into the pool after the round closed: ask those hosts who have not been asked yet."""
    wished = application.wishes.exclude(listing=None).values("listing")
    return ranking_ask(application.round, listings_to_sort(now).filter(pk__in=wished), now=now)
