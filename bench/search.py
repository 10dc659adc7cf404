"""The list of listings at 10, 1,000 and 100,000 that are on show: queries and milliseconds of a page.

`python bench/search.py [--sizes 10,1000,100000] [--runs 15]`. A PostgreSQL of its own under var/bench-search. A page is
asked for through all of the middleware, by the test client, in this process; beside each median stands how many times
that of a view which answers an empty page, in the same run.
Exits 1 where the number of queries of a page differs between the sizes, or is more than 12.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import secrets
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config.embedded import Servers  # noqa: E402 -- after the path

MOST = 12
PAGES = {
    "everything": "",
    "a common word": "?q=kommune",
    "a rare word": "?q=solfanger",
    "a company and a word": "?q=v0+robotter",
    "an old name": "?q=g0",
    "open and a word": "?q=robotter&open=on",
    "a word and filters": "?q=robotter&theme={theme}&region={region}&days={days}",
    "filters": "?theme={theme}&municipality={municipality}&week={week}",
    "by company": "?sort=company",
    "a deep page": "?page=200",
    "nothing": "?q=findesikke&theme=data",
}
# Each listing has forty of some sixty words, with numbers at their ends, "robotter" nearly all of them, "solfangere" a
# thousandth; companies have ten listings each; into every fiftieth a row by another name was merged.
FILL = """
INSERT INTO praktik_organisation (name, sort_key, normalised_name, sector_id, municipality_id, region_id, address,
    postcode, city, website, about_da, about_en, advertising_protected, created_at, former_names)
SELECT 'Virksomhed V' || n || ' A/S', 'virksomhed ' || n, 'virksomhed ' || n, 'private', m.slug, m.region_id,
    '', '', '', '', '', '', false, %(now)s, CASE WHEN n %% 50 = 0 THEN ARRAY['Gammel G' || n] ELSE '{}' END
FROM generate_series(0, %(companies)s - 1) n
JOIN (SELECT slug, region_id, row_number() OVER (ORDER BY slug) AS at, count(*) OVER () AS every
      FROM praktik_municipality) m ON m.at = n %% m.every + 1;
INSERT INTO praktik_listing (round_id, organisation_id, state, title, about, task, offers, hopes, practical,
    municipality_id, remote, weeks, days, capacity, week_capacity, language, version, published_at)
SELECT %(round)s, o.id, 'published', 'Følg et hold med ' || (string_to_array(%(words)s, ' '))[1 + n %% 59],
    'Vi er en virksomhed, der arbejder med kommuner.', words.a, words.b, '', '', NULL, n %% 7 = 0,
    ARRAY[%(monday)s::date + 7 * (n %% 40), %(monday)s::date + 7 * ((n + 3) %% 40)], 2 + n %% 4, 1 + n %% 6, 1,
    CASE WHEN n %% 5 = 0 THEN 'en' ELSE 'da' END, 1, %(now)s - n * interval '1 minute'
FROM generate_series(1, %(size)s) n
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM praktik_organisation) o ON o.at = n %% %(companies)s
CROSS JOIN LATERAL (
    SELECT string_agg(w, ' ') FILTER (WHERE part < 25) AS a, string_agg(w, ' ') FILTER (WHERE part >= 25) AS b
    FROM (SELECT part,
                 (string_to_array(%(words)s, ' '))[1 + (n * 31 + part * part * 7 + part * (n / 59)) %% 59]
                 || (n * part) %% 97 AS w
          FROM generate_series(1, 40) part
          UNION ALL SELECT 0, CASE WHEN n %% 1000 = 1 THEN 'solfangere' ELSE 'robotter' END) parts) words;
INSERT INTO praktik_organisation (name, sort_key, normalised_name, sector_id, address, postcode, city, website,
    about_da, about_en, advertising_protected, created_at, former_names, merged_into_id)
SELECT former_names[1], 'gammel', 'gammel', 'private', '', '', '', '', '', '', false, %(now)s, '{}', id
FROM praktik_organisation WHERE former_names <> '{}';
INSERT INTO praktik_listing_themes (listing_id, theme_id)
SELECT l.id, t.slug FROM praktik_listing l
JOIN (SELECT slug, row_number() OVER (ORDER BY slug) AS at, count(*) OVER () AS every FROM praktik_theme) t
    ON t.at = l.id %% t.every + 1 OR t.at = (l.id / 7) %% t.every + 1;
ANALYZE;
"""
WORDS = (
    "data kommune borger sundhed velfærd energi vind sol vand affald trafik cykel bolig skole børnehave ældre hospital "
    "laboratorium software design innovation medarbejder projekt kunde møde udvikling produktion fabrik værksted lager "
    "transport havn skib fisk landbrug mad køkken byggeri arkitekt ingeniør måling sensor robot kunstig intelligens "
    "sprog læring kursus ledelse strategi økonomi regnskab jura kontrakt indkøb klima natur skov kyst"
)


def set_up() -> Servers:
    """A server whose data nobody else has, migrated and without listings."""
    servers = Servers(ROOT / "var" / "bench-search", redis=False)
    servers.start()
    os.environ |= {
        "DATABASE_URL": f"postgres://praktik@/praktik?host={servers.sockets}",
        "REDIS_URL": servers.redis_url(),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "ALLOWED_HOSTS": "testserver",
        "LOG_LEVEL": "ERROR",
    }
    import django  # noqa: PLC0415 -- only now the environment says which database

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- same

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    return servers


def fill(size: int) -> None:
    """``size`` listings on show and nothing else of the programme, in a few statements."""
    from django.core.management import call_command  # noqa: PLC0415 -- set up by set_up
    from django.db import connection  # noqa: PLC0415 -- same

    from praktik import clock, dates  # noqa: PLC0415 -- same
    from praktik.rounds.models import Round  # noqa: PLC0415 -- same
    from praktik.rounds.states import Kind, State  # noqa: PLC0415 -- same

    call_command("flush", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)  # the code tables, which come after each migration
    now = clock.now()
    round_ = Round.objects.create(
        name_da="Runde", name_en="Round", slug="round", kind=Kind.ROLLING, state=State.OPEN,
        applicant_sectors=["municipality"], host_sectors=["private"], seed="5eed" * 8,
    )  # fmt: skip
    monday = dates.monday(now.date()) + dt.timedelta(days=7)
    with connection.cursor() as cursor:
        # A row more in a GIN index costs many times what the same row costs when the index is made of all.
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'listing_vector'")
        index = cursor.fetchone()[0]
        cursor.execute("DROP INDEX listing_vector")
        values = {"size": size, "companies": max(1, size // 10), "round": round_.pk, "words": WORDS, "now": now}
        cursor.execute(FILL, {**values, "monday": monday})
        cursor.execute(index)
        cursor.execute("VACUUM ANALYZE praktik_listing")  # as autovacuum would


def choices() -> dict[str, object]:
    """Filters that one listing at least fits, whatever the size: a page without a hit asks for less."""
    from praktik.listings.models import Listing  # noqa: PLC0415 -- set up by set_up

    listing = Listing.objects.select_related("organisation").earliest("pk")
    return {
        "theme": listing.themes.values_list("pk", flat=True)[0],
        "region": listing.organisation.region_id,
        "municipality": listing.organisation.municipality_id,
        "days": listing.days,
        "week": listing.weeks[0],
    }


def page(client: Any, address: str) -> int:
    """Ask for a page; returns its number of queries. Raises AssertionError where it is none."""
    from django.db import connection  # noqa: PLC0415 -- set up by set_up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- same

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"  # noqa: S101 -- a wrong figure is worse than none
    return len(queries)


def median(client: Any, address: str, runs: int) -> float:
    """Milliseconds."""
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(times)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10,1000,100000")
    parser.add_argument("--runs", type=int, default=15)
    wanted = parser.parse_args()
    servers = set_up()
    try:
        return compare([int(size) for size in wanted.sizes.split(",")], wanted.runs)
    finally:
        servers.stop()


def compare(sizes: list[int], runs: int) -> int:
    from django.http import HttpResponse  # noqa: PLC0415 -- set up by set_up
    from django.test import Client  # noqa: PLC0415 -- same
    from django.urls import path  # noqa: PLC0415 -- same

    from config import urls  # noqa: PLC0415 -- same
    from praktik.people.access import public  # noqa: PLC0415 -- same

    urls.urlpatterns.append(path("nothing/", public(lambda _request: HttpResponse())))
    client = Client()
    client.cookies["bench"] = "1"  # whoever brings a cookie gets a page of their own, made anew (praktik.visitors)
    queries: dict[str, list[int]] = {name: [] for name in PAGES}
    print(f"{'listings':>8}  {'page':<20} {'queries':>7} {'median ms':>10} {'x empty view':>13}", flush=True)
    for size in sizes:
        fill(size)
        empty = median(client, "/nothing/", runs * 3)
        chosen = choices()
        for name, query in PAGES.items():
            address = f"/listings/{query.format(**chosen)}"
            page(client, address)
            queries[name].append(page(client, address))
            took = median(client, address, runs)
            print(f"{size:>8}  {name:<20} {queries[name][-1]:>7} {took:>10.1f} {took / empty:>12.0f}x", flush=True)
    wrong = {name: found for name, found in queries.items() if len(set(found)) > 1 or max(found) > MOST}
    print(f"FAILED: queries by size {wrong}" if wrong else f"ok: at most {MOST} queries, the same at each size")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
