"""Background work as rows, with the matching's runs as the job and work that this file names."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings
from django.db import connection

from matching.models import MatchRun
from matching.states import RunState
from praktik import clock
from praktik.history.actors import Role
from praktik.history.door import moving
from praktik.history.models import Transition
from praktik.rights.services import retaining
from praktik.work import kinds, services
from praktik.work.kinds import Kind, Unworkable
from tests.factories import MatchRunFactory, UserFactory

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def works(monkeypatch):
    """The only kind of job there is: ``works["do"](job, watch)`` is its work, by default one that stores {}."""
    found = {"do": lambda job, watch: lambda row, now: setattr(row, "result", {"at": now.isoformat()})}

    def work(job, watch):
        return found["do"](job, watch)

    states = (RunState.QUEUED, RunState.RUNNING, RunState.DONE, RunState.FAILED)
    kind = Kind("test", MatchRun, *states, work, None, "round")
    monkeypatch.setattr(services, "KINDS", {"test": kind})
    return found


def do():
    return services.jobs_do(time=lambda: NOW)


def moves(run):
    return list(Transition.objects.of(run).values_list("from_state", "to_state", "role", "why"))


@pytest.mark.django_db
def test_a_queued_job_is_done_and_its_result_stored(works):
    run = MatchRunFactory()
    assert (do(), do()) == (1, 0)
    run.refresh_from_db()
    assert (run.state, run.attempts, run.progress, run.lease_until) == (RunState.DONE, 1, 100, None)
    assert run.result == {"at": NOW.isoformat()}
    assert moves(run) == [("queued", "running", "system", ""), ("running", "done", "system", "")]


@pytest.mark.django_db
def test_a_running_lease_keeps_others_away_and_one_that_is_over_does_not(works):
    run = MatchRunFactory(state=RunState.RUNNING, attempts=1, lease_until=clock.real() + dt.timedelta(seconds=9))
    assert do() == 0
    MatchRun.objects.update(lease_until=clock.real() - dt.timedelta(seconds=1))
    assert do() == 1
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.DONE, 2)
    assert moves(run)[0] == ("running", "queued", "system", "worker lost")


@pytest.mark.django_db
def test_a_job_that_ends_its_worker_every_time_is_given_up(works):
    over = clock.real() - dt.timedelta(seconds=1)
    run = MatchRunFactory(state=RunState.RUNNING, attempts=services.ATTEMPTS, lease_until=over)
    assert do() == 0
    run.refresh_from_db()
    assert (run.state, run.result, run.lease_until) == (RunState.FAILED, None, None)
    assert "3" in run.error


@pytest.mark.django_db
def test_an_error_is_tried_again_and_then_given_up(works):
    def breaks(job, watch):
        raise ZeroDivisionError("no")

    works["do"] = breaks
    run = MatchRunFactory()
    assert do() == services.ATTEMPTS
    run.refresh_from_db()
    assert (run.state, run.attempts, run.error) == (RunState.FAILED, 3, "ZeroDivisionError: no")


@pytest.mark.django_db
def test_what_cannot_work_is_not_tried_again(works):
    def refuses(job, watch):
        raise Unworkable("Nobody has applied.")

    works["do"] = refuses
    run = MatchRunFactory()
    assert do() == 1
    run.refresh_from_db()
    assert (run.state, run.attempts, run.error) == (RunState.FAILED, 1, "Nobody has applied.")


@pytest.mark.django_db
def test_a_result_that_cannot_be_stored_whole_is_not_stored(works):
    def half(row, now):
        row.result = {}
        row.profile = "far too long for the column"

    works["do"] = lambda job, watch: half
    run = MatchRunFactory()
    do()
    run.refresh_from_db()
    assert (run.state, run.result, run.profile) == (RunState.FAILED, None, "most_placed")


@pytest.mark.django_db
@pytest.mark.parametrize("tells", [True, False])
def test_a_job_cancelled_meanwhile_stores_nothing(works, tells):
    desk = UserFactory(roles={Role.CONSULTANT})

    def cancelled_meanwhile(job, watch):
        with moving(MatchRun.objects.get(pk=job.pk), RunState.CANCELLED, by=desk, now=NOW):
            pass
        if tells:
            watch.step(50)
        return lambda row, now: setattr(row, "result", {})

    works["do"] = cancelled_meanwhile
    run = MatchRunFactory()
    assert do() == 1
    run.refresh_from_db()
    assert (run.state, run.result) == (RunState.CANCELLED, None)


@pytest.mark.django_db
def test_only_the_holder_of_the_lease_stores_the_result(works):
    def overtaken(job, watch):
        MatchRun.objects.update(attempts=2)
        return lambda row, now: setattr(row, "result", {})

    works["do"] = overtaken
    run = MatchRunFactory()
    assert do() == 1
    run.refresh_from_db()
    assert (run.state, run.attempts, run.result) == (RunState.RUNNING, 2, None)


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_while_the_work_goes_on(works, monkeypatch):
    monkeypatch.setattr(services, "RENEW", dt.timedelta(seconds=0.1))
    leases = []

    def slow(job, watch):
        for _turn in range(2):
            leases.append(MatchRun.objects.get().lease_until)
            time.sleep(0.3)
        return lambda row, now: setattr(row, "result", {})

    works["do"] = slow
    MatchRunFactory()
    do()
    assert leases[0] < leases[1]
    assert MatchRun.objects.get().state == RunState.DONE


WORKER = """
import datetime as dt, sys, time
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
django.setup()
from matching.models import MatchRun
from praktik.work import services
from praktik.work.kinds import Kind
from praktik import clock
services.LEASE, services.RENEW = dt.timedelta(seconds=1.5), dt.timedelta(seconds=0.5)
def work(job, watch):
    print("begun", job.attempts, flush=True)
    if job.attempts == 1:
        time.sleep(60)
    return lambda row, now: setattr(row, "result", {"attempt": row.attempts})
services.KINDS = {"test": Kind("test", MatchRun, "queued", "running", "done", "failed", work, None, "round")}
while True:
    services.jobs_do(time=clock.now)
    if sys.argv[1] == "once more" and MatchRun.objects.get().state == "done":
        break
    time.sleep(0.1)
"""


def worker(argument):
    command = [sys.executable, "-c", WORKER, argument, connection.settings_dict["NAME"]]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=django_settings.BASE_DIR)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_the_next_goes_on():
    run = MatchRunFactory()
    with worker("until killed") as first:
        assert first.stdout.readline() == "begun 1\n"
        time.sleep(1)  # longer than one renewal
        first.kill()  # SIGKILL
    killed = time.monotonic()
    with worker("once more") as second:
        assert second.stdout.readline() == "begun 2\n"
        assert time.monotonic() - killed < 10
        assert second.wait(timeout=20) == 0
    run.refresh_from_db()
    assert (run.state, run.attempts, run.result) == (RunState.DONE, 2, {"attempt": 2})


def test_a_lost_job_goes_on_within_15_seconds():
    look = django_settings.CELERY_BEAT_SCHEDULE["work-look"]
    assert services.LEASE.total_seconds() + look["schedule"] < 15
    assert services.RENEW * 2 < services.LEASE
    assert look["options"]["queue"] == "work"
    queues = {name: entry["options"]["queue"] for name, entry in django_settings.CELERY_BEAT_SCHEDULE.items()}
    assert [name for name, queue in queues.items() if queue == "work"] == ["work-look", "retention-look"]
    assert services.LEASE.total_seconds() + look["schedule"] + retaining.TURN < 15


def test_the_matching_is_a_kind_of_work():
    assert kinds.KINDS["match run"].model is MatchRun
