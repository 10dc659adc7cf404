"""A copy of this project in a folder of its own, run for real: `make run`'s program, its processes and its data."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from pathlib import Path

from config.supervisor import left_over

ROOT = Path(__file__).resolve().parent.parent.parent
KINDS = {
    "web": "gunicorn config.wsgi", "worker": "worker -Q mail", "beat": "-A config beat",
    "mails": "config.mailsink",
}  # fmt: skip


class Place:
    """``folder`` gets what is committed and the front-end build; interpreter and packages are this suite's own."""

    def __init__(self, folder: Path, *, uid: int | None = None, **environment: str) -> None:
        self.folder, self.uid, self.python_path = folder, uid, sys.executable
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in listed.splitlines():
            if (ROOT / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
        shutil.copytree(ROOT / "var" / "frontend", folder / "var" / "frontend")
        shutil.copy(ROOT / "locale/da/LC_MESSAGES/django.mo", folder / "locale/da/LC_MESSAGES/django.mo")
        if uid is not None:
            if not reachable(sys.executable, uid):
                # An interpreter in root's own home: the user gets a copy of it, and reads the packages where they are.
                leave = shutil.ignore_patterns("site-packages", "__pycache__", "test", "share", "include")
                shutil.copytree(sys.base_prefix, folder / "python", ignore=leave, symlinks=True)
                name = f"python{sys.version_info.major}.{sys.version_info.minor}"
                self.python_path = str(folder / "python" / "bin" / name)
                environment["LD_LIBRARY_PATH"] = str(folder / "python" / "lib")
                environment["PYTHONPATH"] = sysconfig.get_path("purelib")
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, uid, uid, follow_symlinks=False)
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
            "PORT": str(self.port), "HOME": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "STAGE": "people",  # a programme would send mails of its own
            **environment,
        }  # fmt: skip
        self.main: subprocess.Popen[bytes] | None = None
        self.said = ""

    def command(self, *command: str) -> subprocess.Popen[bytes]:
        """Start ``command``; what it says goes to the end of :meth:`text`."""
        drop = {} if self.uid is None else {"user": self.uid, "group": self.uid, "extra_groups": []}
        with (self.folder / "said.txt").open("ab") as said:
            return subprocess.Popen(
                command, cwd=self.folder, env=self.environment, start_new_session=True, stdout=said,
                stderr=subprocess.STDOUT, **drop,
            )  # fmt: skip

    def begin(self) -> subprocess.Popen[bytes]:
        return self.command(self.python_path, "-m", "config.run")

    def start(self, *, wait: float = 300) -> None:
        """Start, and wait until it has said so itself: web processes that a killed run left behind still answer."""
        said = self.text().count("Stop with Ctrl-C.")
        self.main = self.begin()
        until(lambda: self.text().count("Stop with Ctrl-C.") > said or self.main.poll() is not None, wait, self.text)
        assert self.main.poll() is None, self.text()

    def refused(self) -> str:
        """Start where that is refused; what it said."""
        before = len(self.text())
        process = self.begin()
        assert process.wait(60) == 1, self.text()
        return self.text()[before:]

    def stop(self) -> None:
        if self.main is not None and self.main.poll() is None:
            self.main.send_signal(signal.SIGINT)
            assert self.main.wait(60) == 0, self.text()
        self.main = None

    def text(self) -> str:
        path = self.folder / "said.txt"
        return path.read_text() if path.exists() else ""

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def python(self, code: str) -> str:
        """What ``code`` prints in this place's Django."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"], cwd=self.folder, env=self.environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def pids(self, kind: str) -> list[int]:
        """Processes of a kind, the one that leads first: web, worker, beat, mails, redis or postgres."""
        if kind in ("redis", "postgres"):
            folder = (self.folder / "var" / kind).resolve()
            return [pid for pid in all_pids() if working_folder(pid) == folder and kind in command_of(pid)]
        ours = [pid for pid in left_over((self.folder / "var").resolve()) if KINDS[kind] in command_of(pid)]
        return sorted(ours, key=lambda pid: parent_of(pid) in ours)

    def everything(self) -> list[int]:
        """Every process that this place has started, servers and sweeper too."""
        root = str(self.folder.resolve())
        return [pid for pid in all_pids() if str(working_folder(pid)).startswith(root)]

    def delivered(self) -> list[str]:
        """The Message-IDs in the mail sink."""
        found = []
        for path in (self.folder / "var" / "mails").glob("*.eml"):
            found += [
                line.split()[1] for line in path.read_text().splitlines() if line.lower().startswith("message-id:")
            ]
        return found

    def queue_mails(self, count: int, name: str) -> None:
        """Mails of ours in the outbox, the way allauth's go: through Django's send_mail."""
        self.python(
            "from django.core.mail import send_mail\n"
            f"for n in range({count}): send_mail(f'{name} {{n}}', 'text', None, [f'{name}{{n}}@demo.example'])"
        )

    def outbox(self) -> dict[str, int]:
        code = (
            "import json, collections; from praktik.mail.models import Mail\n"
            "print(json.dumps(collections.Counter(Mail.objects.values_list('state', flat=True))))"
        )
        return json.loads(self.python(code))


def until(true, seconds, why=lambda: ""):
    """Wait until ``true()``; fails after ``seconds``. Returns how long it took."""
    begin = time.monotonic()
    while not true():
        assert time.monotonic() - begin < seconds, why()
        time.sleep(0.1)
    return time.monotonic() - begin


def reachable(program: str, uid: int) -> bool:
    """Whether the user ``uid`` may start ``program``."""
    try:
        subprocess.run([program, "-c", ""], user=uid, group=uid, extra_groups=[], check=True)
    except PermissionError:
        return False
    return True


def all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def working_folder(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
