"""Why a mail came twice: from the order in the ledger and what each sender wrote into its log, not from time spans."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from config.chaos.ledger import Delivery, Kill, Ledger

OVER = {"mail_over", "mail_claim_lost"}


@dataclass
class Claim:
    """What one process wrote about one mail under one claim: event to time (seconds since 1970)."""

    name: str
    events: dict[str, float] = field(default_factory=dict)


@dataclass
class Copy:
    """An extra copy. ``cause`` is empty where there is no evidence that it had to be."""

    delivery: Delivery
    cause: str
    story: str


def claims(logs: Iterable[Path]) -> dict[tuple[int, int], list[Claim]]:
    """(process, mail) to its claims in the order in which they were made. Lines that are not ours are left out, and
    so is a last line that its writer did not live to finish."""
    found: dict[tuple[int, int], dict[str, Claim]] = defaultdict(dict)
    for log in logs:
        for line in log.read_text(errors="replace").splitlines():
            if not line.startswith("{"):
                continue
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if "claim" in event and "mail" in event:
                key = (event["process"], event["mail"])
                claim = found[key].setdefault(event["claim"], Claim(event["claim"]))
                claim.events[event["event"]] = dt.datetime.fromisoformat(event["timestamp"]).timestamp()
    return {key: list(by_name.values()) for key, by_name in found.items()}


def copies(ledger: Ledger, written: dict[tuple[int, int], list[Claim]], mails: dict[str, int]) -> list[Copy]:
    """Every delivery that another one of the same mail followed. ``mails`` is Message-ID to row."""
    by_name: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in ledger.deliveries:
        by_name[delivery.name].append(delivery)
    extra: list[Copy] = []
    for name, deliveries in by_name.items():
        for delivery, following in pairwise(deliveries):
            mine = [other for other in deliveries if other.client == delivery.client]
            told = written.get((delivery.client.pid, mails[name]), [])
            # Two processes that had one id after the other cannot be told apart in the logs.
            twins = {other.client for other in deliveries if other.client.pid == delivery.client.pid}
            claim = _claim(told, mine.index(delivery)) if len(twins) == 1 else None
            extra.append(_copy(ledger, delivery, following, claim))
    return extra


def _claim(told: list[Claim], turn: int) -> Claim | None:
    """The claim of a process's ``turn``-th delivery: of those that say so, or the last one where its sender died
    before it could say anything."""
    accepted = [claim for claim in told if "mail_accepted" in claim.events]
    if turn < len(accepted):
        return accepted[turn]
    rest = [claim for claim in told if claim not in accepted]
    return rest[-1] if rest else None


def _copy(ledger: Ledger, delivery: Delivery, following: Delivery, claim: Claim | None) -> Copy:
    client = delivery.client
    story = f"250 to process {client.pid}"
    if claim is None:
        return Copy(delivery, "", f"{story}, which has written nothing about this mail")
    events = claim.events
    story += f" (claim {claim.name[:8]}: {', '.join(events)})"
    again = f"; sent again by process {following.client.pid} {following.at - delivery.at:.2f} s after that 250"
    last = all(other is delivery or other.at < delivery.at for other in ledger.deliveries if other.client == client)
    if not OVER & set(events) and delivery.death is not None and last:
        kill = ledger.kills[delivery.death - 1]
        story += f", killed {kill.at - delivery.at:.3f} s later by kill {kill.number} ({kill.kind} {kill.pid})"
        return Copy(delivery, "the sender was killed between the 250 and its commit", story + again)
    if "mail_outcome_waits" in events and "mail_over" not in events:
        kill_before = _restart(ledger.kills, events["mail_outcome_waits"])
        if kill_before is not None:
            story += f", whose commit PostgreSQL's restart after kill {kill_before.number} took away"
            return Copy(delivery, "PostgreSQL was restarted between the 250 and the commit", story + again)
    return Copy(delivery, "", story + again)


def _restart(kills: list[Kill], moment: float) -> Kill | None:
    """The last kill of a backend before ``moment``: it made PostgreSQL drop every connection."""
    before = [kill for kill in kills if kill.kind == "postgres backend" and kill.wall <= moment]
    return before[-1] if before else None
