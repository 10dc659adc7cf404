"""What the wishes page tells about listings: how sought-after they are, and how many an application covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.applications.models import Application, Wish
from praktik.applications.states import COUNTED, WishKind
from praktik.listings.models import Listing
from praktik.organisations.models import Region


def demand(listings: Iterable[int]) -> dict[int, int]:
    """For each listing (by key) that anybody wishes for: how many applications that were sent in do. One query."""
    wishes = Wish.objects.filter(listing__in=list(listings), application__state__in=COUNTED)
    counts = wishes.order_by().values_list("listing").annotate(number=Count("application", distinct=True))
    return dict(counts.values_list("listing", "number"))


def sought(wished: int, places: int) -> str:
    """How sought-after a listing with ``places`` places is, in words."""
    if wished == 0:
        return _("Nobody has wished for it yet.")
    said = ngettext("%(wished)d has wished for it", "%(wished)d have wished for it", wished) % {"wished": wished}
    said = f"{said}, {ngettext('%(places)d place', '%(places)d places', places) % {'places': places}}."
    if wished > 2 * places:
        return _("Very sought-after: %(said)s") % {"said": said}
    if wished > places:
        return _("Sought-after: %(said)s") % {"said": said}
    return _("Room for more: %(said)s") % {"said": said}


def covered(application: Application, wishes: list[Wish]) -> int:
    """How many published listings of the round the wishes are for; an open wish is for all that fit it.

    ``wishes`` come with their themes. At most two queries.
    """
    fits = Q(pk__in=[wish.listing_id for wish in wishes if wish.listing_id])
    regional = any(wish.region_id for wish in wishes)
    successors = dict(Region.objects.values_list("slug", "successor_id")) if regional else {}
    for wish in wishes:
        if wish.kind != WishKind.OPEN:
            continue
        fit = Q()
        if themes := [theme.pk for theme in wish.themes.all()]:
            fit &= Q(themes__in=themes)
        if wish.region_id:
            region = _covers(wish.region_id, successors)
            fit &= Q(municipality__region__in=region) | Q(municipality=None, organisation__region__in=region)
        fits |= fit
    return Listing.objects.published().filter(fits, round=application.round_id).distinct().count()


def _covers(slug: str, successors: Mapping[str, str | None]) -> set[str]:
    """The region and all that it replaced, as ``Region.covers``, from a table that is read already."""
    found, size = {slug}, 0
    while len(found) > size:
        size = len(found)
        found |= {region for region, successor in successors.items() if successor in found}
    return found
