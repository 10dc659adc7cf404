"""Who is told what about offers. Called by the services, in their transactions.

A mail says what happened, what to do and by when; no mail before both have said yes names the other person.
"""

from __future__ import annotations

import datetime as dt

from matching.models import Offer
from praktik import links
from praktik.applications.models import Application
from praktik.listings.models import Listing
from praktik.mail.services import mail_to_user, mails_supersede
from praktik.organisations.models import Membership
from praktik.people.models import User

# What says "answer this"; taken back while unsent when there is nothing to answer any more.
ASKING = ("offer_to_applicant", "offer_to_host")


def host_people(listing: Listing) -> list[User]:
    """The listing's contacts; where it names none that still act for the host, everybody who does. Two queries."""
    organisation = listing.organisation
    acting = Membership.objects.acting().filter(organisation__in=[organisation.pk, organisation.parent_id])
    people = User.objects.filter(pk__in=acting.values("user"), is_active=True).order_by("pk")
    return list(people.filter(contact_for=listing.pk)) or list(people)


def offer_context(offer: Offer, language: str) -> dict[str, object]:
    return {
        "offer": offer,
        "listing": offer.listing,
        "company": offer.listing.organisation,
        "round": offer.listing.round,
        "week": offer.week,
        "link": links.absolute("offer_page", offer.pk, language=language) if offer.pk else "",
    }


def tell_applicant(offer: Offer, kind: str, *, now: dt.datetime, **context: object) -> None:
    person = offer.application.applicant
    said = {**offer_context(offer, person.language), **context}
    mail_to_user(person, kind, about=offer, key="", now=now, context=said)


def tell_host(
    offer: Offer, kind: str, *, now: dt.datetime, people: list[User] | None = None, **context: object
) -> None:
    """To the host's people; ``people`` where the caller has fetched them already."""
    for person in host_people(offer.listing) if people is None else people:
        said = {**offer_context(offer, person.language), **context}
        mail_to_user(person, kind, about=offer, key="", now=now, context=said)


def tell_waiting(application: Application, *, key: str, now: dt.datetime) -> None:
    """That there is no place yet, and that nothing need be done."""
    person = application.applicant
    context: dict[str, object] = {
        "round": application.round,
        "link": links.absolute("waiting_page", application.pk, language=person.language),
        "method": links.absolute("matching_method", language=person.language),
    }
    mail_to_user(person, "match_waiting_list", about=application, key=key, now=now, context=context)


def take_back(offer: Offer) -> None:
    for kind in ASKING:
        mails_supersede(kind, offer)
