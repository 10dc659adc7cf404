"""The manager's page: no account, a link that works once. Looking changes nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from praktik import clock
from praktik.applications import services
from praktik.applications.forms.conflicts import wish_companies
from praktik.applications.forms.manager import ManagerAnswerForm, PassOnForm
from praktik.applications.models import Application, ManagerRequest, Wish
from praktik.applications.services import LinkOver
from praktik.applications.summary import days_words, week_words, wish_words
from praktik.history.door import Refused, Stale
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
    companies = wish_companies(_wishes(application))
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
    return _question(request, asked, {"secret": secret, "form": form}, status)


@by_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def manager_pass_on(request: HttpRequest, secret: str) -> HttpResponse:
    """The question goes on to another manager. What is wrong with the address is said on the page of the question;
    that has this address then, so whoever comes back to it is led there."""
    asked = services.request_by_secret(secret)
    if request.method != "POST" or asked is None:
        return redirect("manager_answer", secret)
    other = PassOnForm(request.POST, prefix="other")
    if other.is_valid():
        try:
            new = services.manager_pass_on(secret, **other.cleaned_data, now=clock.now())
        except LinkOver as over:
            return _over(request, asked, secret, str(over))
        except Refused as refused:
            other.add_error("email", str(refused))
        else:
            return render(request, "applications/manager_passed_on.html", {"asked": new})
    elif problem := services.link_problem(asked, now=clock.now()):
        return _over(request, asked, secret, problem)
    asked = services.request_by_secret(secret) or asked
    companies = wish_companies(_wishes(asked.application))
    form = ManagerAnswerForm(companies=companies, initial={"version": asked.application.version})
    return _question(request, asked, {"secret": secret, "form": form, "other": other})


def _wishes(application: Application) -> list[Wish]:
    return list(application.wishes.select_related("listing__organisation", "region").prefetch_related("themes"))


def _question(request: HttpRequest, asked: ManagerRequest, forms: dict[str, Any], status: int = 200) -> HttpResponse:
    """What is asked about whom, with the ``form`` of the answer, the ``other`` manager's, and the link's ``secret``."""
    application = asked.application
    context = {
        "asked": asked,
        "application": application,
        "round": application.round,
        "other": PassOnForm(prefix="other"),
        **forms,
        "rows": [
            {"label": _("Who"), "value": str(application.applicant)},
            {"label": _("Job title"), "value": application.job_title},
            {"label": _("Workplace"), "value": str(application.workplace)},
            {"label": _("Round"), "value": str(application.round)},
            {"label": _("Length"), "value": days_words(application)},
            {"label": _("Week"), "value": week_words(application)},
            {"label": _("Purpose"), "value": application.purpose},
            {"label": _("Learning goals"), "value": "\n".join(goal.text for goal in application.goals.all())},
            {"label": _("Wishes"), "value": "\n".join(wish_words(wish) for wish in _wishes(application))},
        ],
    }
    return render(request, "applications/manager_answer.html", context, status=status)


def _over(request: HttpRequest, asked: ManagerRequest, secret: str, problem: str) -> HttpResponse:
    asked.refresh_from_db()
    context = {
        "problem": problem,
        # Whoever is not asked any more could press the button as often as they like.
        "secret": secret if services.asked_now(asked) else "",
        "known": True,
        "answered": asked.answered_at,
        # What was written and can no longer be sent is theirs to keep.
        "comment": request.POST.get("comment", "")[:2000],
    }
    return render(request, "applications/manager_over.html", context, status=200 if asked.answered_at else 410)


@by_link
@never_cache
@require_POST
def manager_new_link(request: HttpRequest, secret: str) -> HttpResponse:
    """A new link for somebody with an old one. The page is the same whatever happens."""
    services.manager_link_renew(secret, now=clock.now())
    return render(request, "applications/manager_new_link.html")
