"""Whether the pages can be served."""

from __future__ import annotations

import threading

from health_check.checks import Database
from health_check.exceptions import HealthCheckException

PATIENCE = 1.5  # seconds: readiness is red within two of the server's going
_asking = threading.Lock()


def database_answers() -> bool:
    """Whether PostgreSQL answers in time, on a connection of its own: the one of a request may be a broken one.

    A server that is frozen answers nothing at all, so it is asked in a thread that is not waited for any longer; until
    that thread is back the answer is no at once.
    """
    if not _asking.acquire(blocking=False):
        return False
    said: list[bool] = []

    def ask() -> None:
        try:
            Database().run()
            said.append(True)
        except HealthCheckException:
            said.append(False)
        finally:
            _asking.release()

    thread = threading.Thread(target=ask, name="readiness", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return said == [True]
