"""A round as a problem for the engine: a fixed number of queries, whatever the size of the round.

People already told (they have an offer or a placement) are not in it: their seats are taken off the capacities, so no
run can move them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from matching.engine.problem import Applicant, Group, Place, Problem
from matching.fit import Shares, Weights
from matching.models import PairRule
from matching.services.fit import shares_of
from matching.services.hosts import hosts_of, seats_taken
from matching.services.pool import SOFT, Pool
from praktik.applications.models import Application, Wish
from praktik.applications.states import State as ApplicationState
from praktik.applications.states import WishKind
from praktik.rounds.models import Round
from praktik.rounds.states import State as RoundState
from praktik.work.kinds import Unworkable


@dataclass(frozen=True)
class Snapshot:
    """``names`` leads from the problem's tokens back to rows (see MatchRun); ``shares`` make up each fit."""

    problem: Problem
    names: dict[str, dict[str, Any]]
    shares: dict[tuple[str, str], Shares]


def snapshot(round_: Round, *, profile: str, weights: Weights, now: dt.datetime) -> Snapshot:
    """The problem of ``round_`` as it stands. In a round whose offers are out it is a refill: most placed first
    whatever the profile (``held=()`` says so to the engine). Raises :class:`Unworkable` with a sentence for the desk
    where nobody or nothing is there to match, or where locks contradict the rules.
    """
    used = seats_taken(round_)
    hosts, places, groups = hosts_of(round_, used, now=now)
    applications = list(
        Application.objects.in_pool().filter(round=round_).select_related("workplace").order_by("token")
    )
    if not applications:
        raise Unworkable(_("There is nobody to match: no application of this round is in the pool."))
    if not any(place.capacity for place in places):
        raise Unworkable(_("There is nothing to match with: no published listing of this round has a free place."))
    rules = Pool(round_, applications, hosts)
    people = [rules.person(application) for application in applications]
    return _taken(rules, people, places, groups, profile=profile, weights=weights, locked=rules.locked(places, groups))


def waiting(round_: Round, *, profile: str, weights: Weights, now: dt.datetime) -> Snapshot | None:
    """The same of those on the waiting list alone, full listings and all, nobody locked: in which order they wait.
    None where nobody waits."""
    hosts, places, groups = hosts_of(round_, seats_taken(round_), now=now)
    applications = list(
        Application.objects.filter(round=round_, state=ApplicationState.WAITING_LIST)
        .select_related("workplace")
        .order_by("token")
    )
    if not applications:
        return None
    rules = Pool(round_, applications, hosts)
    people = [rules.person(application) for application in applications]
    return _taken(rules, people, places, groups, profile=profile, weights=weights, locked={})


def _taken(
    rules: Pool,
    people: list[Applicant],
    places: list[Place],
    groups: list[Group],
    *,
    profile: str,
    weights: Weights,
    locked: dict[str, str],
) -> Snapshot:
    """The problem of these people and places. ``rules`` must have been asked about everybody."""
    round_ = rules.round
    shares = shares_of(rules)
    problem = Problem(
        seed=round_.seed,
        profile=profile,
        minimum_list=round_.minimum_list,
        places=tuple(places),
        groups=tuple(groups),
        applicants=tuple(people),
        host_tiers=rules.host_tiers(),
        fit=tuple((who, where, weights.points(share)) for (who, where), share in shares.items()),
        locked=tuple(locked.items()),
        forbidden=tuple(row for row in rules.forbidden if not rules.overruled(row, locked)),
        held=() if round_.state in (RoundState.OFFERS_OUT, RoundState.RUNNING) else None,
    )
    names: dict[str, dict[str, Any]] = {
        "applications": {application.token: pk for pk, application in rules.applications.items()},
        "listings": {host.token: host.pk for host in rules.hosts.values()},
        "places": {
            place: [host.pk, week.isoformat() if week else None]
            for host in rules.hosts.values()
            for place, week in host.places.items()
        },
    }
    return Snapshot(problem, names, shares)


def closed_pairs(round_: Round, *, now: dt.datetime) -> dict[tuple[int, int], str]:
    """(application, listing) -> why the pair may not be, today, whatever the applicant wishes: for checking a draft
    that is older than what has been declared and decided since. As many queries as a snapshot."""
    hosts, _places, _groups = hosts_of(round_, Counter(), now=now)
    applications = list(Application.objects.in_pool().filter(round=round_).select_related("workplace"))
    rules = Pool(round_, applications, hosts)
    pks = {host.token: host.pk for host in hosts.values()}
    locked = {(rule.application_id, rule.listing_id) for rule in rules.rules if rule.kind == PairRule.Kind.LOCK}
    return {
        (application.pk, pks[token]): reason
        for application in applications
        for token, reason in rules.closed(application).items()
        if reason not in SOFT or (application.pk, pks[token]) not in locked
    }


def wishers(round_: Round, *, now: dt.datetime, only: Collection[int] | None = None) -> dict[int, list[Application]]:
    """Listing -> those in the pool who have wished for it by its name or its company's, and who could come: what a host
    may be shown. An open wish for a theme or region is not a wish for this host. In the order of their tokens, which
    says nothing about them. ``only``: these listings. A fixed number of queries.
    """
    hosts, _places, _groups = hosts_of(round_, Counter(), now=now)
    hosts = {pk: host for pk, host in hosts.items() if only is None or pk in only}
    named = Wish.objects.filter(application__round=round_).exclude(kind=WishKind.OPEN)
    applications = Application.objects.in_pool().filter(round=round_, pk__in=named.values("application"))
    people = list(applications.select_related("workplace__sector").prefetch_related("goals").order_by("token"))
    rules = Pool(round_, people, hosts)
    found: dict[int, list[Application]] = {pk: [] for pk in hosts}
    for application in people:
        shut = rules.closed(application)
        for host in rules.named(application):
            if shut.get(host.token, "not_suited") == "not_suited" and rules.own(application, host) is None:
                found[host.pk].append(application)
    return found
