"""How fast reminders are queued in one call, and drained by 1, 2 and 4 drainers to a mail server on this machine.

`python bench/mail.py [--reminders 100000] [--mails 2000]`. Servers and data of its own under var/chaos. The mail
server counts in memory and answers at once, so what is measured is ours; it shares the processors with the drainers.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config.chaos.site import Site, at_work, people

DRAIN = (
    "import django; django.setup()\n"
    "from praktik import clock\n"
    "from praktik.mail.drain import mails_drain\n"
    "print('ready', flush=True); input()\n"
    "while mails_drain(now=clock.now()): pass\n"
)


def queue(count: int) -> float:
    """Seconds for one call that queues ``count`` reminders."""
    from praktik import clock  # noqa: PLC0415 -- set up by Site
    from praktik.mail.reminders import reminders_queue  # noqa: PLC0415 -- same

    people(count)
    now = clock.now()
    begin = time.perf_counter()
    queued = reminders_queue(now)
    took = time.perf_counter() - begin
    assert queued == count, f"{queued} of {count} were queued"  # noqa: S101 -- a wrong figure is worse than none
    return took


def drain(site: Site, drainers: int) -> float:
    """Seconds in which so many processes empty the queue."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", DRAIN],
            env=site.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _number in range(drainers)
    ]
    for process in running:
        while process.stdout and process.stdout.readline().strip() != "ready":
            pass
    begin = time.perf_counter()
    for process in running:
        if process.stdin:
            process.stdin.write("\n")
            process.stdin.flush()
    for process in running:
        if process.stdout:
            process.stdout.read()
        process.wait()
    return time.perf_counter() - begin


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reminders", type=int, default=100_000)
    parser.add_argument("--mails", type=int, default=2_000)
    wanted = parser.parse_args()
    held = True
    with Site(delay=0.0) as site:
        at_work()
        took = queue(wanted.reminders)
        rate = wanted.reminders / took
        held &= rate >= 5000
        print(f"queued in one call: {wanted.reminders} reminders in {took:.1f} s, {rate:.0f}/s (5,000 wanted)")
        for drainers in (1, 2, 4):
            site.empty()
            at_work()
            queue(wanted.mails)
            before = site.sink.delivered
            took = drain(site, drainers)
            delivered = site.sink.delivered - before
            held &= delivered == wanted.mails
            print(
                f"drained by {drainers}: {delivered} of {wanted.mails} in {took:.1f} s, {delivered / took:.0f}/s",
                flush=True,
            )
        held &= not site.sink.copies()
        print(f"copies: {len(site.sink.copies())}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
