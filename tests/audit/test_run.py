"""`make run` for real: any one process killed, the whole of it killed, started twice, started on what is half there.

Each test runs a copy of the project in a folder of its own. All but one are for `make audit`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from config.embedded import Servers
from tests.audit.place import Place, all_pids, command_of, parent_of, until

CHILDREN = ("web", "worker", "beat", "mails", "redis", "postgres")


@pytest.fixture
def folder():
    """Where the unprivileged user of PostgreSQL may go, with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="praktik-run-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def place(folder):
    place = Place(folder)
    yield place
    end(place)


def end(place):
    """Whatever a failing test left running."""
    if place.main is not None and place.main.poll() is None:
        place.main.kill()
        place.main.wait()
    for pid in place.everything():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def sent(place, count):
    """All ``count`` mails lie in the sink, each once by its Message-ID."""
    return len(set(place.delivered())) == count


@pytest.mark.long
def test_start_kill_everything_at_once_start_again_stop(place):
    """The representative: nothing lost, nothing left over, no hand needed."""
    place.start()
    place.queue_mails(5, "before")
    until(lambda: sent(place, 5), 30, place.text)
    place.queue_mails(20, "during")
    os.kill(place.main.pid, signal.SIGKILL)
    place.main.wait()
    until(lambda: place.everything() == [], 30, lambda: [command_of(pid) for pid in place.everything()])
    place.start()
    until(lambda: sent(place, 25), 90, place.text)
    place.stop()
    assert [command_of(pid) for pid in place.everything()] == []


@pytest.mark.audit
def test_whichever_process_is_killed_is_back_at_work(place):
    """Within 15 s, without a hand; what was queued meanwhile goes out."""
    place.start()
    for number, kind in enumerate(CHILDREN, start=1):
        victim = place.pids(kind)[0]
        os.kill(victim, signal.SIGKILL)
        back = until(lambda: place.pids(kind) and victim not in all_pids() and place.ready(), 15, place.text)  # noqa: B023 -- waited for here
        place.queue_mails(10, kind)
        took = until(lambda: sent(place, 10 * number), 30, place.text)  # noqa: B023 -- same
        print(f"{kind}: back after {back:.1f} s, mails sent {took:.1f} s after they were queued")
        assert place.main.poll() is None
    assert place.text().count("again.") == len(CHILDREN)
    place.stop()
    assert place.everything() == []


@pytest.mark.audit
@pytest.mark.parametrize("kind", ["web", "worker"])
def test_a_child_of_a_process_killed(place, kind):
    """A gunicorn worker or a pool process of Celery: its own parent replaces it."""
    place.start()
    leader, child = place.pids(kind)[:2]
    assert parent_of(child) == leader
    os.kill(child, signal.SIGKILL)
    place.queue_mails(10, "after")
    until(lambda: sent(place, 10), 30, place.text)
    assert place.ready()
    assert place.pids(kind)[0] == leader
    place.stop()


@pytest.mark.audit
def test_everything_and_one_process_killed_together(place):
    """The run dies with its sweeper and one of its processes: the next one clears up and loses nothing."""
    for number, kind in enumerate(CHILDREN, start=1):
        place.start()
        place.queue_mails(10, kind)
        sweeper = [pid for pid in all_pids() if parent_of(pid) == place.main.pid and "config.run" in command_of(pid)]
        assert len(sweeper) == 1
        # The sweeper first: it begins to sweep when the run dies.
        for pid in [*sweeper, place.main.pid, place.pids(kind)[0]]:
            os.kill(pid, signal.SIGKILL)
        place.main.wait()
        place.start()
        assert place.text().count("left behind") == number
        until(lambda: sent(place, 10 * number), 90, place.text)  # noqa: B023 -- waited for here
        place.stop()
        assert [command_of(pid) for pid in place.everything()] == []


@pytest.mark.audit
def test_a_process_that_cannot_be_kept_running_stops_everything_with_a_sentence(folder):
    place = Place(folder)
    try:
        (folder / "config/wsgi.py").write_text("raise RuntimeError('broken on purpose')\n")
        place.main = place.begin()
        assert place.main.wait(300) == 1
        assert "web ended with code" in place.text()
        assert "cannot be kept running: stopping everything" in place.text()
        assert place.everything() == []
    finally:
        end(place)


@pytest.mark.audit
def test_a_second_copy_and_a_busy_port_are_refused(place):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", place.port))
        busy.listen()
        assert f"Port {place.port} is taken" in place.refused()
    assert place.everything() == []
    place.start()
    said = place.refused()
    assert f"already running from this folder (process {place.main.pid})" in said
    assert place.ready()
    place.stop()


@pytest.mark.audit
def test_a_first_start_cut_off_at_any_moment_is_begun_anew(folder):
    place = Place(folder)
    try:
        for moment in (0.2, 0.6, 1.2, 2, 3, 4, 6):
            process = place.begin()
            time.sleep(moment)
            process.kill()
            process.wait()
        place.start()
        place.queue_mails(3, "whole")
        until(lambda: sent(place, 3), 30, place.text)
        place.stop()
        assert place.everything() == []
    finally:
        end(place)


ROWS = (
    "import json; from django.apps import apps\n"
    "print(json.dumps({m._meta.label: m._default_manager.count() for a in ('praktik', 'matching', 'evaluations') "
    "for m in apps.get_app_config(a).get_models() if not m._meta.label.endswith('Event')}))"
)


@pytest.mark.audit
@pytest.mark.parametrize("step", ["migrate", "createcachetable", "demo"])
def test_a_first_start_cut_off_in_a_step_is_finished_by_the_next_and_nothing_is_doubled(place, step):
    """Killed with the step itself, in the middle of it; as many rows as after a start that nobody disturbed."""
    process = place.begin()
    doing = lambda: [pid for pid in all_pids() if f"manage.py {step}" in command_of(pid) and pid in place.everything()]  # noqa: E731
    until(doing, 300, place.text)
    time.sleep({"migrate": 3, "createcachetable": 0.2, "demo": 4}[step])
    for pid in [process.pid, *doing()]:
        os.kill(pid, signal.SIGKILL)
    process.wait()
    place.start()
    cut_off = place.python(ROWS)
    place.stop()
    shutil.rmtree(place.folder / "var" / "postgres")
    place.start()
    assert place.python(ROWS) == cut_off
    place.stop()


@pytest.mark.audit
@pytest.mark.parametrize("which", ["postgres/postmaster.pid", "redis/redis.pid", "run.lock"])
def test_a_pid_file_that_names_somebody_else_counts_as_nothing(place, which):
    """A crash leaves it, and the number may by now be anybody's: here a process that has nothing to do with us."""
    place.start()
    place.stop()
    path = place.folder / "var" / which
    with subprocess.Popen(["sleep", "600"]) as somebody:
        try:
            path.write_text(f"{somebody.pid}\n{path.parent}\n0\n5432\n\n\n")
            place.start()
            place.stop()
            assert somebody.poll() is None
        finally:
            somebody.kill()


@pytest.mark.audit
def test_make_killed_ends_the_run(folder):
    place = Place(folder)
    try:
        (folder / "Makefile").write_text(f"run:\n\t@exec {sys.executable} -m config.run\n")
        place.main = place.command("make", "run")
        until(place.ready, 300, place.text)
        place.main.kill()
        place.main.wait()
        until(lambda: place.everything() == [], 40, lambda: [command_of(pid) for pid in place.everything()])
    finally:
        end(place)


@pytest.mark.audit
@pytest.mark.skipif(
    os.getuid() != 0, reason="only root makes a user; as an ordinary one, every other test here is this one"
)
def test_an_ordinary_user_can_run_it(folder):
    subprocess.run(["useradd", "--no-create-home", "praktik-trial"], check=True)
    try:
        place = Place(folder, uid=pwd.getpwnam("praktik-trial").pw_uid)
        try:
            place.start()
            owners = {Path(f"/proc/{pid}").stat().st_uid for pid in place.everything()}
            assert owners == {place.uid}
            place.stop()
            assert place.everything() == []
        finally:
            end(place)
    finally:
        subprocess.run(["userdel", "praktik-trial"], check=True)


@pytest.mark.audit
@pytest.mark.parametrize("own", ["postgres", "redis"])
def test_a_server_of_ones_own_for_the_one_alone(folder, own):
    """Only what the environment does not name is started, and only what was started is stopped."""
    other = {"postgres": "redis", "redis": "postgres"}[own]
    with tempfile.TemporaryDirectory(prefix="praktik-own-") as name:
        Path(name).chmod(0o755)
        servers = Servers(Path(name), postgres=own == "postgres", redis=own == "redis")
        servers.start()
        urls = {
            "postgres": {"DATABASE_URL": f"postgres://praktik@/praktik?host={servers.sockets}"},
            "redis": {"REDIS_URL": servers.redis_url()},
        }
        place = Place(folder, **urls[own])
        try:
            place.start()
            assert place.pids(own) == []
            assert len(place.pids(other)) >= 1
            place.queue_mails(3, "own")
            until(lambda: sent(place, 3), 60, place.text)
            place.stop()
            assert place.everything() == []
            assert servers.postgres_running() is (own == "postgres")
            assert (servers.redis_pid() is not None) is (own == "redis")
        finally:
            end(place)
            servers.stop()
