"""The manager's page: no account, a link that works once. Looking changes nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from praktik import clock
from praktik.applications import services
from praktik.applications.forms import ManagerAnswerForm, wish_companies
from praktik.applications.models import ManagerRequest
from praktik.applications.services import LinkOver
from praktik.applications.summary import days_words, week_words, wish_words
from praktik.history.door import Stale
from praktik.people.access import by_link


@by_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def manager_answer(request: HttpRequest, secret: str) -> HttpResponse:
    """What is asked about whom, and the answer. A link that does not work (any more) says why, and offers a new one."""
    asked = services.request_by_secret(secret)
    now = clock.now()
    if asked is None:
        return render(
            request, "applications/manager_over.html", {"problem": _("We do not know this link.")}, status=404
        )
    if problem := services.link_problem(asked, now=now):
        return _over(request, asked, secret, problem)
    application = asked.application
    wishes = list(application.wishes.select_related("listing__organisation", "region").prefetch_related("themes"))
    companies = wish_companies(wishes)
    data = request.POST if request.method == "POST" else None
    form = ManagerAnswerForm(data, companies=companies, initial={"version": application.version})
    status = 200
    if data is not None and form.is_valid():
        answer = form.cleaned_data
        try:
            services.manager_answer(
                secret,
                released=answer["released"] == "yes",
                comment=answer["comment"],
                conflicts=form.declared(),
                version=answer["version"] or 0,
                now=now,
            )
        except LinkOver as over:
            return _over(request, asked, secret, str(over))
        except Stale as stale:
            changed = data.copy()
            asked.application.refresh_from_db()
            changed["version"] = str(application.version)
            form = ManagerAnswerForm(changed, companies=companies)
            form.add_error(None, str(stale))
            status = 409
        else:
            messages.success(request, _("Thank you. Your answer has been received, and your colleague has been told."))
            return redirect("manager_answer", secret)
    context = {
        "asked": asked,
        "application": application,
        "round": application.round,
        "form": form,
        "rows": [
            {"label": _("Who"), "value": str(application.applicant)},
            {"label": _("Job title"), "value": application.job_title},
            {"label": _("Workplace"), "value": str(application.workplace)},
            {"label": _("Round"), "value": str(application.round)},
            {"label": _("Length"), "value": days_words(application)},
            {"label": _("Week"), "value": week_words(application)},
            {"label": _("Purpose"), "value": application.purpose},
            {"label": _("Learning goals"), "value": "\n".join(goal.text for goal in application.goals.all())},
            {"label": _("Wishes"), "value": "\n".join(wish_words(wish) for wish in wishes)},
        ],
    }
    return render(request, "applications/manager_answer.html", context, status=status)


def _over(request: HttpRequest, asked: ManagerRequest, secret: str, problem: str) -> HttpResponse:
    asked.refresh_from_db()
    context = {"problem": problem, "secret": secret, "answered": asked.answered_at}
    return render(request, "applications/manager_over.html", context, status=200 if asked.answered_at else 410)


@by_link
@never_cache
@require_POST
def manager_new_link(request: HttpRequest, secret: str) -> HttpResponse:
    """A new link for somebody with an old one. The page is the same whatever happens."""
    services.manager_link_renew(secret, now=clock.now())
    return render(request, "applications/manager_new_link.html")
