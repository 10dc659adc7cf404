"""A whole round, from the consultant's button to the reasons on the page, through web, queue and worker.

`python bench/matching_round.py [--people 500]`. A copy of everything of its own under var/bench; a real browser presses
the button and waits for the draft: its figures, and the first hundred people with their reasons. Exit 1 where it takes
longer than 2 s.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

BAR = 2.0  # seconds
TIMES = 3
DRAFT = "Se først, hvad der sker"


def fill(people: int) -> None:
    """A closed round: a place for everybody in companies of five, 5 to 8 wishes each, the first ones sought after."""
    import django  # noqa: PLC0415 -- the environment names the database

    django.setup()
    from praktik import clock  # noqa: PLC0415 -- same
    from tests import factories  # noqa: PLC0415 -- same
    from tests.matching import make  # noqa: PLC0415 -- same

    rng = random.Random(people)  # noqa: S311 -- an instance, not a secret
    round_ = make.closed_round(minimum_list=5)
    listings = [
        factories.ListingFactory(round=round_, capacity=5, week_capacity=5, published_at=clock.now())
        for _number in range(people // 5)
    ]
    sought = [(rank + 1) ** -0.8 for rank in range(len(listings))]
    for _number in range(people):
        wished = dict.fromkeys(rng.choices(listings, sought, k=rng.randint(5, 8)))
        make.wishing(round_, *wished)


def spans() -> None:
    """Print where the seconds of each run went: until a worker began, and until its result was stored."""
    import django  # noqa: PLC0415 -- the environment names the database

    django.setup()
    from matching.models import MatchRun  # noqa: PLC0415 -- same
    from praktik.history.models import Transition  # noqa: PLC0415 -- same

    for run in MatchRun.objects.order_by("pk"):
        at = {move.to_state: move.at for move in Transition.objects.of(run)}
        begun, done = at["running"] - run.asked_at, at["done"] - at["running"]
        print(
            f"run {run.pk}: a worker began after {begun.total_seconds():.2f} s, done {done.total_seconds():.2f} s later"
        )


def measure(people: int) -> list[float]:
    """Seconds from the button to the draft on the page, of a few runs."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- not needed to fill

    from config.browser import chromium  # noqa: PLC0415 -- same
    from tests.journeys.founding import Case, consultant_logs_in  # noqa: PLC0415 -- same
    from tests.journeys.site import Site  # noqa: PLC0415 -- same

    site = Site(ROOT / "var" / "bench" / "round", stage="people")
    site.remove()
    try:
        site.start()
        command = [sys.executable, __file__, "--fill", str(people)]
        subprocess.run(command, cwd=ROOT, env=site.environment, check=True)
        with sync_playwright() as playwright:
            extra = ["--no-sandbox"] if os.getuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=chromium(), args=extra)
            case = Case(browser, site, looking=False)
            consultant_logs_in(case)
            page = case.who("konsulent").page
            times = []
            for _number in range(TIMES):
                page.goto(f"{site.url}/admin/matching/matchrun/")
                page.locator(".object-tools a").first.click()
                page.wait_for_selector("[name=round]")
                page.select_option("[name=round]", index=1)
                begin = time.perf_counter()
                page.locator("#content form .submit-row [type=submit]").first.click()
                page.get_by_text(DRAFT).first.wait_for(timeout=60_000)
                times.append(time.perf_counter() - begin)
            browser.close()
        subprocess.run([sys.executable, __file__, "--spans"], cwd=ROOT, env=site.environment, check=True)
        return times
    finally:
        site.stop()
        site.remove()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--spans", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.spans:
        spans()
        return 0
    if wanted.fill:
        fill(wanted.fill)
        return 0
    times = measure(wanted.people)
    took = statistics.median(times)
    held = took <= BAR
    said = ", ".join(f"{seconds:.1f}" for seconds in times)
    print(
        f"a round of {wanted.people} from button to reasons: {said} s; median {took:.1f} s ({BAR:.0f} wanted)"
        f"{'' if held else '  MISSED'}"
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
