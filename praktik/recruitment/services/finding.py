"""Which lead a wish for a company is behind, and what a published listing answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from praktik.applications.models import Application, Wish
from praktik.applications.services import wish_answer
from praktik.applications.states import WishKind
from praktik.history.actors import SYSTEM, Actor
from praktik.history.door import born, lock
from praktik.links import absolute
from praktik.listings.models import Listing
from praktik.mail.services import mail_to_user
from praktik.organisations.models import Organisation
from praktik.organisations.names import normalised
from praktik.recruitment.models import Lead
from praktik.recruitment.signals import wish_answered
from praktik.rounds.models import Round


def leads_find(application: Application, *, now: dt.datetime) -> list[Lead]:
    """See that every company that the application wishes for has a lead in its round.

    The wish is behind the lead where both have the same CVR number, or the lead is made for it. Where only the name is
    the same (as compared) it is ``alike``: it waits for a consultant to say whether it is the same company. Where a
    wish has been put, it stays. A company that has a published listing in the round answers at once. Idempotent.
    Inside the caller's transaction.
    """
    found = []
    wishes = application.wishes.filter(kind=WishKind.COMPANY, listing__isnull=True)
    for wish in wishes.prefetch_related("leads", "alike_leads"):
        behind, alike = list(wish.leads.all()), list(wish.alike_leads.all())
        if not behind and not alike:
            lead, sure = _lead_for(wish, application.round, now=now)
            (lead.wishes if sure else lead.alike).add(wish)
            (behind if sure else alike).append(lead)
        found += behind + alike
        for lead in behind:
            answer(lead, [wish], by=SYSTEM, now=now)
    return found


def answer(lead: Lead, wishes: Iterable[Wish], *, by: Actor, now: dt.datetime) -> int:
    """Point wishes behind a lead at the listing that its company has published in the round, if it has; see
    :func:`wish_point_at`. Returns how many. Inside the caller's transaction."""
    if lead.organisation is None:
        return 0
    listing = published_listings({lead.organisation.body.pk}, lead.round_id).first()
    return sum(wish_point_at(wish, listing, by=by, now=now) for wish in wishes) if listing else 0


def wish_point_at(wish: Wish, listing: Listing, *, by: Actor, now: dt.datetime) -> bool:
    """Point a wish at the listing that answers it: whoever wished gets a mail, and ``wish_answered`` is sent. False
    where nothing was to be done. Inside the caller's transaction."""
    if not wish_answer(wish, listing=listing, by=by, now=now):
        return False
    wish_tell(wish, listing, now=now)
    wish_answered.send(sender=Wish, wish=wish, listing=listing, by=by, now=now)
    return True


def wish_tell(wish: Wish, listing: Listing, *, now: dt.datetime) -> None:
    """Mail whoever wished for a company that it has this listing, once; the link leads to where they choose."""
    applicant = wish.application.applicant
    mail_to_user(
        applicant,
        "wish_answered",
        about=wish,
        key=str(listing.pk),
        now=now,
        context={
            "company": wish.company_name,
            "round": listing.round,
            "points": wish.listing_id == listing.pk,
            "url": absolute("wish_choice", wish.pk, language=applicant.language),
        },
    )


def published_listings(bodies: Collection[int], round_: int) -> QuerySet[Listing]:
    """All that these bodies and their workplaces have published in a round, the first that was published first."""
    hosts = Q(organisation__in=bodies) | Q(organisation__parent__in=bodies)
    return Listing.objects.published().filter(hosts, round=round_).order_by("published_at", "pk")


def new_lead(round_: Round, name: str, cvr: str) -> Lead:
    """Not saved yet."""
    known = Organisation.objects.filter(cvr=cvr).first() if cvr else None
    return Lead(round=round_, name=name, normalised=normalised(name)[:120], cvr=cvr, organisation=known)


def lead_by(round_: Round, *, name: str, cvr: str) -> Lead | None:
    """The lead of a company with this number, or without one of this name alone. One that was merged leads to the one
    that stays, whose names are others."""
    leads = Lead.objects.filter(round=round_).select_related("merged_into")
    if cvr:
        found = leads.filter(cvr=cvr).first()
    else:
        same = list(leads.filter(normalised=normalised(name)[:120])[:2])
        without = [lead for lead in same if not lead.cvr]
        # Two companies of one name and different numbers: the name does not say which.
        found = without[0] if without else same[0] if len(same) == 1 else None
    return found and (found.merged_into or found)


def _lead_for(wish: Wish, round_: Round, *, now: dt.datetime) -> tuple[Lead, bool]:
    """The lead that a wish belongs to, and whether that is sure; a new one where there is none."""
    name, cvr = wish.company_name, wish.company_cvr
    lead = lead_by(round_, name=name, cvr=cvr)
    if lead is not None:
        return lead, bool(cvr)
    lead = new_lead(round_, name, cvr)
    try:
        with transaction.atomic():
            lead.save()
            born(lead, by=SYSTEM, now=now)
    except IntegrityError:
        # Somebody else wished for the same company at this moment, and was first.
        lead = lead_by(round_, name=name, cvr=cvr)
        if lead is None:
            raise
        lock(lead)
        return lead, bool(cvr)
    return lead, True
