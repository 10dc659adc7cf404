"""A run: asked for by the desk, done by a worker, kept whole with its proof, read by nobody but the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from matching.engine import (
    PROFILES,
    Answer,
    BadInput,
    Comparison,
    Explainer,
    Explanation,
    Problem,
    Result,
    compare,
    problem_from,
    problem_json,
    result_from,
    result_json,
    solve,
    verify,
)
from matching.fit import USUAL, Weights
from matching.models import MatchPair, MatchRun, PairRule
from matching.services.seats import seats_data
from matching.services.snapshot import Snapshot, snapshot
from matching.states import BUSY, Profile, RunState
from praktik.applications.models import Application
from praktik.history.actors import Actor, Role
from praktik.history.door import NotYours, Refused, born, lock, moving
from praktik.rounds.models import Round
from praktik.rounds.services import round_start_matching
from praktik.rounds.states import Kind
from praktik.rounds.states import State as RoundState
from praktik.work import kinds
from praktik.work.kinds import Store, Unworkable, Watch

# A consultant reads who else would have moved; more than this is no longer read.
MOVES_KEPT = 8
_FIXED_WEEK = (RoundState.CLOSED, RoundState.MATCHING, RoundState.OFFERS_OUT, RoundState.RUNNING)


def run_ask(
    round_: Round,
    *,
    profile: str = Profile.MOST_PLACED,
    weights: Weights = USUAL,
    by: Actor,
    now: dt.datetime,
) -> MatchRun:
    """Queue a run. The first one of a fixed-week round that is closed begins its matching.

    Raises NotYours for anybody but the desk and the system, Refused while another run of the round is under way (the
    database holds that too) or where the round's state allows none.
    """
    if not by.staff_roles & {Role.CONSULTANT, Role.SYSTEM}:
        raise NotYours(_("You do not have the right to do this."))
    if profile not in Profile.values:
        raise Refused(_("Choose one of the profiles."))
    with transaction.atomic():
        lock(round_)
        allowed = _FIXED_WEEK if round_.kind == Kind.FIXED_WEEK else (RoundState.OPEN,)
        if round_.state not in allowed:
            raise Refused(
                _("This round cannot be matched now: its status is “%(state)s”. Close it for applications first.")
                % {"state": round_.get_state_display()}
                if round_.state in (RoundState.DRAFT, RoundState.OPEN)
                else _("This round cannot be matched any more: its status is “%(state)s”.")
                % {"state": round_.get_state_display()}
            )
        if round_.state == RoundState.CLOSED:
            round_start_matching(round_, by=by, now=now)
        try:
            with transaction.atomic():
                run = MatchRun.objects.create(
                    round=round_, profile=profile, weights=asdict(weights), asked_by_id=by.pk, asked_at=now
                )
        except IntegrityError as error:
            raise Refused(
                _("A run of this round is already under way. Wait until it is done, or cancel it.")
            ) from error
        born(run, by=by, now=now)
    return run


def run_cancel(run: MatchRun, *, by: Actor, now: dt.datetime) -> None:
    """Stop a run that is queued or under way; the worker sees it at its next step and stores nothing."""
    with moving(run, RunState.CANCELLED, by=by, now=now):
        run.lease_until = None


def run_discard(run: MatchRun, *, by: Actor, now: dt.datetime) -> None:
    """Put a draft aside. Nobody is told: nobody but the desk ever saw it."""
    with moving(run, RunState.DISCARDED, by=by, now=now):
        pass


# --- in the worker ------------------------------------------------------------------------------------------------


def run_work(run: MatchRun, watch: Watch) -> Store:
    """Take the round as it stands, solve, check the answer against the problem, explain it, compare the profiles.

    Nothing is stored here; what is returned stores it all. An answer that the verifier finds fault with is never
    stored: RuntimeError, which ends the run as failed. Raises Unworkable where the round cannot be matched.
    """
    weights = Weights.of(run.weights)
    taken = snapshot(run.round, profile=run.profile, weights=weights, now=run.asked_at)
    watch.step(10)
    try:
        result = solve(taken.problem)
    except BadInput as error:
        raise Unworkable(_("The round cannot be matched: %(error)s") % {"error": error}) from error
    watch.step(40)
    if violations := verify(taken.problem, result):
        raise RuntimeError(f"the engine's answer is wrong: {violations[0]}")
    watch.step(50)
    rows = list(_pairs(run, taken, weights, result, watch))
    figures = list(_figures(taken, watch))
    seats = seats_data(taken.problem, result, taken.names)

    def store(row: MatchRun, now: dt.datetime) -> None:
        row.problem = problem_json(taken.problem)
        row.result = result_json(result)
        row.names = taken.names
        row.figures = figures
        row.seats = seats
        row.digest = result.digest
        row.finished_at = now
        MatchPair.objects.bulk_create(rows, batch_size=500)

    return store


def _again(run: MatchRun, *, by: Actor, now: dt.datetime) -> MatchRun:
    return run_ask(run.round, profile=run.profile, weights=Weights.of(run.weights), by=by, now=now)


kinds.register(
    kinds.Kind(
        "match run",
        MatchRun,
        RunState.QUEUED,
        RunState.RUNNING,
        RunState.DONE,
        RunState.FAILED,
        run_work,
        _again,
        about="round",
    )
)


def _pairs(run: MatchRun, taken: Snapshot, weights: Weights, result: Result, watch: Watch) -> Iterator[MatchPair]:
    explainer = Explainer(taken.problem, result)
    locked = dict(taken.problem.locked)
    index = explainer.index
    total = len(index.applicants)
    for number, explanation in enumerate(explainer.everybody()):
        if number % 20 == 0:
            watch.step(50 + 30 * number // total)
        who, place = explanation.applicant, explanation.place
        listing, week = taken.names["places"][place] if place else (None, None)
        shares = taken.shares.get((who, place.partition(":")[0])) if place else None
        wished = place is not None and index.place_number[place] in index.wishes[index.applicant_number[who]]
        yield MatchPair(
            run=run,
            application_id=taken.names["applications"][who],
            listing_id=listing,
            week=dt.date.fromisoformat(week) if week else None,
            rank=explanation.rank if wished else None,
            fit=weights.points(shares) if shares else None,
            shares=asdict(shares) if shares else {},
            locked=who in locked,
            reasons=reasons_data(explanation, taken.names),
        )


def reasons_data(explanation: Explanation, names: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """An explanation as it is kept: listings and applications by key. Of a listing with weeks one answer is kept, the
    one of a week that was possible."""
    kept: dict[int, dict[str, Any]] = {}
    for answer in explanation.better:
        listing = names["places"][answer.place][0]
        if listing not in kept or (kept[listing]["reason"] == "forbidden" and answer.reason != "forbidden"):
            kept[listing] = _answer_data(answer, names)
    return {"protected": explanation.protected, "better": list(kept.values())}


def _answer_data(answer: Answer, names: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    place = lambda name: names["places"][name][0] if name else None  # noqa: E731
    return {
        "listing": names["places"][answer.place][0],
        "rank": answer.rank,
        "reason": answer.reason,
        "detail": answer.detail if answer.reason == "forbidden" else "",
        "unplaced": dict(answer.change).get("unplaced", 0),
        "others": answer.others,
        "moves": [
            [names["applications"][move.applicant], place(move.before), place(move.after)]
            for move in answer.moves[:MOVES_KEPT]
        ],
    }


def _figures(taken: Snapshot, watch: Watch) -> Iterator[dict[str, Any]]:
    """What each profile gives, also by the applicants' sector and region."""
    pks = taken.names["applications"]
    rows = Application.objects.filter(pk__in=pks.values()).values_list("token", "sector", "workplace__region")
    labels: dict[str, dict[str, str]] = {"sector": {}, "region": {}}
    for token, sector, region in rows:
        labels["sector"][token] = sector or ""
        labels["region"][token] = region or ""
    for number, profile in enumerate(PROFILES):
        watch.step(80 + 5 * number)
        (row,) = compare(taken.problem, [profile], labels)
        yield _comparison_data(row)


def _comparison_data(row: Comparison) -> dict[str, Any]:
    by = {kind: {label: asdict(figures) for label, figures in of.items()} for kind, of in row.by.items()}
    return {"profile": row.profile, **asdict(row.figures), "by": by}


# --- what the desk reads ------------------------------------------------------------------------------------------


def run_problem(run: MatchRun) -> Problem:
    """The stored problem, as the engine takes it. Raises BadInput for one that was tampered with."""
    return problem_from(run.problem)


def run_result(run: MatchRun) -> Result:
    return result_from(run.result)


def run_verify(run: MatchRun) -> list[str]:
    """What is wrong with a stored run: empty where problem and result are those that were proven. Raises Refused for a
    run without a result."""
    if run.result is None:
        raise Refused(_("This run has no result."))
    try:
        return verify(run_problem(run), run_result(run))
    except BadInput as error:
        return [str(error)]


def draft(run: MatchRun) -> list[MatchPair]:
    """The pairs of a run with what one line shows, in two queries. Each application has ``rules_of_mine``: what is
    fixed for it."""
    rules = Prefetch("application__pair_rules", PairRule.objects.all(), to_attr="rules_of_mine")
    pairs = run.pairs.select_related(
        "application__applicant", "application__round", "application__workplace", "listing__organisation"
    ).prefetch_related(rules)
    return sorted(pairs, key=lambda pair: (pair.listing is None, pair.application.applicant.name, pair.pk))


def differences(run: MatchRun, other: MatchRun) -> list[tuple[Application, MatchPair | None, MatchPair | None]]:
    """Who has another place in ``other`` than in ``run``: (application, pair there, pair here). Two queries."""
    both: list[dict[int, MatchPair]] = [
        {
            pair.application_id: pair
            for pair in one.pairs.select_related("application__applicant", "listing__organisation")
        }
        for one in (run, other)
    ]
    old, new = both
    found = []
    for pk in sorted({*old, *new}):
        before, after = old.get(pk), new.get(pk)
        place = lambda pair: (pair.listing_id, pair.week) if pair else None  # noqa: E731
        if place(before) != place(after):
            application = (before or after).application  # type: ignore[union-attr]  # one of the two is there
            found.append((application, before, after))
    return sorted(found, key=lambda row: row[0].applicant.name)


def run_under_way(round_: Round) -> MatchRun | None:
    return MatchRun.objects.filter(round=round_, state__in=BUSY).first()
