"""The desk's pages of this noun."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import clock
from praktik.dates import moment
from praktik.home import texts
from praktik.home.forms import PageTextForm
from praktik.home.models import PageText
from praktik.home.pages import page_preview
from praktik.home.services import page_text_delete, page_text_save
from praktik.people.access import me
from praktik.people.admin_base import OwnTextAdmin

EARLIER = 10


@admin.register(PageText)
class PageTextAdmin(OwnTextAdmin):
    """Own texts on the public pages. Saving and deleting go through the services; the page can be seen before."""

    form = PageTextForm
    list_display = ("place", "language", "only_for", "changed_at")
    list_filter = ("language", "round")
    list_select_related = ("round",)
    change_list_template = "admin/page_texts.html"
    change_form_template = "admin/page_text.html"
    actions = None

    def get_fields(self, request: HttpRequest, obj: PageText | None = None) -> tuple[str, ...]:
        return (
            ("place", "language", "round", "text") if obj is None else ("place", "language", "round", "text", "earlier")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: PageText | None = None) -> tuple[str, ...]:
        return () if obj is None else ("place", "language", "round", "earlier")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """With ?place=…&language=… a new text starts from the file's."""
        initial = super().get_changeform_initial_data(request)
        page, _dot, block = str(initial.get("place")).partition(".")
        language = str(initial.get("language", "da"))
        if page in texts.PAGES and language in texts.LANGUAGES:
            initial = {"language": language, "text": texts.defaults(page, language).get(block, ""), **initial}
        return initial

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"places": texts.places(), **(extra_context or {})}
        return super().changelist_view(request, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Also the answer to the button that shows the page: the page where the text can be used, otherwise this form
        with what is wrong."""
        if "_preview" in request.POST and self.has_change_permission(request):
            own = self.get_object(request, object_id) if object_id else None
            form = self.get_form(request, own, change=own is not None)(request.POST, instance=own)
            if form.is_valid():
                return self._preview(request, form.instance)
        return super().changeform_view(request, object_id, form_url, extra_context)

    @staticmethod
    def _preview(request: HttpRequest, own: PageText) -> HttpResponse:
        messages.info(request, _("This is how the page would look. Nothing is saved."))
        return page_preview(
            request,
            own.page,
            language=own.language,
            now=clock.now(),
            round_=own.round,
            instead={own.block: own.text},
        )

    @admin.display(description=gettext_lazy("Part of the page"))
    def place(self, own: PageText) -> str:
        return dict(texts.places()).get(f"{own.page}.{own.block}", f"{own.page}.{own.block}")

    @admin.display(description=gettext_lazy("Only for"), ordering="round")
    def only_for(self, own: PageText) -> str:
        return str(own.round or "–")

    @admin.display(description=gettext_lazy("Earlier texts"))
    def earlier(self, own: PageText) -> str:
        """What has stood here before, newest first, also what was given up since."""
        key = {"page": own.page, "block": own.block, "language": own.language, "round": own.round_id}
        events = apps.get_model("praktik", "PageTextEvent").objects.filter(**key).exclude(pgh_label="delete")
        found = events.exclude(changed_at=own.changed_at).order_by("-pgh_id")[:EARLIER]
        rows = [(moment(event.changed_at), event.text) for event in found]
        if not rows:
            return _("None.")
        return format_html("<dl>{}</dl>", format_html_join("", '<dt>{}</dt><dd class="earlier">{}</dd>', rows))

    def save_model(self, request: HttpRequest, obj: PageText, form: Any, change: bool) -> None:
        saved = page_text_save(
            obj.page, obj.block, language=obj.language, round_=obj.round, text=obj.text, by=me(request),
            now=clock.now(),
        )  # fmt: skip
        obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: PageText) -> None:
        page_text_delete(obj, by=me(request), now=clock.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[PageText]) -> None:
        for own in queryset:
            page_text_delete(own, by=me(request), now=clock.now())
