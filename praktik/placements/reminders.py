"""Whom placements remind, of what, and when."""

from __future__ import annotations

import datetime as dt

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Greatest
from django.utils import timezone

from praktik.history.models import Transition
from praktik.links import absolute, secret_again
from praktik.listings.models import Listing
from praktik.listings.states import OVER
from praktik.mail import kinds, reminders
from praktik.mail.reminders import Due, Rule
from praktik.organisations.models import Membership
from praktik.placements.models import Agreement, Placement, Signature
from praktik.placements.rules import LINK_LASTS
from praktik.placements.states import ALIVE, SignerRole, State
from praktik.rounds.privacy import OVER as ROUND_OVER

# Days. Hosts are forgotten after two years in which nobody of theirs was here (see praktik/placements/privacy.py).
YEARLY = (365, 730, 1095)


def _unsigned(role: SignerRole) -> QuerySet[Signature]:
    """Of the version that is out for signing, which is the newest that was sent."""
    newer = Agreement.objects.filter(
        placement=OuterRef("agreement__placement"), version__gt=OuterRef("agreement__version"), sent_at__isnull=False
    )
    waiting = Signature.objects.filter(role=role, signed_at=None, agreement__placement__state=State.SIGNING)
    return waiting.filter(~Exists(newer))


def _interns(now: dt.datetime) -> QuerySet[Signature]:
    return _unsigned(SignerRole.INTERN)


def _hosts(now: dt.datetime) -> QuerySet[Signature]:
    return _unsigned(SignerRole.HOST)


def _signature(signature: Signature, due: Due) -> dict[str, object]:
    placement = signature.agreement.placement
    return {
        "starts": placement.starts_on,
        "asked": timezone.localdate(signature.asked_at),
        "link": absolute("placement_page", placement.pk, language=due.language),
    }


def _managers(now: dt.datetime) -> QuerySet[Signature]:
    """With a link that has not expired: an older one signs nothing."""
    return _unsigned(SignerRole.MANAGER).filter(asked_at__gt=now - LINK_LASTS)


def _managers_signature(signature: Signature, due: Due) -> dict[str, object]:
    placement = signature.agreement.placement
    return {
        "manager": signature.name,
        "intern": str(placement.application.applicant),
        "starts": placement.starts_on,
        "link": absolute("manager_sign", secret_again(signature.token_hash), language=due.language),
    }


def _unwritten(now: dt.datetime) -> QuerySet[Placement]:
    """Whose agreement has not been sent for signing."""
    return Placement.objects.filter(state=State.DRAFTING)


def _agreement(placement: Placement, due: Due) -> dict[str, object]:
    return {
        "organisation": placement.listing.organisation.name,
        "starts": placement.starts_on,
        "link": absolute("placement_page", placement.pk, language=due.language),
    }


def _agreed(now: dt.datetime) -> QuerySet[Placement]:
    return Placement.objects.filter(state=State.AGREED)


def _first_day(placement: Placement, due: Due) -> dict[str, object]:
    return {
        "listing": placement.listing.title,
        "organisation": placement.listing.organisation.name,
        "starts": placement.starts_on,
        "ends": placement.ends_on,
        "link": absolute("placement_page", placement.pk, language=due.language),
    }


_MISSING = ("organisation", "starts", "link")
_FIRST_DAY = ("listing", "organisation", "starts", "ends", "link")


def _idle_hosts(now: dt.datetime) -> QuerySet[Membership]:
    """Who acts for a company that has been on show, and has nothing under way: no listing that is or may come to be, no
    placement that is not over. A company that is protected against advertising gets no mail that goes to many.
    ``active_at``: the last move of a listing, or the last day of a placement."""
    shielded = Q(organisation__advertising_protected=True) | Q(organisation__parent__advertising_protected=True)
    theirs = Q(organisation=OuterRef("organisation")) | Q(organisation__parent=OuterRef("organisation"))
    listings = Listing.objects.filter(theirs)
    placements = Placement.objects.filter(
        Q(listing__organisation=OuterRef("organisation")) | Q(listing__organisation__parent=OuterRef("organisation"))
    )
    moved = listings.annotate(at=Transition.objects.last_at(Listing)).order_by(F("at").desc(nulls_last=True))
    ended = placements.order_by("-ends_on").annotate(at=Cast("ends_on", DateTimeField()))
    return (
        Membership.objects.acting()
        .filter(Exists(listings.filter(published_at__isnull=False)), user__is_active=True)
        .exclude(shielded)
        .exclude(Exists(listings.exclude(Q(state__in=OVER) | ROUND_OVER)))
        .exclude(Exists(placements.filter(state__in=ALIVE)))
        .annotate(active_at=Greatest(Subquery(moved.values("at")[:1]), Subquery(ended.values("at")[:1])))
    )


def _company(membership: Membership, due: Due) -> dict[str, object]:
    return {
        "company": str(membership.organisation),
        "last": due.day,
        "link": absolute("host_home", language=due.language),
    }


kinds.register(
    kinds.Kind(
        name="agreement_missing_reminder_intern",
        whom="The intern, while the agreement has not been sent for signing",
        when="28, 21, 14 and 7 days before the first day",
        why="Three people have to sign it before the placement begins; the page says what is missing in it",
        stops="It is sent for signing, or the placement is cancelled",
        shows="The company and the first day of the placement",
        placeholders=_MISSING,
    ),
    kinds.Kind(
        name="agreement_missing_reminder_host",
        whom="The listing's contact persons, while the agreement has not been sent for signing",
        when="28, 21, 14 and 7 days before the first day",
        why="Three people have to sign it before the placement begins; the page says what is missing in it",
        stops="It is sent for signing, or the placement is cancelled",
        shows="The first day of the placement",
        placeholders=_MISSING,
    ),
    kinds.Kind(
        name="agreement_reminder",
        whom="An intern who has not signed the agreement",
        when="3 and 7 days after they were asked",
        why="A placement does not begin without the agreement",
        stops="It is signed, changed or cancelled",
        shows="The first day of the placement",
        placeholders=("starts", "asked", "link"),
    ),
    kinds.Kind(
        name="agreement_reminder_host",
        whom="The listing's contact persons, while nobody has signed the agreement for the host",
        when="3 and 7 days after they were asked",
        why="A placement does not begin without the agreement",
        stops="It is signed, changed or cancelled",
        shows="The first day of the placement",
        placeholders=("starts", "asked", "link"),
    ),
    kinds.Kind(
        name="manager_signature_reminder",
        whom="A manager who has not signed the agreement",
        when="3 and 7 days after the link was sent",
        why="A placement does not begin without the agreement",
        stops="It is signed, changed or cancelled, or the link is too old",
        shows="The intern's name and the first day of the placement",
        placeholders=("manager", "intern", "starts", "link"),
    ),
    kinds.Kind(
        name="first_day_intern",
        whom="The intern",
        when="7 days before the first day, and on the last working day before it",
        why="To know where and when to come",
        stops="The placement is cancelled, or the agreement is being signed anew",
        shows="The listing's title, the company, first and last day",
        placeholders=_FIRST_DAY,
    ),
    kinds.Kind(
        name="first_day_host",
        whom="The listing's contact persons",
        when="7 days before the first day, and on the last working day before it",
        why="To have a place, a programme and a welcome ready",
        stops="The placement is cancelled, or the agreement is being signed anew",
        shows="The listing's title, first and last day",
        placeholders=_FIRST_DAY,
    ),
    kinds.Kind(
        name="host_interest_reminder",
        whom="Who acts for a company that has been a host and has nothing under way; not where it is protected against "
        "advertising",
        when="Once a year, counted from the last move of a listing or the last day of a placement",
        why="A host who hears nothing forgets; one who has had enough can say so",
        stops="The company has a new listing or placement, or the person has left it",
        shows="The company's name, and when it was last active",
        placeholders=("company", "last", "link"),
        unsubscribe=True,
    ),
)
reminders.register(
    Rule(
        kind="agreement_missing_reminder_intern",
        rows=_unwritten,
        counts_from="starts_on",
        offsets=(-28, -21, -14, -7),
        until=0,
        user="application__applicant",
        since="created_at",
        context=_agreement,
        scope="listing__round",
        desk="pk",
    ),
    Rule(
        kind="agreement_missing_reminder_host",
        rows=_unwritten,
        counts_from="starts_on",
        offsets=(-28, -21, -14, -7),
        until=0,
        user="listing__contacts",
        since="created_at",
        context=_agreement,
        scope="listing__round",
    ),
    Rule(
        kind="agreement_reminder",
        rows=_interns,
        counts_from="asked_at",
        offsets=(3, 7),
        until=30,
        user="user",
        since="asked_at",
        context=_signature,
        scope="agreement__placement__listing__round",
        desk="agreement__placement",
    ),
    Rule(
        kind="agreement_reminder_host",
        rows=_hosts,
        counts_from="asked_at",
        offsets=(3, 7),
        until=30,
        user="agreement__placement__listing__contacts",
        since="asked_at",
        context=_signature,
        scope="agreement__placement__listing__round",
        desk="agreement__placement",
    ),
    Rule(
        kind="manager_signature_reminder",
        rows=_managers,
        counts_from="asked_at",
        offsets=(3, 7),
        until=LINK_LASTS.days,
        address="email",
        since="asked_at",
        context=_managers_signature,
        scope="agreement__placement__listing__round",
        desk="agreement__placement",
    ),
    Rule(
        kind="host_interest_reminder",
        rows=_idle_hosts,
        counts_from="active_at",
        offsets=YEARLY,
        until=YEARLY[-1] + 30,
        user="user",
        since="active_at",
        context=_company,
    ),
    Rule(
        kind="first_day_intern",
        rows=_agreed,
        counts_from="starts_on",
        offsets=(-7, -1),
        until=0,
        user="application__applicant",
        alone=(-1,),
        context=_first_day,
        scope="listing__round",
    ),
    Rule(
        kind="first_day_host",
        rows=_agreed,
        counts_from="starts_on",
        offsets=(-7, -1),
        until=0,
        user="listing__contacts",
        alone=(-1,),
        context=_first_day,
        scope="listing__round",
    ),
)
