"""What becomes of listings when their organisation is merged into another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.history.actors import Actor
from praktik.listings.models import Listing
from praktik.listings.states import State
from praktik.organisations.merging import Case, Part, Plan, Record, listed, locked, register_part, repoint, tally


def _counts(ids: list[int]) -> Iterable[tuple[Any, Mapping[int, int]]]:
    mine = Listing.objects.filter(organisation__in=ids)
    yield _("Listings"), tally(mine, "organisation")
    yield _("Published listings"), tally(mine.filter(state=State.PUBLISHED), "organisation")


def _plan(case: Case, now: dt.datetime) -> Plan:
    plan = Plan()
    rows = list(Listing.objects.filter(organisation__in=case.gone_ids).select_related("round").order_by("pk"))
    plan.facts.append([[row.pk, row.organisation_id, row.state] for row in rows])
    if rows:
        said = ngettext("%(count)d listing moves: %(names)s.", "%(count)d listings move: %(names)s.", len(rows))
        plan.moves.append(said % {"count": len(rows), "names": listed(rows)})
    sectors = {row.pk: row.sector_id for row in case.gone}
    strange = [
        row
        for row in rows
        if sectors[row.organisation_id] in row.round.host_sectors and case.kept.sector_id not in row.round.host_sectors
    ]
    if strange:
        plan.warnings.append(
            _("The rounds of these listings take no hosts of the sector %(sector)s: %(names)s. They stay all the same.")
            % {"sector": case.kept.sector, "names": listed(strange)}
        )
    return plan


def _lock(case: Case) -> None:
    locked(Listing.objects.filter(organisation__in=case.ids))


def _move(case: Case, record: Record, *, by: Actor, now: dt.datetime) -> None:
    """They stay as they are, state, contacts and all; only whose they are is another."""
    repoint(Listing.objects.all(), "organisation", case, record)


register_part(
    Part("listings", 20, {"praktik.listing.organisation": "moves, in whatever state"}, _plan, _move, _lock, _counts)
)
