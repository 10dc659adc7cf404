"""The desk's pages about erasures, what is due to go, and what is on file. An administrator asks for an erasure from
the page of a person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import csrf_protect_m
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from praktik import clock
from praktik.history.actors import Role
from praktik.history.door import Refused
from praktik.people.access import me
from praktik.people.admin_base import DeskAdmin
from praktik.people.models import User
from praktik.privacy.registry import Period
from praktik.privacy.retention import words
from praktik.rights.forms import EraseReasonForm
from praktik.rights.models import Erasure, Hold
from praktik.rights.services.erasures import erasure_ask, hindrances
from praktik.rights.services.retaining import BREACH, standing


@admin.register(Erasure)
class ErasureAdmin(DeskAdmin):
    """What was erased: administrators look, and nobody changes a line."""

    list_display = ("__str__", "ground", "reason", "state", "asked_at", "done_at")
    list_filter = ("state", "ground")
    fields = ("user", "ground", "reason", "state", "asked_by", "asked_at", "done_at", "counts", "error")
    readonly_fields = fields
    list_select_related = ("user",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Role.ADMINISTRATOR in self._roles(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        ask = self.admin_site.admin_view(self.ask)
        due = self.admin_site.admin_view(self.retention)
        own = [path("ask/<int:pk>/", ask, name="erasure_ask"), path("retention/", due, name="retention")]
        return [*own, *super().get_urls()]

    def retention(self, request: HttpRequest) -> HttpResponse:
        """How long each kind of data is kept, and what is due to go. One query beside those of every page."""
        if not self._roles(request) & {Role.CONSULTANT, Role.ADMINISTRATOR}:
            raise PermissionDenied
        now = clock.now()
        rows = [
            {
                "period": one.clock.period.label,
                "table": one.clock.name,
                "kept": words(one.clock.period),
                "overdue": one,
                "late": one.age(now) > BREACH,
            }
            for one in sorted(standing(now), key=lambda one: list(Period).index(one.clock.period))
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("How long data are kept"),
            "subtitle": None,
            "rows": rows,
            "mail_text_days": settings.MAIL_TEXT_DAYS,
        }
        return TemplateResponse(request, "admin/rights/retention.html", context)

    @csrf_protect_m
    def ask(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET says what will happen to the person of this number, or what must end first; POST asks for it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        person = User.objects.filter(pk=pk).first()
        if person is None:
            raise Http404
        form = EraseReasonForm(request.POST if request.method == "POST" else None, rows=[person])
        if request.method == "POST" and form.is_valid():
            try:
                erasure_ask(person, by=me(request), now=clock.now(), reason=form.cleaned_data["why"])
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("The erasure is queued. A worker does it in a moment."))
                return redirect("admin:praktik_erasure_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Erase a person"),
            "opts": User._meta,
            "person": person,
            "form": form,
            "hindrances": hindrances(person),
        }
        return TemplateResponse(request, "admin/rights/erase.html", context)


@admin.register(Hold)
class HoldAdmin(DeskAdmin):
    """Whoever puts a case on file says so here; taking the row away lets the clock go on."""

    list_display = ("user", "reference", "until", "by")
    fields = ("user", "reference", "until")
    raw_id_fields = ("user",)
    list_select_related = ("user", "by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Hold, form: Any, change: bool) -> None:
        obj.by, obj.at = me(request), clock.now()
        super().save_model(request, obj, form, change)
