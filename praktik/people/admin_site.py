from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from praktik import clock, registries


class DeskSite(admin.AdminSite):
    """The consultants' desk. One way in: the site's own log-in with its throttling, and a second factor."""

    site_title = _("Praktik")
    site_header = _("Innovation internship")
    index_title = _("The desk")

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff with a second factor set up. Staff without one are sent to set it up (see ``login``)."""
        user = request.user
        return bool(user.is_active and user.is_staff and is_mfa_enabled(user))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from praktik.work.admin import work_page  # noqa: PLC0415 -- it needs the models, this file is read before them

        return [path("work/", self.admin_view(work_page), name="work"), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The desk's counts above the list of pages, in groups, as the nouns registered them."""
        groups: dict[str, list[registries.Count]] = {}
        for count in registries.desk_counts(clock.now()):
            groups.setdefault(str(count.group), []).append(count)
        return super().index(request, {**(extra_context or {}), "count_groups": groups})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The site's own log-in: its rate limits and second factor hold for the admin too."""
        return secure_admin_login(super().login)(request, extra_context)
