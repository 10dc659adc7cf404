"""What becomes of applications and conflicts of interest when an organisation is merged into another.

Where two organisations are one, somebody who works at the one and wishes for the other wishes for their own workplace,
and a conflict with the one is a conflict with the other.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.applications.models import Application, Conflict, Wish
from praktik.applications.states import ALIVE, ConflictState
from praktik.history.actors import Actor
from praktik.listings.models import Listing
from praktik.organisations.merging import (
    Case,
    Part,
    Plan,
    Record,
    body_key,
    locked,
    register_part,
    repoint,
    tally,
)
from praktik.organisations.names import normalised

OWN, CONFLICT = "own_workplace", "conflict_of_interest"
_AGAINST = (ConflictState.DECLARED, ConflictState.UPHELD)


def of_bodies(case: Case, path: str) -> Q:
    """Rows whose organisation at ``path`` is one of those that become one, or a workplace of one."""
    return Q(**{f"{path}__in": case.bodies}) | Q(**{f"{path}__parent__in": case.bodies})


def newly_barred(case: Case, pairs: Iterable[tuple[Application, Listing]]) -> list[tuple[Application, Listing, str]]:
    """Those of ``pairs`` that the merge makes impossible, and by which rule: the same that the matching has.

    Needs ``application.workplace`` and ``listing.organisation``. One query.
    """
    wanted = list(pairs)
    conflicts: dict[int, list[Conflict]] = defaultdict(list)
    mine = Conflict.objects.filter(application__in={one.pk for one, _listing in wanted}, state__in=_AGAINST)
    for conflict in mine.select_related("organisation") if len(case.bodies) > 1 and wanted else ():
        conflicts[conflict.application_id].append(conflict)
    found = []
    for application, listing in wanted:
        there = body_key(listing.organisation)
        if application.workplace and case.become_one(body_key(application.workplace), there):
            found.append((application, listing, OWN))
        elif any(_reaches(case, conflict, there) for conflict in conflicts[application.pk]):
            found.append((application, listing, CONFLICT))
    return found


def _reaches(case: Case, conflict: Conflict, there: int) -> bool:
    if conflict.organisation is not None:
        return case.become_one(body_key(conflict.organisation), there)
    meant = case.names.get(normalised(conflict.company_name), set())
    return there in case.bodies and bool(meant) and there not in meant


def _counts(ids: list[int]) -> Iterable[tuple[Any, Mapping[int, int]]]:
    yield _("Applications of people who work there"), tally(Application.objects.filter(workplace__in=ids), "workplace")
    wishes = Wish.objects.filter(listing__organisation__in=ids)
    yield _("Wishes for its listings"), tally(wishes, "listing__organisation")
    yield _("Conflicts of interest"), tally(Conflict.objects.filter(organisation__in=ids), "organisation")


def _plan(case: Case, now: dt.datetime) -> Plan:
    plan = Plan()
    rows = list(Application.objects.filter(workplace__in=case.ids).order_by("pk").values_list("pk", "workplace"))
    conflicts = list(Conflict.objects.filter(organisation__in=case.ids).order_by("pk"))
    plan.facts += [rows, [[row.pk, row.organisation_id, row.state, row.text] for row in conflicts]]
    moving = [pk for pk, workplace in rows if workplace != case.kept.pk]
    if moving:
        said = ngettext(
            "%(count)d application gets “%(kept)s” as its workplace.",
            "%(count)d applications get “%(kept)s” as their workplace.",
            len(moving),
        )
        plan.moves.append(said % {"count": len(moving), "kept": case.kept})
    theirs = [row for row in conflicts if row.organisation_id != case.kept.pk]
    if theirs:
        said = ngettext(
            "%(count)d conflict of interest counts for “%(kept)s”.",
            "%(count)d conflicts of interest count for “%(kept)s”.",
            len(theirs),
        )
        plan.moves.append(said % {"count": len(theirs), "kept": case.kept})
    plan.add(_wishes(case))
    return plan


def _wishes(case: Case) -> Plan:
    """Who wishes for what becomes impossible. The wishes stay: the matching passes them over and says why."""
    plan = Plan()
    if len(case.bodies) < 2:
        return plan
    wishes = Wish.objects.filter(of_bodies(case, "listing__organisation"), application__state__in=ALIVE)
    wishes = wishes.select_related("application__workplace", "application__applicant", "listing__organisation")
    barred = newly_barred(
        case, [(wish.application, wish.listing) for wish in wishes.order_by("pk") if wish.listing is not None]
    )
    plan.facts.append([[application.pk, listing.pk, why] for application, listing, why in barred])
    for application, listing, why in barred:
        said = (
            _("%(person)s wishes for “%(listing)s”, which is their own workplace after the merge.")
            if why == OWN
            else _("%(person)s wishes for “%(listing)s” and has a conflict of interest with it after the merge.")
        )
        plan.warnings.append(
            said % {"person": application.applicant, "listing": listing} + " " + _("The matching leaves the pair out.")
        )
        plan.seen[application.applicant_id] = application
    return plan


def refuse_barred(case: Case, plan: Plan, rows: QuerySet[Any], sentences: Mapping[str, str]) -> None:
    """A refusal for each of ``rows``, which tie an ``application`` to a ``listing`` of the bodies, that the merge would
    make impossible; ``sentences`` by the rule. Two queries."""
    mine = rows.filter(of_bodies(case, "listing__organisation")).order_by("pk")
    mine = mine.select_related("application__workplace", "application__applicant", "listing__organisation")
    tied = {(row.application_id, row.listing_id): row for row in mine}
    for application, listing, why in newly_barred(case, [(row.application, row.listing) for row in tied.values()]):
        plan.refusals.append(sentences[why] % {"person": application.applicant, "listing": listing})
        plan.facts.append([application.pk, listing.pk, why])
        plan.seen[application.applicant_id] = tied[application.pk, listing.pk]


def _lock(case: Case) -> None:
    locked(Application.objects.filter(workplace__in=case.ids))
    locked(Conflict.objects.filter(organisation__in=case.ids))


def _move(case: Case, record: Record, *, by: Actor, now: dt.datetime) -> None:
    """Workplaces and conflicts move; what one person declared of both, and nobody has decided, is declared once."""
    repoint(Application.objects.all(), "workplace", case, record)
    before = {row.pk: row.organisation_id for row in Conflict.objects.filter(organisation__in=case.ids)}
    repoint(Conflict.objects.all(), "organisation", case, record)
    first: dict[tuple[int, str, bool], Conflict] = {}
    joined: dict[int, list[int]] = defaultdict(list)
    undecided = Conflict.objects.filter(organisation=case.kept, state=ConflictState.DECLARED)
    for row in undecided.order_by("pk"):
        stays = first.setdefault((row.application_id, row.leg, row.by_manager), row)
        text = stays.text if row.text in stays.text else f"{stays.text}\n\n{row.text}"
        if stays is row or before[stays.pk] == before[row.pk] or len(text) > _LONGEST:
            continue
        stays.text = text
        stays.save(update_fields=["text"])
        joined[before[row.pk] or 0].append(row.pk)
        row.delete()
    for gone in case.gone:
        record.note(gone.pk, "praktik.conflict.joined", joined[gone.pk])


_LONGEST = 2000

register_part(
    Part(
        "applications",
        30,
        {
            "praktik.application.workplace": "moves",
            "praktik.conflict.organisation": "moves; what one person declared of both undecided is there once",
        },
        _plan,
        _move,
        _lock,
        _counts,
    )
)
