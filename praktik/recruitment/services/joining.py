"""A name is not a company: a consultant says which wishes are for the same one, and which cards are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.applications.models import Application, Wish
from praktik.history.actors import Actor
from praktik.history.door import Refused, born, desk_only, lock, moving
from praktik.organisations.models import Organisation
from praktik.organisations.rules import cvr_in
from praktik.people.models import User
from praktik.recruitment.models import Lead, LeadNote
from praktik.recruitment.services.finding import answer, lead_by, new_lead
from praktik.recruitment.states import OPEN, State


def wishes_confirm(lead: Lead, *, wishes: Collection[Wish], by: User, now: dt.datetime) -> None:
    """These wishes, which name the company as the lead does, are for it: they are behind the lead from now on.

    In one transaction: moves them, answers them where the company has a published listing in the round (with a mail to
    each who wished), and adds a line to the log. Raises NotYours, Refused where none of them waits for it.
    """
    desk_only(by)
    with transaction.atomic():
        _lock_with(lead, wishes)
        waiting = list(lead.alike.filter(pk__in=[wish.pk for wish in wishes]).select_related("application__applicant"))
        if not waiting:
            raise Refused(_("Choose at least one wish."))
        lead.alike.remove(*waiting)
        lead.wishes.add(*waiting)
        answer(lead, waiting, by=by, now=now)
        said = ngettext(
            "%(count)d wish by name is for this company.",
            "%(count)d wishes by name are for this company.",
            len(waiting),
        )
        LeadNote.objects.create(lead=lead, at=now, by=by, text=said % {"count": len(waiting)})


def wishes_split(
    lead: Lead, *, wishes: Collection[Wish], name: str = "", cvr: str = "", by: User, now: dt.datetime
) -> Lead:
    """These wishes are for another company: the one with the number ``cvr``, or else the one called ``name``.

    In one transaction: finds or makes the other's lead in the round, puts the wishes behind it (answered where it has a
    published listing), and adds a line to both logs. Returns that lead. Raises NotYours, and Refused without a wish,
    without a name or number, for a number that does not exist, for a wish that is answered already, and where the
    other would be the same lead.
    """
    desk_only(by)
    name = " ".join(name.split())
    number = cvr_in(cvr)
    if not name and not number:
        raise Refused(_("Write the other company's name or CVR number."))
    with transaction.atomic():
        _lock_with(lead, wishes)
        keys = [wish.pk for wish in wishes]
        rows = list((lead.wishes.filter(pk__in=keys) | lead.alike.filter(pk__in=keys)).distinct())
        if not rows:
            raise Refused(_("Choose at least one wish."))
        if any(wish.listing_id for wish in rows):
            raise Refused(_("A wish that a listing has answered stays: only whoever wished can change it."))
        other = lead_by(lead.round, name=name, cvr=number)
        if other == lead:
            raise Refused(_("This is what the card itself is called. Write what tells the other company from it."))
        if other is None:
            other = new_lead(lead.round, name or rows[0].company_name, number)
            other.save()
            born(other, by=by, now=now)
        else:
            lock(other)
        lead.wishes.remove(*rows)
        lead.alike.remove(*rows)
        other.wishes.add(*rows)
        answer(other, rows, by=by, now=now)
        said = ngettext(
            "%(count)d wish is for “%(to)s”, not for “%(this)s”.",
            "%(count)d wishes are for “%(to)s”, not for “%(this)s”.",
            len(rows),
        )
        text = said % {"count": len(rows), "to": other, "this": lead}
        for one in (lead, other):
            LeadNote.objects.create(lead=one, at=now, by=by, text=text)
    return other


def lead_join(lead: Lead, *, other: Lead, by: User, now: dt.datetime) -> Lead:
    """Two cards of a round are one company. The one with a CVR number stays, or else ``other``; returns it.

    In one transaction: merges (see :func:`lead_merge`), and answers the wishes where the company has a published
    listing. Raises NotYours, IllegalMove, and Refused where both are the same, are in two rounds, have two different
    numbers or one is merged already.
    """
    desk_only(by)
    if lead == other or lead.round_id != other.round_id or State.MERGED in (lead.state, other.state):
        raise Refused(_("Choose another card of the same round."))
    if lead.cvr and other.cvr:
        raise Refused(_("The two have different CVR numbers, so they are two companies."))
    stays, ends = (lead, other) if lead.cvr else (other, lead)
    with transaction.atomic():
        _lock_with(stays, [*ends.wishes.all()])
        lead_merge(ends, into=stays, why=_("The same company as “%(other)s”.") % {"other": stays}, by=by, now=now)
        answer(stays, stays.wishes.select_related("application__applicant").order_by("pk"), by=by, now=now)
    return stays


def lead_identify(lead: Lead, *, cvr: str, by: User, now: dt.datetime) -> None:
    """The company has this CVR number: later wishes with it are behind the lead without being asked about.

    In one transaction: the lead learns its number and organisation, the wishes are answered where that has a published
    listing, and a line is added to the log. Raises NotYours, and Refused where the lead has a number, for one that does
    not exist and for one that another lead of the round has.
    """
    desk_only(by)
    number = cvr_in(cvr)
    if not number:
        raise Refused(_("Write the CVR number."))
    with transaction.atomic():
        wishes = list(lead.wishes.select_related("application__applicant").order_by("pk"))
        _lock_with(lead, wishes)
        if lead.cvr:
            raise Refused(_("The card has a CVR number already: %(number)s.") % {"number": lead.cvr})
        if other := Lead.objects.filter(round=lead.round_id, cvr=number).first():
            said = _("The card “%(other)s” has this number. If they are one company, join the two.")
            raise Refused(said % {"other": other})
        lead.cvr = number
        lead.organisation = lead.organisation or Organisation.objects.filter(cvr=number).first()
        lead.save()
        answer(lead, wishes, by=by, now=now)
        LeadNote.objects.create(lead=lead, at=now, by=by, text=_("CVR number %(number)s") % {"number": number})


def lead_merge(lead: Lead, *, into: Lead, why: str, by: Actor, now: dt.datetime) -> None:
    """Two leads of one company in a round become one: wishes, log and invitations are ``into``'s from now on, and what
    it does not say itself (owner, next step, note, organisation). The lead keeps its names, so that later wishes by
    them find the other. Inside the caller's transaction. Raises NotYours, IllegalMove."""
    with moving(lead, State.MERGED, by=by, now=now, why=why):
        lead.merged_into = into
        lock(into)
        into.wishes.add(*lead.wishes.all())
        into.alike.add(*lead.alike.all())
        lead.wishes.clear()
        lead.alike.clear()
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


def _lock_with(lead: Lead, wishes: Collection[Wish]) -> None:
    """Applications first and in order, as everybody else locks them: a lead is locked after them."""
    keys = {wish.application_id for wish in wishes}
    list(Application.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    lock(lead)
