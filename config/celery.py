"""Celery, set so that a killed worker loses nothing.

PostgreSQL rows are the work and the guarantee; a task only says "look". The settings below bound how long a
look can hang or be forgotten (measured on Celery 5.7 with Redis, see docs/decisions/0006-work-as-rows.md).
"""

import os

import structlog
from celery import Celery, bootsteps
from celery.apps.worker import Worker
from celery.signals import celeryd_after_setup
from celery.worker.consumer import Consumer
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
# Workers and beats do without Django's checks, which load every page: `migrate` and the web make them, and a killed
# worker is back a quarter sooner.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("praktik")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_after_setup.connect
def name_connections(sender: str, instance: Worker, **kwargs: object) -> None:
    """Name the worker's connections to PostgreSQL (its processes inherit this), so that the desk sees who works."""
    queues = ", ".join(sorted(instance.app.amqp.queues.consume_from))
    os.environ["PGAPPNAME"] = f"worker {sender}: {queues}"[:63]


class OwnLook(bootsteps.StartStopStep):
    """Beat says "look" each second; a worker that reads the mails says it too, now and then.

    So mails go out where every beat is dead or still starting. A step of the consumer, because the consumer is begun
    anew, and its timers with it, whenever Redis comes back.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, parent: Consumer) -> None:
        seconds = parent.app.conf.worker_own_look
        if seconds and "mail" in parent.app.amqp.queues.consume_from:
            parent.timer.call_repeatedly(seconds, _look, (parent.app, seconds))


def _look(app: Celery, seconds: float) -> None:
    try:
        app.send_task("praktik.tasks.mail_look", queue="mail", expires=seconds, retry=False)
    except OperationalError:  # Redis is away, and so is everything that could hear us
        log.info("own_look_unsaid")


app.steps["consumer"].add(OwnLook)
