from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from praktik import clock
from praktik.history.actors import Role
from praktik.history.door import IllegalMove
from praktik.mail import texts
from praktik.mail.forms import MailTextForm
from praktik.mail.kinds import KINDS
from praktik.mail.models import Mail, MailBounce, MailText
from praktik.mail.reminders import RULES, calendar_for
from praktik.mail.rendering import default_text
from praktik.mail.services import (
    mail_hold,
    mail_release,
    mail_retry,
    mail_text_delete,
    mail_text_preview,
    mail_text_save,
    mail_text_send_to_me,
)
from praktik.mail.states import State
from praktik.mail.vain import tasks
from praktik.people.access import me, staff
from praktik.people.admin_base import DeskAdmin, OwnTextAdmin

PER_PAGE = 50
_desk = staff(Role.CONSULTANT)


def _subject(kind: str, language: str) -> str:
    """The subject of a mail that is not written yet; what it will be filled in with is left open."""
    return re.sub(r"\{\w+\}", "…", default_text(kind, language)[0])


@admin.register(Mail)
class MailAdmin(DeskAdmin):
    """The outbox, to look at; consultants hold mails back, let them go, and try again what was given up."""

    list_display = ("created_at", "kind", "to", "subject", "state", "not_before", "sent_at")
    list_filter = ("state", "kind", "form")
    search_fields = ("to", "subject")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    actions = ("hold", "release", "retry")
    change_list_template = "admin/mails.html"
    fields = (
        "kind", "form", "to", "subject", "text", "state", "what_to_do", "created_at", "not_before", "attempts",
        "interrupted", "error", "sent_at", "held_by",
    )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        return [
            path("calendar/", self.admin_site.admin_view(_desk(self.calendar)), name="mail_calendar"),
            path("in-vain/", self.admin_site.admin_view(_desk(self.in_vain)), name="mail_in_vain"),
            *super().get_urls(),
        ]

    def calendar(self, request: HttpRequest) -> HttpResponse:
        """The reminders to come about one round, person by person, as things stand now."""
        rows: dict[str, Model] = {}
        for scope in texts.scopes():
            where = ContentType.objects.get_for_model(scope.model).pk
            rows |= {f"{where}:{row.pk}": row for row in scope.model._default_manager.order_by("-pk")}
        chosen = request.GET.get("of") or next(iter(rows), "")
        if chosen and chosen not in rows:
            raise Http404
        language = get_language() or "da"
        subjects = {kind: _subject(kind, language) for kind in RULES}
        people: dict[str, list[tuple[dt.datetime, str, str]]] = {}
        for rule, due in calendar_for(rows[chosen], clock.now()) if chosen else ():
            people.setdefault(due.to.lower(), []).append((due.planned_at, rule.kind, subjects[rule.kind]))
        listed = [(person, sorted(mails)) for person, mails in sorted(people.items())]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The mails to come"),
            "subtitle": None,
            "choices": [(value, str(row)) for value, row in rows.items()],
            "chosen": chosen,
            "people": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        }
        return TemplateResponse(request, "admin/mail_calendar.html", context)

    def in_vain(self, request: HttpRequest) -> HttpResponse:
        """What is still not done after the last reminder: for the desk to take up."""
        language = get_language() or "da"
        rows = [(task, _subject(task.rule.kind, language), self._opened(task.row)) for task in tasks(clock.now())]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Reminded in vain"),
            "subtitle": None,
            "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        }
        return TemplateResponse(request, "admin/mail_in_vain.html", context)

    @staticmethod
    def _opened(row: Model) -> str:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        return super().get_queryset(request).defer("html")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("What to do"))
    def what_to_do(self, mail: Mail) -> str:
        if mail.state not in (State.DEAD, State.BOUNCED):
            return _("The mail is fine; nothing has to be done.")
        if mail.state == State.BOUNCED or "RecipientsRefused" in mail.error or "address bounces" in mail.error:
            return _("The address takes no mail. Find the right one with the person, then try again.")
        if mail.attempts > 3:
            return _("The mail server has been away or has asked to wait for days. Try again when it works.")
        return _(
            "The mail server refused the mail itself. Read the error; trying again helps only when its cause is gone."
        )

    @admin.action(description=gettext_lazy("Hold the chosen mails back"), permissions=["view"])
    def hold(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        done = self._each(request, queryset, mail_hold)
        messages.success(request, ngettext("%d mail is held back.", "%d mails are held back.", done) % done)

    @admin.action(description=gettext_lazy("Let the chosen mails go"), permissions=["view"])
    def release(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        done = self._each(request, queryset, mail_release)
        messages.success(request, ngettext("%d mail may go.", "%d mails may go.", done) % done)

    @staticmethod
    def _each(request: HttpRequest, queryset: QuerySet[Mail], move: Any) -> int:
        """Move each mail; says once for each reason why some could not be. Returns how many were moved."""
        done = 0
        refused: set[str] = set()
        for mail in queryset:
            try:
                move(mail, by=me(request), now=clock.now())
            except IllegalMove as error:
                refused.add(str(error))
            else:
                done += 1
        for reason in sorted(refused):
            messages.warning(request, reason)
        return done

    @admin.action(description=gettext_lazy("Try the chosen mails again"), permissions=["view"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        done = sum(mail_retry(mail, now=clock.now()) for mail in queryset)
        messages.success(request, ngettext("%d mail is queued again.", "%d mails are queued again.", done) % done)


@admin.register(MailBounce)
class MailBounceAdmin(DeskAdmin):
    """Addresses that get no more mail. Deleting one is what a consultant does who knows that it works again."""

    list_display = ("address", "why", "at")
    search_fields = ("address",)
    fields = ("address", "why", "at")
    readonly_fields = fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)


@admin.register(MailText)
class MailTextAdmin(OwnTextAdmin):
    """Own texts. Saving and deleting go through the services."""

    form = MailTextForm
    list_display = ("kind", "language", "where", "subject", "changed_at")
    list_filter = ("kind", "language")
    fields = ("kind", "language", "round_or_all", "subject", "text", "preview")
    readonly_fields = ("preview",)
    actions = ("send_to_me",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[MailText]:
        return super().get_queryset(request).prefetch_related("only_for")

    @admin.display(description=gettext_lazy("Only for"))
    def where(self, text: MailText) -> str:
        return str(text.only_for or "–")

    def get_readonly_fields(self, request: HttpRequest, obj: MailText | None = None) -> tuple[str, ...]:
        return ("preview",) if obj is None else ("kind", "language", "preview")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """With ?kind=…&language=… a new text starts from the file's."""
        initial = super().get_changeform_initial_data(request)
        kind, language = str(initial.get("kind")), str(initial.get("language", "da"))
        if kind in KINDS and language in ("da", "en"):
            subject, text = default_text(kind, language)
            initial = {"language": language, "subject": subject, "text": text, **initial}
        return initial

    @admin.display(description=gettext_lazy("Preview"))
    def preview(self, own: MailText) -> str:
        if not own.pk:
            return _("Save the text to see it with real values.")
        rendered = mail_text_preview(
            own.kind, language=own.language, subject=own.subject, text=own.text, now=clock.now()
        )
        text = mark_safe(linebreaks(rendered.text, autoescape=True))  # noqa: S308 -- escaped by linebreaks
        return format_html("<strong>{}</strong>{}", rendered.subject, text)

    def save_model(self, request: HttpRequest, obj: MailText, form: Any, change: bool) -> None:
        saved = mail_text_save(
            obj.kind, language=obj.language, only_for=form.only_for(), subject=obj.subject, text=obj.text,
            by=me(request), now=clock.now(),
        )  # fmt: skip
        obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: MailText) -> None:
        mail_text_delete(obj, by=me(request), now=clock.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[MailText]) -> None:
        for own in queryset:
            mail_text_delete(own, by=me(request), now=clock.now())

    @admin.action(description=gettext_lazy("Send the chosen texts to me"), permissions=["view"])
    def send_to_me(self, request: HttpRequest, queryset: QuerySet[MailText]) -> None:
        for own in queryset:
            if mail_text_send_to_me(own, by=me(request), now=clock.now()):
                messages.success(request, _("The mail is on its way to you."))
            else:
                messages.warning(request, _("The mail was sent to you before. Change the text to see it again."))
