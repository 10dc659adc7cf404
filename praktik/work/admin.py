"""The desk's page about the background work: who is there, what waits, what runs, what is stuck, and again."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik import clock
from praktik.history.actors import Role
from praktik.mail.models import Mail
from praktik.mail.services import mail_retry
from praktik.people.access import me, staff
from praktik.work import standing
from praktik.work.kinds import KINDS
from praktik.work.services import job_again

SHOWN = 50


@staff(Role.CONSULTANT, Role.ADMINISTRATOR)
def work_page(request: HttpRequest) -> HttpResponse:
    """GET shows; POST tries the chosen mails that were given up, or one failed job, again."""
    now = clock.now()
    if request.method == "POST" and "job" in request.POST:
        kind, _colon, pk = request.POST["job"].partition(":")
        if kind not in KINDS or not pk.isdecimal():
            raise Http404
        job_again(get_object_or_404(KINDS[kind].model, pk=pk), by=me(request), now=now)
        messages.success(request, _("The job is queued again."))
        return redirect("admin:work")
    if request.method == "POST":
        chosen = [pk for pk in request.POST.getlist("mail") if pk.isdecimal()]
        done = sum(mail_retry(mail, now=now) for mail in Mail.objects.filter(pk__in=chosen[:SHOWN]))
        if done:
            messages.success(request, ngettext("%d mail is queued again.", "%d mails are queued again.", done) % done)
        else:
            messages.warning(request, _("Choose the mails that are to be tried again."))
        return redirect("admin:work")
    due, oldest = standing.mails_due(now)
    context = {
        **admin.site.each_context(request),
        "title": _("Background work"),
        "subtitle": None,
        "workers": standing.workers(),
        "mails": standing.mail_counts(),
        "due": due,
        "oldest": oldest,
        "jobs": [(KINDS[kind].model._meta.verbose_name_plural, by) for kind, by in standing.job_counts().items()],
        "running": [(row, _page_of(row.what)) for row in standing.running()],
        "late": standing.mails_late(now)[:SHOWN],
        "given_up": standing.mails_given_up()[:SHOWN],
        "failed": [(kind, job, _page_of(job)) for kind, job in standing.failed()],
        "outbox": reverse("admin:praktik_mail_changelist"),
    }
    return TemplateResponse(request, "admin/work.html", context)


def _page_of(row: object) -> str:
    """A row's own page of the desk, or nothing where it has none."""
    meta = row._meta  # type: ignore[attr-defined]  # a model
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])  # type: ignore[attr-defined]  # same
    except NoReverseMatch:
        return ""
