from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from config.browser import chromium
from config.embedded import Servers
from praktik import clock
from tests import factories

# Playwright runs an event loop in this thread; Django's guard against blocking calls in one does not apply here.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_configure(config: pytest.Config) -> None:
    """Start the suite's own servers once, in the process that leads the others."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is missing
    if not hasattr(config, "workerinput") and not os.environ.get("DATABASE_URL"):
        servers = Servers(Path(settings.VAR_DIR) / "test")
        servers.start()
        _no_statistics_by_chance(servers)


def _no_statistics_by_chance(servers: Servers) -> None:
    """Whether PostgreSQL counted a table while it was empty, and so reads it badly when it is full, must not depend on
    the moment at which a test came by; a test about plans says ANALYZE itself."""
    own = servers.database()
    with contextlib.closing(psycopg2.connect(host=own["HOST"], user=own["USER"], dbname=own["NAME"])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("ALTER SYSTEM SET autovacuum = off")
            cursor.execute("SELECT pg_reload_conf()")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that no worker ends alone with one; the rest in the order that was drawn."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    assert path, "no Chromium: run 'make browser'"
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    if os.getuid() == 0:
        quiet.append("--no-sandbox")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=quiet)
        yield running
        running.close()
        # In Playwright's loop Django has connections of its own (asgiref), which nobody would find to close after it.
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def others_gone(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database is dropped when nobody else is in it. A thread of the live server lets go of its connection a moment
    after the browser has hung up; whoever stays longer is a leak, named with its last question. Where no test asked for
    a database none was made, and others may be in the one that this connection leads to."""
    yield
    if not connection.settings_dict["NAME"].startswith("test_"):
        return
    others = "SELECT state, query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    end = time.monotonic() + 10
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        while True:
            cursor.execute(others)
            left = cursor.fetchall()
            if not left or time.monotonic() > end:
                break
            time.sleep(0.05)
    assert left == []


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Start each test in Danish: a request for an English page leaves its language behind in this thread."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def outbox(settings: pytest.FixtureRequest) -> None:
    """Django's test runner swaps the mail backend; the suite keeps the real one, so that mails land in the outbox."""
    settings.EMAIL_BACKEND = "praktik.mail.backend.OutboxBackend"


@pytest.fixture
def english() -> Iterator[None]:
    """The test reads in English: `pytest.mark.usefixtures("english")`."""
    with translation.override("en"):
        yield


@pytest.fixture
def now() -> Any:
    return clock.now()


@pytest.fixture
def consultant(db: None) -> Any:
    return factories.UserFactory(roles={"consultant"})


@pytest.fixture
def round_(db: None) -> Any:
    return factories.RoundFactory()
