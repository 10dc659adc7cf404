"""Leads: found in wishes, moved on the board, answered by a listing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from praktik.applications.models import Application, Wish
from praktik.applications.services import wish_answer
from praktik.applications.states import WishKind
from praktik.history.actors import SYSTEM, Actor, Role
from praktik.history.door import NotYours, Refused, born, lock, moving
from praktik.links import absolute
from praktik.listings.models import Listing
from praktik.mail.services import mail_to_user
from praktik.organisations.models import Organisation
from praktik.organisations.names import normalised
from praktik.organisations.validators import clean_cvr
from praktik.people.models import User
from praktik.recruitment.models import Lead, LeadNote
from praktik.recruitment.signals import wish_answered
from praktik.recruitment.states import OPEN, State
from praktik.rounds.models import Round


def leads_find(application: Application, *, now: dt.datetime) -> list[Lead]:
    """See that every company that the application wishes for has a lead in its round with the wish behind it.

    Idempotent. The same CVR number is the same lead, and where one of the two has none the same name (as compared)
    is; a lead that learns its number keeps it. A company that has a published listing in the round answers at once.
    Inside the caller's transaction.
    """
    found = []
    for wish in application.wishes.filter(kind=WishKind.COMPANY, listing__isnull=True):
        lead = _lead_for(wish, application.round, now=now)
        lead.wishes.add(wish)
        found.append(lead)
        listing = _published(lead)
        if listing is not None:
            _answer(wish, listing, by=SYSTEM, now=now)
    return found


def lead_add(round_: Round, *, name: str, cvr: str = "", by: Actor, now: dt.datetime) -> Lead:
    """Put a company on the board that nobody has named: one that open wishes make a consultant think of.

    Raises NotYours, Refused without a name, for a CVR number that does not exist, and where the company is there
    already (by its number, or by its name where one of the two has no number).
    """
    _desk_only(by)
    if not name.strip():
        raise Refused(_("Write the name of the company."))
    try:
        number = clean_cvr(cvr) if cvr.strip() else ""
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    key = normalised(name)[:120]
    with transaction.atomic():
        there = Q(cvr=number) if number else Q(normalised=key)
        if Lead.objects.filter(there | Q(normalised=key, cvr=""), round=round_).exists():
            raise Refused(_("%(company)s is on the board already.") % {"company": name.strip()})
        lead = _new_lead(round_, name.strip(), number)
        try:
            with transaction.atomic():
                lead.save()
        except IntegrityError as error:
            raise Refused(_("%(company)s is on the board already.") % {"company": name.strip()}) from error
        born(lead, by=by, now=now)
    return lead


def lead_contact(lead: Lead, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    """The company has been spoken or written to. Raises NotYours, IllegalMove."""
    with moving(lead, State.CONTACTED, by=by, now=now, why=why):
        pass


def lead_dialogue(lead: Lead, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    """The company talks with us. Raises NotYours, IllegalMove."""
    with moving(lead, State.IN_DIALOGUE, by=by, now=now, why=why):
        pass


def lead_commit(lead: Lead, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    """The company has said yes to being a host; its next step is done. Raises NotYours, IllegalMove."""
    with moving(lead, State.COMMITTED, by=by, now=now, why=why):
        lead.next_step, lead.next_step_on = "", None


def lead_decline(lead: Lead, *, why: str, by: Actor, now: dt.datetime) -> None:
    """The company has said no, and why. Raises Refused without a reason, NotYours, IllegalMove."""
    if not why.strip():
        raise Refused(_("Write why the company said no: it helps whoever asks next time."))
    with moving(lead, State.DECLINED, by=by, now=now, why=why.strip()):
        lead.next_step, lead.next_step_on = "", None


def lead_park(lead: Lead, *, why: str, by: Actor, now: dt.datetime) -> None:
    """Put aside for now, and why; it can be taken up again. Raises Refused without a reason, NotYours, IllegalMove."""
    if not why.strip():
        raise Refused(_("Write why the company is put aside, and until when."))
    with moving(lead, State.PARKED, by=by, now=now, why=why.strip()):
        pass


def lead_merge(lead: Lead, *, into: Lead, why: str, by: Actor, now: dt.datetime) -> None:
    """Two leads of one company in a round become one: wishes, log and invitations are ``into``'s from now on, and what
    it does not say itself (owner, next step, note, organisation). The lead keeps its names, so that later wishes by
    them find the other. Inside the caller's transaction. Raises NotYours, IllegalMove."""
    with moving(lead, State.MERGED, by=by, now=now, why=why):
        lead.merged_into = into
        lock(into)
        into.wishes.add(*lead.wishes.all())
        lead.wishes.clear()
        lead.notes.update(lead=into)
        lead.invitations.update(lead=into)
        Lead.objects.filter(merged_into=lead).update(merged_into=into)
        into.owner = into.owner or lead.owner
        into.organisation = into.organisation or lead.organisation
        into.handover = "\n\n".join(filter(None, (into.handover, lead.handover)))
        if not into.next_step and into.state in OPEN:
            into.next_step, into.next_step_on = lead.next_step, lead.next_step_on
        lead.next_step, lead.next_step_on = "", None
        into.save()


def lead_note(lead: Lead, *, text: str, by: User, now: dt.datetime) -> LeadNote:
    """Add a line to the lead's log: a call, a meeting. Raises NotYours, Refused for an empty one."""
    _desk_only(by)
    if not text.strip():
        raise Refused(_("Write what happened."))
    return LeadNote.objects.create(lead=lead, at=now, by=by, text=text.strip())


def lead_plan(
    lead: Lead, *, owner: User | None, next_step: str, next_step_on: dt.date | None, handover: str = "", by: Actor
) -> None:
    """Who has the lead, what comes next and on which day. Raises NotYours, Refused for a day without a step."""
    _desk_only(by)
    if next_step_on and not next_step.strip():
        raise Refused(_("Write what is to happen on that day."))
    with transaction.atomic():
        lock(lead)
        lead.owner, lead.next_step, lead.next_step_on = owner, next_step.strip(), next_step_on
        lead.handover = handover.strip()
        lead.save()


def wishes_point_at(listing: Listing, *, by: Actor, now: dt.datetime) -> int:
    """A host's listing is published: the wishes behind the company's lead in the round point at it from now on.

    Each wisher gets a mail, and ``wish_answered`` is sent per wish. The lead learns its organisation and is committed,
    where it stands so that the system may. Idempotent; returns how many wishes were answered. Inside the caller's
    transaction.
    """
    body = listing.organisation.body
    mine = Q(organisation__in=[listing.organisation_id, body.pk])
    if body.cvr:
        mine |= Q(cvr=body.cvr)
    answered = 0
    for lead in Lead.objects.standing().filter(mine, round=listing.round_id).order_by("pk"):
        # Applications first and in order, as everybody else locks them: a lead is locked after them.
        applications = Application.objects.filter(wishes__leads=lead).order_by("pk").values_list("pk", flat=True)
        list(Application.objects.select_for_update().filter(pk__in=set(applications)).order_by("pk"))
        for wish in lead.wishes.select_related("application__applicant").order_by("pk"):
            answered += _answer(wish, listing, by=by, now=now)
        lock(lead)
        if lead.organisation_id is None:
            lead.organisation = listing.organisation
            lead.save()
        if lead.state in (State.CONTACTED, State.IN_DIALOGUE):
            lead_commit(lead, by=SYSTEM, now=now, why=_("The company has a published listing."))
    return answered


def _answer(wish: Wish, listing: Listing, *, by: Actor, now: dt.datetime) -> bool:
    if not wish_answer(wish, listing=listing, by=by, now=now):
        return False
    applicant = wish.application.applicant
    mail_to_user(
        applicant,
        "wish_answered",
        about=wish,
        key="",
        now=now,
        context={
            "company": wish.company_name,
            "round": listing.round,
            "url": absolute("application_page", wish.application_id, language=applicant.language),
        },
    )
    wish_answered.send(sender=Wish, wish=wish, listing=listing, by=by, now=now)
    return True


def _lead_for(wish: Wish, round_: Round, *, now: dt.datetime) -> Lead:
    name = normalised(wish.company_name)
    lead = _find(round_, name, wish.company_cvr)
    if lead is not None:
        return lead
    lead = _new_lead(round_, wish.company_name, wish.company_cvr)
    try:
        with transaction.atomic():
            lead.save()
            born(lead, by=SYSTEM, now=now)
    except IntegrityError:
        # Somebody else wished for the same company at this moment, and was first.
        lead = _find(round_, name, wish.company_cvr)
        if lead is None:
            raise
    return lead


def _new_lead(round_: Round, name: str, cvr: str) -> Lead:
    """Not saved yet."""
    known = Organisation.objects.filter(cvr=cvr).first() if cvr else None
    return Lead(round=round_, name=name, normalised=normalised(name)[:120], cvr=cvr, organisation=known)


def _find(round_: Round, name: str, cvr: str) -> Lead | None:
    """One that was merged leads to the one that stays, whose names are others."""
    leads = Lead.objects.filter(round=round_).select_related("merged_into")
    if cvr:
        lead = leads.filter(cvr=cvr).first()
        if lead is not None:
            return lead.merged_into or lead
        lead = leads.filter(normalised=name[:120], cvr="").first()
        if lead is not None and lead.merged_into is not None:
            return lead.merged_into
        if lead is not None:
            lock(lead)
            lead.cvr = cvr
            lead.organisation = lead.organisation or Organisation.objects.filter(cvr=cvr).first()
            lead.save()
        return lead
    same = list(leads.filter(normalised=name[:120])[:2])
    without = [lead for lead in same if not lead.cvr]
    # Two companies of one name and different numbers: the wish does not say which, so it gets a lead of its own.
    found = without[0] if without else same[0] if len(same) == 1 else None
    return found and (found.merged_into or found)


def _published(lead: Lead) -> Listing | None:
    """The company's published listing in the lead's round: the first that was published."""
    if lead.organisation is None:
        return None
    return published_listing({lead.organisation.body.pk}, lead.round_id)


def published_listing(bodies: Collection[int], round_: int) -> Listing | None:
    """The first that was published in a round of all that these bodies and their workplaces have."""
    hosts = Q(organisation__in=bodies) | Q(organisation__parent__in=bodies)
    return Listing.objects.published().filter(hosts, round=round_).order_by("published_at", "pk").first()


def _desk_only(by: Actor) -> None:
    if Role.CONSULTANT not in by.staff_roles:
        raise NotYours(_("You do not have the right to do this."))
