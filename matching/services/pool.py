"""The people of a round: what each wishes for, where they may go, and what hosts say of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from matching.engine.problem import Applicant, Group, Place
from matching.models import HostTier, Offer, PairRule
from matching.services.hosts import Host
from matching.states import Answer, OfferState, Tier
from praktik import dates
from praktik.applications.models import Application, Conflict, Wish
from praktik.applications.states import ConflictState, WishKind
from praktik.organisations.models import Region
from praktik.organisations.names import normalised
from praktik.rounds.models import Round
from praktik.rounds.states import Kind
from praktik.work.kinds import Unworkable

# What a host says about somebody who has wished for its place, after the wish was made.
BY_HOST = frozenset({"declined_by_host", "not_suited"})
# Reasons that a consultant's lock overrules, because they are one side's own limits and can be talked about.
SOFT = frozenset({"no_common_week", "too_far", "language", "length", "declined", *BY_HOST})


class Pool:
    """What each application may and wishes, worked out person by person from rows that were fetched all at once."""

    def __init__(self, round_: Round, applications: list[Application], hosts: dict[int, Host]) -> None:
        self.round = round_
        self.hosts = hosts
        self.applications = {application.pk: application for application in applications}
        self.fixed = round_.week()
        self.minimum_list = round_.minimum_list
        self.rolling = round_.kind != Kind.FIXED_WEEK
        self.forbidden: list[tuple[str, str, str]] = []
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
        self.wanted: dict[int, list[Host]] = {}
        self.rules = list(PairRule.objects.filter(**pool, confirmed=True).order_by("pk"))
        self.refused: dict[int, list[PairRule]] = defaultdict(list)
        self.fixed_to: dict[int, list[int]] = defaultdict(list)
        for rule in self.rules:
            if rule.kind == PairRule.Kind.FORBID:
                self.refused[rule.application_id].append(rule)
            else:
                self.fixed_to[rule.application_id].append(rule.listing_id)
        self.by_organisation: dict[int, list[Host]] = defaultdict(list)
        for host in hosts.values():
            for organisation in host.organisations:
                self.by_organisation[organisation].append(host)
        self._open: dict[tuple[frozenset[str], str | None, bool], list[Host]] = {}

    def person(self, application: Application) -> Applicant:
        """The person's wishes in tiers; notes on the way what is forbidden, and what is wanted."""
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
        fixed = (self.hosts[pk] for pk in self.fixed_to[application.pk] if pk in self.hosts)
        self.wanted[application.pk] = list(dict.fromkeys((*wished, *fixed)))
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
                and (not wish.region_id or self.reaches({wish.region_id}, host, application.remote))
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
        if regions and host.region and not self.reaches(regions, host, application.remote):
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

    def reaches(self, regions: Collection[str], host: Host, remote: bool) -> bool:
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
