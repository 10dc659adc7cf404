"""Keeps a few processes running: starts one again that ends, ends all together, and leaves none behind.

A process that dies is started again at once; one that dies three times within half a minute of its start cannot be
kept running, and then everything is stopped with a sentence that says so. Each process leads a group of its own, so
that its children go with it. Should the supervisor itself be killed, a sweeper that waits for just that ends the rest.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

SHORT_LIFE = 30.0  # seconds; who lives longer has started well
TRIES = 3
PATIENCE = 20.0  # seconds from asking to end until killing
MARK = "PRAKTIK_RUN"  # in the environment of every process of a run: the folder that the run belongs to


@dataclass
class Job:
    """One process to keep running. ``last`` ones are ended when all others are gone (the mail sink)."""

    name: str
    command: list[str]
    last: bool = False
    running: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=TRIES))


class Supervisor:
    """``tend`` is called every second while all is well, to look after what is not a child (the servers)."""

    def __init__(
        self, jobs: list[Job], *, folder: Path, environment: Mapping[str, str], tend: Callable[[], None]
    ) -> None:
        self.jobs = jobs
        self.folder = folder
        self.environment = {MARK: str(folder), **environment}
        self.tend = tend
        self.asked = 0  # how often somebody asked to stop

    def run(self) -> int:
        """Until somebody asks to stop (0) or a process cannot be kept running (1)."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        try:
            for job in self.jobs:
                self._start(job)
            return self._watch()
        finally:
            self._end()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1

    def _watch(self) -> int:
        ticks = 0
        while not self.asked:
            for job in self.jobs:
                if job.running is not None and (code := job.running.poll()) is not None and not self._revive(job, code):
                    return 1
            if ticks % 5 == 0:
                self.tend()
            ticks += 1
            time.sleep(0.2)
        return 0

    def _start(self, job: Job) -> None:
        job.running = subprocess.Popen(
            job.command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        threading.Thread(target=_pass_on, args=(job.name, job.running.stdout), daemon=True).start()

    def _revive(self, job: Job, code: int) -> bool:
        """Start ``job`` again, unless it has died too often. Its children end first: they hold ports and tasks."""
        assert job.running is not None  # noqa: S101 -- the caller saw it end
        _signal_group(job.running.pid, signal.SIGKILL)
        now = time.monotonic()
        job.deaths.append(now)
        how = f"was killed (signal {-code})" if code < 0 else f"ended with code {code}"
        if len(job.deaths) == TRIES and now - job.deaths[0] < SHORT_LIFE:
            _say(f"{job.name} {how} and cannot be kept running: stopping everything. The lines above say why.")
            return False
        _say(f"{job.name} {how}; starting it again.")
        self._start(job)
        return True

    def _end(self) -> None:
        """Ask politely, wait, kill. A second request to stop (Ctrl-C again) kills at once."""
        for group in ([job for job in self.jobs if not job.last], [job for job in self.jobs if job.last]):
            pids = [job.running for job in group if job.running is not None]
            for process in pids:
                if process.poll() is None:
                    with contextlib.suppress(ProcessLookupError):
                        process.send_signal(signal.SIGTERM)
            end, asked = time.monotonic() + PATIENCE, self.asked
            while any(process.poll() is None for process in pids):
                if time.monotonic() > end or self.asked > max(asked, 1):
                    break
                time.sleep(0.05)
            for process in pids:
                _signal_group(process.pid, signal.SIGKILL)
                process.wait()


def _pass_on(name: str, output: IO[bytes] | None) -> None:
    for line in output or ():
        print(f"{name:>7} | {line.decode(errors='replace').rstrip()}", flush=True)


def _say(text: str) -> None:
    print(f"Praktik: {text}", flush=True)


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def left_over(folder: Path) -> list[int]:
    """Processes that carry the mark of a run in ``folder``: while no supervisor runs there, nobody's."""
    mark = os.fsencode(f"{MARK}={folder}")
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found


def end_left_over(folder: Path) -> int:
    """Kill what a killed run left behind; returns how many processes there were."""
    count = 0
    for _try in range(50):
        left = left_over(folder)
        if not left:
            break
        count = max(count, len(left))
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    return count


class Sweeper:
    """A child that waits for its parent's death and then calls ``sweep``; dismissed where the parent ends well."""

    def __init__(self, sweep: Callable[[], object]) -> None:
        read, self._write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._write)
            self._wait(read, sweep)
        os.close(read)

    def dismiss(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(self._write, b".")
        os.close(self._write)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)

    @staticmethod
    def _wait(read: int, sweep: Callable[[], object]) -> NoReturn:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        code = 0
        if os.read(read, 1) == b"":
            try:
                sweep()
            except Exception as error:
                print(error, file=sys.stderr)
                code = 1
        os._exit(code)
