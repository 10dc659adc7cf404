"""Everything that changes a placement, its agreement, its signatures and its messages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from praktik import dates, links
from praktik.applications.models import Application
from praktik.history.actors import MANAGER_BY_LINK, SYSTEM, Actor, Role
from praktik.history.door import IllegalMove, NotYours, Refused, Stale, TooLate, born, lock, moving
from praktik.listings.models import Listing
from praktik.mail.services import mails_supersede
from praktik.people.models import User
from praktik.placements import mails, rules, states
from praktik.placements.models import TEXTS, Agreement, Message, Placement, Signature
from praktik.placements.states import SignerRole, State
from praktik.placements.texts import first_texts

# What an agreement cannot do without.
REQUIRED = ("purpose", "intern_goals", "host_goals", "practical", "confidentiality", "expenses", "insurance", "ending")
_FIELDS = (*TEXTS, "programme", "starts_on", "ends_on")


# --- a placement and its dates --------------------------------------------------------------------------------------


@transaction.atomic
def placement_create(
    application: Application,
    *,
    listing: Listing,
    starts_on: dt.date,
    ends_on: dt.date,
    rank: int | None = None,
    fit: int | None = None,
    by: Actor,
    now: dt.datetime,
) -> Placement:
    """The placement that follows when both have said yes, with a first draft of the agreement; both get a mail.

    ``starts_on`` and ``ends_on`` are the first and the last day; ``rank`` and ``fit`` what the matching
    expected of it. Raises Refused where the two are of different
    rounds, the applicant has a placement already, or the days do not fit (see :func:`dates_check`).
    """
    if application.round_id != listing.round_id:
        raise Refused(_("The application and the listing are not of the same round."))
    if Placement.objects.alive().filter(application=application).exists():
        raise Refused(_("There is a placement for this application already."))
    days = dates_check(listing, starts_on, ends_on)
    placement = Placement.objects.create(
        application=application,
        listing=listing,
        starts_on=starts_on,
        ends_on=ends_on,
        days=days,
        rank=rank,
        fit=fit,
        created_at=now,
    )
    born(placement, by=by, now=now)
    Agreement.objects.create(
        placement=placement,
        version=1,
        starts_on=starts_on,
        ends_on=ends_on,
        programme=[""] * days,
        **first_texts(application, listing),
    )
    mails.tell_both("placement_created", placement, about=placement, key="", now=now)
    return placement


def dates_check(listing: Listing, starts_on: dt.date, ends_on: dt.date, *, moved: Placement | None = None) -> int:
    """How many working days there are from ``starts_on`` to ``ends_on``.

    Raises Refused unless they lie in one week, that week is the round's (or one of the listing's, where the round has
    none), and they hold two to five working days; and, where ``moved`` is a placement that would come into another
    week, unless the listing has a place left in that week.
    """
    if ends_on < starts_on:
        raise Refused(_("The last day is before the first day."))
    week = dates.monday(starts_on)
    if week != dates.monday(ends_on):
        raise Refused(_("All days have to be in the same week."))
    fixed = listing.round.week()
    possible = [fixed] if fixed else [dates.monday(day) for day in listing.weeks]
    if possible and week not in possible:
        weeks = ", ".join(dates.week_label(day) for day in possible)
        raise Refused(_("The days have to be in one of these weeks: %(weeks)s.") % {"weeks": weeks})
    days = len(rules.working_days(starts_on, ends_on))
    if not rules.FEWEST_DAYS <= days <= rules.MOST_DAYS:
        raise Refused(_("A placement lasts two to five working days."))
    if moved is not None and week != dates.monday(moved.starts_on):
        others = Placement.objects.alive().filter(listing=listing).exclude(pk=moved.pk)
        taken = others.filter(starts_on__range=(week, week + dt.timedelta(days=6))).count()
        if taken >= listing.week_capacity:
            raise Refused(_("The host has no place left in that week."))
    return days


def placement_start(placement: Placement, *, by: Actor, now: dt.datetime) -> None:
    """The first day has come. Raises Refused before it."""
    with moving(placement, State.UNDER_WAY, by=by, now=now):
        if timezone.localdate(now) < placement.starts_on:
            raise Refused(_("The placement has not begun yet."))


def placement_complete(placement: Placement, *, by: Actor, now: dt.datetime) -> None:
    """The last day is over, or the host says on that day that it is done. Mails both; evaluations open."""
    with moving(placement, State.COMPLETED, by=by, now=now):
        if timezone.localdate(now) < placement.ends_on:
            raise Refused(_("The placement can be closed on its last day. If it ends early, break it off and say why."))
        mails.tell_both("placement_completed", placement, about=placement, key="", now=now)


def placement_cancel(placement: Placement, *, why: str, by: Actor, now: dt.datetime) -> None:
    """Call it off before it has begun. Mails both, and the manager who was asked to sign. Raises Refused once it is
    under way."""
    with transaction.atomic():
        lock(placement)
        if placement.state == State.UNDER_WAY:
            raise Refused(_("The placement has begun: break it off instead."))
        _end(placement, State.CANCELLED, why=why, by=by, now=now)


def placement_no_show(placement: Placement, *, why: str, by: Actor, now: dt.datetime) -> None:
    """The intern did not come. Raises Refused before the first day."""
    _end(placement, State.NO_SHOW, why=why, by=by, now=now)


def placement_break_off(placement: Placement, *, why: str, by: Actor, now: dt.datetime) -> None:
    """End it after it has begun. Raises Refused before the first day."""
    _end(placement, State.BROKEN_OFF, why=why, by=by, now=now)


def _end(placement: Placement, to: State, *, why: str, by: Actor, now: dt.datetime) -> None:
    if not why.strip():
        raise Refused(_("Say why, so that the others understand it."))
    with moving(placement, to, by=by, now=now, why=why.strip()):
        if to != State.CANCELLED and timezone.localdate(now) < placement.starts_on:
            raise Refused(_("The placement has not begun yet: cancel it instead."))
        for signature in Signature.objects.filter(agreement__placement=placement, signed_at__isnull=True):
            mails_supersede("manager_signature", signature)
        mails.tell_both("placement_ended", placement, about=placement, key=to, now=now)
        mails.tell_manager_of_end(placement, now=now)


def placements_look(now: dt.datetime) -> int:
    """Start and complete what is due by the date in Denmark; returns how many moved. One transaction a row; a row
    that somebody else moved in between is left alone."""
    today = timezone.localdate(now)
    moved = 0
    for found, act in (
        (Placement.objects.filter(state=State.AGREED, starts_on__lte=today), placement_start),
        (Placement.objects.filter(state=State.UNDER_WAY, ends_on__lt=today), placement_complete),
    ):
        for placement in found:
            try:
                act(placement, by=SYSTEM, now=now)
            except IllegalMove:
                continue
            moved += 1
    return moved


# --- the agreement --------------------------------------------------------------------------------------------------


@transaction.atomic
def agreement_save(
    placement: Placement, *, data: dict[str, Any], version: int, by: Actor, now: dt.datetime
) -> Agreement:
    """Change the draft. ``data`` holds texts, ``programme`` (a text for each working day), ``starts_on`` and
    ``ends_on``; what is left out stays. ``version`` is the draft's ``edits`` that the writer saw.

    Raises Stale where somebody has changed it since, NotYours for anybody but the two sides, and Refused where there
    is no draft or the days do not fit.
    """
    lock(placement)
    if rules.party(by, placement) is None:
        raise NotYours(_("The agreement is written by the intern and the host."))
    agreement = placement.agreements.draft() if placement.state in states.ALIVE else None
    if agreement is None:
        raise Refused(_("The agreement has been sent for signing. Make a new version to change it."))
    if agreement.edits != version:
        raise Stale(_("The agreement was changed while you were writing. Nothing of yours was lost: see both below."))
    for name, value in data.items():
        if name not in _FIELDS:
            raise ValueError(f"not a field of an agreement: {name}")
        setattr(agreement, name, value)
    days = dates_check(placement.listing, agreement.starts_on, agreement.ends_on, moved=placement)
    agreement.programme = [*agreement.programme, *[""] * days][:days]
    agreement.edits += 1
    agreement.save()
    return agreement


def agreement_missing(agreement: Agreement) -> list[str]:
    """The labels of what has to be filled in before the agreement can be sent for signing."""
    missing = [name for name in REQUIRED if not getattr(agreement, name).strip()]
    if not any(text.strip() for text in agreement.programme):
        missing.append("programme")
    return [agreement_label(name) for name in missing]


def agreement_label(name: str) -> str:
    """What a field of the agreement is called, in the reader's language."""
    field = Agreement._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101 -- the agreement's own fields, never a relation from elsewhere
    return str(field.verbose_name)


def agreement_send(placement: Placement, *, by: Actor, now: dt.datetime, version: int | None = None) -> Agreement:
    """Freeze the draft and ask for three signatures: the intern's, the host's, and the manager's by link.

    ``version`` is the draft's ``edits`` that the sender saw. Raises Stale where it has changed since, and Refused
    where something is missing, the days do not fit any more, or the application names no manager.
    """
    with moving(placement, State.SIGNING, by=by, now=now):
        agreement = placement.agreements.draft()
        if agreement is None:
            raise Refused(_("There is no new version to send."))
        if version is not None and agreement.edits != version:
            raise Stale(_("The agreement was changed while you read it. Read it again before you send it."))
        if missing := agreement_missing(agreement):
            raise Refused(_("Fill this in first: %(fields)s.") % {"fields": ", ".join(missing)})
        dates_check(placement.listing, agreement.starts_on, agreement.ends_on, moved=placement)
        application = placement.application
        if not application.manager_email:
            raise Refused(_("The application names no manager. Write to us, and we put it right."))
        agreement.sent_at = now
        agreement.save()
        secret, token_hash = links.new_secret()
        asked = {"agreement": agreement, "asked_at": now}
        Signature.objects.create(role=SignerRole.INTERN, user=application.applicant, **asked)
        Signature.objects.create(role=SignerRole.HOST, **asked)
        manager = Signature.objects.create(
            role=SignerRole.MANAGER,
            name=application.manager_name,
            email=application.manager_email,
            token_hash=token_hash,
            **asked,
        )
        mails.tell_both("signature_asked", placement, about=agreement, key="", now=now)
        mails.ask_manager(manager, secret, now=now)
    return agreement


@transaction.atomic
def agreement_revise(placement: Placement, *, by: Actor, now: dt.datetime) -> Agreement:
    """Open the next version as a copy of the one that was sent.

    While three signatures are out they are called back and both sides get a mail; a version that is signed stays in
    force until the next one is sent. Raises Refused where a draft is open already or the placement is over.
    """
    lock(placement)
    if rules.party(by, placement) is None:
        raise NotYours(_("The agreement is written by the intern and the host."))
    before = placement.agreements.sent()
    if placement.state not in states.ALIVE or before is None or placement.agreements.draft() is not None:
        raise Refused(_("There is no signed version to change, or a new one is being written already."))
    if placement.state == State.SIGNING:
        with moving(placement, State.DRAFTING, by=by, now=now):
            for signature in before.signatures.filter(signed_at__isnull=True):
                mails_supersede("manager_signature", signature)
            mails_supersede("signature_asked", before)
            mails.tell_both("agreement_revised", placement, about=before, key="", now=now)
    return Agreement.objects.create(
        placement=placement, version=before.version + 1, **{name: getattr(before, name) for name in _FIELDS}
    )


# --- signatures -----------------------------------------------------------------------------------------------------


@transaction.atomic
def signature_give(signature: Signature, *, digest: str, by: Actor, now: dt.datetime) -> None:
    """Sign as the intern or as the host exactly the agreement whose ``digest`` was shown. The third signature makes
    the placement agreed and mails both. Raises NotYours for anybody else, Stale for another text than the shown one,
    Refused where it is signed already or the version is not the one to sign."""
    if not rules.may_sign(by, signature):
        raise NotYours(_("You cannot sign for somebody else."))
    signer = User.objects.get(pk=by.pk or 0)
    _sign(signature, digest=digest, user=signer, name=str(signer), by=by, now=now)


@transaction.atomic
def signature_give_by_link(secret: str, *, name: str, digest: str, now: dt.datetime) -> Signature:
    """Sign as the manager, by the link in the mail: once. Raises Refused for an unknown link, TooLate for an old one,
    and what :func:`signature_give` raises."""
    signature = signature_by_secret(secret)
    if signature is None:
        raise Refused(_("The link is not valid. There may be a newer one in your mail."))
    if signature.signed_at is None and rules.link_expired(signature, now):
        raise TooLate(_("The link has expired. Ask for a new one on this page."))
    _sign(signature, digest=digest, user=None, name=name.strip() or signature.name, by=MANAGER_BY_LINK, now=now)
    return signature


def signature_by_secret(secret: str) -> Signature | None:
    """The manager's signature that a link is for, or None. A link that was replaced by a newer one is unknown."""
    found = Signature.objects.filter(role=SignerRole.MANAGER, token_hash=links.digest(secret))
    return found.select_related("agreement__placement__application__applicant").first()


def _sign(signature: Signature, *, digest: str, user: User | None, name: str, by: Actor, now: dt.datetime) -> None:
    placement = Placement.objects.select_for_update().get(pk=signature.agreement.placement_id)
    lock(signature)
    if signature.signed_at is not None:
        raise Refused(_("This has been signed already."))
    agreement = placement.agreements.sent()
    if placement.state != State.SIGNING or agreement is None or agreement.pk != signature.agreement_id:
        raise Refused(_("This version is not to be signed any more: it was changed or called off."))
    if digest != agreement.digest():
        raise Stale(_("This is not the text that was shown to you. Read the agreement again before you sign it."))
    signature.user, signature.name, signature.digest, signature.signed_at = user, name, digest, now
    signature.save()
    if agreement.signatures.filter(signed_at__isnull=True).exists():
        return
    with moving(placement, State.AGREED, by=by, now=now):
        placement.starts_on, placement.ends_on = agreement.starts_on, agreement.ends_on
        placement.days = len(rules.working_days(agreement.starts_on, agreement.ends_on))
        mails.tell_both("agreement_agreed", placement, about=agreement, key="", now=now)


@transaction.atomic
def signature_link_resend(signature: Signature, *, by: Actor | None, now: dt.datetime) -> None:
    """Send the manager a new link to the same address; the old one stops working. ``by`` is one of the two sides or
    a consultant, or None for the manager with a link that has expired. Raises Refused where it is not wanted."""
    placement = signature.agreement.placement
    lock(signature)
    if signature.role != SignerRole.MANAGER or signature.signed_at is not None or placement.state != State.SIGNING:
        raise Refused(_("There is nothing to sign any more."))
    if by is None:
        if not rules.link_expired(signature, now):
            raise Refused(_("The link still works: use the one in your mail."))
    elif not rules.roles(by, placement) & {Role.APPLICANT, Role.HOST, Role.CONSULTANT}:
        raise NotYours(_("You do not have the right to do this."))
    mails_supersede("manager_signature", signature)
    secret, signature.token_hash = links.new_secret()
    signature.asked_at = now
    signature.save()
    mails.ask_manager(signature, secret, now=now)


# --- messages -------------------------------------------------------------------------------------------------------


@transaction.atomic
def message_send(placement: Placement, *, text: str, by: Actor, now: dt.datetime) -> Message:
    """Write to the other side, who gets a mail that there is a message (not what it says). Raises NotYours for
    anybody but the two sides, and Refused for an empty text or a placement that came to nothing."""
    side = rules.party(by, placement)
    if side is None:
        raise NotYours(_("Only the intern and the host write here."))
    if not text.strip():
        raise Refused(_("Write something first."))
    if placement.state in states.ENDED:
        raise Refused(_("The placement is over: messages can be read, but not written."))
    message = Message.objects.create(placement=placement, author_id=by.pk, text=text.strip(), at=now)
    other = Role.HOST if side == Role.APPLICANT else Role.APPLICANT
    mails.tell_both("message_new", placement, about=message, key="", now=now, only=other)
    return message
