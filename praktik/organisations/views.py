from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from praktik import clock
from praktik.history.door import Refused
from praktik.history.services import read_log
from praktik.organisations import rules
from praktik.organisations.forms import FindForm, NewOrganisationForm, NumberForm, OrganisationForm
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.services import (
    details_in_register,
    membership_confirm,
    membership_decline,
    membership_end,
    membership_request,
    organisation_sign_up,
    organisation_update,
)
from praktik.organisations.states import State
from praktik.people.access import me, signed_in
from praktik.register.lookup import company


@signed_in
@require_http_methods(["GET", "POST"])
def organisation_join(request: HttpRequest) -> HttpResponse:
    """Find one's company by name or CVR number and ask to join it."""
    if request.method == "POST":
        organisation = get_object_or_404(
            Organisation.objects.visible_to(me(request)), pk=_number(request.POST.get("organisation")), parent=None
        )
        organisation = organisation.merged_into or organisation
        membership_request(me(request), organisation, now=clock.now())
        messages.success(
            request,
            _("You have asked to act for %(name)s. You get a mail when you are confirmed.")
            % {"name": organisation.name},
        )
        return redirect("host_home")
    form = FindForm(request.GET or None)
    mine = dict(Membership.objects.about_acting().filter(user=me(request)).values_list("organisation", "state"))
    found = [(organisation, mine.get(organisation.pk)) for organisation in form.found()]
    searched = bool(request.GET.get("q", "").strip())
    number = form.number if searched and not found else ""
    context = {
        "form": form,
        "found": found,
        "searched": searched,
        "number": number,
        "entry": company(number),
        "standing": (State.REQUESTED, State.CONFIRMED),
    }
    return render(request, "organisations/join.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Make one's own company known. A CVR number that is here already leads to that company; what the company register
    says of it is filled in."""
    ask = NumberForm(request.GET if "cvr" in request.GET else None)
    number = ask.cleaned_data["cvr"] if ask.is_valid() else ""
    entry = company(number)
    initial = {"cvr": number}
    if entry is not None:
        initial |= {"name": entry.name, **details_in_register(entry)}
    form = NewOrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["cvr"]
    taken = Organisation.objects.filter(cvr=number).first() if number else None
    if taken is not None:
        messages.info(request, _("%(name)s is here already. Ask to join it.") % {"name": taken.name})
        return redirect(f"{reverse('organisation_join')}?q={taken.cvr}")
    if request.method == "POST" and form.is_valid():
        try:
            organisation, _membership = organisation_sign_up(**form.data_for_service(), by=me(request), now=clock.now())
        except Refused as refused:
            form.add_error("cvr", str(refused))
        else:
            said = _("%(name)s is here. Now write your first listing.") % {"name": organisation.name}
            messages.success(request, said)
            return redirect("host_home")
    context = {"form": form, "ask": ask, "asked": number, "entry": entry}
    return render(request, "organisations/new.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The public details of one's own company."""
    if (stays := Organisation.objects.stays_as(pk)) is not None:
        if request.method == "GET":
            return redirect("organisation_edit", stays)
        pk = stays  # the page was open since before the merge: what was written is not lost
    organisation = get_object_or_404(Organisation.objects.acted_for_by(me(request)).for_list(), pk=pk)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        organisation_update(organisation, data=form.cleaned_data, by=me(request), now=clock.now())
        messages.success(request, _("The company's details were saved."))
        return redirect("host_home")
    return render(request, "organisations/edit.html", {"form": form, "organisation": organisation})


@signed_in
@require_http_methods(["GET", "POST"])
def membership_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody asks to act for one's company: who it is, and yes or no."""
    membership = get_object_or_404(
        Membership.objects.decidable_by(me(request)).select_related("user", "organisation"), pk=pk
    )
    if request.method == "POST":
        answer = membership_confirm if request.POST.get("answer") == "yes" else membership_decline
        answer(membership, by=me(request), now=clock.now())
        said = _("%(person)s can now act for %(name)s.") if answer is membership_confirm else _("You have said no.")
        messages.success(request, said % {"person": membership.user, "name": membership.organisation.name})
        return redirect("host_home")
    read_log(me(request), membership.user_id, "membership", membership, now=clock.now())
    context = {
        "membership": membership,
        "open": membership.state == State.REQUESTED,
        "decides": rules.decides(me(request), membership.organisation),
        "email": settings.CONTACT_EMAIL,
    }
    return render(request, "organisations/answer.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def membership_end_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own request, stop acting for a company, or say that a colleague has: GET asks, POST does it."""
    user = me(request)
    possible = Membership.objects.own_or_decidable_by(user).about_acting().select_related("user", "organisation")
    membership = get_object_or_404(possible, pk=pk)
    own, company = membership.user_id == user.pk, membership.organisation
    asked = membership.state == State.REQUESTED
    if request.method == "POST":
        membership_end(membership, by=user, now=clock.now())
        if own:
            done = _("You have taken the request back.") if asked else _("You no longer act for %(name)s.")
        else:
            done = _("%(person)s no longer acts for %(name)s, and has been told.")
        messages.success(request, done % {"person": membership.user, "name": company.name})
        return redirect("host_home")
    context = {
        "membership": membership,
        "own": own,
        "asked": asked,
        "open": membership.state == State.CONFIRMED or (own and asked),
        "decides": own or rules.decides(user, company),
        "alone": own and Organisation.objects.left_alone_by(user).filter(pk=company.pk).exists(),
        "email": settings.CONTACT_EMAIL,
    }
    return render(request, "organisations/end.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0
