"""How fast reminders are queued in one call, and drained by 1, 2 and 4 drainers to a mail server on this machine.

`python bench/mail.py [--reminders 100000] [--mails 2000]`. Servers and data of its own under var/chaos. The mail
server counts in memory and answers at once, and it shares the processors with the drainers and PostgreSQL: so beside
each rate stands what the same mail server takes in the same run from as many clients that do nothing but send.
Exits 1 where fewer than 5,000/s are queued, a mail is lost or doubled, or one drainer has less than a tenth of that.
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
# What a client with nothing to do but send does: the same mail again and again, over one connection.
SEND = (
    "import sys, smtplib; from email.message import EmailMessage; from email.policy import SMTP\n"
    "host, port, count, mine = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]\n"
    "server = smtplib.SMTP(host, port)\n"
    "mails = []\n"
    "for n in range(count):\n"
    "    mail = EmailMessage(); mail['From'] = 'a@demo.example'; mail['To'] = 'b@demo.example'\n"
    "    mail['Subject'] = 'Hej'; mail['Message-ID'] = f'<{mine}.{n}@demo.example>'\n"
    "    mail.set_content('Hej\\n' * 100); mail.add_alternative('<p>Hej</p>\\n' * 200, subtype='html')\n"
    "    mails.append(mail.as_bytes(policy=SMTP))\n"
    "print('ready', flush=True); input()\n"
    "for mail in mails: server.sendmail('a@demo.example', ['b@demo.example'], mail)\n"
    "server.quit()\n"
)
WANTED_QUEUED = 5000
WANTED_RATIO = 0.1


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


def race(site: Site, commands: list[list[str]]) -> float:
    """Seconds from the start of so many ready processes until the last has ended."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", *command],
            env=site.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for command in commands
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


def bare(site: Site, clients: int, mails: int) -> float:
    """Mails a second that the mail server takes from so many clients that do nothing else."""
    site.sink.arrived.clear()
    each = mails // clients
    commands = [[SEND, "127.0.0.1", str(site.sink.port), str(each), str(number)] for number in range(clients)]
    took = race(site, commands)
    assert site.sink.delivered == each * clients  # noqa: S101 -- a wrong figure is worse than none
    return each * clients / took


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
        held &= rate >= WANTED_QUEUED
        print(
            f"queued in one call: {wanted.reminders} reminders in {took:.1f} s, {rate:.0f}/s (5,000 wanted)", flush=True
        )
        print("drainers   mails/s   mail server alone   ratio")
        for drainers in (1, 2, 4):
            site.empty()
            at_work()
            queue(wanted.mails)
            alone = bare(site, drainers, wanted.mails)
            site.sink.arrived.clear()
            took = race(site, [[DRAIN]] * drainers)
            delivered = site.sink.delivered
            whole = delivered == wanted.mails and not site.sink.copies()
            rate = delivered / took
            held &= whole and (drainers > 1 or rate / alone >= WANTED_RATIO)
            lost = "" if whole else f"   {delivered} of {wanted.mails}, {len(site.sink.copies())} doubled"
            print(f"{drainers:8}   {rate:7.0f}   {alone:17.0f}   {rate / alone:5.2f}{lost}", flush=True)
        print("ok" if held else f"FAILED: {WANTED_QUEUED}/s, nothing lost or doubled, a ratio of {WANTED_RATIO} wanted")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
