"""The ranked wishes of an application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.applications.models import Application, Wish
from praktik.applications.rules import applicant_only
from praktik.applications.services.editing import editing, refuse_cpr
from praktik.applications.states import COUNTED, UNPLACED, WishKind
from praktik.history.actors import Actor
from praktik.history.door import Refused, lock
from praktik.listings.models import Listing
from praktik.listings.states import State as ListingState
from praktik.organisations.models import Region, Theme
from praktik.organisations.names import normalised
from praktik.organisations.rules import cvr_in


def wish_add(
    application: Application,
    *,
    kind: WishKind,
    listing: Listing | None = None,
    company_name: str = "",
    company_cvr: str = "",
    themes: Iterable[Theme] = (),
    region: Region | None = None,
    why: str = "",
    version: int | None = None,
    by: Actor,
    now: dt.datetime,
) -> Wish:
    """Add a wish as the last one. Raises what ``editing`` does, and Refused where it points nowhere, is there already,
    is for a listing that is not published in the round, or is one too many."""
    with editing(application, version=version, by=by, now=now, wishes=True):
        return _add(
            application, kind=kind, listing=listing, company_name=company_name, company_cvr=company_cvr,
            themes=themes, region=region, why=why,
        )  # fmt: skip


def wish_move(wish: Wish, *, up: bool, version: int | None = None, by: Actor, now: dt.datetime) -> None:
    """Change places with the wish before (or after) it; nothing where there is none."""
    with editing(wish.application, version=version, by=by, now=now, wishes=True):
        wish.refresh_from_db()
        other = wish.application.wishes.filter(rank=wish.rank + (-1 if up else 1)).first()
        if other is not None:
            wish.rank, other.rank = other.rank, wish.rank
            other.save()
            wish.save()


def wishes_order(
    application: Application, *, order: list[int], version: int | None, by: Actor, now: dt.datetime
) -> None:
    """Put the wishes in this order, by their keys, the one that is wanted most first.

    Raises what ``editing`` does, and Refused where ``order`` is not every wish of the application once.
    """
    with editing(application, version=version, by=by, now=now, wishes=True):
        rows = {row.pk: row for row in application.wishes.all()}
        if sorted(order) != sorted(rows):
            raise Refused(_("The order must have each of your wishes once. Nothing was changed."))
        for rank, pk in enumerate(order, start=1):
            if rows[pk].rank != rank:
                rows[pk].rank = rank
                rows[pk].save()


def wish_remove(wish: Wish, *, version: int | None = None, by: Actor, now: dt.datetime) -> None:
    """Take a wish off the list; those after it move up. The last one of an application that is sent in must stay."""
    with editing(wish.application, version=version, by=by, now=now, wishes=True):
        wish.refresh_from_db()
        application, rank = wish.application, wish.rank
        wish.delete()
        application.wishes.filter(rank__gt=rank).update(rank=F("rank") - 1)


def wishes_set(
    application: Application, *, wishes: list[dict[str, Any]], version: int | None, by: Actor, now: dt.datetime
) -> None:
    """Make the list of wishes exactly this one, in this order: each a dict with the arguments of ``wish_add``.

    A wish for what was wished for before keeps its row, so that what hangs on it (a lead, an answer) stays.
    """
    with editing(application, version=version, by=by, now=now, wishes=True):
        kept = {_target(row): row for row in application.wishes.prefetch_related("themes")}
        old = []
        for data in wishes:
            probe = Wish(
                kind=data["kind"],
                listing=data.get("listing"),
                company_name=data.get("company_name", ""),
                company_cvr=cvr_in(data.get("company_cvr", "")),
            )
            old.append(kept.pop(_target(probe, data.get("themes", ()), data.get("region")), None))
        application.wishes.filter(pk__in=[row.pk for row in kept.values()]).delete()
        # Ranks far above those that follow, so that _add and the numbering below cannot meet.
        application.wishes.update(rank=F("rank") + 1000)
        order = []
        for data, row in zip(wishes, old, strict=True):
            if row is None:
                order.append(_add(application, **data))
            else:
                row.why = data.get("why", "")
                refuse_cpr(row.why)
                order.append(row)
        for rank, row in enumerate(order, start=1):
            row.rank = rank
            row.save()


def wish_answer(wish: Wish, *, listing: Listing, by: Actor, now: dt.datetime) -> bool:
    """Point a company wish at the listing with which the company answered. The wish keeps its name and rank.

    Returns False where nothing was changed: it is answered already, the applicant has chosen (``wish_choose``), its
    application does not count (any more), or it has a wish for the listing itself. Inside the caller's transaction.
    """
    application = wish.application
    lock(application)
    lock(wish)
    if wish.kind != WishKind.COMPANY or wish.listing_id or wish.chosen_at or application.state not in COUNTED:
        return False
    if application.wishes.filter(listing=listing).exists():
        return False
    wish.listing = listing
    wish.save()
    return True


def wish_choose(wish: Wish, *, listing: Listing | None, by: Actor, now: dt.datetime) -> Listing | None:
    """The applicant says which of a company's listings the wish for it is for, or that it is for none of them.

    Also after the deadline, for hosts are found after it, as long as nothing has been offered. The wish keeps its name
    and rank, and from now on no listing answers it by itself. Returns the listing that it was for before. Raises
    NotYours, Refused where it is too late, or the listing is not published in the round or among the wishes already.
    """
    with transaction.atomic():
        application = wish.application
        lock(application)
        lock(wish)
        applicant_only(by, application)
        if wish.kind != WishKind.COMPANY or application.state not in UNPLACED:
            raise Refused(_("You can choose as long as the application takes part and nothing has been offered."))
        if listing is not None:
            _check_published(listing, application)
            if application.wishes.filter(listing=listing).exclude(pk=wish.pk).exists():
                raise Refused(_("You have this wish already."))
        before, wish.listing, wish.chosen_at = wish.listing, listing, now
        wish.save()
    return before


def _add(
    application: Application,
    *,
    kind: WishKind,
    listing: Listing | None = None,
    company_name: str = "",
    company_cvr: str = "",
    themes: Iterable[Theme] = (),
    region: Region | None = None,
    why: str = "",
) -> Wish:
    rows = list(application.wishes.prefetch_related("themes"))
    most = application.round.max_wishes
    if len(rows) >= most:
        raise Refused(
            ngettext(
                "There can be %(most)s wish in this round. Remove one before you add another.",
                "There can be %(most)s wishes in this round. Remove one before you add another.",
                most,
            )
            % {"most": most}
        )
    refuse_cpr(why, company_name)
    company_name, company_cvr, themes = " ".join(company_name.split()), cvr_in(company_cvr), list(themes)
    if kind == WishKind.LISTING:
        _check_published(listing, application)
    elif kind == WishKind.COMPANY and not company_name:
        raise Refused(_("Write the company's name."))
    elif kind == WishKind.OPEN and not themes and region is None:
        raise Refused(_("Choose at least one theme or a region for an open wish."))
    wish = Wish(
        application=application,
        rank=max((row.rank for row in rows), default=0) + 1,
        kind=kind,
        listing=listing if kind == WishKind.LISTING else None,
        company_name=company_name if kind == WishKind.COMPANY else "",
        company_cvr=company_cvr if kind == WishKind.COMPANY else "",
        region=region if kind == WishKind.OPEN else None,
        why=why.strip(),
    )
    target = _target(wish, themes if kind == WishKind.OPEN else (), wish.region)
    if target in {_target(row) for row in rows} or (listing and any(row.listing_id == listing.pk for row in rows)):
        raise Refused(_("You have this wish already."))
    wish.save()
    if kind != WishKind.LISTING:
        wish.themes.set(themes)
    return wish


def _check_published(listing: Listing | None, application: Application) -> None:
    if listing is None or listing.round_id != application.round_id or listing.state != ListingState.PUBLISHED:
        raise Refused(_("Choose a listing that is published in this round."))


def _target(
    wish: Wish, themes: Iterable[Theme] | None = None, region: Region | None = None
) -> tuple[str, object, frozenset[str]]:
    """What a wish is for, as compared. ``themes`` and ``region`` are given for a wish that is not stored."""
    if wish.kind == WishKind.LISTING:
        return wish.kind, wish.listing_id, frozenset()
    if wish.kind == WishKind.COMPANY:
        return wish.kind, wish.company_cvr or normalised(wish.company_name), frozenset()
    if themes is None:
        return wish.kind, wish.region_id, frozenset(theme.pk for theme in wish.themes.all())
    return wish.kind, region.pk if region else None, frozenset(theme.pk for theme in themes)
