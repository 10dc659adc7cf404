"""The sector of an application: the workplace's while there is one, and the last one's when it is unlinked."""

from __future__ import annotations

from importlib import import_module

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

from praktik.applications.models import Application
from tests.factories import ApplicationFactory, WorkplaceFactory

pytestmark = pytest.mark.django_db


def sector(application: Application) -> str | None:
    return Application.objects.values_list("sector", flat=True).get(pk=application.pk)


def test_it_follows_the_workplace_and_stays_without_one():
    application = ApplicationFactory(workplace__sector_id="municipality")
    assert sector(application) == "municipality"
    application.workplace = WorkplaceFactory(sector_id="state")
    application.save()
    assert sector(application) == "state"
    Application.objects.update(workplace=None)
    assert sector(application) == "state"
    assert sector(ApplicationFactory(workplace=None)) is None


def test_the_migration_fills_it_in_and_writes_no_history():
    application = ApplicationFactory(workplace__sector_id="region")
    with pgtrigger.ignore():
        Application.objects.update(sector=None)
    events = apps.get_model("praktik", "ApplicationEvent").objects.count()
    migration = import_module("praktik.migrations.0011_retention")
    with connection.schema_editor(atomic=False) as editor:
        migration.fill(apps, editor)
    assert sector(application) == "region"
    assert apps.get_model("praktik", "ApplicationEvent").objects.count() == events
