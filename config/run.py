"""Everything on one machine: `python -m config.run` starts servers, web, worker, beat and a mail sink, and stops them.

`make run` calls it. One copy at a time in one folder: a lock that the kernel lets go of when its holders die, so a
crash leaves nothing that has to be cleaned up by hand. What dies while it runs is started again (config/supervisor.py).
PRAKTIK_VAR names another folder for everything that a run leaves, and so another copy beside the first; STAGE says
which demo is filled in the first time (see `manage.py demo --help`).
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import IO

from config.embedded import Servers, StartError
from config.supervisor import MARK, Job, Supervisor, Sweeper, end_left_over

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("PRAKTIK_VAR", ROOT / "var")).resolve()
PYTHON = sys.executable
SWEEPING = 30.0  # seconds that a killed copy's sweeper may need
LETTING_GO = 5.0  # seconds in which a process that was killed, and is seen no more, gives back its port
STAGE = os.environ.get("STAGE", "")
STEPS = (
    (["migrate", "-v0"], "Bringing the database up to date …"),
    (["createcachetable", "-v0"], ""),
    (["demo", *(["--stage", STAGE] if STAGE else [])], "Filling in the demo programme, unless it is there …"),
)
# A terminal is for a person: what the programs say of themselves stays away from it.
CALM = {"LOG_LEVEL": "WARNING", "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
# What is made of the source alone, and so is shared by every copy.
BUILT = ROOT / "var"
STATIC = BUILT / "staticfiles"


def main() -> int:
    _end_with_make()
    port = os.environ.get("PORT", "8000")
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "run.lock").open("a+") as lock:
        holder = _lock(lock)
        if holder is not None:
            print(
                f"Praktik is already running from this folder (process {holder}). Stop that one first: Ctrl-C where it "
                f"runs, or kill {holder}",
                file=sys.stderr,
            )
            return 1
        if left := end_left_over(VAR):
            print(f"Ended {left} processes that an earlier run left behind.", flush=True)
        if not port.isdecimal() or not _free(int(port), LETTING_GO if left else 0):
            print(f"Port {port} is taken or is not a port. Choose another: make run PORT=8001", file=sys.stderr)
            return 1
        try:
            return _run(int(port))
        except StartError as error:
            print(error, file=sys.stderr)
            return 1


def _lock(lock: IO[str]) -> int | None:
    """Take the lock and write our process id into it; or the id of the copy that has it. Waits where that copy is dead
    and its sweeper is still at work."""
    end = time.monotonic() + SWEEPING
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = int(lock.read().strip() or 0)
            if time.monotonic() > end or (holder and Path(f"/proc/{holder}").exists()):
                return holder
            time.sleep(0.1)
            continue
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        return None


def _end_with_make() -> None:
    """Where make started us and is killed, we are asked to stop: nobody would be there to press Ctrl-C."""
    with contextlib.suppress(OSError, AttributeError):
        if Path(f"/proc/{os.getppid()}/comm").read_text().strip() == "make":
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _run(port: int) -> int:
    mail_port = int(os.environ.get("EMAIL_PORT", "0")) or _free_port()
    environment = {
        **CALM,
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PRAKTIK_VAR": str(VAR),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_PORT": str(mail_port),
        "PYTHONUNBUFFERED": "1",
        MARK: str(VAR),
    }
    servers = Servers(VAR, postgres=not os.environ.get("DATABASE_URL"), redis=not os.environ.get("REDIS_URL"))

    def sweep() -> None:
        end_left_over(VAR)
        servers.stop()

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    sweeper = Sweeper(sweep)
    try:
        servers.start()
        _collect(environment)
        for step, words in STEPS:
            if words:
                print(words, flush=True)
            if subprocess.run([PYTHON, "manage.py", *step], cwd=ROOT, env=environment, check=False).returncode:
                print(f"'manage.py {step[0]}' failed; nothing was started. Fix it and run again.", file=sys.stderr)
                return 1
        threading.Thread(target=_announce, args=(port,), daemon=True).start()
        return Supervisor(_jobs(port, mail_port), folder=ROOT, environment=environment, tend=servers.revive).run()
    except KeyboardInterrupt:
        return 130
    finally:
        servers.stop()
        sweeper.dismiss()


def _collect(environment: dict[str, str]) -> None:
    """`collectstatic`, unless that has been done: ten seconds of compressing need not be repeated at every start."""
    BUILT.mkdir(exist_ok=True)
    with (BUILT / "static.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _collected() != _static_inputs():
            command = [PYTHON, "manage.py", "collectstatic", "--noinput", "-v0"]
            if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
                raise StartError("'manage.py collectstatic' failed; nothing was started. Fix it and run again.")
            (STATIC / "made-from").write_text(_static_inputs())


def _static_inputs() -> str:
    """A digest of what `collectstatic` works on."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for folder in (ROOT / "static", BUILT / "frontend"):
        for path in sorted(folder.rglob("*")):
            digest.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    return digest.hexdigest()


def _collected() -> str:
    made = STATIC / "made-from"
    return made.read_text() if made.exists() and (STATIC / "staticfiles.json").exists() else ""


def _jobs(port: int, mail_port: int) -> list[Job]:
    celery = [PYTHON, "-m", "celery", "--quiet", "-A", "config"]
    web = f"gunicorn config.wsgi --bind 127.0.0.1:{port} --workers 2 --log-level warning --no-control-socket"
    quiet = "-l WARNING --without-gossip --without-mingle"
    return [
        Job("mails", [PYTHON, "-m", "config.mailsink", str(mail_port), str(VAR / "mails")], last=True),
        Job("web", [PYTHON, "-m", *web.split()]),
        Job("worker", [*celery, *f"worker -Q mail -c 2 {quiet} -n run@%h".split()]),
        # Apart, so that a long matching run never delays a mail.
        Job("work", [*celery, *f"worker -Q work -c 1 {quiet} -n work@%h".split()]),
        Job("beat", [*celery, "beat", "-l", "WARNING", "--pidfile=", "-s", str(VAR / "beat-schedule")]),
    ]


def _announce(port: int) -> None:
    address = f"http://127.0.0.1:{port}/"
    for _try in range(300):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}readyz", timeout=2):  # noqa: S310 -- our own address
            break
        time.sleep(0.2)
    else:
        print(f"The page did not answer at {address} within a minute; see the lines above.", file=sys.stderr)
        return
    print(f"\nPraktik runs at {address}  (mails: {VAR / 'mails'})", flush=True)
    logins = VAR / "demo-logins.json"
    if logins.exists():
        for login in json.loads(logins.read_text()):
            print(f"  {login['role']:<14}{login['email']}   {login['password'] or login['page']}", flush=True)
        print("  The desk asks for a code too: .venv/bin/python manage.py code [e-mail]", flush=True)
    print("Stop with Ctrl-C.\n", flush=True)


def _free(port: int, patience: float) -> bool:
    """Whether ``port`` can be taken, at the latest after ``patience`` seconds."""
    end = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                if time.monotonic() >= end:
                    return False
            else:
                return True
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
