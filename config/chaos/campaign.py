"""No mail lost, none doubled (quality 1): many reminders, many kills, two beats."""

from __future__ import annotations

import os
import random
import statistics
import time

from config.chaos import evidence
from config.chaos.ledger import Delivery, Kill, Ledger
from config.chaos.processes import Process, sending
from config.chaos.site import Site, at_work, people, wait_until

KINDS = ("pool child", "worker", "beat", "redis", "postgres backend")
# This share of the kills of senders and of PostgreSQL comes right after a 250, where a copy may come of it: by chance
# alone a kill hardly ever falls between a 250 and the commit after it.
AIMED = 0.3
# Seconds after that 250, at most.
AIM = 0.01


def campaign(site: Site, *, seed: int, mails: int, kills: int, limit: float) -> bool:
    """Run one campaign and print it. Returns whether everything held."""
    dice = random.Random(seed)  # noqa: S311 -- which process dies, not a secret
    site.empty()
    at_work()
    people(mails)
    site.sink.arrived.clear()
    ledger = site.sink.ledger = Ledger(lambda: [pid for worker in list(site.workers) for pid in worker.children()])
    for log in site.worker_logs():
        log.unlink()
    begin = time.monotonic()
    site.begin()
    done = ledger.kills
    down: list[tuple[float, float]] = []
    step = mails * 0.94 / kills
    while len(done) < kills and time.monotonic() - begin < limit:
        site.watch()
        _note_down(site, down)
        site.sink.allowed = int(step * (len(done) + 1)) + 3
        if site.sink.delivered < step * (len(done) + 1):
            time.sleep(0.02)
            continue
        time.sleep(dice.uniform(0, 0.2))  # so that the kill falls anywhere between two mails
        kill = _kill(site, ledger, dice.choice(KINDS), dice)
        if kill is not None:
            how = "  just after a 250" if kill.aimed else ""
            print(
                f"  {kill.at - begin:7.2f} s  SIGKILL  {kill.kind:<16} pid {kill.pid:<7} "
                f"{len(kill.busy)} sending  delivered {site.sink.delivered}{how}",
                flush=True,
            )
    site.sink.allowed = None
    whole = wait_until(lambda: site.sink.delivered >= mails and _left() == 0, seconds=120, site=site)
    took = time.monotonic() - begin
    site.end()
    return _report(site, done, down, begin=begin, mails=mails, kills=kills, took=took, whole=whole, seed=seed)


def _kill(site: Site, ledger: Ledger, kind: str, dice: random.Random) -> Kill | None:
    """Kill one process of a kind while mails are being sent; None where there is nothing to kill or no mail on its
    way just now."""
    pids = {worker: sending(worker.children(), site.sink.port) for worker in site.workers}
    busy = [pid for found in pids.values() for pid in found]
    if not busy:
        return None
    aimed = kind in ("pool child", "worker", "postgres backend") and dice.random() < AIMED
    target = None
    backends = _backends() if kind == "postgres backend" else []
    if aimed:
        site.sink.allowed = (site.sink.allowed or 0) + 1  # or everybody may be waiting
        target = ledger.next_delivery(2)
        if target is None:
            return None
        time.sleep(dice.uniform(0, AIM))
    process = _process(site, kind, pids, target, dice)
    if process is not None:
        found = [process.pid]
    elif kind == "pool child":
        found = [target.client.pid] if target else busy
    elif kind == "redis":
        found = [pid for pid in [site.servers.redis_pid()] if pid]
    else:
        found = backends if kind == "postgres backend" else []
    if not found:
        return None
    pid = dice.choice(found)
    try:
        kill = ledger.kill(kind, pid, busy, group=process is not None)
    except ProcessLookupError:
        return None
    kill.aimed = aimed
    _answers_again(site, kill, process)
    kill.until = time.monotonic()
    return kill


def _answers_again(site: Site, kill: Kill, process: Process | None) -> None:
    """Wait until what was killed is gone, and for a server until it answers again."""
    if process is not None:
        process.kill()  # waits for it
    if kill.kind == "redis":
        _gone(kill.pid)
        site.servers.start()
    elif kill.kind == "postgres backend":
        time.sleep(0.05)
        while _left() < 0:
            time.sleep(0.05)


def _process(
    site: Site, kind: str, pids: dict[Process, list[int]], target: Delivery | None, dice: random.Random
) -> Process | None:
    """The beat, or the worker that sends (that sent to ``target`` where the kill is aimed); None for other kinds."""
    if kind == "beat":
        return dice.choice(site.beats)
    if kind != "worker":
        return None
    group = target.client.group if target else None
    those = [worker for worker, sends in pids.items() if (worker.pid == group if target else sends)]
    return dice.choice(those) if those else None


def _gone(pid: int) -> None:
    while os.path.exists(f"/proc/{pid}/fd"):  # noqa: PTH110 -- a zombie's folder is there, its fd is not readable
        try:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
        except ChildProcessError:
            time.sleep(0.01)


def _backends() -> list[int]:
    """Backends of the workers that did something in the last second."""
    from django.db import DatabaseError, connection  # noqa: PLC0415 -- set up by Site

    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                " AND state_change > now() - interval '1 second' ORDER BY pid"
            )
            return [pid for (pid,) in cursor.fetchall()]
    except DatabaseError:
        connection.close()
        return []


def _left() -> int:
    """Mails that are not over, or -1 where the database does not answer just now."""
    from django.db import DatabaseError, connection  # noqa: PLC0415 -- set up by Site

    from praktik.mail.models import Mail  # noqa: PLC0415 -- same
    from praktik.mail.states import FINAL  # noqa: PLC0415 -- same

    try:
        return Mail.objects.exclude(state__in=FINAL).count()
    except DatabaseError:
        connection.close()
        return -1


def _note_down(site: Site, down: list[tuple[float, float]]) -> None:
    """Note the spans during which no worker had a pool: all of them were starting up."""
    now = time.monotonic()
    if any(worker.children() for worker in site.workers):
        if down and down[-1][1] == float("inf"):
            down[-1] = (down[-1][0], now)
    elif not down or down[-1][1] != float("inf"):
        down.append((now, float("inf")))


def _report(
    site: Site,
    done: list[Kill],
    down: list[tuple[float, float]],
    *,
    begin: float,
    mails: int,
    kills: int,
    took: float,
    whole: bool,
    seed: int,
) -> bool:
    from praktik.mail.models import Mail  # noqa: PLC0415 -- set up by Site
    from praktik.mail.states import State  # noqa: PLC0415 -- same

    wanted = set(Mail.objects.values_list("message_id", flat=True))
    delivered = set(site.sink.arrived)
    ledger = site.sink.ledger
    assert ledger is not None  # noqa: S101 -- set by campaign
    extra = evidence.copies(
        ledger, evidence.claims(site.worker_logs()), dict(Mail.objects.values_list("message_id", "pk"))
    )
    unexplained = [copy for copy in extra if not copy.cause]
    gaps = [(kill.at, gap) for kill in done if (gap := site.sink.after(kill.at)) is not None]
    recovery = [gap for _at, gap in gaps]
    # What is left when the time during which every worker was starting up is taken out.
    waiting = [gap - sum(max(0.0, min(end, at + gap) - max(start, at)) for start, end in down) for at, gap in gaps]
    busy = sum(bool(kill.busy) for kill in done)
    restarts = [kill.until - kill.at for kill in done if kill.kind == "postgres backend"]
    unsent = Mail.objects.exclude(state=State.SENT).count()
    print(f"seed {seed}: {took:.0f} s, {len(done)} kills ({busy} while mails were being sent): ", end="")
    print(", ".join(f"{sum(kill.kind == kind for kill in done)} {kind}" for kind in KINDS))
    print(f"  delivered {len(delivered)} of {mails} different Message-IDs, missing {len(wanted - delivered)},", end="")
    print(f" unknown {len(delivered - wanted)}, not stored as sent {unsent}")
    print(f"  extra copies {len(extra)}, each with the Message-ID of the first; without evidence: {len(unexplained)}")
    for copy in extra:
        print(f"    {copy.delivery.at - begin:7.2f} s  {copy.cause or 'NOT EXPLAINED'}: {copy.story}")
    print(
        f"  handed over by a sender that was killed before its 250, and so not counted as delivered: "
        f"{ledger.too_late + ledger.unknown} (a mail server that keeps those makes more copies, of the same Message-ID)"
    )
    if recovery:
        print(
            f"  from a kill to the next delivery: median {statistics.median(recovery):.2f} s, "
            f"longest {max(recovery):.2f} s; with a worker up, longest {max(waiting):.2f} s"
        )
    if restarts:
        print(f"  PostgreSQL's own restart after a killed backend: longest {max(restarts):.2f} s")
    held = {
        "everything is delivered": whole and wanted == delivered and len(wanted) == mails and unsent == 0,
        "every extra copy has evidence": not unexplained,
        "enough kills hit busy processes": len(done) >= kills and busy >= kills,
        "back at work 15 s after a worker is up": not waiting or max(waiting) <= 15,
    }
    for what, is_so in held.items():
        print(f"  {'ok    ' if is_so else 'FAILED'} {what}")
    return all(held.values())
