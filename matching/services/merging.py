"""What the matching asks of a merge of organisations: no run under way, and no offer against its rules."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from matching.models import MatchRun, Offer, PairRule
from matching.states import BUSY, PUBLISHING_BUSY, OfferState, RunState
from praktik.applications.services.merging import CONFLICT, OWN, newly_barred, of_bodies, refuse_barred
from praktik.history.actors import Actor
from praktik.organisations.merge_models import Merge
from praktik.organisations.merging import Case, Part, Plan, Record, register_part
from praktik.rounds.models import Round

_ROUNDS = "rounds"


def _rounds(case: Case) -> list[int]:
    """Rounds that one of the bodies is a host in, or somebody's workplace, or whom a conflict is with."""
    path = "applications__conflicts__organisation"
    concerned = (
        of_bodies(case, "listings__organisation") | of_bodies(case, "applications__workplace") | of_bodies(case, path)
    )
    return list(Round.objects.filter(concerned).order_by("pk").distinct().values_list("pk", flat=True))


def run_outdated(run: MatchRun) -> bool:
    """Whether organisations that its round knows were merged since the run was asked for. One query."""
    since = Merge.objects.filter(at__gt=run.asked_at, **{f"moved__{_ROUNDS}__contains": run.round_id})
    return since.exists()


def _plan(case: Case, now: dt.datetime) -> Plan:
    plan, rounds = Plan(), _rounds(case)
    busy = Q(state__in=BUSY) | Q(publishings__state__in=PUBLISHING_BUSY)
    for run in MatchRun.objects.filter(busy, round__in=rounds).select_related("round").order_by("pk").distinct():
        plan.refusals.append(
            _("A matching run of %(round)s is under way. Wait until it is done, or cancel it.") % {"round": run.round}
        )
    drafts = MatchRun.objects.filter(round__in=rounds, state=RunState.DONE).select_related("round").order_by("pk")
    for run in drafts:
        plan.warnings.append(
            _("Draft %(number)d of %(round)s is out of date afterwards: run it again before you publish.")
            % {"number": run.pk, "round": run.round}
        )
    plan.facts.append([run.pk for run in drafts])
    if len(case.bodies) > 1:
        _offers(case, plan)
        _locks(case, plan)
    return plan


def _offers(case: Case, plan: Plan) -> None:
    # One that both have accepted has become a placement, which asks for itself.
    offers = Offer.objects.filter(state=OfferState.OPEN)
    sentences = {
        OWN: _(
            "%(person)s has an offer at “%(listing)s”, which would be their own workplace. Take the offer back first."
        ),
        CONFLICT: _(
            "%(person)s has an offer at “%(listing)s” and would have a conflict of interest with it. Decide about the "
            "conflict or take the offer back first."
        ),
    }
    refuse_barred(case, plan, offers, sentences)


def _locks(case: Case, plan: Plan) -> None:
    rules = PairRule.objects.filter(of_bodies(case, "listing__organisation"), kind=PairRule.Kind.LOCK)
    rules = rules.select_related("application__workplace", "application__applicant", "listing__organisation")
    for application, listing, why in newly_barred(case, [(row.application, row.listing) for row in rules]):
        plan.warnings.append(
            _("%(person)s is locked at “%(listing)s”, which is forbidden afterwards. Free the pair first.")
            % {"person": application.applicant, "listing": listing}
        )
        plan.facts.append(["lock", application.pk, listing.pk, why])
        plan.seen[application.applicant_id] = application


def _lock(case: Case) -> None:
    """Whoever asks for a run or publishes one holds its round first of all, and so does this."""
    list(Round.objects.filter(pk__in=_rounds(case)).order_by("pk").select_for_update(of=("self",)))


def _move(case: Case, record: Record, *, by: Actor, now: dt.datetime) -> None:
    """Nothing of the matching's own moves; which rounds are concerned is kept, so that their drafts are known."""
    rounds = _rounds(case)
    for gone in case.gone:
        record.note(gone.pk, _ROUNDS, rounds)


register_part(Part("matching", 5, {}, _plan, _move, _lock))
