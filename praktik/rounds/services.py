"""Everything that changes a round."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from praktik.history.actors import SYSTEM, Actor
from praktik.history.door import Refused, born, desk_only, moving
from praktik.rounds import rules
from praktik.rounds.models import Milestone, Round
from praktik.rounds.states import Kind, MilestoneKind, State

log = logging.getLogger(__name__)


def round_create(
    *, milestones: Mapping[MilestoneKind, dt.datetime] | None = None, by: Actor, now: dt.datetime, **fields: Any
) -> Round:
    """Make a round that is a draft, with its dates. ``fields`` are those of the model, except state and seed.

    Raises NotYours for anybody but a consultant, Refused for dates in the wrong order, and Django's ValidationError
    for fields that the model refuses (a short name that is taken).
    """
    with transaction.atomic():
        round_ = Round(**fields)
        round_.full_clean(exclude=["seed"])
        if problem := rules.dates_problem(round_.kind, milestones or {}):
            raise Refused(problem)
        round_add(round_, by=by, now=now)
        Milestone.objects.bulk_create(
            Milestone(round=round_, kind=kind, at=at) for kind, at in (milestones or {}).items()
        )
    return round_


def round_add(round_: Round, *, by: Actor, now: dt.datetime) -> None:
    """Save a round that is new and a draft, and begin its history. Raises NotYours for anybody but a consultant."""
    desk_only(by)
    round_.state = State.DRAFT
    round_.seed = ""
    with transaction.atomic():
        round_.save()
        born(round_, by=by, now=now)


def round_open(round_: Round, *, by: Actor, now: dt.datetime) -> None:
    """Open for applications. Draws the matching's seed, whose hash is public from now on.

    Raises Refused where dates are missing, stand in the wrong order, or the deadline is not ahead.
    """
    with moving(round_, State.OPEN, by=by, now=now, origin=State.DRAFT):
        dates = round_.dates()
        if missing := rules.dates_missing(round_.kind, dates):
            names = ", ".join(f"“{milestone.label}”" for milestone in missing)
            raise Refused(_("The round cannot open before it has these dates: %(dates)s.") % {"dates": names})
        if problem := rules.dates_problem(round_.kind, dates):
            raise Refused(problem)
        closes = dates.get(MilestoneKind.CLOSES)
        if closes is not None and closes <= now:
            raise Refused(_("The deadline for applications has passed. Set a later one, then open the round."))
        round_.seed = secrets.token_hex(16)


def round_close(round_: Round, *, by: Actor, now: dt.datetime) -> None:
    """Close for applications; drafts stay with their writers and can no longer be sent in."""
    with moving(round_, State.CLOSED, by=by, now=now, origin=State.OPEN):
        pass


def round_reopen(round_: Round, *, closes_at: dt.datetime, by: Actor, now: dt.datetime) -> None:
    """Open again until ``closes_at``. Those who had begun and not sent in are told by the applications' receiver.

    Raises Refused where the new deadline is not ahead or not in order with the round's other dates.
    """
    with moving(round_, State.OPEN, by=by, now=now, origin=State.CLOSED):
        if closes_at <= now:
            raise Refused(_("The new deadline must be in the future."))
        if problem := rules.dates_problem(round_.kind, round_.dates() | {MilestoneKind.CLOSES: closes_at}):
            raise Refused(problem)
        Milestone.objects.update_or_create(round=round_, kind=MilestoneKind.CLOSES, defaults={"at": closes_at})
        _forget_dates(round_)


def round_start_matching(round_: Round, *, by: Actor, now: dt.datetime) -> None:
    with moving(round_, State.MATCHING, by=by, now=now):
        pass


def round_back_to_closed(round_: Round, *, by: Actor, now: dt.datetime) -> None:
    """From matching back to closed, to read applications again or to extend the deadline."""
    with moving(round_, State.CLOSED, by=by, now=now, origin=State.MATCHING):
        pass


def round_send_offers(round_: Round, *, by: Actor, now: dt.datetime) -> None:
    """The offers of a published run are out; matching makes and mails them in the same transaction."""
    with moving(round_, State.OFFERS_OUT, by=by, now=now):
        pass


def round_start(round_: Round, *, by: Actor, now: dt.datetime) -> None:
    """The first day of the placements has come."""
    with moving(round_, State.RUNNING, by=by, now=now):
        pass


def round_evaluate(round_: Round, *, by: Actor, now: dt.datetime) -> None:
    """The placements are over (a rolling round: it takes no more applications). Its listings are closed by theirs."""
    with moving(round_, State.EVALUATING, by=by, now=now):
        pass


def round_archive(round_: Round, *, by: Actor, now: dt.datetime) -> None:
    with moving(round_, State.ARCHIVED, by=by, now=now):
        pass


# What the clock does: from a state, when a date has passed.
_BY_THE_CLOCK: tuple[tuple[Kind | None, State, MilestoneKind, Callable[..., None]], ...] = (
    (None, State.DRAFT, MilestoneKind.OPENS, round_open),
    (Kind.FIXED_WEEK, State.OPEN, MilestoneKind.CLOSES, round_close),
    (Kind.FIXED_WEEK, State.OFFERS_OUT, MilestoneKind.STARTS, round_start),
    (Kind.FIXED_WEEK, State.RUNNING, MilestoneKind.ENDS, round_evaluate),
)


def rounds_look(now: dt.datetime) -> int:
    """Move every round whose date has come, one transaction each. Returns how many moves were made.

    A draft that cannot open yet (see ``round_open``) stays, and the desk's count of such rounds says so.
    """
    moved = 0
    for kind, state, milestone, service in _BY_THE_CLOCK:
        due = Round.objects.filter(state=state, milestones__kind=milestone, milestones__at__lte=now)
        for round_ in due.filter(kind=kind) if kind else due:
            try:
                service(round_, by=SYSTEM, now=now)
            except Refused as refusal:
                log.info("round %s stays %s: %s", round_.pk, state, refusal)
            else:
                moved += 1
    return moved


def _forget_dates(round_: Round) -> None:
    """Dates that were read ahead are old now."""
    getattr(round_, "_prefetched_objects_cache", {}).pop("milestones", None)
