"""Back at work in 15 s after the only worker is killed (quality 2); Redis may die (quality 3)."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import statistics
import threading
import time
import urllib.error
import urllib.request

from config.chaos.processes import Process, sending
from config.chaos.site import Site, at_work, people, wait_until

PAGES = ("/", "/account/login/", "/livez", "/readyz")


def only_worker(site: Site, *, repeats: int) -> bool:
    """Kill the only worker in the middle of a mail, start it again, and time until that mail is sent after all."""
    site.empty()
    at_work()
    site.counts = (1, 1, 1)
    site.sink.delay = 0.5
    site.begin()
    times = []
    for _turn in range(repeats):
        (worker,) = site.workers
        people(3)
        busy = wait_until(lambda w=worker: sending(w.children(), site.sink.port), seconds=60, site=site)
        half = {name: len(started) for name, started in site.sink.started.items()}
        open_mails = [name for name in half if name not in site.sink.arrived]
        if not busy or not open_mails:
            wait_until(
                lambda: bool([n for n in site.sink.started if n not in site.sink.arrived]), seconds=30, site=site
            )
            open_mails = [name for name in site.sink.started if name not in site.sink.arrived]
        worker.kill()
        begin = time.monotonic()
        interrupted = [name for name in open_mails if name not in site.sink.arrived]
        site.watch()
        if interrupted:
            name = interrupted[0]
            wait_until(lambda n=name: n in site.sink.arrived, seconds=60, site=site)
            if name in site.sink.arrived:
                times.append(site.sink.arrived[name][0] - begin)
        wait_until(lambda: len(site.sink.arrived) == len(site.sink.started), seconds=60, site=site)
    site.end()
    worst = max(times, default=float("inf"))
    enough = len(times) >= max(1, repeats // 2)
    print(f"the only worker killed in the middle of a mail, {len(times)} times: ", end="")
    print(f"the same mail was sent after {', '.join(f'{at:.1f}' for at in times)} s")
    print(f"  {'ok    ' if worst <= 15 and enough else 'FAILED'} at most 15 s")
    return worst <= 15 and enough


def redis_outages(site: Site, *, seconds: float) -> bool:
    """Redis stopped, then frozen: pages answer as before, and what fell due goes out within a minute of its return."""
    site.empty()
    at_work()
    site.counts = (1, 2, 2)
    site.sink.delay = 0.0
    site.begin()
    port = _free_port()
    command = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level"]
    command += ["warning", "--no-control-socket"]
    log = site.servers.logs / "web.log"
    site.others = [Process("web", command, site.environment, log)]
    held = wait_until(lambda: _get(port, "/readyz")[0] == 200, seconds=60, site=site)
    _load(port, 5)  # warm
    base = _load(port, seconds)
    print(f"pages with Redis: {_line(base)}")
    for what in ("stopped", "frozen"):
        held &= _outage(site, port, what, seconds, base)
    site.end()
    return held


def _outage(site: Site, port: int, what: str, seconds: float, base: list[tuple[int, float]]) -> bool:
    pid = site.servers.redis_pid()
    assert pid is not None, "Redis does not run"  # noqa: S101 -- the campaign cannot go on
    os.kill(pid, signal.SIGTERM if what == "stopped" else signal.SIGSTOP)
    before = len(site.sink.arrived)
    people(50)
    seen = _load(port, seconds)
    if what == "stopped":
        site.servers.start()
    else:
        os.kill(pid, signal.SIGCONT)
    back = time.monotonic()
    all_out = wait_until(lambda: len(site.sink.arrived) >= before + 50, seconds=60, site=site)
    took = time.monotonic() - back
    bad = [status for status, _took in seen if status >= 500 or status == 0]
    slower = _p99(seen) - _p99(base)
    print(f"pages with Redis {what}: {_line(seen)}; p99 {slower * 1000:+.0f} ms")
    print(f"  50 reminders that fell due meanwhile were out {took:.1f} s after its return")
    held = {"no page failed": not bad, "p99 at most +50 ms": slower <= 0.05, "out within 60 s": all_out}
    for name, is_so in held.items():
        print(f"  {'ok    ' if is_so else 'FAILED'} {name}")
    return all(held.values())


def _load(port: int, seconds: float) -> list[tuple[int, float]]:
    """Four readers, each a page after the other: (status, seconds) of each; 0 for no answer."""
    end = time.monotonic() + seconds
    seen: list[tuple[int, float]] = []

    def read() -> None:
        number = secrets.randbelow(len(PAGES))
        while time.monotonic() < end:
            number += 1
            seen.append(_get(port, PAGES[number % len(PAGES)]))
            time.sleep(0.02)

    readers = [threading.Thread(target=read) for _number in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return seen


def _get(port: int, page: str) -> tuple[int, float]:
    begin = time.monotonic()
    status = 0
    with contextlib.suppress(OSError):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=10) as answer:
                answer.read()
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
    return status, time.monotonic() - begin


def _p99(seen: list[tuple[int, float]]) -> float:
    return statistics.quantiles([took for _status, took in seen], n=100)[98]


def _line(seen: list[tuple[int, float]]) -> str:
    times = [took * 1000 for _status, took in seen]
    bad = sum(status >= 500 or status == 0 for status, _took in seen)
    return f"{len(seen)}, {bad} failed, median {statistics.median(times):.0f} ms, p99 {_p99(seen) * 1000:.0f} ms"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
