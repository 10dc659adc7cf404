"""The desk's pages about erasures. An administrator asks for one from the page of a person."""

from __future__ import annotations

from typing import Any

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
from praktik.rights.forms import EraseReasonForm
from praktik.rights.models import Erasure
from praktik.rights.services.erasures import erasure_ask, hindrances


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
        return [path("ask/<int:pk>/", ask, name="erasure_ask"), *super().get_urls()]

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
