"""What every page of the desk has in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from praktik.history.actors import Role


class DeskAdmin(admin.ModelAdmin):
    """Rights by staff group, the same two tuples on every page.

    Consultants see it; readers too where ``readable`` (nothing personal on it); only ``changed_by`` may change fields.
    Rows are added and deleted by services, so both are off unless a page turns them on.
    """

    readable = False
    changed_by: ClassVar[frozenset[Role]] = frozenset({Role.CONSULTANT})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; on a page that is only looked at, fetched once however often it is asked for."""
        if request.method != "GET":
            return super().get_object(request, object_id, from_field)
        key = (self.opts.label_lower, object_id, from_field)
        kept: dict[Any, Any] = request.__dict__.setdefault("desk_rows", {})
        if key not in kept:
            kept[key] = super().get_object(request, object_id, from_field)
        return kept[key]

    def _roles(self, request: HttpRequest) -> frozenset[Role]:
        return request.user.staff_roles  # type: ignore[union-attr]  # DeskSite lets in staff only

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        seers = {Role.CONSULTANT, Role.READER} if self.readable else {Role.CONSULTANT}
        return bool(self._roles(request) & seers)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._roles(request) & self.changed_by)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OwnTextAdmin(DeskAdmin):
    """The desk's own texts in place of those in files. Who may change them may write new ones and delete them, which
    is the way back to the file's."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)


class DeskInline(admin.TabularInline):
    """Rows that are edited on another row's page, with that page's rights: who may change the one may change these."""

    extra = 0
    readable = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        seers = {Role.CONSULTANT, Role.READER} if self.readable else {Role.CONSULTANT}
        return bool(request.user.staff_roles & seers)  # type: ignore[union-attr]  # DeskSite lets in staff only

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Role.CONSULTANT in request.user.staff_roles  # type: ignore[union-attr]  # same

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)
