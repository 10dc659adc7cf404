"""A claim lasts as long as its holder lives: the lease is short and is renewed while the mail server takes its time."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from types import TracebackType

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from praktik import clock
from praktik.mail.models import Mail
from praktik.mail.states import State

log = structlog.get_logger(__name__)

# A mail whose sender was killed is sent again this long after its last renewal; together with a look each second and
# the start of a worker that is well under 15 s.
LEASE = dt.timedelta(seconds=9)
RENEW = 3.0
AGAIN = 0.1


def is_away(error: Exception) -> bool:
    """Whether the database has gone away, rather than refused something.

    A backend that crashes is told by psycopg2 as a plain DatabaseError; what is refused has a class of its own.
    """
    return type(error) in (DatabaseError, OperationalError, InterfaceError)


class Keeper:
    """Renews, in a thread with a connection of its own, the lease of the mail that is being sent.

    The thread touches the database only when a mail takes longer than RENEW seconds.
    """

    def __init__(self) -> None:
        self._claim: uuid.UUID | None = None
        self._change = threading.Event()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="mail lease", daemon=True)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over = True
        self._change.set()
        self._thread.join()

    def hold(self, claim: uuid.UUID | None) -> None:
        """The claim to renew from now on; None lets go of it."""
        self._claim = claim
        self._change.set()

    def _run(self) -> None:
        wait: float = RENEW
        try:
            while not self._over:
                if self._change.wait(wait if self._claim else None):
                    self._change.clear()
                    wait = RENEW
                elif (claim := self._claim) is not None:
                    # A database that was restarted lets the lease run out; whoever comes back first has the mail.
                    wait = RENEW if _renew(claim) else AGAIN
        finally:
            connection.close()


def _renew(claim: uuid.UUID) -> bool:
    try:
        Mail.objects.filter(claim=claim, state=State.CLAIMED).update(lease_until=clock.real() + LEASE)
    except (DatabaseError, InterfaceError):
        log.warning("mail_lease_not_renewed", claim=str(claim))
        connection.close()
        return False
    return True
