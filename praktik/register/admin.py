"""The desk looks companies up; the file is loaded by ``manage.py register_load``."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from praktik.history.actors import Role
from praktik.people.admin_base import DeskAdmin
from praktik.register.models import RegisterEntry


@admin.register(RegisterEntry)
class RegisterEntryAdmin(DeskAdmin):
    readable = True
    changed_by: ClassVar[frozenset[Role]] = frozenset()
    list_display = ("name", "cvr", "city", "advertising_protected", "ended_on", "as_of")
    search_fields = ("cvr__startswith", "name")
    list_filter = ("advertising_protected",)
