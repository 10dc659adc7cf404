"""A round as a problem for the engine: a fixed number of queries, whatever the size of the round.

People already told (they have an offer or a placement) are not in it: their seats are taken off the capacities, so no
run can move them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from matching.engine.problem import Applicant, Group, Place, Problem
from matching.models import HostTier, Offer, PairRule
from matching.states import Answer, OfferState, Tier
from praktik import dates
from praktik.applications.models import Application, Conflict, LearningGoal, Wish
from praktik.applications.states import ConflictState, WishKind
from praktik.applications.states import State as ApplicationState
from praktik.listings import states as listing_states
from praktik.listings.models import Listing
from praktik.organisations.models import Region
from praktik.organisations.names import normalised
from praktik.placements import states as placement_states
from praktik.placements.models import Placement
from praktik.rounds.models import Round
from praktik.rounds.states import Kind
from praktik.rounds.states import State as RoundState
from praktik.work.kinds import Unworkable

# What makes a fit of 100. The method page prints these.
FIT = {"themes": 50, "goals": 30, "region": 20}
COMMON_WORDS = 4  # this many long words in common give all of the goals' share
_WORD = re.compile(r"[^\W\d_]{6,}")

# What a host says about somebody who has wished for its place, after the wish was made.
BY_HOST = frozenset({"declined_by_host", "not_suited"})
# Reasons that a consultant's lock overrules, because they are one side's own limits and can be talked about.
SOFT = frozenset({"no_common_week", "too_far", "language", "length", "declined", *BY_HOST})


@dataclass(frozen=True)
class Snapshot:
    """``names`` leads from the problem's tokens back to rows (see MatchRun)."""

    problem: Problem
    names: dict[str, dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Host:
    """One active listing as the rules need it. ``places``: id of the place -> Monday (None where unknown)."""

    pk: int
    token: str
    title: str
    places: dict[str, dt.date | None]
    body: int
    organisations: frozenset[int]
    company_names: frozenset[str]
    cvr: str | None
    region: str | None
    remote: bool
    language: str
    days: int
    themes: frozenset[str]
    words: frozenset[str]


def snapshot(round_: Round, *, profile: str, now: dt.datetime) -> Snapshot:
    """The problem of ``round_`` as it stands. In a round whose offers are out it is a refill: most placed first
    whatever the profile (``held=()`` says so to the engine). Raises :class:`Unworkable` with a sentence for the desk
    where nobody or nothing is there to match, or where locks contradict the rules.
    """
    used = _used(round_)
    hosts, places, groups = _hosts(round_, used, now=now)
    applications = list(
        Application.objects.in_pool().filter(round=round_).select_related("workplace").order_by("token")
    )
    if not applications:
        raise Unworkable(_("There is nobody to match: no application of this round is in the pool."))
    if not any(place.capacity for place in places):
        raise Unworkable(_("There is nothing to match with: no published listing of this round has a free place."))
    rules = _Rules(round_, applications, hosts)
    people = [rules.person(application) for application in applications]
    return _taken(rules, people, places, groups, profile=profile, locked=rules.locked(places, groups))


def waiting(round_: Round, *, profile: str, now: dt.datetime) -> Snapshot | None:
    """The same of those on the waiting list alone, full listings and all, nobody locked: in which order they wait.
    None where nobody waits."""
    hosts, places, groups = _hosts(round_, _used(round_), now=now)
    applications = list(
        Application.objects.filter(round=round_, state=ApplicationState.WAITING_LIST)
        .select_related("workplace")
        .order_by("token")
    )
    if not applications:
        return None
    rules = _Rules(round_, applications, hosts)
    people = [rules.person(application) for application in applications]
    return _taken(rules, people, places, groups, profile=profile, locked={})


def _taken(
    rules: _Rules,
    people: list[Applicant],
    places: list[Place],
    groups: list[Group],
    *,
    profile: str,
    locked: dict[str, str],
) -> Snapshot:
    """The problem of these people and places. ``rules`` must have been asked about everybody."""
    round_ = rules.round
    problem = Problem(
        seed=round_.seed,
        profile=profile,
        minimum_list=round_.minimum_list,
        places=tuple(places),
        groups=tuple(groups),
        applicants=tuple(people),
        host_tiers=rules.host_tiers(),
        fit=tuple(rules.fit),
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
    return Snapshot(problem, names)


def closed_pairs(round_: Round, *, now: dt.datetime) -> dict[tuple[int, int], str]:
    """(application, listing) -> why the pair may not be, today, whatever the applicant wishes: for checking a draft
    that is older than what has been declared and decided since. As many queries as a snapshot."""
    hosts, _places, _groups = _hosts(round_, Counter(), now=now)
    applications = list(Application.objects.in_pool().filter(round=round_).select_related("workplace"))
    rules = _Rules(round_, applications, hosts)
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
    hosts, _places, _groups = _hosts(round_, Counter(), now=now)
    hosts = {pk: host for pk, host in hosts.items() if only is None or pk in only}
    named = Wish.objects.filter(application__round=round_).exclude(kind=WishKind.OPEN)
    applications = Application.objects.in_pool().filter(round=round_, pk__in=named.values("application"))
    people = list(applications.select_related("workplace__sector").prefetch_related("goals").order_by("token"))
    rules = _Rules(round_, people, hosts)
    found: dict[int, list[Application]] = {pk: [] for pk in hosts}
    for application in people:
        shut = rules.closed(application)
        for host in rules.named(application):
            if shut.get(host.token, "not_suited") == "not_suited" and rules.own(application, host) is None:
                found[host.pk].append(application)
    return found


def _used(round_: Round) -> Counter[tuple[int, dt.date | None]]:
    """Seats that are taken, by listing and week: live offers, and placements that no live offer stands behind."""
    offers = Offer.objects.live().filter(listing__round=round_)
    rows = {(a, listing): week for a, listing, week in offers.values_list("application_id", "listing_id", "week")}
    holding = (*placement_states.ALIVE, placement_states.State.COMPLETED)
    placements = Placement.objects.filter(listing__round=round_, state__in=holding)
    for application, listing, day in placements.values_list("application_id", "listing_id", "starts_on"):
        rows.setdefault((application, listing), dates.monday(day))
    return Counter((listing, week) for (_application, listing), week in rows.items())


def _hosts(
    round_: Round, used: Mapping[tuple[int, dt.date | None], int], *, now: dt.datetime
) -> tuple[dict[int, Host], list[Place], list[Group]]:
    listings = Listing.objects.filter(round=round_, state__in=listing_states.ACTIVE)
    listings = listings.select_related("organisation__parent", "municipality").order_by("pk")
    themes: dict[int, set[str]] = defaultdict(set)
    through = Listing.themes.through.objects.filter(listing__round=round_)
    for listing_id, theme in through.values_list("listing_id", "theme_id"):
        themes[listing_id].add(theme)
    hosts: dict[int, Host] = {}
    places: list[Place] = []
    groups: list[Group] = []
    fixed = round_.week()
    first = dates.working_days_after(now.date(), round_.answer_days)
    for listing in listings:
        token = f"h{listing.pk}"
        taken = sum(count for (pk, _week), count in used.items() if pk == listing.pk)
        left = max(0, listing.capacity - taken)
        if round_.kind == Kind.FIXED_WEEK:
            weeks: dict[str, dt.date | None] = {token: fixed}
            places.append(
                Place(token, max(0, min(left, listing.week_capacity - taken)), week=_label(fixed) if fixed else None)
            )
        else:
            # A week that begins before everybody has had time to answer is no offer.
            mondays = sorted({day for day in listing.weeks if day > first})
            weeks = {f"{token}:{_label(day)}": day for day in mondays}
            if not weeks:
                continue
            groups.append(Group(f"g{listing.pk}", left))
            places += [
                Place(
                    place,
                    max(0, listing.week_capacity - used.get((listing.pk, day), 0)),
                    listing=token,
                    week=_label(day),
                    group=f"g{listing.pk}",
                )
                for place, day in weeks.items()
                if day
            ]
        hosts[listing.pk] = _host(listing, token, weeks, frozenset(themes[listing.pk]))
    return hosts, places, groups


def _host(listing: Listing, token: str, places: dict[str, dt.date | None], themes: frozenset[str]) -> Host:
    organisation, body = listing.organisation, listing.organisation.body
    return Host(
        pk=listing.pk,
        token=token,
        title=listing.title,
        places=places,
        body=body.pk,
        organisations=frozenset({organisation.pk, body.pk}),
        company_names=frozenset({organisation.normalised_name, body.normalised_name}),
        cvr=body.cvr,
        region=listing.municipality.region_id if listing.municipality else organisation.region_id or body.region_id,
        remote=listing.remote,
        language=listing.language,
        days=listing.days,
        themes=themes,
        words=_words(listing.title, listing.about, listing.task, listing.offers, listing.hopes),
    )


class _Rules:
    """What each application may and wishes, worked out person by person from rows that were fetched all at once."""

    def __init__(self, round_: Round, applications: list[Application], hosts: dict[int, Host]) -> None:
        self.round = round_
        self.hosts = hosts
        self.applications = {application.pk: application for application in applications}
        self.fixed = round_.week()
        self.minimum_list = round_.minimum_list
        self.rolling = round_.kind != Kind.FIXED_WEEK
        self.forbidden: list[tuple[str, str, str]] = []
        self.fit: list[tuple[str, str, int]] = []
        self.covers = _covers()
        pool = {"application__round": round_, "application__in": list(self.applications)}
        self.regions = _gathered(
            Application.regions.through.objects.filter(application__in=list(self.applications)).values_list(
                "application_id", "region_id"
            )
        )
        self.wishes: dict[int, list[Wish]] = defaultdict(list)
        for wish in Wish.objects.filter(**pool).order_by("application_id", "rank"):
            self.wishes[wish.application_id].append(wish)
        self.wish_themes = _gathered(
            Wish.themes.through.objects.filter(wish__application__round=round_).values_list("wish_id", "theme_id")
        )
        self.goals = _gathered(LearningGoal.objects.filter(**pool).values_list("application_id", "text"))
        self.conflicts: dict[int, list[tuple[set[int], str]]] = defaultdict(list)
        against = (ConflictState.DECLARED, ConflictState.UPHELD)
        for conflict in Conflict.objects.filter(**pool, state__in=against).select_related("organisation"):
            with_whom = conflict.organisation
            ids = {with_whom.pk, with_whom.parent_id or with_whom.pk} if with_whom else set()
            name = normalised(conflict.company_name) if conflict.company_name else ""
            self.conflicts[conflict.application_id].append((ids, name))
        ended = (OfferState.DECLINED, OfferState.LAPSED)
        self.declined: dict[int, dict[int, str]] = defaultdict(dict)
        over = Offer.objects.filter(**pool, state__in=ended).order_by("pk")
        for who, listing, own, theirs in over.values_list(
            "application_id", "listing_id", "intern_answer", "host_answer"
        ):
            # Whose no, or silence, it was: a person who said yes has done what they could.
            by_host = theirs == Answer.NO or own == Answer.YES
            self.declined[who][listing] = "declined_by_host" if by_host else "declined"
        self.said: dict[int, dict[int, int]] = defaultdict(dict)
        for listing, who, tier in HostTier.objects.filter(**pool).values_list("listing_id", "application_id", "tier"):
            self.said[listing][who] = tier
        self.unsuited = _gathered(
            (who, listing)
            for listing, said in self.said.items()
            for who, tier in said.items()
            if tier == Tier.NOT_SUITED
        )
        self.wishers: dict[int, list[Application]] = defaultdict(list)
        self.rules = list(PairRule.objects.filter(**pool, confirmed=True).order_by("pk"))
        self.refused: dict[int, list[PairRule]] = defaultdict(list)
        for rule in self.rules:
            if rule.kind == PairRule.Kind.FORBID:
                self.refused[rule.application_id].append(rule)
        self.by_organisation: dict[int, list[Host]] = defaultdict(list)
        for host in hosts.values():
            for organisation in host.organisations:
                self.by_organisation[organisation].append(host)
        self._open: dict[tuple[frozenset[str], str | None, bool], list[Host]] = {}

    def person(self, application: Application) -> Applicant:
        """The person's wishes in tiers; notes on the way which pairs are forbidden, and how well the others fit."""
        shut = self.closed(application)
        tiers: list[tuple[str, ...]] = []
        wished: list[Host] = []
        for wish in self.wishes[application.pk]:
            found = [host for host in self._meant(wish, application) if host not in wished]
            wished += found
            for host in found:
                self.wishers[host.pk].append(application)
            tiers += [()] * (wish.rank - 1 - len(tiers))
            names: list[str] = []
            for host in found:
                reason = self.own(application, host)
                if reason:
                    self.forbidden.append((application.token, host.token, reason))
                names += self._places(application, host) if self.rolling and reason is None else [host.token]
            tiers.append(tuple(sorted(names)))
        for token, reason in shut.items():
            self.forbidden.append((application.token, token, reason))
        locked_to = {rule.listing_id for rule in self.rules if rule.application_id == application.pk}
        themes, words = self._themes(application, wished), self._said(application)
        for host in {*wished, *(self.hosts[pk] for pk in locked_to if pk in self.hosts)}:
            self.fit.append((application.token, host.token, self._fit(application, host, themes, words)))
        return Applicant(
            application.token,
            tuple(tiers),
            waited=application.waited,
            protected=self._protected(application, wished, shut),
        )

    def _protected(self, application: Application, wished: list[Host], shut: Mapping[str, str]) -> bool | None:
        """What the application says. Where it says nothing: True for a list that was long enough before hosts said no
        to the person, since nobody chooses that; else None, which leaves it to the engine's rule."""
        if application.protected is not None:
            return application.protected
        reasons = [shut.get(host.token) for host in wished if self.own(application, host) is None]
        if not BY_HOST.intersection(reasons):
            return None
        return sum(reason is None or reason in BY_HOST for reason in reasons) >= self.minimum_list or None

    # --- wishes -----------------------------------------------------------------------------------------------

    def _meant(self, wish: Wish, application: Application) -> list[Host]:
        """The listings that a wish stands for: its own; those of the company it names; those that fit an open wish."""
        if wish.listing_id:
            return [self.hosts[wish.listing_id]] if wish.listing_id in self.hosts else []
        if wish.kind == WishKind.COMPANY:
            name = normalised(wish.company_name)
            return [
                host
                for host in self.hosts.values()
                if (wish.company_cvr and host.cvr == wish.company_cvr)
                or (not wish.company_cvr and name in host.company_names)
            ]
        themes = frozenset(self.wish_themes.get(wish.pk, ()))
        key = (themes, wish.region_id, application.remote)
        if key not in self._open:
            self._open[key] = [
                host
                for host in self.hosts.values()
                if (not themes or themes & host.themes)
                and (not wish.region_id or self._reaches({wish.region_id}, host, application.remote))
            ]
        return self._open[key]

    def named(self, application: Application) -> list[Host]:
        """Those that the person has wished for by name, the listing's or the company's, each once."""
        wishes = (wish for wish in self.wishes[application.pk] if wish.kind != WishKind.OPEN)
        return list(dict.fromkeys(host for wish in wishes for host in self._meant(wish, application)))

    def _weeks(self, application: Application) -> set[dt.date | None]:
        return {*application.weeks} or ({self.fixed} if self.fixed else set())

    def _places(self, application: Application, host: Host) -> list[str]:
        weeks = self._weeks(application)
        return [place for place, week in host.places.items() if week in weeks]

    # --- who may not go where -----------------------------------------------------------------------------------

    def own(self, application: Application, host: Host) -> str | None:
        """The first of the applicant's own limits that the listing is outside of."""
        if not self._places(application, host):
            return "no_common_week"
        if host.days > application.days:
            return "length"
        regions = self.regions.get(application.pk)
        if regions and host.region and not self._reaches(regions, host, application.remote):
            return "too_far"
        if host.language == "en" and not application.speaks_english:
            return "language"
        return None

    def closed(self, application: Application) -> dict[str, str]:
        """Every listing that is closed to the person for a reason that is not their own choice, and the reason."""
        shut: dict[str, str] = {}
        for listing_id in self.unsuited.get(application.pk, ()):
            if listing_id in self.hosts:
                shut[self.hosts[listing_id].token] = "not_suited"
        for listing_id, whose in self.declined.get(application.pk, {}).items():
            if listing_id in self.hosts:
                shut[self.hosts[listing_id].token] = whose
        for rule in self.refused[application.pk]:
            if rule.listing_id in self.hosts:
                shut[self.hosts[rule.listing_id].token] = "forbidden_by_consultant"
        if application.workplace is not None:
            for host in self.by_organisation.get(application.workplace.parent_id or application.workplace.pk, ()):
                shut[host.token] = "own_workplace"
        for ids, name in self.conflicts.get(application.pk, ()):
            for host in self.hosts.values():
                if ids & host.organisations or (name and name in host.company_names):
                    shut[host.token] = "conflict_of_interest"
        return shut

    def _reaches(self, regions: Collection[str], host: Host, remote: bool) -> bool:
        """Whether the listing lies in one of the regions (or in what they became), or can be done remotely."""
        if host.remote and remote:
            return True
        if host.region is None:
            return False
        return any(host.region in self.covers[region] or region in self.covers[host.region] for region in regions)

    # --- what hosts say -----------------------------------------------------------------------------------------

    def host_tiers(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Of each listing whose host has said anything: all who wish for it, in the host's tiers, best first. Whom the
        host says nothing about stands beside the good ones: nobody is last because nobody has read the application.
        A tier with nobody in it is left out. After :meth:`person` has been asked about everybody."""
        found = {}
        for listing_id, host in self.hosts.items():
            said = self.said[listing_id]
            if not any(application.pk in said for application in self.wishers[listing_id]):
                continue
            tiers: dict[int, list[str]] = defaultdict(list)
            for application in self.wishers[listing_id]:
                tiers[said.get(application.pk, Tier.GOOD)].append(application.token)
            tiers.pop(Tier.NOT_SUITED, None)
            found[host.token] = tuple(tuple(tiers[tier]) for tier in sorted(tiers))
        return found

    # --- locks --------------------------------------------------------------------------------------------------

    def locked(self, places: Iterable[Place], groups: Iterable[Group]) -> dict[str, str]:
        """Token -> place of the locked pairs whose people and listings are in the problem.

        Locks that name their week come first. One that does not, on a listing with weeks, takes the first week that
        suits and has room. Raises Unworkable."""
        left = {place.id: place.capacity for place in places} | {group.id: group.capacity for group in groups}
        hard = {(who, name): reason for who, name, reason in self.forbidden if reason not in SOFT}
        chosen: dict[str, str] = {}
        for rule in sorted(self.rules, key=lambda rule: rule.week is None):
            application, host = self.applications.get(rule.application_id), self.hosts.get(rule.listing_id)
            if rule.kind != PairRule.Kind.LOCK or application is None or host is None:
                continue
            who = application.token
            if (who, host.token) in hard:
                raise Unworkable(
                    _("Application %(number)s is locked at “%(listing)s”, where it is forbidden. Free the pair first.")
                    % {"number": application.pk, "listing": host.title}
                )
            if who in chosen:
                raise Unworkable(
                    _("Application %(number)s is locked at two listings. Free one of them.")
                    % {"number": application.pk}
                )
            suits = self._places(application, host) or list(host.places)
            if rule.week is not None:
                suits = [place for place, week in host.places.items() if week == rule.week]
            group = f"g{host.pk}"
            free = [place for place in suits if left[place] > 0 and left.get(group, 1) > 0]
            if not free and rule.week is not None:
                raise Unworkable(
                    _(
                        "Application %(number)s is locked at “%(listing)s” in %(week)s, which has no free place then. "
                        "Choose another week or free the pair."
                    )
                    % {"number": application.pk, "listing": host.title, "week": dates.week_label(rule.week)}
                )
            if not free:
                raise Unworkable(
                    _("More people are locked at “%(listing)s” than it has free places. Free one of the pairs.")
                    % {"listing": host.title}
                )
            chosen[who] = free[0]
            left[free[0]] -= 1
            if group in left:
                left[group] -= 1
        return chosen

    def overruled(self, row: tuple[str, str, str], locked: Mapping[str, str]) -> bool:
        """Whether a forbidden pair is locked by a consultant, who has looked at the person's own limit."""
        who, name, reason = row
        return reason in SOFT and who in locked and locked[who].partition(":")[0] == name

    # --- how well it fits ---------------------------------------------------------------------------------------

    def _themes(self, application: Application, wished: list[Host]) -> frozenset[str]:
        """Those of the open wishes; where there are none, those of the listings wished for."""
        asked = {theme for wish in self.wishes[application.pk] for theme in self.wish_themes.get(wish.pk, ())}
        return frozenset(asked or {theme for host in wished for theme in host.themes})

    def _said(self, application: Application) -> frozenset[str]:
        return _words(application.task, application.purpose, *self.goals.get(application.pk, ()))

    def _fit(self, application: Application, host: Host, themes: frozenset[str], words: frozenset[str]) -> int:
        """0-100: shared themes, long words shared by task and goals and the listing, and the same region."""
        points = FIT["themes"] * len(themes & host.themes) // max(1, len(host.themes))
        points += FIT["goals"] * min(COMMON_WORDS, len(words & host.words)) // COMMON_WORDS
        home = application.workplace.region_id if application.workplace else None
        near = self.regions.get(application.pk) or ([home] if home else [])
        if near and self._reaches(near, host, application.remote):
            points += FIT["region"]
        return points


def _covers() -> dict[str, set[str]]:
    """Each region with all that it replaced."""
    successors = dict(Region.objects.values_list("slug", "successor_id"))
    covers = {slug: {slug} for slug in successors}
    for slug, successor in successors.items():
        later, seen = successor, {slug}
        while later and later not in seen:
            covers[later].add(slug)
            seen.add(later)
            later = successors[later]
    return covers


def _gathered(rows: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return dict(found)


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in _WORD.findall(text.lower()))


def _label(day: dt.date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"
