"""Readiness: green while PostgreSQL answers; red, and in time, when it is gone or frozen."""

from __future__ import annotations

import socket
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
    assert timed()[0] == 200  # what a process loads with its first page is loaded now
    yield move
    connections.settings["default"]["HOST"] = before


def timed():
    begin = time.monotonic()
    answer = Client().get("/readyz")
    return answer.status_code, answer.content.decode(), time.monotonic() - begin


def test_ready_while_the_database_answers(client):
    assert timed()[:2] == (200, "ok\n")


def test_red_at_once_when_there_is_no_server(server_at, tmp_path):
    server_at(tmp_path)
    status, said, took = timed()
    assert (status, said) == (503, "database does not answer\n")
    assert took < 2
    assert Client().get("/livez").status_code == 200


def test_red_in_time_when_the_server_is_frozen_and_green_when_it_is_back(server_at, tmp_path):
    home = connections.settings["default"]["HOST"]
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(str(tmp_path / ".s.PGSQL.5432"))
        frozen.listen()
        server_at(tmp_path)
        status, _said, took = timed()
        assert status == 503
        assert took < 2
        status, _said, took = timed()  # the first question still waits: no second one is put
        assert status == 503
        assert took < 0.5
    server_at(Path(home))
    end = time.monotonic() + 5
    while timed()[0] != 200:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert health._asking.locked() is False
