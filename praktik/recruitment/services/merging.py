"""What becomes of leads when their organisation is merged into another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.applications.models import Wish
from praktik.applications.states import COUNTED
from praktik.history.actors import Actor
from praktik.organisations.merging import Case, Part, Plan, Record, listed, locked, register_part, repoint, tally
from praktik.recruitment.models import Lead
from praktik.recruitment.services.finding import published_listings
from praktik.recruitment.services.joining import lead_merge
from praktik.recruitment.services.leads import wishes_point_at
from praktik.recruitment.states import OPEN, State

# From the weakest to the strongest: of the leads of one round the strongest stays.
_STATES = (State.PARKED, State.FOUND, State.CONTACTED, State.IN_DIALOGUE, State.COMMITTED)


def _counts(ids: list[int]) -> Iterable[tuple[Any, Mapping[int, int]]]:
    yield _("Leads"), tally(Lead.objects.standing().filter(organisation__in=ids), "organisation")
    wishes = Wish.objects.filter(leads__organisation__in=ids)
    yield _("Wishes for the company"), tally(wishes, "leads__organisation")


def _of(case: Case) -> list[Lead]:
    """Those of the organisations, and those that know none yet but mean one of them by name or number."""
    numbers = [row.cvr for row in case.everybody if row.cvr]
    meant = Q(normalised__in=[name[:120] for name in case.names], cvr="") | Q(cvr__in=numbers)
    mine = Q(organisation__in=case.ids) | Q(organisation__isnull=True) & meant
    return list(Lead.objects.standing().filter(mine).select_related("round").order_by("pk"))


def _joins(leads: list[Lead]) -> list[tuple[Lead, list[Lead]]]:
    """Of each round with more than one: the lead that stays, and the open ones that become part of it. A company that
    has said no stays as it is beside them: that answer was given once, and is history."""
    rounds: dict[int, list[Lead]] = defaultdict(list)
    for lead in leads:
        if lead.state in _STATES:
            rounds[lead.round_id].append(lead)
    found = []
    for rows in rounds.values():
        stays = max(rows, key=lambda lead: (_STATES.index(State(lead.state)), bool(lead.cvr), -lead.pk))
        others = [lead for lead in rows if lead is not stays and lead.state in OPEN]
        if others:
            found.append((stays, others))
    return found


def _plan(case: Case, now: dt.datetime) -> Plan:
    plan, leads = Plan(), _of(case)
    counted = Wish.objects.filter(leads__in=leads, application__state__in=COUNTED)
    wishes = list(counted.order_by("pk").values_list("pk", "leads", "listing"))
    plan.facts += [[[lead.pk, lead.organisation_id, lead.state] for lead in leads], wishes]
    moving = [lead for lead in leads if lead.organisation_id != case.kept.pk]
    if moving:
        said = ngettext("%(count)d lead belongs to “%(kept)s”.", "%(count)d leads belong to “%(kept)s”.", len(moving))
        plan.moves.append(said % {"count": len(moving), "kept": case.kept})
    for stays, others in _joins(leads):
        said = ngettext(
            "In %(round)s the lead %(other)s becomes part of “%(stays)s” (%(state)s), with its wishes and its log.",
            "In %(round)s the leads %(other)s become part of “%(stays)s” (%(state)s), with their wishes and log.",
            len(others),
        )
        plan.moves.append(
            said
            % {
                "round": stays.round,
                "other": listed(others),
                "stays": stays,
                "state": stays.get_state_display(),
            }
        )
    if answered := _answered(case, leads, wishes):
        said = ngettext(
            "%(count)d wish for the company is answered by its published listing, and who wished gets a mail.",
            "%(count)d wishes for the company are answered by its published listing, and those who wished get a mail.",
            answered,
        )
        plan.moves.append(said % {"count": answered})
    return plan


def _answered(case: Case, leads: list[Lead], wishes: Sequence[tuple[int, int, int | None]]) -> int:
    rounds = {lead.pk: lead.round_id for lead in leads}
    shown = {round_ for round_ in set(rounds.values()) if published_listings(case.ids, round_).exists()}
    return len({wish for wish, lead, listing in wishes if listing is None and rounds[lead] in shown})


def _lock(case: Case) -> None:
    locked(Lead.objects.filter(pk__in=[lead.pk for lead in _of(case)]))


def _move(case: Case, record: Record, *, by: Actor, now: dt.datetime) -> None:
    """Leads know the one that stays; open ones of one round become one; a published listing answers their wishes."""
    leads = _of(case)
    lost = [lead.pk for lead in leads if lead.organisation_id is None]
    repoint(Lead.objects.all(), "organisation", case, record)
    Lead.objects.filter(pk__in=lost).update(organisation=case.kept)
    why = _("Merged into %(kept)s.") % {"kept": case.kept}
    joins = [[other.pk, stays.pk] for stays, others in _joins(leads) for other in others]
    for stays, others in _joins(leads):
        for other in others:
            lead_merge(other, into=stays, why=why, by=by, now=now)
    for gone in case.gone:
        record.note(gone.pk, "praktik.lead.learned", lost)
        record.note(gone.pk, "praktik.lead.joined", joins)
    for round_ in sorted({lead.round_id for lead in leads}):
        listing = published_listings({case.kept.pk}, round_).first()
        if listing is not None:
            wishes_point_at(listing, by=by, now=now)


register_part(
    Part(
        "leads",
        50,
        {"praktik.lead.organisation": "moves; the open ones of one round become one"},
        _plan,
        _move,
        _lock,
        _counts,
    )
)
