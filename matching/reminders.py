"""Whom offers remind, of what, and when."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from matching.models import Offer
from matching.services.ranking import listings_to_sort, ranking_deadline
from matching.states import Answer, OfferState
from praktik.links import absolute
from praktik.listings.models import Listing
from praktik.mail import kinds, reminders
from praktik.mail.reminders import Due, Rule


def _intern_asked(now: dt.datetime) -> QuerySet[Offer]:
    return Offer.objects.filter(state=OfferState.OPEN, intern_answer=Answer.NONE)


def _host_asked(now: dt.datetime) -> QuerySet[Offer]:
    return Offer.objects.filter(state=OfferState.OPEN, host_answer=Answer.NONE)


def _context(offer: Offer, due: Due) -> dict[str, object]:
    return {
        "listing": offer.listing.title,
        "deadline": timezone.localtime(offer.deadline),
        "link": absolute("offer_page", offer.pk, language=due.language),
    }


def _ranking_context(listing: Listing, due: Due) -> dict[str, object]:
    return {
        "listing": listing.title,
        "deadline": timezone.localtime(until) if (until := ranking_deadline(listing.round)) else None,
        "link": absolute("listing_ranking", listing.pk, language=due.language),
    }


kinds.register(
    kinds.Kind(
        name="ranking_reminder",
        whom="The listing's contact persons, while the host has sorted nobody of those who wish for it",
        when="3 days and 1 day before the deadline for sorting",
        why="What a host says counts when the places are given",
        stops="The host sorts, nobody wishes for the listing any more, or the round's places are given",
        shows="The listing's title and the deadline; nothing about the applicants",
        placeholders=("listing", "deadline", "link"),
    ),
    kinds.Kind(
        name="offer_reminder_intern",
        whom="An applicant who has not answered an offer",
        when="3 days and 1 day before it lapses",
        why="A place that is not answered goes to the next",
        stops="The applicant answers, or the offer is withdrawn or has lapsed",
        shows="The listing's title and the deadline",
        placeholders=("listing", "deadline", "link"),
    ),
    kinds.Kind(
        name="offer_reminder_host",
        whom="The listing's contact persons, while they have not answered an offer",
        when="3 days and 1 day before it lapses",
        why="An offer that is not answered lapses for both",
        stops="The host answers, or the offer is withdrawn or has lapsed",
        shows="The listing's title and the deadline; nothing about the applicant",
        placeholders=("listing", "deadline", "link"),
    ),
)
reminders.register(
    Rule(
        kind="ranking_reminder",
        rows=listings_to_sort,
        counts_from="sort_until",
        offsets=(-3, -1),
        until=0,
        user="contacts",
        context=_ranking_context,
        scope="round",
    ),
    Rule(
        kind="offer_reminder_intern",
        rows=_intern_asked,
        counts_from="deadline",
        offsets=(-3, -1),
        until=0,
        user="application__applicant",
        since="offered_at",
        alone=(-1,),
        context=_context,
        scope="listing__round",
    ),
    Rule(
        kind="offer_reminder_host",
        rows=_host_asked,
        counts_from="deadline",
        offsets=(-3, -1),
        until=0,
        user="listing__contacts",
        since="offered_at",
        alone=(-1,),
        context=_context,
        scope="listing__round",
    ),
)
