"""An offer: made to an applicant and a host at once, answered by both, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import MatchRun, Offer
from matching.rules import offer_roles
from matching.services import mails
from matching.states import Answer, OfferState
from praktik import dates
from praktik.applications.models import Application
from praktik.applications.services import (
    application_free,
    application_match,
    application_place,
    application_withdraw,
)
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import SYSTEM, Actor, Role
from praktik.history.door import IllegalMove, NotYours, Refused, TooLate, born, lock, moving
from praktik.listings.models import Listing
from praktik.people.models import User
from praktik.placements.services import placement_create

INTERN, HOST = Role.APPLICANT, Role.HOST
# Most words of a reason that are kept in the history beside the move.
_WHY = 300


def offer_deadline(listing: Listing, *, now: dt.datetime) -> dt.datetime:
    """The end of the round's so-many-th working day from today on."""
    return dates.end_of_day(dates.working_days_after(timezone.localdate(now), listing.round.answer_days))


def offer_create(
    application: Application,
    *,
    listing: Listing,
    week: dt.date | None,
    by: Actor,
    now: dt.datetime,
    run: MatchRun | None = None,
    rank: int | None = None,
    fit: int | None = None,
    reasons: dict[str, Any] | None = None,
    people: list[User] | None = None,
) -> Offer:
    """Offer a place to an applicant in the pool and its host: the application is matched, both sides get a mail.

    ``people`` are the host's, where the caller has fetched them. Raises NotYours for anybody but the desk and the
    system, Refused where the listing has no free place (the database has the last word on that) or the person has an
    offer already, IllegalMove where the application is not in the pool.
    """
    if not by.staff_roles & {Role.CONSULTANT, Role.SYSTEM}:
        raise NotYours(_("You do not have the right to do this."))
    with transaction.atomic():
        application_match(application, by=by, now=now)
        try:
            with transaction.atomic():
                offer = Offer.objects.create(
                    application=application,
                    listing=listing,
                    week=week,
                    run=run,
                    rank=rank,
                    fit=fit,
                    reasons=reasons or {},
                    offered_at=now,
                    deadline=offer_deadline(listing, now=now),
                )
        except IntegrityError as error:
            if "offer_one_live" in str(error):
                raise Refused(_("This applicant has an offer already.")) from error
            raise Refused(_("“%(listing)s” has no free place any more.") % {"listing": listing}) from error
        born(offer, by=by, now=now)
        mails.tell_applicant(offer, "offer_to_applicant", now=now)
        mails.tell_host(offer, "offer_to_host", now=now, people=people)
    return offer


def offer_side(offer: Offer, by: Actor) -> Role:
    """As which party ``by`` answers. Raises NotYours for anybody else; nobody answers for both."""
    sides = offer_roles(by, offer) & {INTERN, HOST}
    if not sides:
        raise NotYours(_("You do not have the right to do this."))
    return INTERN if INTERN in sides else HOST


def offer_accept(offer: Offer, *, by: Actor, now: dt.datetime) -> bool:
    """Say yes, as the applicant or as the host. Returns whether both have said yes now.

    The second yes accepts the offer, places the application and makes the placement, whose mails tell both. Saying
    yes again changes nothing. Raises NotYours, IllegalMove, TooLate, and Refused where the days do not fit any more.
    """
    with transaction.atomic():
        lock(offer)
        side = offer_side(offer, by)
        if (offer.intern_answer if side == INTERN else offer.host_answer) == Answer.YES:
            return offer.state == OfferState.ACCEPTED
        _answerable(offer, now)
        other = offer.host_answer if side == INTERN else offer.intern_answer
        if other != Answer.YES:
            _answered(offer, side, Answer.YES)
            offer.save(update_fields=["intern_answer", "host_answer"])
            return False
        with moving(offer, OfferState.ACCEPTED, by=by, now=now):
            _answered(offer, side, Answer.YES)
        mails.take_back(offer)
        application_place(offer.application, by=SYSTEM, now=now)
        first, last = placement_days(offer.listing, offer.week)
        placement_create(
            offer.application,
            listing=offer.listing,
            starts_on=first,
            ends_on=last,
            rank=offer.rank,
            fit=offer.fit,
            by=by,
            now=now,
        )
    return True


def offer_decline(offer: Offer, *, reason: str, by: Actor, now: dt.datetime, stay: bool = True) -> None:
    """Say no, as the applicant or as the host; the other side is told, without the reason, which is the desk's.

    The application goes back to the waiting list, and this pair is not offered again. An applicant who does not want
    to ``stay`` in the round withdraws it instead. Raises NotYours, IllegalMove, TooLate.
    """
    with transaction.atomic():
        lock(offer)
        side = offer_side(offer, by)
        _answerable(offer, now)
        with moving(offer, OfferState.DECLINED, by=by, now=now, why=reason[:_WHY]):
            _answered(offer, side, Answer.NO)
            offer.reason = reason
        mails.take_back(offer)
        if side == INTERN:
            mails.tell_host(offer, "offer_declined_by_applicant", now=now)
        else:
            mails.tell_applicant(offer, "offer_declined_by_host", now=now)
        if side == INTERN and not stay:
            application_withdraw(offer.application, why=_("Said no to an offer and left the round."), by=by, now=now)
        else:
            _free(offer.application, now=now)


def offer_lapse(offer: Offer, *, now: dt.datetime) -> None:
    """The deadline passed before both had answered: counts as a no of whoever did not. Both sides are told.

    Raises IllegalMove where somebody was faster, Refused while the deadline is ahead.
    """
    with transaction.atomic():
        with moving(offer, OfferState.LAPSED, by=SYSTEM, now=now):
            if now <= offer.deadline:
                raise Refused(_("The deadline has not passed yet."))
        mails.take_back(offer)
        mails.tell_applicant(offer, "offer_lapsed", now=now, answered=offer.intern_answer == Answer.YES, host=False)
        mails.tell_host(offer, "offer_lapsed", now=now, answered=offer.host_answer == Answer.YES, host=True)
        _free(offer.application, now=now)


def places_check(listing: Listing) -> None:
    """Raises Refused where the listing, as it is to be stored, lacks what the stored one has and somebody was offered:
    places over the round, places in a week, a week."""
    live = Offer.objects.live().filter(listing=listing.pk).order_by()
    weeks = dict(live.values("week").annotate(count=Count("pk")).values_list("week", "count"))
    total, most = sum(weeks.values()), max(weeks.values(), default=0)
    before = Listing.objects.values_list("weeks", flat=True).get(pk=listing.pk)
    if gone := sorted(week for week in weeks if week in before and week not in listing.weeks):
        raise Refused(
            _("A place in %(week)s is offered or taken already, so the week has to stay. Withdraw the offer first.")
            % {"week": dates.week_label(gone[0])}
        )
    if total > listing.capacity:
        raise Refused(
            ngettext(
                "%(count)d place at this listing is offered or taken already, so it cannot have fewer than that over "
                "the round. Withdraw an offer first.",
                "%(count)d places at this listing are offered or taken already, so it cannot have fewer than that over "
                "the round. Withdraw an offer first.",
                total,
            )
            % {"count": total}
        )
    if most > listing.week_capacity:
        raise Refused(
            ngettext(
                "%(count)d place in one week is offered or taken already, so it cannot have fewer than that in a week. "
                "Withdraw an offer first.",
                "%(count)d places in one week are offered or taken already, so it cannot have fewer than that in a "
                "week. Withdraw an offer first.",
                most,
            )
            % {"count": most}
        )


def offers_lapse(now: dt.datetime) -> int:
    """Look: lapse every open offer whose deadline has passed, one transaction each. Returns how many."""
    due = Offer.objects.filter(state=OfferState.OPEN, deadline__lt=now).order_by("deadline", "pk")
    lapsed = 0
    for offer in due:
        try:
            offer_lapse(offer, now=now)
        except (IllegalMove, Refused):
            continue  # answered in this very moment
        lapsed += 1
    return lapsed


def offer_withdraw(
    offer: Offer, *, why: str, by: Actor, now: dt.datetime, tell: frozenset[Role] = frozenset({INTERN, HOST})
) -> None:
    """Take an offer back: the listing closed, the application was withdrawn, the placement was cancelled, or the desk
    says so. The sides in ``tell`` are told; an application that is still matched or placed goes to the waiting list.

    Raises NotYours, IllegalMove.
    """
    with transaction.atomic():
        with moving(offer, OfferState.WITHDRAWN, by=by, now=now, why=why[:_WHY]):
            offer.reason = why
        mails.take_back(offer)
        if INTERN in tell:
            mails.tell_applicant(offer, "offer_withdrawn", now=now, host=False)
        if HOST in tell:
            mails.tell_host(offer, "offer_withdrawn", now=now, host=True)
        _free(offer.application, now=now)


def placement_days(listing: Listing, week: dt.date | None) -> tuple[dt.date, dt.date]:
    """First and last day of the placement: the listing's number of working days, from the first one of the week.

    A week with too few of them (holidays) gives what it has. ``week`` None means the round's. Raises Refused where
    no week is known.
    """
    monday = week or listing.round.week() or next(iter(sorted(listing.weeks)), None)
    if monday is None:
        raise Refused(_("No week is known for this place. Write to us."))
    days = [day for number in range(5) if dates.is_working_day(day := monday + dt.timedelta(days=number))]
    days = days[: listing.days] or [monday]
    return days[0], days[-1]


def _answerable(offer: Offer, now: dt.datetime) -> None:
    if offer.state != OfferState.OPEN:
        raise IllegalMove(
            _("This offer can no longer be answered: its status is “%(state)s”. Nothing was changed.")
            % {"state": offer.get_state_display()}
        )
    if now > offer.deadline:
        raise TooLate(_("The deadline for this offer has passed. Nothing was changed."))


def _answered(offer: Offer, side: Role, answer: Answer) -> None:
    if side == INTERN:
        offer.intern_answer = answer
    else:
        offer.host_answer = answer


def _free(application: Application, *, now: dt.datetime) -> None:
    """Back to the waiting list, where the application stands or falls with this offer."""
    application.refresh_from_db()
    if application.state in (ApplicationState.MATCHED, ApplicationState.PLACED):
        application_free(application, to=ApplicationState.WAITING_LIST, by=SYSTEM, now=now)
