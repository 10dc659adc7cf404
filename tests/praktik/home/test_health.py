"""Readiness: green while PostgreSQL answers; red, and in time, when it is gone or frozen."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from praktik.home import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def server_at(settings):
    """Let new connections go to the unix socket in another folder; the suite's own stay where they are."""

    def move(folder: Path):
        settings.DATABASES["default"]["HOST"] = str(folder)

    before = connections.settings["default"]["HOST"]
    assert asked()[0] == 200  # what a process loads with its first page is loaded now
    yield move
    connections.settings["default"]["HOST"] = before


def asked():
    answer = Client().get("/readyz")
    return answer.status_code, answer.content.decode()


def test_ready_while_the_database_answers(client):
    assert asked() == (200, "ok\n")


def test_red_at_once_when_there_is_no_server(server_at, tmp_path):
    server_at(tmp_path)
    assert asked() == (503, "database does not answer\n")
    assert Client().get("/livez").status_code == 200


def test_red_in_time_when_the_server_is_frozen_and_green_when_it_is_back(server_at, tmp_path):
    home = connections.settings["default"]["HOST"]
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(str(tmp_path / ".s.PGSQL.5432"))
        frozen.listen()
        server_at(tmp_path)
        thaw = threading.Timer(10, frozen.close)  # a page that would wait for ever fails here instead
        thaw.start()
        assert [asked()[0], asked()[0]] == [503, 503]
        thaw.cancel()
        frozen.setblocking(False)
        frozen.accept()[0].close()
        with pytest.raises(BlockingIOError):  # the first question still waited: no second one was put
            frozen.accept()
    server_at(Path(home))
    end = time.monotonic() + 5
    while asked()[0] != 200:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert health._asking.locked() is False
