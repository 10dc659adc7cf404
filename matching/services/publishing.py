"""Publishing a draft in bulk: what it would do, and doing it. And refilling what becomes free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from matching import words
from matching.models import MatchPair, MatchRun, Offer
from matching.services import mails
from matching.services.offers import offer_create, offer_deadline
from matching.services.runs import run_ask, run_discard
from matching.services.snapshot import closed_pairs
from matching.states import BUSY, Answer, OfferState, RunState
from praktik.applications.models import Application
from praktik.applications.services import application_wait
from praktik.applications.states import IN_POOL
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import SYSTEM, Actor
from praktik.history.door import Refused, lock, moving
from praktik.history.models import Transition
from praktik.listings import states as listing_states
from praktik.listings.models import Listing
from praktik.mail.rendering import render
from praktik.organisations.models import Membership
from praktik.people.models import User
from praktik.rounds.models import Round
from praktik.rounds.services import round_send_offers
from praktik.rounds.states import Kind
from praktik.rounds.states import State as RoundState


@dataclass(frozen=True, slots=True)
class Preview:
    """One kind of mail as it would be sent to the first who gets it, and how many there are of it."""

    kind: str
    count: int
    subject: str
    text: str


@dataclass(frozen=True)
class Publication:
    """What publishing a run does now. ``skipped``: pairs that the world has overtaken since the run, and why."""

    offers: list[tuple[MatchPair, Listing]]
    waiting: list[Application]
    skipped: list[tuple[MatchPair, str]]
    hosts: dict[int, list[User]] = field(default_factory=dict)

    @property
    def host_mails(self) -> int:
        return sum(len(self.hosts[listing.pk]) for _pair, listing in self.offers)


def publication(run: MatchRun, *, now: dt.datetime, only: Collection[int] | None = None) -> Publication:
    """What publishing would do: ``only`` these applications (rolling rounds), or everybody. A fixed number of queries.

    An unplaced person gets on the waiting list unless ``only`` was given or the person is on it already.
    """
    pairs = run.pairs.select_related(
        "application__applicant", "listing__organisation__parent", "listing__round"
    ).order_by("listing_id", "week", "pk")
    closed = closed_pairs(run.round, now=now)
    offers: list[tuple[MatchPair, Listing]] = []
    waiting: list[Application] = []
    skipped: list[tuple[MatchPair, str]] = []
    for pair in pairs:
        if only is not None and pair.application_id not in only:
            continue
        if pair.application.state not in IN_POOL:
            if pair.listing is not None:
                skipped.append((pair, _("The application is no longer in the pool.")))
        elif pair.listing is None:
            if only is None and pair.application.state == ApplicationState.ELIGIBLE:
                waiting.append(pair.application)
        elif pair.listing.state not in listing_states.ACTIVE:
            skipped.append((pair, _("The listing has been closed.")))
        elif reason := closed.get((pair.application_id, pair.listing.pk)):
            skipped.append((pair, words.forbidden(reason)))
        else:
            offers.append((pair, pair.listing))
    return Publication(offers, waiting, skipped, _hosts_people(offers))


def previews(run: MatchRun, shown: Publication, *, now: dt.datetime, language: str) -> list[Preview]:
    """The first mail of each kind that publishing would send, rendered as it would be."""
    found = []
    if shown.offers:
        pair, listing = shown.offers[0]
        offer = _offer(run, pair, listing, now=now)
        for kind, count, person in (
            ("offer_to_applicant", len(shown.offers), pair.application.applicant),
            ("offer_to_host", shown.host_mails, next(iter(shown.hosts[listing.pk]), None)),
        ):
            link = _("(the link to the offer)")
            context = {**mails.offer_context(offer, language), "user": person, "about": offer, "link": link}
            subject, text, _html = render(kind, language=language, context=context)
            found.append(Preview(kind, count, subject, text))
    if shown.waiting:
        context = {"user": shown.waiting[0].applicant, "round": run.round, "link": "…", "method": "…"}
        subject, text, _html = render("match_waiting_list", language=language, context=context)
        found.append(Preview("match_waiting_list", len(shown.waiting), subject, text))
    return found


def run_publish(run: MatchRun, *, by: Actor, now: dt.datetime, only: Collection[int] | None = None) -> Publication:
    """Make the draft real, all of it or nothing, in one transaction and in this order.

    The run is published; every pair becomes an offer (application matched, mails to applicant and host); everybody
    without a place who is not on the waiting list gets on it, with a mail; a fixed-week round in its matching goes on
    to "offers are out". Pairs that the world has overtaken are left out (see :class:`Publication`).
    ``only``: these applications alone, in a rolling round. Raises NotYours, IllegalMove, and Refused where a listing
    has no room any more or nothing would be offered.
    """
    with transaction.atomic():
        round_ = run.round
        lock(round_)
        if only is not None and round_.kind != Kind.ROLLING:
            raise Refused(_("Only a rolling round can be published in part."))
        with moving(run, RunState.PUBLISHED, by=by, now=now):
            pass
        done = publication(run, now=now, only=only)
        if not done.offers and (only is not None or not done.waiting):
            raise Refused(_("Nothing in this draft can be offered any more. Run again."))
        for pair, listing in done.offers:
            offer_create(
                pair.application,
                listing=listing,
                week=pair.week,
                run=run,
                rank=pair.rank,
                fit=pair.fit,
                reasons=told_reasons(pair),
                people=done.hosts[listing.pk],
                by=by,
                now=now,
            )
        for application in done.waiting:
            application_wait(application, by=by, now=now)
            mails.tell_waiting(application, key=f"run {run.pk}", now=now)
        if round_.kind == Kind.FIXED_WEEK and round_.state == RoundState.MATCHING:
            round_send_offers(round_, by=by, now=now)
    return done


def told_reasons(pair: MatchPair) -> dict[str, Any]:
    """What the applicant may read of a pair's reasons: numbers and constraints, never people."""
    better = [{key: value for key, value in answer.items() if key != "moves"} for answer in pair.reasons["better"]]
    return {"locked": pair.locked, "better": better}


# --- free places --------------------------------------------------------------------------------------------------


def refills_look(now: dt.datetime) -> int:
    """Look: where an offer has ended since the round's last run was asked for, ask for a refill; where the round says
    that free places are offered on at once, publish it when it is done. Returns how many were asked for or published.

    Nobody who has been told is in a refill, so none of them can move; the desk decides about the proposal otherwise.
    """
    rounds = Round.objects.filter(state__in=(RoundState.OFFERS_OUT, RoundState.RUNNING))
    rolling = Round.objects.filter(kind=Kind.ROLLING, state=RoundState.OPEN)
    return sum(_refill(round_, now=now) for round_ in (rounds | rolling).order_by("pk"))


def _refill(round_: Round, *, now: dt.datetime) -> int:
    runs = MatchRun.objects.filter(round=round_)
    last = runs.order_by("-asked_at", "-pk").first()
    if last is None or last.state in BUSY:
        return 0
    if last.state == RunState.DONE:
        # Only what the system itself asked for is its to publish or put aside; a consultant's draft waits for them.
        return 0 if last.asked_by_id else _publish_refill(last, now=now)
    freed = _last_freed(round_)
    anybody = Application.objects.in_pool().filter(round=round_)
    if freed is None or freed <= last.asked_at or not anybody.exists():
        return 0
    profile, weights = MatchRun.objects.last_way(round_)
    run_ask(round_, profile=profile, weights=weights, by=SYSTEM, now=now)
    return 1


def _publish_refill(run: MatchRun, *, now: dt.datetime) -> int:
    """Publish a refill where the round says so; put aside one that has nobody to offer anything to."""
    if not publication(run, now=now).offers:
        run_discard(run, by=SYSTEM, now=now)
        return 0
    if not run.round.auto_refill:
        return 0
    try:
        run_publish(run, by=SYSTEM, now=now)
    except Refused:  # overtaken in this very moment: the next change asks for another
        run_discard(run, by=SYSTEM, now=now)
        return 0
    return 1


def _last_freed(round_: Round) -> dt.datetime | None:
    """When an offer of the round last ended without a placement, or a placement was cancelled."""
    ended = (OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN)
    offers = Offer.objects.filter(listing__round=round_, state__in=ended)
    moves = Transition.objects.filter(
        content_type=ContentType.objects.get_for_model(Offer),
        object_id__in=offers.values("pk"),
        to_state__in=ended,
    )
    return moves.aggregate(last=Max("at"))["last"]


# --- helpers ------------------------------------------------------------------------------------------------------


def _hosts_people(offers: list[tuple[MatchPair, Listing]]) -> dict[int, list[User]]:
    """Whom to tell at each listing (see ``mails.host_people``), in three queries for all of them."""
    listings = {listing.pk: listing for _pair, listing in offers}
    organisations = {
        pk for listing in listings.values() for pk in (listing.organisation_id, listing.organisation.parent_id) if pk
    }
    acting: dict[int, dict[int, User]] = {}
    members = Membership.objects.acting().filter(organisation__in=organisations, user__is_active=True)
    for member in members.select_related("user"):
        acting.setdefault(member.organisation_id, {})[member.user_id] = member.user
    contacts: dict[int, set[int]] = {}
    for listing_id, user_id in User.contact_for.through.objects.filter(listing__in=listings).values_list(
        "listing_id", "user_id"
    ):
        contacts.setdefault(listing_id, set()).add(user_id)
    found = {}
    for pk, listing in listings.items():
        people = acting.get(listing.organisation_id, {}) | acting.get(listing.organisation.parent_id or 0, {})
        named = [person for key, person in sorted(people.items()) if key in contacts.get(pk, ())]
        found[pk] = named or [person for _key, person in sorted(people.items())]
    return found


def _offer(run: MatchRun, pair: MatchPair, listing: Listing, *, now: dt.datetime) -> Offer:
    """The offer that a pair would become, not saved."""
    return Offer(
        application=pair.application,
        listing=listing,
        week=pair.week,
        run=run,
        rank=pair.rank,
        intern_answer=Answer.NONE,
        offered_at=now,
        deadline=offer_deadline(listing, now=now),
    )
