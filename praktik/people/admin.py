from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from praktik.history.actors import Role
from praktik.people.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Consultants look people up; administrators also change roles."""

    list_display = ("email", "name", "is_staff", "is_active", "joined_at")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "phone", "language", "is_active", "groups", "joined_at", "last_login")
    readonly_fields = ("email", "joined_at", "last_login")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.staff_roles & {Role.CONSULTANT, Role.ADMINISTRATOR})  # type: ignore[union-attr]  # staff

    has_module_permission = has_view_permission

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Role.ADMINISTRATOR in request.user.staff_roles  # type: ignore[union-attr]  # staff

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
