"""Celery, set so that a killed worker loses nothing.

PostgreSQL rows are the work and the guarantee; a task only says "look". The settings below bound how long a
look can hang or be forgotten (measured on Celery 5.7 with Redis, see docs/decisions/0006-work-as-rows.md).
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("praktik")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
