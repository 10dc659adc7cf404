"""What consultants fix before a run: locked and forbidden pairs, each with a reason."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import PairRule
from praktik.applications.models import Application, Conflict
from praktik.applications.states import ConflictState
from praktik.dates import week_label
from praktik.history.actors import Actor
from praktik.history.door import Refused, desk_only
from praktik.listings.models import Listing
from praktik.organisations.names import normalised
from praktik.rounds.states import Kind


def pair_lock(
    application: Application,
    listing: Listing,
    *,
    reason: str,
    by: Actor,
    now: dt.datetime,
    week: dt.date | None = None,
) -> PairRule:
    """Every run from now on puts this person at this listing. Replaces what was fixed for the pair before.

    ``week``: the Monday of one of the listing's weeks, in a rolling round; without it every run takes the first week
    that suits the person (else the first at all) and has room.

    Overrules the person's own limits (weeks, days, distance, language), never a conflict of interest or the person's
    own workplace. Raises NotYours for anybody but a consultant; Refused without a reason, across rounds, where the
    person is locked elsewhere, where the pair may never be, and for a week that the listing does not have.
    """
    _allowed(application, listing, reason, by)
    if week is not None and (listing.round.kind == Kind.FIXED_WEEK or week not in listing.weeks):
        raise Refused(
            _("“%(listing)s” does not receive anybody in %(week)s. It has: %(weeks)s.")
            % {
                "listing": listing,
                "week": week_label(week),
                "weeks": ", ".join(week_label(day) for day in sorted(listing.weeks)) or "–",
            }
        )
    if problem := _never(application, listing):
        raise Refused(problem)
    elsewhere = PairRule.objects.filter(application=application, kind=PairRule.Kind.LOCK, confirmed=True)
    if other := elsewhere.exclude(listing=listing).select_related("listing").first():
        raise Refused(
            _("This person is locked at “%(listing)s” already. Free that pair first.") % {"listing": other.listing}
        )
    return _set(application, listing, PairRule.Kind.LOCK, reason=reason, week=week, by=by, now=now)


def pair_forbid(application: Application, listing: Listing, *, reason: str, by: Actor, now: dt.datetime) -> PairRule:
    """No run from now on puts this person at this listing. Raises NotYours, Refused as :func:`pair_lock`."""
    _allowed(application, listing, reason, by)
    return _set(application, listing, PairRule.Kind.FORBID, reason=reason, by=by, now=now)


def pair_free(application: Application, listing: Listing, *, by: Actor, now: dt.datetime) -> None:
    """Take back what was fixed for the pair, or turn down what was proposed. Raises NotYours, Refused where nothing
    is."""
    desk_only(by)
    deleted, _of = PairRule.objects.filter(application=application, listing=listing).delete()
    if not deleted:
        raise Refused(_("Nothing is fixed for this pair."))


def pair_propose(application: Application, listing: Listing, *, reason: str, now: dt.datetime) -> bool:
    """Propose a lock for a consultant to decide: it does nothing until it is confirmed. Leaves alone what is fixed for
    the pair already, and proposes nothing that may never be. Returns whether it is new."""
    if application.round_id != listing.round_id or _never(application, listing):
        return False
    _rule, made = PairRule.objects.get_or_create(
        application=application,
        listing=listing,
        defaults={"kind": PairRule.Kind.LOCK, "reason": reason, "confirmed": False, "at": now},
    )
    return made


def pair_unpropose(application: Application, listing: Listing) -> None:
    """Take back a lock that was proposed and that no consultant has decided about; a decision stays."""
    PairRule.objects.filter(application=application, listing=listing, kind=PairRule.Kind.LOCK, confirmed=False).delete()


def _allowed(application: Application, listing: Listing, reason: str, by: Actor) -> None:
    desk_only(by)
    if not reason.strip():
        raise Refused(_("Write the reason."))
    if application.round_id != listing.round_id:
        raise Refused(_("The application and the listing are not of the same round."))


def _never(application: Application, listing: Listing) -> str:
    """Why no consultant can lock the pair; empty where one can."""
    body = listing.organisation.body
    if application.workplace is not None and application.workplace.body == body:
        return _("This is the person's own workplace.")
    against = Conflict.objects.filter(
        application=application, state__in=(ConflictState.DECLARED, ConflictState.UPHELD)
    ).select_related("organisation__parent")
    names = listing.organisation.compared_names | body.compared_names
    for conflict in against:
        same = conflict.organisation.body == body if conflict.organisation else False
        if same or (conflict.company_name and normalised(conflict.company_name) in names):
            return _("There is a conflict of interest with this host. Decide about it before you lock the pair.")
    return ""


def _set(
    application: Application,
    listing: Listing,
    kind: PairRule.Kind,
    *,
    reason: str,
    by: Actor,
    now: dt.datetime,
    week: dt.date | None = None,
) -> PairRule:
    with transaction.atomic():
        rule, _made = PairRule.objects.update_or_create(
            application=application,
            listing=listing,
            defaults={
                "kind": kind,
                "week": week,
                "reason": reason.strip()[:300],
                "confirmed": True,
                "by_id": by.pk,
                "at": now,
            },
        )
    return rule
