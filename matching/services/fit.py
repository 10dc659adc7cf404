"""The four shares of every pair that somebody wishes for: themes, goals, region, mix of sectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from matching.fit import HIGHEST, Shares
from matching.services.hosts import Host
from matching.services.pool import Pool
from praktik.applications.models import Application
from praktik.placements import states as placement_states
from praktik.placements.models import Placement

# What a person and a listing have in common is measured against the person's text itself. Nobody writes two texts in
# the same words: with this share of its own rank a pair has all of the goals' points. In the demo's texts, a third of
# the best pairs reach it.
ALIKE = 0.4

# The words as Danish stems without stop words. Each text is broken up once; one row for each pair asked for.
_RANKS = r"""
    WITH own AS MATERIALIZED (
        SELECT id, to_tsvector('danish', concat_ws(' ', task, purpose, (
            SELECT string_agg(text, ' ') FROM praktik_learninggoal AS goal WHERE goal.application_id = person.id
        ))) AS words
        FROM praktik_application AS person WHERE id = ANY(%(people)s)
    ), asked AS MATERIALIZED (
        SELECT id, words, (
            SELECT string_agg(word, ' | ') FROM unnest(tsvector_to_array(words)) AS word WHERE word ~ '^\w+$'
        )::tsquery AS query
        FROM own
    ), offered AS MATERIALIZED (
        SELECT id, to_tsvector('danish', concat_ws(' ', title, about, task, offers, hopes)) AS words
        FROM praktik_listing WHERE id = ANY(%(listings)s)
    )
    SELECT pair.person, pair.listing, ts_rank(offered.words, asked.query) / ts_rank(asked.words, asked.query)
    FROM unnest(%(people)s::bigint[], %(listings)s::bigint[]) AS pair(person, listing)
    JOIN asked ON asked.id = pair.person
    JOIN offered ON offered.id = pair.listing
    WHERE asked.query IS NOT NULL
"""


def shares_of(pool: Pool) -> dict[tuple[str, str], Shares]:
    """(applicant, listing), as tokens -> the shares of every pair that :meth:`Pool.person` found wished for or fixed.
    After it was asked about everybody. Two queries."""
    pairs = [(pool.applications[pk], host) for pk, hosts in pool.wanted.items() for host in hosts]
    alike = _alike(pairs)
    had = _sectors_had(pool.hosts.values())
    found = {}
    for application, host in pairs:
        workplace = application.workplace
        sector = workplace.sector_id if workplace else None
        mine = _themes(pool, application.pk, host)
        found[application.token, host.token] = Shares(
            themes=HIGHEST * len(mine & host.themes) // max(1, len(host.themes)),
            goals=alike.get((application.pk, host.pk), 0),
            region=HIGHEST * _near(pool, application, host),
            mix=HIGHEST * (sector is not None and sector not in had[host.body]),
        )
    return found


def _themes(pool: Pool, pk: int, host: Host) -> set[str]:
    """Those that the person's open wishes ask for; without any, those of the other listings on the list: what a listing
    says of itself tells nothing about the person."""
    asked = {theme for wish in pool.wishes[pk] for theme in pool.wish_themes.get(wish.pk, ())}
    return asked or {theme for other in pool.wanted[pk] if other != host for theme in other.themes}


def _near(pool: Pool, application: Application, host: Host) -> bool:
    home = application.workplace.region_id if application.workplace else None
    near = pool.regions.get(application.pk) or ([home] if home else [])
    return bool(near) and pool.reaches(near, host, application.remote)


def _alike(pairs: Collection[tuple[Application, Host]]) -> dict[tuple[int, int], int]:
    """(application, listing) -> 0-100, how much their texts have in common."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RANKS,
            {
                "people": [application.pk for application, _host in pairs],
                "listings": [host.pk for _application, host in pairs],
            },
        )
        return {(person, listing): min(HIGHEST, int(HIGHEST * rank / ALIKE)) for person, listing, rank in cursor}


def _sectors_had(hosts: Collection[Host]) -> dict[int, set[str]]:
    """Company -> the sectors that its interns have come from, in any round, and those of today."""
    there = (*placement_states.ALIVE, placement_states.State.COMPLETED)
    placements = Placement.objects.filter(state__in=there, application__sector__isnull=False)
    had: dict[int, set[str]] = defaultdict(set)
    bodies = {host.body for host in hosts}
    for organisation, parent, sector in placements.values_list(
        "listing__organisation", "listing__organisation__parent", "application__sector"
    ).distinct():
        if (parent or organisation) in bodies:
            had[parent or organisation].add(sector)
    return had
