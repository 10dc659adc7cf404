"""Our own processes: started, watched, started again, and (only these) killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Process:
    """One command in a process group of its own, started again by :meth:`watch` when it has died."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name = name
        self.command = [sys.executable, *command]
        self.environment = environment
        self.log = log
        self.starts = 0
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.running = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.starts += 1

    @property
    def pid(self) -> int:
        return self.running.pid

    def watch(self) -> None:
        """What a supervisor does: start it again where it has ended."""
        if self.running.poll() is not None:
            self.start()

    def kill(self) -> None:
        """SIGKILL to the whole group, as the end of a container does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def children(self) -> list[int]:
        try:
            return sorted(int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split())
        except OSError:
            return []


def sending(pids: list[int], port: int) -> list[int]:
    """Those of ``pids`` that have a connection to ``port`` of this machine: they are in the middle of sending."""
    return _holders(pids, column=2, port=port)


def held(pids: list[int], port: int) -> list[int]:
    """Those of ``pids`` whose end of a connection is ``port`` of this machine."""
    return _holders(pids, column=1, port=port)


def _holders(pids: list[int], *, column: int, port: int) -> list[int]:
    wanted = f":{port:04X}"
    inodes = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        if parts[column].endswith(wanted) and parts[3] == "01":
            inodes.add(f"socket:[{parts[9]}]")
    return [pid for pid in pids if _holds(pid, inodes)]


def _holds(pid: int, inodes: set[str]) -> bool:
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                if str(entry.readlink()) in inodes:
                    return True
    return False
