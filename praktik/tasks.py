"""Celery tasks: each one only says "look" and calls a service. The rows in PostgreSQL say what there is to do."""

from __future__ import annotations

import structlog
from celery import shared_task

from praktik import clock, registries
from praktik.mail.drain import mails_drain
from praktik.work.services import jobs_do

log = structlog.get_logger(__name__)


@shared_task
def mail_look() -> int:
    return mails_drain(now=clock.now())


@shared_task
def clock_look() -> dict[str, int]:
    """Every registered look. One that fails is logged and tried again at the next; the others do not wait for it."""
    now = clock.now()
    done: dict[str, int] = {}
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
