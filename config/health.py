"""Is this container's process well? `python -m config.health web|worker|beat` ends with 0 where it is, else with 1."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

BEAT_SCHEDULE = Path("/tmp/beat-schedule")  # noqa: S108 -- a container's own, see docker-compose.yml
BEAT_SILENCE = 600.0  # seconds; beat writes its schedule every three minutes


def web(port: int = 8000) -> bool:
    """The pages answer and reach the database. Asked as the proxy asks: by the site's name, over TLS."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    headers = {"Host": host, "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 -- same
            return int(answer.status) == 200
    except OSError:
        return False


def worker() -> bool:
    """The worker of this container answers through Redis."""
    name = f"worker@{socket.gethostname()}"
    command = [sys.executable, "-m", "celery", "-A", "config", "inspect", "ping", "-d", name, "-t", "5"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def beat(schedule: Path = BEAT_SCHEDULE) -> bool:
    """Beat has written its schedule lately."""
    newest = max((path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")), default=0.0)
    return time.time() - newest < BEAT_SILENCE


if __name__ == "__main__":
    checks = {"web": web, "worker": worker, "beat": beat}
    if sys.argv[1:] and sys.argv[1] in checks:
        sys.exit(not checks[sys.argv[1]]())
    print("usage: python -m config.health web|worker|beat", file=sys.stderr)
    sys.exit(2)
