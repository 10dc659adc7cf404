"""Celery tasks: each one only says "look" and calls a service. The rows in PostgreSQL say what there is to do."""

from __future__ import annotations

from celery import shared_task

from praktik import clock, registries
from praktik.mail.services import mails_drain
from praktik.work.services import jobs_do


@shared_task
def mail_look() -> int:
    return mails_drain(now=clock.now())


@shared_task
def clock_look() -> dict[str, int]:
    now = clock.now()
    return {name: look(now) for name, look in registries.looks().items()}


@shared_task
def work_look() -> int:
    """On a queue and in a worker of its own: a long job never delays a mail."""
    return jobs_do(time=clock.now)
