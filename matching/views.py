from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching import fit, incentives, method, services, words
from matching.forms import LEAVE, DeclineForm, RankingForm
from matching.models import HostTier, MatchPair, MatchRun, Offer
from matching.services.mails import host_people
from matching.services.offers import HOST, INTERN, placement_days
from matching.services.seats import waiting_lists
from matching.states import Answer, OfferState, RunState
from praktik import clock, dates
from praktik.applications.models import Application
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import Role
from praktik.history.door import Refused
from praktik.history.services import read_log, reads_log
from praktik.listings.models import Listing
from praktik.people.access import me, public, signed_in
from praktik.placements.models import Placement
from praktik.placements.states import ENDED
from praktik.rounds import states as round_states
from praktik.rounds.models import Round
from praktik.rounds.states import Kind
from praktik.rounds.states import State as RoundState
from praktik.visitors import same_for_visitors

# The seed is told when nobody can use it any more: when the offers are out, in a rolling round when it is over.
_TOLD = {
    Kind.FIXED_WEEK: (RoundState.OFFERS_OUT, RoundState.RUNNING, RoundState.EVALUATING, RoundState.ARCHIVED),
    Kind.ROLLING: (RoundState.EVALUATING, RoundState.ARCHIVED),
}
_ROUNDS_SHOWN = 12


@signed_in
def offer_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _offer_page(request, _offer(request, pk))


@signed_in
@require_POST
def offer_accept(request: HttpRequest, pk: int) -> HttpResponse:
    offer = _offer(request, pk)
    if services.offer_accept(offer, by=request.user, now=clock.now()):  # type: ignore[arg-type]  # logged in
        messages.success(request, _("Both of you have said yes. Now write the placement agreement together."))
    else:
        messages.success(request, _("You have said yes. We write to you when the other side has answered."))
    return redirect("offer_page", pk)


@signed_in
@require_POST
def offer_decline(request: HttpRequest, pk: int) -> HttpResponse:
    offer = _offer(request, pk)
    form = DeclineForm(request.POST, offer=offer, side=_side(request, offer))
    if not form.is_valid():
        return _offer_page(request, offer, form)
    services.offer_decline(
        offer,
        reason=form.cleaned_data["reason"],
        stay=form.cleaned_data.get("after") != LEAVE,
        by=request.user,  # type: ignore[arg-type]  # logged in
        now=clock.now(),
    )
    messages.success(request, _("You have said no, and the other side has been told."))
    return redirect("offer_page", pk)


def _offer(request: HttpRequest, pk: int) -> Offer:
    offers = Offer.objects.visible_to(request.user).select_related(  # type: ignore[arg-type]  # logged in
        "application__applicant", "application__workplace__sector", "application__round",
        "listing__organisation__parent", "listing__municipality", "listing__round",
    )  # fmt: skip
    return get_object_or_404(offers, pk=pk)


def _side(request: HttpRequest, offer: Offer) -> Role:
    """Applicant, host, or CONSULTANT for the desk, which only looks."""
    try:
        return services.offers.offer_side(offer, request.user)  # type: ignore[arg-type]  # logged in
    except Refused:
        return Role.CONSULTANT


def _offer_page(request: HttpRequest, offer: Offer, form: DeclineForm | None = None) -> HttpResponse:
    """Applicant and host see what the choice needs; names and contact details only when both have said yes, and
    contact details no longer when the placement came to nothing."""
    now, side = clock.now(), _side(request, offer)
    application, listing = offer.application, offer.listing
    read_log(request.user, application.applicant_id, "offer", offer, now=now)
    own = {INTERN: offer.intern_answer, HOST: offer.host_answer}.get(side)
    answerable = offer.state == OfferState.OPEN and own == Answer.NONE and now <= offer.deadline
    first, last = _days(offer)
    both = offer.state == OfferState.ACCEPTED
    placements = (
        Placement.objects.filter(application=application, listing=listing) if both else Placement.objects.none()
    )
    placement = placements.order_by("-pk").first()
    to_each_other = both and (placement is None or placement.state not in ENDED)
    context = {
        "offer": offer,
        "application": application,
        "listing": listing,
        "as_applicant": side == INTERN,
        "as_host": side == HOST,
        "as_desk": side == Role.CONSULTANT,
        "own_yes": own == Answer.YES,
        "answerable": answerable,
        "overdue": offer.state == OfferState.OPEN and now > offer.deadline,
        "week": dates.week_label(first) if first else "",
        "first": first,
        "last": last,
        "form": (form or DeclineForm(offer=offer, side=side)) if answerable else None,
        "intern": application.applicant if both or side == Role.CONSULTANT else None,
        "intern_contact": to_each_other,
        "hosts": host_people(listing) if to_each_other and side != HOST else [],
        "placement": placement,
    }
    if side == INTERN:
        context |= _why(offer)
    return render(request, "matching/offer.html", context)


def _days(offer: Offer) -> tuple[dt.date | None, dt.date | None]:
    try:
        return placement_days(offer.listing, offer.week)
    except Refused:
        return None, None


def _why(offer: Offer) -> dict[str, Any]:
    """Why this place, and why not the wishes above it. Two queries at most."""
    return {
        "why_this": words.why_this(rank=offer.rank, locked=bool(offer.reasons.get("locked"))),
        "why_not": words.titled(offer.reasons.get("better", [])),
    }


@signed_in
def waiting_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The applicant's own places on the waiting lists, and why the last run gave none. The desk has its own page."""
    user, now = me(request), clock.now()
    own = Application.objects.filter(applicant=user.pk, state=ApplicationState.WAITING_LIST).select_related("round")
    application = get_object_or_404(own, pk=pk)
    queues = [queue for queue in waiting_lists(application.round, now=now) if pk in queue.applications]
    last = MatchPair.objects.filter(application=application, run__state=RunState.PUBLISHED).order_by("-run__asked_at")
    pair = last.first()
    answers = services.publishing.told_reasons(pair)["better"] if pair and pair.listing_id is None else []
    context = {
        "application": application,
        "positions": [
            words.position(queue.applications.index(pk) + 1, len(queue.applications), queue.listing.title)
            for queue in queues
        ],
        "why_not": words.titled(answers),
    }
    return render(request, "matching/waiting.html", context)


@signed_in
def listing_ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """The host reads those who have wished for its listing, without names, and sorts them."""
    user, now = me(request), clock.now()
    related = ("round", "organisation__parent", "municipality")
    own = Listing.objects.all() if Role.CONSULTANT in user.staff_roles else Listing.objects.of_host(user)
    listing = get_object_or_404(own.select_related(*related).prefetch_related("round__milestones"), pk=pk)
    context = {"listing": listing, "deadline": services.ranking_deadline(listing.round), "closed": ""}
    try:
        services.ranking_check(listing, now=now)
    except Refused as refusal:
        if request.method == "POST":
            raise
        return render(request, "matching/ranking.html", context | {"closed": str(refusal)})
    people = services.ranking_people(listing, now=now)
    rows = HostTier.objects.visible_to(user).filter(listing=listing).values_list("application_id", "tier", "reason")
    said = {pk: (tier, reason) for pk, tier, reason in rows}
    form = RankingForm(request.POST or None, people=people, said=said)
    if request.method == "POST" and form.is_valid():
        count = services.ranking_save(listing, tiers=form.tiers, reasons=form.reasons, by=user, now=now)
        messages.success(
            request, _("Saved: you have sorted %(count)d of %(all)d.") % {"count": count, "all": len(people)}
        )
        return redirect("listing_ranking", pk)
    reads_log(user, {person.applicant_id: person for person in people}, "applicant to sort", now=now)
    return render(request, "matching/ranking.html", context | {"people": people, "form": form})


@public
@same_for_visitors
def matching_method(request: HttpRequest) -> HttpResponse:
    """The rules in words, a small example worked by the engine itself, and the rounds' seeds."""
    published = MatchRun.objects.filter(round=OuterRef("pk"), state=RunState.PUBLISHED)
    last = published.order_by("-asked_at", "-pk").values("weights")[:1]
    rounds = Round.objects.filter(state__in=round_states.PUBLIC).annotate(
        told=Exists(published), weights=Subquery(last)
    )
    seeds = [
        {
            "round": round_,
            "hash": round_.seed_hash,
            "seed": round_.seed if _seed_is_told(round_) else "",
            "weights": fit.text(round_.weights) if round_.weights else "",
        }
        for round_ in rounds.order_by("-pk")[:_ROUNDS_SHOWN]
    ]
    profiles, rows = incentives.table()
    context = {
        "example": method.example(),
        "seeds": seeds,
        "weights": fit.rows(fit.default_weights()),
        "audit": incentives.audit(),
        "asked": incentives.audit()["seeds"] * incentives.audit()["deviators"],
        "profiles": profiles,
        "deviations": rows,
        "findings": incentives.findings(),
    }
    return render(request, "matching/method.html", context)


def _seed_is_told(round_: Any) -> bool:
    return bool(round_.told and round_.state in _TOLD[Kind(round_.kind)])
