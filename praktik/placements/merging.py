"""What placements ask of a merge of organisations: nobody is an intern in their own workplace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from praktik.applications.services.merging import CONFLICT, OWN, refuse_barred
from praktik.organisations.merging import Case, Part, Plan, register_part, tally
from praktik.placements.models import Placement


def _counts(ids: list[int]) -> Iterable[tuple[Any, Mapping[int, int]]]:
    yield _("Placements"), tally(Placement.objects.filter(listing__organisation__in=ids), "listing__organisation")


def _plan(case: Case, now: dt.datetime) -> Plan:
    plan = Plan()
    if len(case.bodies) < 2:
        return plan
    sentences = {
        OWN: _(
            "%(person)s has a placement at “%(listing)s”, which would be their own workplace. End the placement first."
        ),
        CONFLICT: _(
            "%(person)s has a placement at “%(listing)s” and would have a conflict of interest with it. Decide about "
            "the conflict or end the placement first."
        ),
    }
    refuse_barred(case, plan, Placement.objects.alive(), sentences)
    return plan


register_part(Part("placements", 40, {}, _plan, counts=_counts))
