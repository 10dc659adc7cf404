"""Everything on one machine: `python -m config.run` starts servers, web, worker, beat and a mail sink, and stops them.

`make run` calls it. One copy at a time in one folder: a lock that the kernel lets go of when its holder dies, so a
crash leaves nothing that has to be cleaned up by hand. Processes that a killed copy left behind are ended first.
PRAKTIK_VAR names another folder for everything that a run leaves, and so another copy beside the first; STAGE says
which demo is filled in the first time (see `manage.py demo --help`).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from honcho.manager import Manager
from honcho.printer import Printer

from config.embedded import Servers, StartError

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("PRAKTIK_VAR", ROOT / "var")).resolve()
PYTHON = sys.executable


def main() -> int:
    port = os.environ.get("PORT", "8000")
    VAR.mkdir(exist_ok=True)
    with (VAR / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Praktik is already running from this folder. Stop that one with Ctrl-C first.", file=sys.stderr)
            return 1
        _end_left_over()
        if not port.isdecimal() or _busy(int(port)):
            print(f"Port {port} is taken or is not a port. Choose another: make run PORT=8001", file=sys.stderr)
            return 1
        try:
            return _run(int(port))
        except StartError as error:
            print(error, file=sys.stderr)
            return 1


def environment_for(port: int, mail_port: int, var: Path) -> dict[str, str]:
    """What every process of a copy is told. ``PRAKTIK_VAR`` also marks the processes as those of this folder."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PRAKTIK_VAR": str(var),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_PORT": str(mail_port),
        "PYTHONUNBUFFERED": "1",
    }


def steps(stage: str = "") -> list[list[str]]:
    """The commands of manage.py that a copy needs before it starts, in order; each may be run again."""
    return [
        ["migrate", "-v0"],
        ["createcachetable"],
        ["collectstatic", "--noinput", "-v0"],
        ["demo", *(["--stage", stage] if stage else [])],
    ]


def processes(port: int, mail_port: int, var: Path) -> dict[str, list[str]]:
    """name: command of each process of a copy, besides the servers."""
    celery = [PYTHON, "-m", "celery", "-A", "config"]
    quiet = ["-l", "WARNING", "--without-gossip", "--without-mingle"]
    return {
        "mails": [PYTHON, "-m", "config.mailsink", str(mail_port), str(var / "mails")],
        "web": [
            *(PYTHON, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"),
            *("--log-level", "warning", "--no-control-socket"),
        ],
        "worker": [*celery, "worker", "-Q", "mail", "-c", "2", "-n", "run@%h", *quiet],
        # Apart, so that a long matching run never delays a mail.
        "work": [*celery, "worker", "-Q", "work", "-c", "1", "-n", "work@%h", *quiet],
        "beat": [*celery, "beat", "-l", "WARNING", "--pidfile=", "-s", str(var / "beat-schedule")],
    }


def _run(port: int) -> int:
    mail_port = int(os.environ.get("EMAIL_PORT", "0")) or free_port()
    environment = environment_for(port, mail_port, VAR)
    servers = Servers(VAR)
    if not (environment.get("DATABASE_URL") and environment.get("REDIS_URL")):
        servers.start()
    try:
        for step in steps(os.environ.get("STAGE", "")):
            if subprocess.run([PYTHON, "manage.py", *step], cwd=ROOT, env=environment, check=False).returncode:
                print(f"'manage.py {step[0]}' failed; nothing was started. Fix it and run again.", file=sys.stderr)
                return 1
        return _supervise(port, mail_port, environment)
    finally:
        servers.stop()


def _supervise(port: int, mail_port: int, environment: dict[str, str]) -> int:
    manager = Manager(Printer(sys.stdout))
    for name, command in processes(port, mail_port, VAR).items():
        manager.add_process(name, f"exec {shlex.join(command)}", cwd=str(ROOT), env=environment)
    if os.fork() == 0:
        _announce(port)
        os._exit(0)
    manager.loop()
    return int(manager.returncode or 0)


def _announce(port: int) -> None:
    address = f"http://127.0.0.1:{port}/"
    for _try in range(300):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}readyz", timeout=2):  # noqa: S310 -- our own address
            break
        time.sleep(0.2)
    else:
        print(f"The page did not answer at {address} within a minute; see the lines above.", file=sys.stderr)
        return
    logins = VAR / "demo-logins.json"
    print(f"\nPraktik runs at {address}  (mails: {VAR / 'mails'})", flush=True)
    if logins.exists():
        for login in json.loads(logins.read_text()):
            print(f"  {login['role']:<14}{login['email']}   {login['password'] or login['page']}", flush=True)
    print("Stop with Ctrl-C.\n", flush=True)


def _left_over() -> list[int]:
    """Processes of an earlier copy with our var, which holds no lock any more: they run our interpreter here."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            command = (entry / "cmdline").read_bytes().split(b"\0")
            parts = set(command)
            ours = {b"config.wsgi", b"config.mailsink"} & parts or {b"celery", b"config"} <= parts
            told = (entry / "environ").read_bytes().split(b"\0")
            ours = ours and os.fsencode(f"PRAKTIK_VAR={VAR}") in told
            if ours and os.fsencode(PYTHON) in parts and (entry / "cwd").resolve() == ROOT:
                found.append(int(entry.name))
    return found


def _end_left_over() -> None:
    left = _left_over()
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if left:
        print(f"Ended {len(left)} processes that an earlier run left behind.", flush=True)
        time.sleep(0.3)


def _busy(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return True
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
