"""The invitation's page, and the choice of whoever wished for a company. The desk's pages are in admin.py."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from praktik import clock
from praktik.applications import wishing
from praktik.applications.models import Wish
from praktik.applications.states import UNPLACED, WishKind
from praktik.history.door import Refused
from praktik.organisations.states import State as MembershipState
from praktik.people.access import actor, by_link, signed_in
from praktik.recruitment.forms import AcceptForm, ChoiceForm
from praktik.recruitment.models import Invitation
from praktik.recruitment.services import (
    NOT_THEIRS,
    Accepted,
    answer_choose,
    answers,
    invitation_accept,
    invitation_by_secret,
    invitation_problem,
)
from praktik.rounds.states import MilestoneKind


@by_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """What hosting is about, for a company that was wished for; after log-in or sign-up, the button that accepts."""
    found = invitation_by_secret(secret)
    now = clock.now()
    if found is None:
        unknown = {"problem": _("We do not know this link.")}
        return render(request, "recruitment/invitation_over.html", unknown, status=404)
    if problem := invitation_problem(found, now=now):
        context = {"problem": problem, "accepted": found.accepted_at}
        return render(request, "recruitment/invitation_over.html", context, status=410)
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.path)
    form = AcceptForm(request.POST if request.method == "POST" else None, lead=found.lead)
    if form.is_valid():
        done = invitation_accept(secret, user=request.user, now=now, **form.accepted(found.lead))  # type: ignore[arg-type]  # logged in
        return _accepted(request, done)
    return render(request, "recruitment/invitation.html", _context(request, found, form))


def _context(request: HttpRequest, found: Invitation, form: AcceptForm) -> dict[str, object]:
    round_ = found.lead.round
    back = urlencode({"next": request.path})
    return {
        "invitation": found,
        "lead": found.lead,
        "round": round_,
        "closes": round_.at(MilestoneKind.LISTINGS_CLOSE),
        "starts": round_.at(MilestoneKind.STARTS),
        "ends": round_.at(MilestoneKind.ENDS),
        "form": form,
        "log_in": f"{reverse('account_login')}?{back}",
        "sign_up": f"{reverse('account_signup')}?{back}",
    }


def _accepted(request: HttpRequest, done: Accepted) -> HttpResponse:
    if done.membership.state != MembershipState.CONFIRMED:
        text = _("Thank you. %(company)s has contacts here already: one of them, or a consultant, has to confirm you.")
        messages.success(request, text % {"company": done.organisation})
        return redirect("host_home")
    if done.listing is None:
        text = _("Thank you. You act for %(company)s now. The deadline for listings in the round has passed.")
        messages.success(request, text % {"company": done.organisation})
        return redirect("host_home")
    text = _("Thank you. You act for %(company)s now. Fill in the listing, and send it in when it is ready.")
    messages.success(request, text % {"company": done.organisation})
    return redirect("listing_edit", done.listing.pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def wish_choice(request: HttpRequest, pk: int) -> HttpResponse:
    """The listings with which a company has answered one's wish: one click says which is meant, or none."""
    own = Wish.objects.filter(kind=WishKind.COMPANY, application__applicant=request.user.pk, leads__isnull=False)
    wish = get_object_or_404(own.select_related("application__round", "listing").distinct(), pk=pk)
    if request.method == "POST":
        form = ChoiceForm(request.POST)
        if not form.is_valid():
            raise Refused(str(NOT_THEIRS))
        answer_choose(wish, listing=form.cleaned_data["listing"], by=actor(request), now=clock.now())
        if wish.listing:
            messages.success(request, _("Your wish is for “%(listing)s” now.") % {"listing": wish.listing})
        else:
            messages.success(request, _("Your wish is for none of the company's listings now."))
        return redirect("application_page", wish.application_id)
    listings = answers(wish)
    others = set(wish.application.wishes.exclude(pk=wish.pk).values_list("listing", flat=True))
    demand = wishing.interest(wish.application, [wish], listings, ()).demand
    context = {
        "wish": wish,
        "listings": [
            {
                "listing": one,
                "sought": wishing.sought(demand.get(one.pk, 0), one.capacity),
                "wished": one.pk in others,
            }
            for one in listings
        ],
        "open": wish.application.state in UNPLACED,
    }
    return render(request, "recruitment/wish_choice.html", context)
