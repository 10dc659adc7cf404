"""The chaos campaign's judge: what it takes for evidence, and what it does not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from config.chaos.evidence import claims, copies
from config.chaos.ledger import Client, Delivery, Kill, Ledger

FIRST, SECOND = Client(101, 100, 1), Client(202, 200, 2)
NAME, MAIL = "<m@demo.example>", 7
STARTED = ("mail_claimed", "mail_accepted")


def line(process, claim, event, second=10):
    return json.dumps(
        {"process": process, "mail": MAIL, "claim": claim, "event": event, "timestamp": f"2026-11-24T12:00:{second}Z"}
    )


def judged(tmp_path, events, *, death=None, kills=(), more=()):
    """What is said of a first copy whose sender wrote ``events``; a second one was sent 9 s later."""
    log = tmp_path / "worker.log"
    log.write_text("\n".join(["celery says something", *(line(101, "a", event) for event in events), '{"cut']))
    ledger = Ledger(kills=list(kills))
    ledger.deliveries = [Delivery(NAME, 1.0, FIRST, death), *more, Delivery(NAME, 10.0, SECOND)]
    return [copy.cause for copy in copies(ledger, claims([log]), {NAME: MAIL, "<other>": 8})]


def killed(kind, wall=0.0):
    return Kill(1, 1.005, wall, kind, 101, [])


CUT_OFF = "the sender was killed between the 250 and its commit"
RESTARTED = "PostgreSQL was restarted between the 250 and the commit"


@pytest.mark.parametrize(
    ("events", "death", "cause"),
    [
        (STARTED, 1, CUT_OFF),
        (STARTED[:1], 1, CUT_OFF),
        (STARTED, None, ""),  # nobody killed it
        ((*STARTED, "mail_over"), 1, ""),  # it had committed
        ((*STARTED, "mail_claim_lost"), 1, ""),  # it was alive, and somebody else had taken its claim
        ((), 1, ""),  # it never said that it had the mail
    ],
)
def test_a_killed_sender_is_evidence_only_where_it_had_not_committed(tmp_path, events, death, cause):
    assert judged(tmp_path, events, death=death, kills=[killed("pool child")]) == [cause]


def test_a_kill_is_no_evidence_where_the_sender_went_on_to_another_mail(tmp_path):
    more = [Delivery("<other>", 2.0, FIRST, 1)]
    assert judged(tmp_path, STARTED, death=1, kills=[killed("worker")], more=more) == [""]


@pytest.mark.parametrize(
    ("kind", "wall", "cause"),
    [
        ("postgres backend", 0.0, RESTARTED),
        ("postgres backend", 4e9, ""),  # the backend was killed after the outcome had to wait
        ("redis", 0.0, ""),
    ],
)
def test_a_commit_that_postgresql_took_away_needs_a_killed_backend_before_it(tmp_path, kind, wall, cause):
    assert judged(tmp_path, (*STARTED, "mail_outcome_waits"), kills=[killed(kind, wall)]) == [cause]


def test_a_process_id_that_was_given_twice_proves_nothing(tmp_path):
    more = [Delivery(NAME, 3.0, Client(101, 100, 9))]
    assert judged(tmp_path, STARTED, death=1, kills=[killed("pool child")], more=more) == ["", ""]


def test_of_a_250_and_a_kill_it_is_known_which_came_first():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    client = Client(process.pid, os.getpgid(process.pid), 1)
    ledger = Ledger(clients={client})
    assert ledger.delivered("<before>", client) is not None
    kill = ledger.kill("worker", process.pid, [], group=True)
    assert ledger.delivered("<after>", client) is None
    assert process.wait() == -signal.SIGKILL
    assert ([delivery.name for delivery in ledger.deliveries], ledger.too_late) == (["<before>"], 1)
    assert ledger.deliveries[0].death == kill.number == 1
    process.stdin.close()
