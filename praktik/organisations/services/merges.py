"""Organisations that are here twice become one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from praktik.history.actors import Actor
from praktik.history.door import Refused, Stale, desk_only
from praktik.organisations.merge_models import Merge
from praktik.organisations.merging import Case, Plan, Record, parts
from praktik.organisations.models import Organisation
from praktik.organisations.services import merge_people, merge_rows  # noqa: F401 -- register their parts

_DEADLOCK = "40P01"


def merge_case(kept: int, gone: Collection[int]) -> Case:
    """The organisations of these keys. Raises Refused where there are not two, or one does not exist."""
    rows = Organisation.objects.select_related("parent", "sector", "successor", "municipality", "region")
    found = rows.in_bulk({kept, *gone})
    if len(found) < 2 or len(found) != len({kept, *gone}):
        raise Refused(_("Choose two organisations or more."))
    return Case(found[kept], tuple(found[pk] for pk in sorted(set(gone) - {kept})))


def merge_plan(case: Case, *, now: dt.datetime) -> Plan:
    """What merging would do and what stands in its way. Only reads; its ``digest`` is what the merge asks for."""
    plan = Plan()
    plan.facts += [case.kept.pk, case.gone_ids]
    for part in parts():
        plan.add(part.plan(case, now))
    return plan


def organisations_merge(
    kept: int, gone: Collection[int], *, why: str, digest: str, by: Actor, now: dt.datetime
) -> list[Merge]:
    """Everything of the organisations ``gone`` becomes ``kept``'s; they stay as rows that point to it.

    ``digest`` is that of the plan that was looked at. In one transaction, and one merge at a time: locks the
    organisations, then what hangs on them, part by part; plans again under the locks; moves, part by part (see
    :mod:`praktik.organisations.merging`); keeps a Merge for each. Raises NotYours for anybody but a consultant;
    Refused without a reason, for what the plan refuses, and where another transaction holds the same rows the other
    way round; Stale where the plan is no longer the one that was looked at.
    """
    desk_only(by)
    if not why.strip():
        raise Refused(_("Write why these are one organisation."))
    try:
        with transaction.atomic():
            return _merge(kept, gone, why=why.strip(), digest=digest, by=by, now=now)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != _DEADLOCK:
            raise
        raise Refused(
            _("Somebody else was changing the same rows at this moment. Nothing was merged; try again.")
        ) from error


def _merge(kept: int, gone: Collection[int], *, why: str, digest: str, by: Actor, now: dt.datetime) -> list[Merge]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('organisations merge', 0))")
    list(Organisation.objects.filter(pk__in={kept, *gone}).order_by("pk").select_for_update(of=("self",)))
    case = merge_case(kept, gone)
    for part in parts():
        part.lock(case)
    plan = merge_plan(case, now=now)
    if plan.refusals:
        raise Refused(" ".join(plan.refusals))
    if plan.digest != digest:
        raise Stale(_("Something has changed since you looked. Nothing was merged; look at it again."))
    record = Record(case)
    for part in parts():
        part.move(case, record, by=by, now=now)
    return [
        Merge.objects.create(gone=row, kept=case.kept, by_id=by.pk, at=now, why=why, moved=record.moved[row.pk])
        for row in case.gone
    ]
