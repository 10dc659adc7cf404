"""A mail server that counts: which Message-ID arrived when, and how often."""

from __future__ import annotations

import asyncio
import logging
import random
import threading
import time
from collections import defaultdict
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.chaos.ledger import Ledger


class Sink:
    """Listens on a free port of this machine. A mail counts as delivered at the moment its 250 is sent.

    ``delay`` seconds on average pass before that; a client that dies meanwhile has delivered nothing. Mails beyond
    ``allowed`` wait, so that a campaign can kill while there is work. With a ``ledger`` each 250 is entered there with
    the process that it was said to.
    """

    def __init__(self, delay: float = 0.0, seed: int = 0, ledger: Ledger | None = None) -> None:
        self.delay = delay
        self.ledger = ledger
        self.allowed: int | None = None
        self.arrived: dict[str, list[float]] = defaultdict(list)
        self.started: dict[str, list[float]] = defaultdict(list)
        self.last = time.monotonic()
        self._random = random.Random(seed)  # noqa: S311 -- delays, not secrets
        self._lock = threading.Lock()
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells each line of each talk
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        name = str(message_from_bytes(content)["Message-ID"]).strip()
        self.started[name].append(time.monotonic())
        client = None
        if self.ledger is not None:
            client = self.ledger.client(int((session.peer or ("", 0))[1]))
            if client is None:
                self.ledger.unknown += 1
                return "421 nobody is there any more"
        if self.delay:
            await asyncio.sleep(self.delay * self._random.uniform(0.5, 1.5))  # cancelled where the client is gone
        while self.allowed is not None and len(self.arrived) >= self.allowed:
            await asyncio.sleep(0.02)
        if self.ledger is not None and client is not None and self.ledger.delivered(name, client) is None:
            return "421 nobody is there any more"
        with self._lock:
            self.last = time.monotonic()
            self.arrived[name].append(self.last)
        return "250 counted"

    @property
    def port(self) -> int:
        return int(self._controller.port)

    @property
    def delivered(self) -> int:
        """How many different mails."""
        with self._lock:
            return len(self.arrived)

    def copies(self) -> dict[str, list[float]]:
        """Mails that arrived more than once, with the times."""
        with self._lock:
            return {name: list(times) for name, times in self.arrived.items() if len(times) > 1}

    def after(self, moment: float) -> float | None:
        """Seconds from ``moment`` to the next delivery of anything."""
        with self._lock:
            later = [at for times in self.arrived.values() for at in times if at > moment]
        return min(later) - moment if later else None

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()


def _free_port() -> int:
    import socket  # noqa: PLC0415 -- only here

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
