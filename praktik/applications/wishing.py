"""What the wishes page tells about listings: how sought-after they are, and how many an application covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, Subquery, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.applications.models import Application, Wish
from praktik.applications.states import COUNTED, WishKind
from praktik.listings.models import Listing
from praktik.listings.states import State
from praktik.organisations.models import Region


@dataclass(frozen=True, slots=True)
class Interest:
    """``covered``: how many published listings of the round the wishes are for; an open wish is for all that fit it.
    ``demand``: for each listing (by key), how many applications that were sent in wish for it; 0 is left out."""

    covered: int
    demand: dict[int, int]


def interest(
    application: Application, wishes: list[Wish], shown: Iterable[Listing], regions: Iterable[Region]
) -> Interest:
    """What to tell beside the wishes and the listings ``shown``. ``wishes`` come with their themes, ``regions`` are
    all there are. One query."""
    successors = {region.pk: region.successor_id for region in regions}
    wished = {wish.listing_id for wish in wishes if wish.listing_id}
    fits = Q(pk__in=wished)
    for wish in wishes:
        if wish.kind == WishKind.OPEN:
            fits |= _fit(wish, successors)
    fits &= Q(state=State.PUBLISHED, round=application.round_id)
    others = Wish.objects.filter(listing=OuterRef("pk"), application__state__in=COUNTED).order_by().values("listing")
    number = others.annotate(number=Count("application", distinct=True)).values("number")
    found = Listing.objects.filter(fits | Q(pk__in=[*wished, *(listing.pk for listing in shown)]))
    fitting = Case(When(fits, then=True), default=False, output_field=BooleanField())
    rows = list(found.order_by().values_list("pk", fitting, Subquery(number)))
    return Interest(sum(fit for _pk, fit, _n in rows), {pk: number for pk, _fit, number in rows if number})


def _fit(wish: Wish, successors: Mapping[str, str | None]) -> Q:
    fit = Q()
    if themes := [theme.pk for theme in wish.themes.all()]:
        has = Listing.themes.through.objects.filter(listing=OuterRef("pk"), theme__in=themes)
        fit &= Q(Exists(has))
    if wish.region_id:
        region = _covers(wish.region_id, successors)
        fit &= Q(municipality__region__in=region) | Q(municipality=None, organisation__region__in=region)
    return fit


def sought(wished: int, places: int) -> str:
    """How sought-after a listing with ``places`` places is, in words."""
    if wished == 0:
        return _("Nobody has wished for it yet.")
    said = ngettext("%(wished)d has wished for it", "%(wished)d have wished for it", wished) % {"wished": wished}
    # Not inside the braces of an f-string: the texts to translate are not found there.
    there = ngettext("%(places)d place", "%(places)d places", places) % {"places": places}
    said = f"{said}, {there}."
    if wished > 2 * places:
        return _("Very sought-after: %(said)s") % {"said": said}
    if wished > places:
        return _("Sought-after: %(said)s") % {"said": said}
    return _("Room for more: %(said)s") % {"said": said}


def _covers(slug: str, successors: Mapping[str, str | None]) -> set[str]:
    """The region and all that it replaced, as ``Region.covers``, from a table that is read already."""
    found, size = {slug}, 0
    while len(found) > size:
        size = len(found)
        found |= {region for region, successor in successors.items() if successor in found}
    return found
