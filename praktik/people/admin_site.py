from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from praktik import clock, registries
from praktik.history.actors import Role
from praktik.people.models import User

# The apps whose tables have pages on the desk.
OWN = ("praktik", "matching", "evaluations")


class DeskSite(admin.AdminSite):
    """The consultants' desk. One way in: the site's own log-in with its throttling, and a second factor."""

    site_title = _("Praktik")
    site_header = _("Innovation internship")
    index_title = _("The desk")

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        """Pages of our own only. Other packages bring some for their tables (log-in secrets, sessions, groups), with
        rights that are not ours; those tables are changed on the account's pages or by our services."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        own = [model for model in models if model._meta.app_label in OWN]
        super().register(own, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a role, and so with a second factor set up."""
        return isinstance(request.user, User) and bool(request.user.staff_roles)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from praktik.work.admin import work_page  # noqa: PLC0415 -- it needs the models, this file is read before them

        return [path("background-work/", self.admin_view(work_page), name="work"), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The desk's counts above the list of pages, in groups, as the nouns registered them."""
        groups: dict[str, list[registries.Count]] = {}
        for count in registries.desk_counts(clock.now()):
            groups.setdefault(str(count.group), []).append(count)
        # Most of the pages that these lead to are about people, and none of them opens to a reader.
        leads_on = bool(request.user.staff_roles & {Role.CONSULTANT, Role.ADMINISTRATOR})  # type: ignore[union-attr]  # staff
        return super().index(request, {**(extra_context or {}), "count_groups": groups, "leads_on": leads_on})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Has no form of its own, which would ask for no second factor and count no failures: visitors go to the
        site's log-in, staff without a second factor to where they set one up, everybody else gets 403."""
        return secure_admin_login(self._onwards)(request)

    def _onwards(self, request: HttpRequest) -> HttpResponse:
        if not self.has_permission(request):
            messages.warning(request, _("The desk opens when you have set up a second factor. You can do that here."))
            return redirect("mfa_index")
        onwards = request.GET.get(REDIRECT_FIELD_NAME, "")
        allowed = url_has_allowed_host_and_scheme(onwards, {request.get_host()}, require_https=request.is_secure())
        return redirect(onwards if allowed else "admin:index")
