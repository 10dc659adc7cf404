"""Celery, set so that a killed worker loses nothing.

PostgreSQL rows are the work and the guarantee; a task only says "look". The settings below bound how long a
look can hang or be forgotten (measured on Celery 5.7 with Redis, see docs/decisions/0006-work-as-rows.md).
"""

import os

from celery import Celery
from celery.apps.worker import Worker
from celery.signals import celeryd_after_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("praktik")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_after_setup.connect
def name_connections(sender: str, instance: Worker, **kwargs: object) -> None:
    """Name the worker's connections to PostgreSQL (its processes inherit this), so that the desk sees who works."""
    queues = ", ".join(sorted(instance.app.amqp.queues.consume_from))
    os.environ["PGAPPNAME"] = f"worker {sender}: {queues}"[:63]
