"""Runs, offers, answers and agreements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from demo.content import agreements
from demo.scenarios.calendar import moment
from demo.scenarios.cast import Cast, fresh, host_of, link_secret
from demo.scenarios.evaluated import evaluations_are_answered, outcome_of
from demo.scenarios.story import Act, look, work
from matching.models import MatchRun, Offer
from matching.services.offers import offer_accept, offer_decline
from matching.services.pairs import pair_lock
from matching.services.publishing import publication, run_publish
from matching.services.ranking import ranking_people, ranking_save
from matching.services.runs import run_ask, run_discard
from matching.states import OfferState, Profile, RunState, Tier
from praktik.listings.models import Listing
from praktik.listings.states import ACTIVE
from praktik.people.models import User
from praktik.placements.models import Placement, Signature
from praktik.placements.services import (
    agreement_save,
    agreement_send,
    message_send,
    placement_cancel,
    signature_give,
    signature_give_by_link,
)
from praktik.placements.states import SignerRole, State
from praktik.rounds.models import Round

_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def newest_run(round_: Round, state: RunState) -> MatchRun | None:
    return MatchRun.objects.filter(round=round_, state=state).order_by("-pk").first()


def draft_is_made(cast: Cast, round_: Round, *, day: dt.date, locks: Mapping[str, tuple[str, str]]) -> None:
    """A first run in the morning, pairs fixed at noon, a second run that is kept. ``locks``: name: (place, reason)."""
    story = cast.story

    def ask(profile: str) -> Act:
        def done(now: dt.datetime) -> None:
            run_ask(fresh(round_), profile=profile, by=cast.consultant, now=now)
            work(now)

        return done

    def fix(now: dt.datetime) -> None:
        for name, (place, reason) in locks.items():
            application, listing = cast.applications.get(name), cast.listings.get(place)
            if application is not None and listing is not None:
                pair_lock(fresh(application), fresh(listing), reason=reason, by=cast.consultant, now=now)

    def put_aside(now: dt.datetime) -> None:
        if (run := newest_run(round_, RunState.DONE)) is not None:
            run_discard(run, by=cast.consultant, now=now)

    story.at(moment(day, 9, 30), ask(Profile.FAIREST))
    story.at(moment(day, 11), fix)
    story.at(moment(day, 11, 5), put_aside)
    story.at(moment(day, 11, 10), ask(Profile.MOST_PLACED))


def hosts_sort(cast: Cast, round_: Round, *, when: dt.datetime) -> None:
    """Every other host sorts those who have wished for its place: one very good fit, the others good ones."""

    def sort(now: dt.datetime) -> None:
        for listing in list(Listing.objects.filter(round=round_, state__in=ACTIVE).order_by("pk"))[::2]:
            people = ranking_people(listing, now=now)
            tiers = {person.pk: Tier.GOOD if number else Tier.VERY_GOOD for number, person in enumerate(people)}
            if tiers:
                ranking_save(listing, tiers=tiers, by=cast.hosts[cast.company(listing)], now=now)

    cast.story.at(when, sort)


def draft_is_published(cast: Cast, round_: Round, *, when: dt.datetime) -> None:
    """The kept run becomes offers, and everybody answers in their own time."""

    def publish(now: dt.datetime) -> None:
        run = MatchRun.objects.filter(round=round_, state=RunState.DONE).latest("pk")
        run_publish(run, by=cast.consultant, now=now)
        answers_come(cast, run, now=now)

    cast.story.at(when, publish)


def refills_are_published(cast: Cast, round_: Round, *, when: dt.datetime) -> None:
    """What the system proposes for the places that are free by then, if it is worth an offer."""

    def publish(now: dt.datetime) -> None:
        look(now)
        run = newest_run(round_, RunState.DONE)
        if run is None or not publication(run, now=now).offers:
            return
        run_publish(run, by=cast.consultant, now=now)
        answers_come(cast, run, now=now)

    cast.story.at(when, publish)


def answers_come(cast: Cast, run: MatchRun, *, now: dt.datetime) -> None:
    """Plan both answers to every open offer of a run. Who says what is in the content."""
    offers = Offer.objects.filter(run=run, state=OfferState.OPEN).select_related(
        "application__applicant", "listing__organisation"
    )
    for number, offer in enumerate(offers.order_by("pk")):
        name = offer.application.applicant.name
        slow = name in agreements.SLOW
        quick = name in agreements.QUICK
        host = now + (2 + number * 7 % 9) * _HOUR + (0 if quick else number % 3) * _DAY
        intern = now + (4 + number * 5 % 11) * _HOUR + (3 * _DAY if slow else (0 if quick else number % 2) * _DAY)
        if name in agreements.HOST_DECLINES:
            cast.story.at(host, lambda now, offer=offer, name=name: _host_declines(cast, offer, name, now=now))  # type: ignore[misc]  # the loop's own value
            continue
        cast.story.at(host, lambda now, offer=offer: _accept(cast, offer, host_of(cast, offer), now=now))  # type: ignore[misc]  # the loop's own value
        if name in agreements.SILENT:
            continue
        if name in agreements.INTERN_DECLINES:
            cast.story.at(intern, lambda now, offer=offer, name=name: _intern_declines(offer, name, now=now))  # type: ignore[misc]  # the loop's own value
            continue
        # Slow people answer after the moment that the stage "offers" shows: three working days.
        when = intern + (2 * _DAY + 6 * _HOUR if slow else dt.timedelta())
        cast.story.at(when, lambda now, offer=offer: _accept(cast, offer, offer.application.applicant, now=now))  # type: ignore[misc]  # the loop's own value


def _accept(cast: Cast, offer: Offer, by: User, *, now: dt.datetime) -> None:
    offer.refresh_from_db()
    if offer.state != OfferState.OPEN or now > offer.deadline:
        return
    if offer_accept(offer, by=by, now=now):
        placement = Placement.objects.get(application=offer.application_id, state=State.DRAFTING)
        agreement_comes_about(cast, placement, now=now)


def _host_declines(cast: Cast, offer: Offer, name: str, *, now: dt.datetime) -> None:
    offer.refresh_from_db()
    if offer.state == OfferState.OPEN:
        offer_decline(offer, reason=agreements.HOST_DECLINES[name], by=host_of(cast, offer), now=now)


def _intern_declines(offer: Offer, name: str, *, now: dt.datetime) -> None:
    offer.refresh_from_db()
    if offer.state == OfferState.OPEN:
        offer_decline(offer, reason=agreements.INTERN_DECLINES[name], by=offer.application.applicant, now=now)


# --- agreements ---------------------------------------------------------------------------------------------------


def agreement_comes_about(cast: Cast, placement: Placement, *, now: dt.datetime) -> None:
    """Plan the agreement: the host writes the programme, the intern adds, it is sent, three people sign. Some are quick
    about it; everybody is done three weeks before the first day."""
    story, intern = cast.story, placement.application.applicant
    host = host_of(cast, placement)
    pace = 0.15 if intern.name in agreements.QUICK else 1 + placement.pk % 3 * 0.5

    def after(days: float) -> dt.datetime:
        return now + pace * dt.timedelta(days=days)

    story.at(after(3), lambda now: _host_writes(cast, placement, host, now=now))
    cancelled = after(5) if intern.name in agreements.CANCELLED else None
    for number, (own, text) in enumerate(agreements.MESSAGES):
        author = intern if own else host
        if cancelled and after(3.5 + number) >= cancelled:
            break  # nobody writes once it is called off
        story.at(
            after(3.5 + number),
            lambda now, by=author, text=text: message_send(placement, text=text, by=by, now=now),  # type: ignore[misc]  # the loop's own value
        )
    if cancelled:
        why = agreements.CANCELLED[intern.name]
        story.at(cancelled, lambda now: placement_cancel(placement, why=why, by=intern, now=now))
        return
    story.at(after(6), lambda now: agreement_send(placement, by=host, now=now))
    story.at(after(7), lambda now: _sign(placement, SignerRole.INTERN, intern, now=now))
    story.at(after(8), lambda now: _sign(placement, SignerRole.HOST, host, now=now))
    story.at(after(10), lambda now: _manager_signs(placement, now=now))
    evaluations_are_answered(cast, placement, outcome_of(placement, intern.name, cast.outcomes))


def _host_writes(cast: Cast, placement: Placement, host: User, *, now: dt.datetime) -> None:
    listing = placement.listing
    draft = placement.agreements.get(sent_at__isnull=True)
    generic = agreements.ENGLISH if listing.language == "en" else agreements.GENERIC[placement.pk % 3]
    days = agreements.PROGRAMMES.get(cast.slug(listing), generic)
    where = f"{listing.organisation.address}, {listing.organisation.postcode} {listing.organisation.city}"
    hours = agreements.HOURS[placement.pk % len(agreements.HOURS)]
    if listing.language == "en":
        practical = f"Place: {where}\nHours: {hours.removeprefix('kl. ')}\nAsk for {host.name} on the first day."
    else:
        practical = f"Sted: {where}\nTid: {hours}\nSpørg efter {host.name} den første dag."
    data = {
        "programme": list(days[: placement.days]),
        "practical": "\n".join(part for part in (practical, listing.practical) if part),
        "host_goals": draft.host_goals or "At få et par nye øjne på vores arbejde.",
    }
    agreement_save(placement, data=data, version=draft.edits, by=host, now=now)


def _signature(placement: Placement, role: SignerRole) -> Signature:
    return placement.agreements.filter(sent_at__isnull=False).latest("version").signatures.get(role=role)


def _sign(placement: Placement, role: SignerRole, by: User, *, now: dt.datetime) -> None:
    signature = _signature(placement, role)
    signature_give(signature, digest=signature.agreement.digest(), by=by, now=now)


def _manager_signs(placement: Placement, *, now: dt.datetime) -> None:
    signature = _signature(placement, SignerRole.MANAGER)
    secret = link_secret(signature, path="sign")
    signature_give_by_link(secret, name=signature.name, digest=signature.agreement.digest(), now=now)
