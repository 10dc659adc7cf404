"""What this app puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching import casefile, privacy, receivers, reminders  # noqa: F401 -- registers on import
from matching.models import MatchRun, Offer, PairRule
from matching.services import jobs, merging, runs  # noqa: F401 -- register work, and what a merge is asked
from matching.services.offers import offers_lapse, placement_days
from matching.services.publishing import refills_look
from matching.services.ranking import listings_in_sorting, with_numbers
from matching.states import BUSY, Answer, OfferState, RunState
from praktik import dates
from praktik.applications.course import Given, Stage, register_given
from praktik.applications.models import Application
from praktik.applications.states import State as ApplicationState
from praktik.history.door import Refused
from praktik.mail.kinds import Kind, register
from praktik.organisations.models import Organisation
from praktik.registries import (
    Count,
    Matter,
    Todo,
    register_case,
    register_counts,
    register_look,
    register_of_listings,
    register_own,
)


def own_rankings(user: Any, now: dt.datetime) -> Iterable[Todo | Matter]:
    """Listings of this person's companies in rounds whose hosts sort now: to do while nobody is sorted, else there to
    change. One query."""
    host = Q(organisation__in=Organisation.objects.acted_for_by(user))
    for listing in listings_in_sorting(now).filter(host).order_by("pk"):
        if listing.is_sorted:  # type: ignore[attr-defined]  # annotated by listings_in_sorting
            label = _("Applicants for “%(listing)s”") % {"listing": listing.title}
            yield Matter(label, _("Sorted"), reverse("listing_ranking", args=[listing.pk]))
        else:
            yield _to_sort(listing)


def rankings_of_listings(listings: Sequence[int], now: dt.datetime) -> Iterable[tuple[int, Todo | Matter]]:
    """How many have wished for each listing whose host sorts now, and how many are sorted; the host is shown those of
    them who can come, so the two need not meet. One query."""
    for listing in with_numbers(listings_in_sorting(now).filter(pk__in=listings)).order_by("pk"):
        wished = ngettext("%(count)d has wished for it", "%(count)d have wished for it", listing.wished)
        details = [wished % {"count": listing.wished}]
        if listing.sorted and listing.sort_until:
            until = dates.moment(listing.sort_until)
            details.append(_("you can change it until %(deadline)s") % {"deadline": until})
        status = ngettext("%(count)d sorted", "%(count)d sorted", listing.sorted) % {"count": listing.sorted}
        yield (
            listing.pk,
            Matter(
                _("Those who have wished for it"),
                status if listing.sorted else _("Not sorted yet"),
                reverse("listing_ranking", args=[listing.pk]),
                "; ".join(details),
                tone="success" if listing.sorted else "warning",
            ),
        )
        if not listing.is_sorted:
            yield listing.pk, _to_sort(listing)


def _to_sort(listing: Any) -> Todo:
    return Todo(
        _("Sort those who have wished for “%(listing)s”") % {"listing": listing.title},
        reverse("listing_ranking", args=[listing.pk]),
        listing.sort_until,
        _("What you say counts when the places are given."),
    )


def own(user: Any, now: dt.datetime) -> Iterable[Todo | Matter]:
    """The offers of the last year that this person is a party to, as applicant or as host; those that are open and
    wait for their own answer are something to do. One query."""
    party = Q(application__applicant=user.pk) | Q(listing__organisation__in=Organisation.objects.acted_for_by(user))
    recent = Offer.objects.filter(party, offered_at__gte=now - dt.timedelta(days=365))
    for offer in recent.select_related("listing", "application"):
        yield Matter(
            _("Offer: %(listing)s") % {"listing": offer.listing.title},
            offer.get_state_display(),
            reverse("offer_page", args=[offer.pk]),
            over=offer.state != OfferState.OPEN,
            tone=offer.tone,
        )
        yield from _to_answer(offer, as_applicant=offer.application.applicant_id == user.pk, now=now)


def offers_of_listings(listings: Sequence[int], now: dt.datetime) -> Iterable[tuple[int, Todo | Matter]]:
    """The offers that a host has had, by what the intern works as: the name is told when both have said yes, and then
    there is a placement to show instead. One query."""
    offers = Offer.objects.filter(listing__in=listings).exclude(state=OfferState.ACCEPTED)
    for offer in offers.select_related("listing", "application__workplace__sector"):
        application, open_ = offer.application, offer.state == OfferState.OPEN
        sector = application.workplace.sector.name if application.workplace else ""
        said = open_ and offer.host_answer == Answer.YES
        until = _("the intern answers before %(deadline)s") % {"deadline": dates.moment(offer.deadline)}
        yield (
            offer.listing_id,
            Matter(
                _("Offer: %(who)s") % {"who": ", ".join(filter(None, (application.job_title, sector)))},
                _("You have said yes") if said else offer.get_state_display(),
                reverse("offer_page", args=[offer.pk]),
                until if said else "",
                over=not open_,
                tone="info" if said else offer.tone,
            ),
        )
        for todo in _to_answer(offer, as_applicant=False, now=now):
            yield offer.listing_id, todo


def _to_answer(offer: Offer, *, as_applicant: bool, now: dt.datetime) -> Iterable[Todo]:
    answer = offer.intern_answer if as_applicant else offer.host_answer
    if offer.state == OfferState.OPEN and answer == Answer.NONE and offer.deadline >= now:
        text = _("Answer the offer of a place") if as_applicant else _("Answer whether you take this intern")
        yield Todo(text, reverse("offer_page", args=[offer.pk]), offer.deadline, offer.listing.title)


def given(application: Application) -> Given | None:
    """The application's open offer. One query."""
    open_ = Offer.objects.filter(application=application.pk, state=OfferState.OPEN).select_related("listing")
    offer = open_.order_by("-pk").first()
    if offer is None:
        return None
    offer.listing.round = application.round  # with its dates, which are read already
    days: tuple[dt.date | None, dt.date | None] = (None, None)
    with suppress(Refused):
        days = placement_days(offer.listing, offer.week)
    label = _("Read and answer the offer") if offer.intern_answer == Answer.NONE else _("See the offer")
    return Given(Stage.OFFER, label, reverse("offer_page", args=[offer.pk]), offer.deadline, *days)


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


register_given(ApplicationState.MATCHED, given)
register_own(own)
register_own(own_rankings)
register_of_listings(rankings_of_listings)
register_of_listings(offers_of_listings)
register_counts(desk_counts)
register_case(casefile.sections)
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
