"""The small, fixed part of `make chaos`: a real worker on the suite's own servers, killed in the middle of a mail."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import connection

from config.chaos.processes import Process, sending
from config.chaos.sink import Sink
from config.embedded import Servers
from praktik import clock
from praktik.mail.models import Mail
from praktik.mail.states import State
from tests.praktik.mail.outbox import queued

# A database of Redis that nothing else of the suite uses.
NUMBER = 7


@pytest.fixture
def sink():
    sink = Sink(delay=0.4)
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def broker():
    url = f"{Servers(settings.VAR_DIR / 'test').redis_url()}?virtual_host={NUMBER}"
    socket = url.removeprefix("redis+socket://").partition("?")[0]
    redis.Redis(unix_socket_path=socket, db=NUMBER).flushdb()
    return url


@pytest.fixture
def own_look():
    """Seconds between the worker's own looks; 0: none."""
    return 0


@pytest.fixture
def worker(sink, broker, tmp_path, own_look):
    database = connection.settings_dict
    process = Process(
        "worker",
        ["-m", "celery", "-A", "config", "worker", "-Q", "mail", "-c", "1", "-l", "INFO", "--without-gossip",
         "--without-mingle", "-n", f"suite{os.getpid()}@%h"],
        {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "SECRET_KEY": "for one test",
            "DATABASE_URL": f"postgres://praktik@/{database['NAME']}?host={database['HOST']}",
            "REDIS_URL": broker,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(sink.port),
            "WORKER_OWN_LOOK": str(own_look),
        },
        tmp_path / "worker.log",
    )  # fmt: skip
    yield process
    process.kill()


def until(what, seconds=60):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_doubles_nothing(sink, broker, worker):
    """Its task comes back by itself (reject on lost), and the mail that it was sending when its lease is over."""
    due = clock.real() - dt.timedelta(hours=1)
    first, second = queued("first", not_before=due), queued("second", not_before=due)
    look = Celery("look", broker=broker)
    look.send_task("praktik.tasks.mail_look", queue="mail")
    until(lambda: first.message_id in sink.started)
    (child,) = sending(worker.children(), sink.port)
    os.kill(child, signal.SIGKILL)
    # Nobody says "look" a second time: Celery gives the lost task to the next child, which sends what is not claimed.
    until(lambda: second.message_id in sink.arrived)
    assert first.message_id not in sink.arrived
    begin = time.monotonic()

    def look_again():
        look.send_task("praktik.tasks.mail_look", queue="mail")
        time.sleep(0.5)
        return first.message_id in sink.arrived

    until(look_again)
    assert time.monotonic() - begin <= 15
    until(lambda: not Mail.objects.exclude(state=State.SENT).exists())
    assert {name: len(times) for name, times in sink.arrived.items()} == {first.message_id: 1, second.message_id: 1}
    assert list(Mail.objects.order_by("key").values_list("attempts", "interrupted")) == [(2, 1), (1, 0)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("own_look", [1])
def test_a_worker_without_any_beat_sends_what_is_due(sink, broker, worker, own_look):
    mail = queued("alone", not_before=clock.real() - dt.timedelta(hours=1))
    until(lambda: mail.message_id in sink.arrived)
    until(lambda: not Mail.objects.exclude(state=State.SENT).exists())
