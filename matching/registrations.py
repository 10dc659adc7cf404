"""What this app puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from matching import privacy, receivers, reminders  # noqa: F401 -- registers on import
from matching.models import HostTier, MatchRun, Offer, PairRule
from matching.services import jobs, runs  # noqa: F401 -- register the runs and their publishing as work
from matching.services.offers import offers_lapse
from matching.services.publishing import refills_look
from matching.services.ranking import OPEN as RANKING_OPEN
from matching.services.ranking import listings_to_sort
from matching.states import BUSY, Answer, OfferState, RunState
from praktik.applications.models import Application
from praktik.applications.states import State as ApplicationState
from praktik.listings.models import Listing
from praktik.mail.kinds import Kind, register
from praktik.organisations.models import Organisation
from praktik.registries import (
    Count,
    Matter,
    Todo,
    register_counts,
    register_look,
    register_matters,
    register_todos,
)
from praktik.rounds.states import Kind as RoundKind


def offers_to_answer(user: Any, now: dt.datetime) -> Iterable[Todo]:
    """Open offers that wait for this person's own answer, as applicant or as host. One query."""
    mine = Q(application__applicant=user.pk, intern_answer=Answer.NONE)
    hosts = Q(listing__organisation__in=Organisation.objects.acted_for_by(user), host_answer=Answer.NONE)
    for offer in Offer.objects.filter(mine | hosts, state=OfferState.OPEN, deadline__gte=now).select_related(
        "listing", "application"
    ):
        as_applicant = offer.application.applicant_id == user.pk
        text = _("Answer the offer of a place") if as_applicant else _("Answer whether you take this intern")
        yield Todo(text, reverse("offer_page", args=[offer.pk]), offer.deadline, offer.listing.title)


def applicants_to_sort(user: Any, now: dt.datetime) -> Iterable[Todo]:
    """Listings of this person's companies for which somebody has wished, none of whom is sorted. One query."""
    for listing in listings_to_sort(now).filter(organisation__in=Organisation.objects.acted_for_by(user)):
        yield Todo(
            _("Sort those who have wished for “%(listing)s”") % {"listing": listing.title},
            reverse("listing_ranking", args=[listing.pk]),
            listing.sort_until,  # type: ignore[attr-defined]  # annotated by listings_to_sort
            _("What you say counts when the places are given."),
        )


def rankings_of(user: Any, now: dt.datetime) -> Iterable[Matter]:
    """What this person's companies have sorted, while it can be changed. One query."""
    sorted_by = Listing.objects.filter(
        Exists(HostTier.objects.filter(listing=OuterRef("pk"))),
        organisation__in=Organisation.objects.acted_for_by(user),
        round__kind=RoundKind.FIXED_WEEK,
        round__state__in=RANKING_OPEN,
    )
    for listing in sorted_by.order_by("pk"):
        yield Matter(
            _("Applicants for “%(listing)s”") % {"listing": listing.title},
            _("Sorted"),
            reverse("listing_ranking", args=[listing.pk]),
        )


def waiting_of(user: Any, now: dt.datetime) -> Iterable[Matter]:
    """The applications with which this person waits for a place. One query."""
    waiting = Application.objects.filter(applicant=user.pk, state=ApplicationState.WAITING_LIST)
    for application in waiting.select_related("round"):
        yield Matter(
            _("Your places on the waiting lists"),
            _("Waiting"),
            reverse("waiting_page", args=[application.pk]),
            str(application.round),
        )


def offers_of(user: Any, now: dt.datetime) -> Iterable[Matter]:
    """The offers of the last year that this person is a party to. One query."""
    party = Q(application__applicant=user.pk) | Q(listing__organisation__in=Organisation.objects.acted_for_by(user))
    recent = Offer.objects.filter(party, offered_at__gte=now - dt.timedelta(days=365)).select_related("listing")
    for offer in recent:
        yield Matter(
            _("Offer: %(listing)s") % {"listing": offer.listing.title},
            offer.get_state_display(),
            reverse("offer_page", args=[offer.pk]),
            over=offer.state != OfferState.OPEN,
        )


def desk_counts(now: dt.datetime) -> Iterable[Count]:
    group = _("Matching")
    runs_page, offers_page = reverse("admin:matching_matchrun_changelist"), reverse("admin:matching_offer_changelist")
    under_way = MatchRun.objects.filter(state__in=BUSY).count()
    yield Count(_("Runs under way"), under_way, f"{runs_page}?state__exact={RunState.RUNNING}", group)
    waiting = MatchRun.objects.filter(state=RunState.DONE).count()
    yield Count(_("Drafts to decide about"), waiting, f"{runs_page}?state__exact={RunState.DONE}", group)
    proposals = PairRule.objects.filter(confirmed=False).count()
    rules_page = reverse("admin:matching_pairrule_changelist")
    yield Count(_("Proposed locks to decide about"), proposals, f"{rules_page}?confirmed__exact=0", group)
    unanswered = Offer.objects.filter(state=OfferState.OPEN).count()
    yield Count(_("Offers without both answers"), unanswered, f"{offers_page}?state__exact={OfferState.OPEN}", group)


register_todos(offers_to_answer)
register_todos(applicants_to_sort)
register_matters(offers_of)
register_matters(rankings_of)
register_matters(waiting_of)
register_counts(desk_counts)
register_look("offers", offers_lapse)
register_look("refills", refills_look)
register(
    Kind("offer_to_applicant", "applicant", "an offer is made", "say what to answer, and by when"),
    Kind("offer_to_host", "host's contacts", "an offer is made", "say what to answer, and by when"),
    Kind("offer_declined_by_applicant", "host's contacts", "the applicant says no", "say that the place is free"),
    Kind("offer_declined_by_host", "applicant", "the host says no", "say what happens now"),
    Kind("offer_lapsed", "applicant and host's contacts", "the deadline passed unanswered", "say what happens now"),
    Kind("offer_withdrawn", "applicant and host's contacts", "an offer is taken back", "say what happens now"),
    Kind(
        "ranking_opens",
        "host's contacts",
        "the round has closed for applications, and somebody has wished for the listing",
        "say whom to sort, and by when",
        stops="The host sorts, the round opens again, or the places are given",
        shows="The listing's title and the deadline; nothing about the applicants",
        placeholders=("listing", "deadline", "link"),
    ),
    Kind("match_waiting_list", "applicant", "a run without a place for them is published", "say what happens now"),
)
