from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from praktik import clock
from praktik.history.actors import Role
from praktik.mail.models import Mail
from praktik.mail.services import mail_retry


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    """The outbox, to look at; a mail that was given up can be tried again."""

    list_display = ("created_at", "kind", "to", "subject", "state", "sent_at")
    list_filter = ("state", "kind")
    search_fields = ("to", "subject")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    actions = ("retry",)
    fields = ("kind", "to", "subject", "text", "state", "created_at", "not_before", "attempts", "error", "sent_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        return super().get_queryset(request).defer("html")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Role.CONSULTANT in request.user.staff_roles  # type: ignore[union-attr]  # the desk lets in staff only

    has_module_permission = has_view_permission

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("Try the chosen dead mails again"), permissions=["view"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        done = sum(mail_retry(mail, now=clock.now()) for mail in queryset)
        messages.success(request, ngettext("%d mail is queued again.", "%d mails are queued again.", done) % done)
