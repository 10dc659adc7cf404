"""Pages a second on this machine: front page, search and an application step, at 1,000 listings.

`python bench/pages.py [--seconds 8]`. A copy of everything of its own under var/bench (two web processes, PostgreSQL,
Redis, workers), asked by four connections from this machine, which shares its cores with them. Beside each page stands
its share of what a view without database gives in the same run, and how long 95 of a hundred answers took at most.
Exits 1 where an answer is not 200, or a bar of ours is missed.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

CONNECTIONS = 4
LISTINGS = 1000


@dataclass(frozen=True)
class Asked:
    """``own``: as the applicant. ``bar``: pages a second, of which there is none for a single page of one's own."""

    name: str
    address: str
    own: bool = False
    bar: float | None = None
    p95: float | None = None


PAGES = (
    Asked("a view without database", "/livez"),
    Asked("front page", "/", bar=600),
    Asked("listings", "/listings/", bar=600),
    Asked("search by a word", "/listings/?q=kommune", bar=600),
    Asked("search by a word and filters", "/listings/?q=robotter&theme=data&days=3"),
    Asked("a listing", "/listings/{listing}/"),
    Asked("my page", "/my/", own=True),
    Asked("a step of an application", "/applications/{application}/task/", own=True),
    Asked("the wishes of an application", "/applications/{application}/wishes/", own=True),
)
# One after the other, again and again, by each connection.
MIXED = Asked("all of the last four, mixed", "", own=True, bar=200, p95=0.1)


def fill() -> None:
    """A thousand listings, and an applicant with three wishes; prints their numbers and the applicant's session."""
    import django  # noqa: PLC0415 -- the environment names the database

    django.setup()
    import search  # type: ignore[import-not-found]  # noqa: PLC0415 -- beside this file
    from django.conf import settings  # noqa: PLC0415 -- set up just now
    from django.test import Client  # noqa: PLC0415 -- same

    from praktik.listings.models import Listing  # noqa: PLC0415 -- same
    from praktik.rounds.models import Round  # noqa: PLC0415 -- same
    from tests import factories  # noqa: PLC0415 -- same

    search.fill(LISTINGS)
    listings = list(Listing.objects.order_by("pk")[:3])
    application = factories.ApplicationFactory(round=Round.objects.get(), state="draft")
    for listing in listings:
        factories.WishFactory(application=application, listing=listing)
    client = Client()
    client.force_login(application.applicant)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    print(listings[0].pk, application.pk, f"{cookie.key}={cookie.value}")


class Load:
    """Answers of ``addresses`` in turn, by several connections until the time is over."""

    def __init__(self, port: int, addresses: list[str], cookie: str) -> None:
        self.port = port
        self.requests = [
            f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nAccept-Language: da\r\n"
            f"{f'Cookie: {cookie}' if cookie else 'X-Visitor: 1'}\r\n\r\n".encode()
            for address in addresses
        ]
        self.took: list[float] = []
        self.wrong: list[str] = []

    def run(self, seconds: float) -> float:
        """Pages a second."""
        begin = time.perf_counter()
        threads = [threading.Thread(target=self._ask, args=(begin + seconds, n)) for n in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(self.took) / (time.perf_counter() - begin)

    def _ask(self, end: float, first: int) -> None:
        turn = first
        while (begin := time.perf_counter()) < end:
            status = self._one(self.requests[turn % len(self.requests)])
            self.took.append(time.perf_counter() - begin)
            if status != "200":
                self.wrong.append(status)
            turn += 1

    def _one(self, request: bytes) -> str:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as server:
            server.sendall(request)
            answer = server.recv(65536)
            status = answer[9:12].decode()
            while answer:
                answer = server.recv(65536)
        return status


def measure(seconds: float) -> int:
    from tests.journeys.site import Site  # noqa: PLC0415 -- not needed to fill

    site = Site(ROOT / "var" / "bench" / "pages", stage="people")
    site.remove()
    try:
        site.start()
        done = subprocess.run(
            [sys.executable, __file__, "--fill"], cwd=ROOT, env=site.environment, check=True, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        listing, application, cookie = done.stdout.split()[-3:]
        return table(site.port, seconds, {"listing": listing, "application": application}, cookie)
    finally:
        site.stop()
        site.remove()


def table(port: int, seconds: float, rows: dict[str, str], cookie: str) -> int:
    print(f"{'page':<32} {'pages/s':>8} {'of empty':>9} {'p95 ms':>7}  bar", flush=True)
    failed, empty = False, 0.0
    own = [one.address.format(**rows) for one in PAGES[-4:]]
    for one in (*PAGES, MIXED):
        addresses = [one.address.format(**rows)] if one.address else own
        Load(port, addresses, cookie if one.own else "").run(1)  # what is made once is made
        load = Load(port, addresses, cookie if one.own else "")
        rate = load.run(seconds)
        empty = empty or rate
        p95 = statistics.quantiles(load.took, n=20)[-1]
        missed = (one.bar is not None and rate < one.bar) or (one.p95 is not None and p95 > one.p95)
        bar = "" if one.bar is None else f"{one.bar:.0f}/s" + (f", p95 {one.p95 * 1e3:.0f} ms" if one.p95 else "")
        said = f"{bar}{'  MISSED' if missed else ''}{f'  WRONG ANSWERS: {set(load.wrong)}' if load.wrong else ''}"
        print(f"{one.name:<32} {rate:>8.0f} {rate / empty:>9.2f} {p95 * 1e3:>7.0f}  {said}", flush=True)
        failed = failed or missed or bool(load.wrong)
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.fill:
        fill()
        return 0
    return measure(wanted.seconds)


if __name__ == "__main__":
    sys.exit(main())
