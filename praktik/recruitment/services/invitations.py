"""The invitation to a company: a mail whose link opens a sign-up that is filled in already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from praktik.history.actors import SYSTEM, Actor
from praktik.history.door import Refused, desk_only, lock
from praktik.links import absolute, digest, new_secret
from praktik.listings.models import Listing
from praktik.listings.services import listing_create
from praktik.mail.services import mail_queue
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.services import membership_confirm, membership_request, organisation_create
from praktik.organisations.states import MembershipRole
from praktik.organisations.states import State as MembershipState
from praktik.people.models import User
from praktik.recruitment.models import Invitation, Lead
from praktik.recruitment.services.leads import lead_commit, lead_contact
from praktik.recruitment.states import OPEN, State
from praktik.register.lookup import companies

# How long an invitation can be accepted.
LASTS = dt.timedelta(days=60)


class InvitationOver(Refused):
    """The link is not one to accept by (any more)."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an accepted invitation led to; no listing where the person still has to be confirmed or it is too late."""

    organisation: Organisation
    membership: Membership
    listing: Listing | None


def lead_invite(
    lead: Lead, *, name: str, email: str, language: str = "da", asked_for: bool = False, by: Actor, now: dt.datetime
) -> Invitation:
    """Invite a company by mail to sign up as a host. The secret of the link is in the mail alone.

    A lead that was only found (or put aside) is contacted by this. To a company that is protected against advertising
    in CVR a mail goes only where it has asked for one itself (``asked_for``). Raises Refused, NotYours.
    """
    desk_only(by)
    with transaction.atomic():
        lock(lead)
        if lead.state not in OPEN:
            raise Refused(
                _("The company cannot be invited now: the status is “%(state)s”.") % {"state": lead.get_state_display()}
            )
        if protected([lead]).get(lead.pk) and not asked_for:
            raise Refused(_("The company is protected against advertising in CVR. Write only if it has asked for it."))
        if lead.state in (State.FOUND, State.PARKED):
            lead_contact(lead, by=by, now=now)
        secret, token_hash = new_secret()
        invitation = Invitation.objects.create(
            lead=lead,
            name=name.strip(),
            email=email.strip().lower(),
            token_hash=token_hash,
            sent_at=now,
            expires_at=now + LASTS,
        )
        mail_queue(
            "host_invitation",
            to=invitation.email,
            about=invitation,
            key="",
            language=language,
            now=now,
            context={**mail_context(lead, invitation), "url": absolute("invitation", secret, language=language)},
        )
    return invitation


def mail_context(lead: Lead, invitation: Invitation) -> dict[str, object]:
    """What the invitation's text is filled with, for the mail and its preview; the link comes on top."""
    return {"lead": lead, "round": lead.round, "invitation": invitation, "week": lead.round.week()}


def protected(leads: Collection[Lead]) -> dict[int, bool]:
    """By lead, whether its company is protected against advertising, as it stands here or in the company register;
    a company that neither knows is left out. One question to the register, however many leads."""
    found = {lead.pk: lead.organisation.body.advertising_protected for lead in leads if lead.organisation is not None}
    unknown = [lead for lead in leads if lead.pk not in found]
    entries = companies([lead.cvr for lead in unknown])
    return found | {lead.pk: entries[lead.cvr].advertising_protected for lead in unknown if lead.cvr in entries}


def invitation_by_secret(secret: str) -> Invitation | None:
    rows = Invitation.objects.select_related("lead__round", "lead__organisation")
    return rows.filter(token_hash=digest(secret)).first()


def invitation_problem(invitation: Invitation, *, now: dt.datetime) -> str:
    """Why an invitation cannot be accepted, as a sentence; empty where it can."""
    if invitation.accepted_at:
        return _("This invitation has been accepted already.")
    if invitation.expires_at <= now:
        return _("This invitation is too old.")
    return ""


def invitation_accept(
    secret: str, *, user: User, name: str = "", cvr: str = "", sector_id: str = "private", now: dt.datetime
) -> Accepted:
    """Accept an invitation: the company's organisation is found or made, and ``user`` acts for it.

    ``name`` and ``cvr`` count only where the lead does not know the number itself. The system confirms the person
    where the organisation has no contact yet and is the one that was invited, or the mail went to this person;
    otherwise its contacts are asked. Then a draft listing is made in the round, if it takes listings. The lead is
    committed where it stands so that the system may. Raises InvitationOver, Refused.
    """
    invitation = invitation_by_secret(secret)
    if invitation is None:
        raise InvitationOver(_("We do not know this link."))
    with transaction.atomic():
        lock(invitation)
        if problem := invitation_problem(invitation, now=now):
            raise InvitationOver(problem)
        lead = invitation.lead
        lock(lead)
        organisation, invited = _organisation(lead, name=name, cvr=cvr, sector_id=sector_id, by=user, now=now)
        membership = _membership(
            user, organisation, trusted=invited and _trusted(invitation, user, organisation), now=now
        )
        invitation.accepted_at, invitation.accepted_by = now, user
        invitation.save()
        if lead.organisation_id is None and invited:
            lead.organisation, lead.cvr = organisation, lead.cvr or organisation.legal_cvr or ""
            lead.save()
        if lead.state in (State.CONTACTED, State.IN_DIALOGUE):
            lead_commit(lead, by=SYSTEM, now=now, why=_("The company has accepted the invitation."))
        listing = None
        if membership.state == MembershipState.CONFIRMED and lead.round.takes_listings(now):
            listing = _draft(lead, organisation, by=user, now=now)
    return Accepted(organisation, membership, listing)


def _organisation(
    lead: Lead, *, name: str, cvr: str, sector_id: str, by: User, now: dt.datetime
) -> tuple[Organisation, bool]:
    """The organisation, and whether it is surely the one that was invited (not one that the person named)."""
    if lead.organisation is not None:
        return lead.organisation, True
    number = lead.cvr or cvr
    if not number:
        raise Refused(_("Write the company's CVR number."))
    known = Organisation.objects.filter(cvr=number).exists()
    organisation = organisation_create(
        name=lead.name if lead.cvr else name or lead.name, sector_id=sector_id, cvr=number, by=by, now=now
    )
    return organisation, bool(lead.cvr) or not known


def _trusted(invitation: Invitation, user: User, organisation: Organisation) -> bool:
    """An invitation is often passed on to a colleague: that is fine while nobody speaks for the company yet."""
    alone = not Membership.objects.acting().filter(organisation__in=[organisation.pk, organisation.body.pk]).exists()
    return alone or user.email == invitation.email


def _membership(user: User, organisation: Organisation, *, trusted: bool, now: dt.datetime) -> Membership:
    membership = Membership.objects.about_acting().filter(user=user, organisation=organisation).first()
    if membership is None or membership.state not in (MembershipState.REQUESTED, MembershipState.CONFIRMED):
        membership = membership_request(user, organisation, role=MembershipRole.CONTACT, now=now)
    if trusted and membership.state == MembershipState.REQUESTED:
        membership_confirm(membership, by=SYSTEM, now=now)
    return membership


def _draft(lead: Lead, organisation: Organisation, *, by: User, now: dt.datetime) -> Listing:
    """A draft to begin with; the one that the organisation has in the round, if it has one."""
    mine = Listing.objects.filter(organisation=organisation, round=lead.round_id)
    existing = mine.order_by("pk").first()
    if existing is not None:
        return existing
    title = _("Innovation internship at %(company)s") % {"company": organisation.name}
    return listing_create(organisation, round=lead.round, data={"title": title[:120]}, by=by, now=now)
