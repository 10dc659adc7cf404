"""Leads: moved on the board, answered by a listing."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from praktik.applications.models import Application, Wish
from praktik.applications.states import UNPLACED
from praktik.history.actors import SYSTEM, Actor
from praktik.history.door import Refused, born, desk_only, lock, moving
from praktik.listings.models import Listing
from praktik.organisations.names import normalised
from praktik.organisations.rules import cvr_in
from praktik.people.models import User
from praktik.recruitment.models import Lead, LeadNote
from praktik.recruitment.services.finding import new_lead, wish_point_at, wish_tell
from praktik.recruitment.states import State
from praktik.rounds.models import Round


def lead_add(round_: Round, *, name: str, cvr: str = "", by: Actor, now: dt.datetime) -> Lead:
    """Put a company on the board that nobody has named: one that open wishes make a consultant think of.

    Raises NotYours, Refused without a name, for a CVR number that does not exist, and where the company is there
    already (by its number, or by its name where one of the two has no number).
    """
    desk_only(by)
    if not name.strip():
        raise Refused(_("Write the name of the company."))
    number = cvr_in(cvr)
    key = normalised(name)[:120]
    with transaction.atomic():
        there = Q(cvr=number) if number else Q(normalised=key)
        if Lead.objects.filter(there | Q(normalised=key, cvr=""), round=round_).exists():
            raise Refused(_("%(company)s is on the board already.") % {"company": name.strip()})
        lead = new_lead(round_, name.strip(), number)
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


def lead_note(lead: Lead, *, text: str, by: User, now: dt.datetime) -> LeadNote:
    """Add a line to the lead's log: a call, a meeting. Raises NotYours, Refused for an empty one."""
    desk_only(by)
    if not text.strip():
        raise Refused(_("Write what happened."))
    return LeadNote.objects.create(lead=lead, at=now, by=by, text=text.strip())


def lead_plan(
    lead: Lead, *, owner: User | None, next_step: str, next_step_on: dt.date | None, handover: str = "", by: Actor
) -> None:
    """Who has the lead, what comes next and on which day. Raises NotYours, Refused for a day without a step."""
    desk_only(by)
    if next_step_on and not next_step.strip():
        raise Refused(_("Write what is to happen on that day."))
    with transaction.atomic():
        lock(lead)
        lead.owner, lead.next_step, lead.next_step_on = owner, next_step.strip(), next_step_on
        lead.handover = handover.strip()
        lead.save()


def wishes_point_at(listing: Listing, *, by: Actor, now: dt.datetime) -> int:
    """A host's listing is published: the wishes behind the company's lead in the round point at it from now on.

    Each wisher gets a mail, and ``wish_answered`` is sent per wish; whoever has a listing of the company already, or
    has chosen none, is told of this one and chooses. The lead learns its organisation and is committed, where it stands
    so that the system may. Idempotent; returns how many wishes were answered. Inside the caller's
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
            if wish_point_at(wish, listing, by=by, now=now):
                answered += 1
            elif _may_want(wish, listing):
                wish_tell(wish, listing, now=now)
        lock(lead)
        if lead.organisation_id is None:
            lead.organisation = listing.organisation
            lead.save()
        if lead.state in (State.CONTACTED, State.IN_DIALOGUE):
            lead_commit(lead, by=SYSTEM, now=now, why=_("The company has a published listing."))
    return answered


def _may_want(wish: Wish, listing: Listing) -> bool:
    """Whether the listing is news for whoever wished, and there is time to choose it."""
    application = wish.application
    return application.state in UNPLACED and not application.wishes.filter(listing=listing).exists()
