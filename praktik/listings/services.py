"""Everything that changes a listing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.dates import moment, week_label
from praktik.history.actors import Actor, Role
from praktik.history.door import NotYours, Refused, Stale, TooLate, born, lock, moving
from praktik.links import absolute
from praktik.listings import rules
from praktik.listings.models import Listing, ListingComment
from praktik.listings.signals import listing_changing
from praktik.listings.states import EDITABLE, OVER, State
from praktik.mail.services import mail_to_user, mails_supersede
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.rules import acts_for
from praktik.people.models import User
from praktik.rounds.models import Round
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState

# What a host writes; everything else in a listing follows from moves.
FIELDS = (
    "title", "about", "task", "offers", "hopes", "practical", "municipality", "remote", "weeks", "days", "capacity",
    "week_capacity", "language",
)  # fmt: skip
MANY = ("themes", "contacts")


class Incomplete(Refused):
    """A listing that cannot be sent in yet; ``fields`` are the names of what is missing, in the form's order."""

    def __init__(self, fields: list[str]) -> None:
        self.fields = fields
        count = len(fields)
        super().__init__(
            ngettext(
                "%(count)d thing is missing before the listing can be sent in: %(names)s.",
                "%(count)d things are missing before the listing can be sent in: %(names)s.",
                count,
            )
            % {"count": count, "names": ", ".join(f"“{label(name)}”" for name in fields)}
        )


def label(name: str) -> str:
    """A field's name as the form shows it."""
    return str(Listing._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # only fields of our own


def words(listing: Listing, name: str) -> str:
    """What a field holds now, as a page shows it."""
    value = getattr(listing, name)
    return written(name, value.all() if name in MANY else value)


def written(name: str, value: Any) -> str:
    """A field's value in words: choices by their name, lists with commas, weeks by their number."""
    field: Any = Listing._meta.get_field(name)
    if name == "weeks":
        return ", ".join(week_label(week) for week in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return ", ".join(str(part) for part in value)
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    return "" if value is None else str(value)


def listing_create(
    organisation: Organisation, *, round: Round, data: dict[str, Any], by: Actor, now: dt.datetime
) -> Listing:
    """A draft with what is in ``data`` (names in FIELDS and MANY). In a fixed-week round its week is the round's.

    Where no contact is given the one who makes it is the contact. Raises NotYours for somebody who does not act for
    the organisation, TooLate where the round takes no more listings from hosts, Refused where it
    takes none from the organisation's sector, KeyError for other names.
    """
    _only_known(data)
    with transaction.atomic():
        if not (Role.CONSULTANT in by.staff_roles or acts_for(by, organisation)):
            raise NotYours(_("You can only make listings for a company that you act for."))
        _in_time(round, by, now)
        if organisation.sector_id not in round.host_sectors:
            raise Refused(
                _("“%(round)s” takes no hosts from the sector “%(sector)s”.")
                % {"round": round, "sector": organisation.sector}
            )
        listing = Listing(round=round, organisation=organisation)
        _set(listing, data)
        listing.save()
        many = {name: data.get(name, []) for name in MANY}
        if not many["contacts"] and acts_for(by, organisation):
            many["contacts"] = [by.pk]
        _set_many(listing, many)
        born(listing, by=by, now=now)
    return listing


def listing_update(listing: Listing, *, data: dict[str, Any], version: int, by: Actor, now: dt.datetime) -> None:
    """Store ``data`` over the listing as it was in ``version``, which becomes the next one.

    A host edits drafts and returned listings until the round's deadline; a consultant any that is not over. Raises
    Stale where somebody else stored in between, NotYours, TooLate, Refused for one that is not to be edited, and what a
    floor above refuses (``listing_changing``).
    """
    _only_known(data)
    with transaction.atomic():
        lock(listing)
        roles = rules.roles(by, listing)
        if not roles & {Role.HOST, Role.CONSULTANT}:
            raise NotYours(_("You do not have the right to do this."))
        if listing.version != version:
            raise Stale(_("Somebody else has changed the listing since you opened it. Nothing was saved."))
        if listing.state in OVER or (listing.state not in EDITABLE and Role.CONSULTANT not in roles):
            raise Refused(
                _("A listing that is “%(state)s” cannot be edited. Write to %(email)s if something must be changed.")
                % {"state": listing.get_state_display(), "email": settings.CONTACT_EMAIL}
            )
        _in_time(listing.round, by, now)
        _set(listing, data)
        listing.version += 1
        listing_changing.send(sender=Listing, instance=listing, by=by, now=now)
        listing.save()
        _set_many(listing, {name: data[name] for name in MANY if name in data})


def listing_submit(listing: Listing, *, by: Actor, now: dt.datetime) -> None:
    """Send in for reading; the comments of a return count as dealt with. The contacts get a receipt.

    Raises Incomplete with what is missing, TooLate.
    """
    with moving(listing, State.SUBMITTED, by=by, now=now):
        _in_time(listing.round, by, now)
        _complete(listing)
        listing.comments.filter(resolved=False).update(resolved=True)
        mails_supersede("listing_returned", listing)
        _tell(listing, "listing_submitted", page="host_home", now=now)


def listing_return(listing: Listing, *, comments: Iterable[tuple[str, str]], by: Actor, now: dt.datetime) -> None:
    """Back to the host with comments, each (name of the field or "", text). The contacts are told.

    Raises Refused without a comment: a listing that comes back without a word helps nobody.
    """
    comments = [(field, text.strip()) for field, text in comments if text.strip()]
    if not comments:
        raise Refused(_("Write at least one comment that says what the host should change."))
    _only_known(dict.fromkeys(field for field, _text in comments if field))
    with moving(listing, State.RETURNED, by=by, now=now):
        ListingComment.objects.bulk_create(
            ListingComment(listing=listing, field=field, text=text, by_id=by.pk, at=now) for field, text in comments
        )
        _tell(listing, "listing_returned", page="listing_edit", now=now)


def listing_publish(listing: Listing, *, by: Actor, now: dt.datetime) -> None:
    """Publish what was submitted; the contacts are told. The upper floors hear it by ``listing_moved``."""
    with moving(listing, State.PUBLISHED, by=by, now=now, origin=State.SUBMITTED):
        _complete(listing)
        listing.published_at = now
        _tell(listing, "listing_published", page="listing_page", now=now)


def listing_pause(listing: Listing, *, by: Actor, now: dt.datetime) -> None:
    """Take it off the public pages for a while; wishes for it stand, and it still takes part in matching."""
    with moving(listing, State.PAUSED, by=by, now=now):
        pass


def listing_resume(listing: Listing, *, by: Actor, now: dt.datetime) -> None:
    """Show a paused listing again. Raises Refused where the round's placements are over."""
    with moving(listing, State.PUBLISHED, by=by, now=now, origin=State.PAUSED):
        if listing.round.state in (RoundState.EVALUATING, RoundState.ARCHIVED):
            raise Refused(_("The round is over. Copy the listing to the next round instead."))


def listing_close(listing: Listing, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    """No longer shown, no more interns. Where the desk did it the contacts are told; nobody is when a round ends."""
    with moving(listing, State.CLOSED, by=by, now=now, why=why):
        if Role.CONSULTANT in by.staff_roles:
            _tell(listing, "listing_closed", page="host_home", now=now)


def listing_withdraw(listing: Listing, *, by: Actor, now: dt.datetime) -> None:
    """Give up a draft."""
    with moving(listing, State.WITHDRAWN, by=by, now=now):
        pass


def listing_copy(listing: Listing, *, round: Round, by: Actor, now: dt.datetime) -> Listing:
    """A draft of the same in another round: weeks anew, themes that can be chosen, contacts who still act.

    Raises as ``listing_create``.
    """
    contacts = Membership.objects.acting().filter(
        organisation__in=[listing.organisation_id, listing.organisation.parent_id], user__in=listing.contacts.all()
    )
    data = {name: getattr(listing, name) for name in FIELDS if name != "weeks"}
    data |= {
        "themes": list(listing.themes.filter(active=True)),
        "contacts": list(contacts.values_list("user", flat=True).distinct()),
    }
    return listing_create(listing.organisation, round=round, data=data, by=by, now=now)


def late_sentence(round_: Round) -> str:
    """Why a round takes no more listings, and what one can do."""
    closed = round_.at(MilestoneKind.LISTINGS_CLOSE)
    if closed is None:
        said = _("The round “%(round)s” takes no more listings.") % {"round": round_}
    else:
        said = _("The deadline for listings in “%(round)s” was %(deadline)s.") % {
            "round": round_,
            "deadline": moment(closed),
        }
    return said + " " + _("Write to %(email)s: we may still need hosts.") % {"email": settings.CONTACT_EMAIL}


def _in_time(round_: Round, by: Actor, now: dt.datetime) -> None:
    """Deadlines bind hosts; the desk helps those who come late. A round that is not public yet is the desk's alone."""
    if Role.CONSULTANT in by.staff_roles:
        return
    if not Round.objects.visible_to(by).filter(pk=round_.pk).exists():
        raise NotYours(_("You do not have the right to do this."))
    if not round_.takes_listings(now):
        raise TooLate(late_sentence(round_))


def _complete(listing: Listing) -> None:
    if fields := rules.missing(listing):
        raise Incomplete(fields)


def _only_known(data: dict[str, Any]) -> None:
    if unknown := set(data) - set(FIELDS) - set(MANY):
        raise KeyError(sorted(unknown))


def _set(listing: Listing, data: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in data:
            setattr(listing, name, data[name])
    if listing.round.kind == Kind.FIXED_WEEK:
        week = listing.round.week()
        listing.weeks = [week] if week else []
    # The form says so in words; here it keeps a caller who left one out from the database's refusal.
    listing.week_capacity = min(listing.week_capacity, listing.capacity)


def _set_many(listing: Listing, many: dict[str, Any]) -> None:
    if "themes" in many:
        listing.themes.set(many["themes"])
    if "contacts" in many:
        allowed = possible_contacts(listing.organisation)
        wanted = {getattr(person, "pk", person) for person in many["contacts"]}
        listing.contacts.set([person for person in allowed if person.pk in wanted])


def possible_contacts(organisation: Organisation) -> list[User]:
    """The people who act for the organisation, by name."""
    acting = Membership.objects.acting().filter(organisation__in=[organisation.pk, organisation.parent_id])
    return list(User.objects.filter(pk__in=acting.values("user"), is_active=True).order_by("name", "pk"))


def _tell(listing: Listing, kind: str, *, page: str, now: dt.datetime) -> None:
    """One mail to each contact who still acts for the organisation, once for each move."""
    acting = {person.pk for person in possible_contacts(listing.organisation)}
    for contact in listing.contacts.all():
        if contact.pk in acting:
            args = [] if page == "host_home" else [listing.pk]
            mail_to_user(
                contact,
                kind,
                about=listing,
                key=now.isoformat(),
                now=now,
                context={
                    "url": absolute(page, *args, language=contact.language),
                    "deadline": listing.round.at(MilestoneKind.LISTINGS_CLOSE),
                },
            )
