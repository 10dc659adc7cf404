"""Celery tasks: each one only says "look" and calls a service. The rows in PostgreSQL say what there is to do."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.db import DatabaseError, InterfaceError

from praktik import clock, registries
from praktik.mail.drain import mails_drain
from praktik.mail.lease import is_away
from praktik.rights.services.retaining import retention_apply
from praktik.work.services import jobs_do

log = structlog.get_logger(__name__)


@shared_task
def mail_look() -> int:
    """Send what is due. Where the database is away there is nothing to do but to look again: what was being sent is
    claimed again when its lease is over."""
    try:
        return mails_drain(now=clock.now())
    except (DatabaseError, InterfaceError) as error:
        if not is_away(error):
            raise
        log.warning("database_away", error=str(error).strip())
        return 0


@shared_task
def clock_look() -> dict[str, int]:
    """Every registered look. One that fails is logged and tried again at the next; the others do not wait for it."""
    done: dict[str, int] = {}
    try:
        now = clock.now()
    except (DatabaseError, InterfaceError) as error:
        if not is_away(error):
            raise
        log.warning("database_away", error=str(error).strip())
        return done
    for name, look in registries.looks().items():
        try:
            done[name] = look(now)
        except Exception:
            log.exception("look_failed", look=name)
    return done


@shared_task
def work_look() -> int:
    """On a queue and in a worker of its own: a long job never delays a mail."""
    return jobs_do(time=clock.now)


@shared_task
def retention_look() -> dict[str, int]:
    """Take out what has been kept for its time, for a moment; while there is something, say "look" again, behind the
    jobs that wait. What a look that dies leaves, the next one finds."""
    done = retention_apply(clock.now())
    if done:
        retention_look.apply_async(queue="work", expires=3000)
    return dict(done)
