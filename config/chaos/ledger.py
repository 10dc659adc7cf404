"""What happened in which order: a mail's 250 and the killing of a process are entered under one lock.

So of any 250 and any kill it is known which came first, without measuring time. A process that was killed before the
250 gets none: its mail counts as not delivered, as if the kernel had told the mail server at once.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.chaos.processes import held


@dataclass(frozen=True)
class Client:
    """A process that sends: its id, the group that dies with it, and the tick at which it was started."""

    pid: int
    group: int
    born: int


@dataclass
class Delivery:
    """One 250. ``death`` is the number of the kill that ended its sender, None for one that lives."""

    name: str
    at: float
    client: Client
    death: int | None = None


@dataclass
class Kill:
    """``at`` by the machine's steady clock, ``wall`` in seconds since 1970. ``until``: when what was killed
    answered again (PostgreSQL restarts after a killed backend). ``aimed``: done as soon as a 250 had been said."""

    number: int
    at: float
    wall: float
    kind: str
    pid: int
    busy: list[int]
    until: float = 0.0
    aimed: bool = False


@dataclass
class Ledger:
    """``candidates`` names the processes that may be behind a connection to the mail server. ``unknown`` counts mails
    whose sender was gone before it could be found, ``too_late`` those whose sender was killed after it had handed them
    over and before the 250; neither get one."""

    candidates: Callable[[], list[int]] = list
    deliveries: list[Delivery] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)
    clients: set[Client] = field(default_factory=set)
    unknown: int = 0
    too_late: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._fresh = threading.Condition(self._lock)
        self._dead: dict[Client, int] = {}

    def client(self, port: int) -> Client | None:
        """Who holds the connection from ``port`` of this machine; None where it is gone already."""
        for pid in held(self.candidates(), port):
            try:
                born = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
                found = Client(pid, os.getpgid(pid), born)
            except (OSError, IndexError):
                return None
            self.clients.add(found)
            return found
        return None

    def delivered(self, name: str, client: Client) -> float | None:
        """Enter a 250 and return its time; None where the client was killed before it."""
        with self._lock:
            if client in self._dead:
                self.too_late += 1
                return None
            now = time.monotonic()
            self.deliveries.append(Delivery(name, now, client))
            self._fresh.notify_all()
            return now

    def next_delivery(self, seconds: float) -> Delivery | None:
        """Wait for the next 250, at most so long."""
        with self._lock:
            before = len(self.deliveries)
            if self._fresh.wait_for(lambda: len(self.deliveries) > before, seconds):
                return self.deliveries[-1]
        return None

    def kill(self, kind: str, pid: int, busy: list[int], *, group: bool = False) -> Kill:
        """SIGKILL to a process, or to its whole group. Raises ProcessLookupError where it is gone."""
        with self._lock:
            (os.killpg if group else os.kill)(pid, signal.SIGKILL)
            kill = Kill(len(self.kills) + 1, time.monotonic(), time.time(), kind, pid, busy)
            self.kills.append(kill)
            for client in self.clients:
                if client not in self._dead and (client.group == pid if group else client.pid == pid):
                    self._dead[client] = kill.number
                    for delivery in self.deliveries:
                        if delivery.client == client:
                            delivery.death = kill.number
        return kill
