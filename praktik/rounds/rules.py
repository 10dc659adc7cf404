from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from praktik.dates import monday, week_label
from praktik.history.actors import Actor, Role
from praktik.rounds.states import Kind, MilestoneKind

if TYPE_CHECKING:
    from praktik.rounds.models import Round

# Each chain must not run backwards; a date that a round does not have is skipped.
_CHAINS = (
    (
        MilestoneKind.OPENS, MilestoneKind.CLOSES, MilestoneKind.MANAGERS, MilestoneKind.STARTS, MilestoneKind.ENDS,
        MilestoneKind.EVALUATED,
    ),
    (MilestoneKind.OPENS, MilestoneKind.LISTINGS_CLOSE, MilestoneKind.ENDS),
    (MilestoneKind.CLOSES, MilestoneKind.RANKING, MilestoneKind.STARTS),
)  # fmt: skip
_NEEDED = {
    Kind.FIXED_WEEK: (
        MilestoneKind.OPENS, MilestoneKind.CLOSES, MilestoneKind.LISTINGS_CLOSE, MilestoneKind.STARTS,
        MilestoneKind.ENDS,
    ),
    Kind.ROLLING: (MilestoneKind.OPENS,),
}  # fmt: skip

Dates = Mapping[MilestoneKind, dt.datetime]


def roles(actor: Actor, round_: Round) -> frozenset[Role]:
    """A round belongs to the desk: only staff and the clock stand in any role to it."""
    return frozenset(actor.staff_roles)


def dates_problem(kind: str, dates: Dates) -> str | None:
    """A sentence that names the first two dates in the wrong order, or that a fixed week is no week; None if right."""
    for chain in _CHAINS:
        known = [milestone for milestone in chain if milestone in dates]
        for earlier, later in pairwise(known):
            if dates[earlier] >= dates[later]:
                return _("“%(later)s” must come after “%(earlier)s”. Change one of the two dates.") % {
                    "earlier": earlier.label,
                    "later": later.label,
                }
    starts, ends = dates.get(MilestoneKind.STARTS), dates.get(MilestoneKind.ENDS)
    if kind == Kind.FIXED_WEEK and starts and ends:
        first, last = timezone.localdate(starts), timezone.localdate(ends)
        if monday(first) != monday(last):
            return _("A fixed-week round lasts one week: the last day must be in %(week)s too.") % {
                "week": week_label(first)
            }
    return None


def dates_missing(kind: str, dates: Dates) -> list[MilestoneKind]:
    """What a round must have before it can open."""
    return [milestone for milestone in _NEEDED[Kind(kind)] if milestone not in dates]
