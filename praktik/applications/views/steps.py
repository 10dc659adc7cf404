"""The form of an application, step by step. Each step is saved by itself; a draft can be left and found again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from praktik import autosave, clock, kept
from praktik.applications import services
from praktik.applications.completeness import Step, missing
from praktik.applications.forms.conflicts import ImpartialityForm, wish_companies
from praktik.applications.forms.steps import FORMS, MOST_FOUND, StepForm
from praktik.applications.models import Application
from praktik.applications.services.editing import MANAGER_FIELDS, edit_problem
from praktik.applications.states import Leg, State, WishKind
from praktik.applications.summary import rows, week_words
from praktik.applications.views import wishes
from praktik.applications.views.common import own, step_guide
from praktik.history.door import Refused, Stale
from praktik.listings.models import Listing
from praktik.organisations.models import Organisation
from praktik.organisations.services import workplace_find_or_create
from praktik.people.access import actor, signed_in
from praktik.rounds.models import Round
from praktik.rounds.states import Kind, MilestoneKind


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_start(request: HttpRequest, slug: str) -> HttpResponse:
    """What an application asks for, and the button that begins one. ``listing`` becomes the first wish."""
    round_ = get_object_or_404(Round.objects.visible_to(actor(request)).prefetch_related("milestones"), slug=slug)
    now = clock.now()
    listing = _listing(request, round_)
    existing = Application.objects.filter(round=round_, applicant=request.user.pk).first()
    if request.method == "POST":
        return _start(request, round_, existing, listing, now)
    context = {
        "round": round_,
        "open": round_.takes_applications(now),
        "closes": round_.at(MilestoneKind.CLOSES),
        "existing": existing,
        "listing": listing,
        "steps": list(Step)[:-1],
    }
    return render(request, "applications/start.html", context)


def _listing(request: HttpRequest, round_: Round) -> Listing | None:
    wanted = request.POST.get("listing") or request.GET.get("listing") or ""
    if not wanted.isdecimal() or len(wanted) > 15:
        return None
    return Listing.objects.published().filter(round=round_, pk=wanted).select_related("organisation").first()


def _start(
    request: HttpRequest, round_: Round, existing: Application | None, listing: Listing | None, now: dt.datetime
) -> HttpResponse:
    with transaction.atomic():
        application = existing or services.application_create(round_, applicant=request.user, now=now)  # type: ignore[arg-type]  # signed in
        if listing is not None:
            services.wish_add(application, kind=WishKind.LISTING, listing=listing, by=actor(request), now=now)
    if listing is not None:
        messages.success(request, _("“%(listing)s” is one of your wishes now.") % {"listing": listing})
    step = Step.WISHES if existing and listing else Step.ABOUT
    return redirect("application_step", application.pk, step)


@kept.keeps_text
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step: shown, or saved and on to the next. What cannot be changed any more sends to the application's page."""
    application = own(request, pk, whole=step == Step.REVIEW)
    if step not in Step.values:
        raise Http404
    if request.method == "POST":
        kept.forget(request)
    fields = MANAGER_FIELDS if step == Step.MANAGER else ()
    now = clock.now()
    if request.method != "POST" and (problem := edit_problem(application, fields, by=actor(request), now=now)):
        messages.info(request, str(problem))
        return redirect("application_page", pk)
    if step == Step.WISHES:
        return wishes.page(request, application)
    if step == Step.IMPARTIALITY:
        return _impartiality(request, application, now)
    if step == Step.REVIEW and application.state != State.DRAFT:
        return redirect("application_page", pk)
    return _fields(request, application, Step(step), now)


def _fields(request: HttpRequest, application: Application, step: Step, now: dt.datetime) -> HttpResponse:
    form = _form(step, _sent(request, application, step), request, application, now)
    if autosave.asked(request) and step != Step.REVIEW:
        return _autosave(request, application, form, now)
    answered = application.state == State.ELIGIBLE
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                services.application_update(
                    application,
                    data=_to_store(form, request, now),
                    version=form.cleaned_data["version"],
                    by=actor(request),
                    now=now,
                )
                if step == Step.REVIEW:
                    services.application_submit(application, by=actor(request), now=now)
        except Stale:
            return _stale(request, application.pk, step, now)
        except Refused as refused:
            # Not the page that they came from: what was typed must not be lost.
            form.add_error(None, str(refused))
            application = own(request, application.pk, whole=step == Step.REVIEW)
        else:
            return _onward(request, application, step, answered_before=answered)
    return _render(request, application, step, form)


def _sent(request: HttpRequest, application: Application, step: Step) -> Any:
    """What the form is filled in with: what was sent, now or before the log-in expired; None for what is stored."""
    if request.method == "POST":
        return request.POST
    return kept.kept(request, "application_step", pk=application.pk, step=step)


def _autosave(request: HttpRequest, application: Application, form: StepForm, now: dt.datetime) -> HttpResponse:
    """A draft keeps what can be stored of what has been typed so far."""
    data, left_out = form.storable()
    version = form.cleaned_data.get("version") or 0
    return _autosaved(request, application, services.application_update, now, left_out, data=data, version=version)


def _autosave_answer(
    request: HttpRequest, application: Application, form: ImpartialityForm, now: dt.datetime
) -> HttpResponse:
    """The declaration is stored when it is whole: half an answer would be another one."""
    if not form.is_valid():
        return autosave.waits(request, left_out=[form.fields[name].label or "" for name in form.errors])
    version = form.cleaned_data["version"] or 0
    return _autosaved(request, application, services.conflicts_declare, now, conflicts=form.declared(), version=version)


def _autosaved(
    request: HttpRequest,
    application: Application,
    service: Callable[..., None],
    now: dt.datetime,
    left_out: Sequence[str | Promise] = (),
    **data: Any,
) -> HttpResponse:
    """What has been sent in is changed by the button alone: a change may ask the manager again."""
    if application.state != State.DRAFT:
        return autosave.refused(request, _("what has been sent in is changed with the button."))
    try:
        service(application, **data, by=actor(request), now=now)
    except Stale:
        return autosave.stale(request)
    except Refused as refused:
        return autosave.refused(request, str(refused))
    return autosave.saved(request, version=application.version, now=now, left_out=left_out)


def _form(step: Step, data: Any, request: HttpRequest, application: Application, now: dt.datetime) -> StepForm:
    more: dict[str, Any] = {}
    if step == Step.ABOUT:
        more["found"] = _workplaces(request.GET.get("q", ""), application.round, now)[:MOST_FOUND]
    return FORMS[step](data, application=application, today=timezone.localdate(now), **more)


def _workplaces(part: str, round_: Round, now: dt.datetime) -> list[Organisation]:
    found = Organisation.objects.named_like(part.strip()[:100]).valid_on(timezone.localdate(now))
    return list(found.filter(sector__in=round_.applicant_sectors).for_list()[: MOST_FOUND + 1])


def _to_store(form: StepForm, request: HttpRequest, now: dt.datetime) -> dict[str, Any]:
    data = form.to_store()
    if name := form.cleaned_data.get("new_name"):
        data["workplace"] = workplace_find_or_create(
            name=name,
            sector_id=form.cleaned_data["new_sector"].pk,
            municipality=form.cleaned_data.get("new_municipality"),
            by=actor(request),
            now=now,
        )
    return data


def _onward(
    request: HttpRequest, application: Application, step: Step, *, answered_before: bool = False
) -> HttpResponse:
    """Where to after a step is saved: the next one in a draft, otherwise the application's page."""
    if step == Step.REVIEW:
        messages.success(request, _("Your application has been sent in. A receipt is in your mail."))
        return redirect("application_page", application.pk)
    if application.state != State.DRAFT:
        if answered_before and application.state == State.AWAITING_MANAGER:
            messages.success(request, _("The change is saved, and we have asked your manager again."))
        else:
            messages.success(request, _("The change is saved."))
        return redirect("application_page", application.pk)
    if "stop" in request.POST:
        messages.success(request, _("The draft is saved. You can go on whenever you like, until the deadline."))
        return redirect("application_page", application.pk)
    steps = list(Step)
    return redirect("application_step", application.pk, steps[steps.index(step) + 1])


def _render(request: HttpRequest, application: Application, step: Step, form: Any, status: int = 200) -> HttpResponse:
    lacking = missing(application)
    steps = list(Step)
    place = steps.index(step)
    context = {
        "application": application,
        "round": application.round,
        "closes": application.round.at(MilestoneKind.CLOSES),
        "step": step,
        "form": form,
        "draft": application.state == State.DRAFT,
        "unsent": request.method != "POST" and form.is_bound,
        "autosave": autosave.ATTRIBUTES,
        "back": reverse("application_step", args=[application.pk, steps[place - 1]]) if place else "",
        **step_guide(application, step, lacking),
    }
    if step == Step.ABOUT:
        query = request.GET.get("q", "").strip()
        found = _workplaces(query, application.round, clock.now()) if query else []
        context |= {"query": query, "nothing": bool(query) and not found, "many": len(found) > MOST_FOUND}
    if step == Step.WHEN and application.round.kind == Kind.FIXED_WEEK:
        context["week"] = week_words(application)
    if step == Step.REVIEW:
        urls = {one: reverse("application_step", args=[application.pk, one]) for one in steps}
        lacking_rows = [{"text": one.text, "href": f"{urls[one.step]}#id_{one.field}"} for one in lacking]
        context |= {"lacking": lacking_rows, "rows": rows(application, change=True)}
    template = "review" if step == Step.REVIEW else "step"
    return render(request, f"applications/{template}.html", context, status=status)


def _impartiality(request: HttpRequest, application: Application, now: dt.datetime) -> HttpResponse:
    companies = wish_companies(list(application.wishes.all()))
    initial = {"version": application.version, **_declared(application, companies)}
    data = _sent(request, application, Step.IMPARTIALITY)
    form = ImpartialityForm(data, companies=companies, initial=initial)
    if autosave.asked(request):
        return _autosave_answer(request, application, form, now)
    if request.method == "POST" and form.is_valid():
        try:
            services.conflicts_declare(
                application,
                conflicts=form.declared(),
                version=form.cleaned_data["version"],
                by=actor(request),
                now=now,
            )
        except Stale as stale:
            application = own(request, application.pk)
            changed = data.copy()
            changed["version"] = str(application.version)
            form = ImpartialityForm(changed, companies=companies, initial=initial)
            form.add_error(None, str(stale))
            return _render(request, application, Step.IMPARTIALITY, form, status=409)
        except Refused as refused:
            form.add_error(None, str(refused))
            application = own(request, application.pk)
        else:
            return _onward(request, application, Step.IMPARTIALITY)
    return _render(request, application, Step.IMPARTIALITY, form)


def _declared(application: Application, companies: list[tuple[str, str, Organisation | None]]) -> dict[str, Any]:
    """The stored answer as the form shows it."""
    if not application.conflicts_asked:
        return {}
    initial: dict[str, Any] = dict.fromkeys(Leg, "no")
    for row in application.conflicts.filter(by_manager=False).select_related("organisation"):
        initial[row.leg] = "yes"
        initial[f"{row.leg}_text"] = row.text
        key = next(
            (
                key
                for key, name, organisation in companies
                if (row.organisation_id and organisation and organisation.pk == row.organisation_id)
                or (not row.organisation_id and name == row.company_name)
            ),
            None,
        )
        if key:
            initial.setdefault(f"{row.leg}_with", []).append(key)
        else:
            initial[f"{row.leg}_other"] = str(row.organisation or row.company_name)
    return initial


def _stale(request: HttpRequest, pk: int, step: Step, now: dt.datetime) -> HttpResponse:
    """409: what the person wrote beside what is stored, and the form with the person's text to save after all."""
    application = own(request, pk)
    data = request.POST.copy()
    data["version"] = str(application.version)
    form = _form(step, data, request, application, now)
    form.is_valid()
    stored = form.stored(application)
    differences = []
    for field in form.visible_fields():
        mine, theirs = form.cleaned_data.get(field.name), stored.get(field.name)
        if _words(field, mine) != _words(field, theirs):
            differences.append({"label": field.label, "mine": _words(field, mine), "theirs": _words(field, theirs)})
    context = {
        "application": application,
        "round": application.round,
        "step": step,
        "form": form,
        "differences": differences,
        "again": reverse("application_step", args=[pk, step]),
    }
    return render(request, "applications/stale.html", context, status=409)


def _words(field: Any, value: Any) -> str:
    """A value as the page prints it, whether it comes from the form or from the row."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    many = value if isinstance(value, list | tuple) or hasattr(value, "all") else [value]
    keys = [str(getattr(one, "pk", one)) for one in many if one not in (None, "")]
    return ", ".join(choices.get(key, key) for key in keys)
