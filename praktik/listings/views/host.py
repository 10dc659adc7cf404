"""What a host does with its own listings."""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import replace_url

from praktik import autosave, clock
from praktik.history.door import Refused, Stale
from praktik.listings import rules
from praktik.listings.forms import CopyForm, ListingForm
from praktik.listings.models import Listing, ListingComment
from praktik.listings.moves import MOVES
from praktik.listings.services import (
    Incomplete,
    label,
    late_sentence,
    listing_copy,
    listing_create,
    listing_submit,
    listing_update,
    words,
    written,
)
from praktik.listings.states import EDITABLE
from praktik.organisations.models import Organisation
from praktik.people.access import me, signed_in
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind


@signed_in
@require_http_methods(["GET", "POST"])
def listing_new(request: HttpRequest, organisation: int, round_: str) -> HttpResponse:
    """Begin a listing of one's own company in a round; it is a draft until it is sent in."""
    if (stays := Organisation.objects.stays_as(organisation)) is not None:
        if request.method == "GET":
            return redirect("listing_new", stays, round_)
        organisation = stays  # the page was open since before the merge: what was written is not lost
    company = get_object_or_404(Organisation.objects.acted_for_by(me(request)), pk=organisation)
    target = get_object_or_404(Round.objects.visible_to(me(request)).prefetch_related("milestones"), slug=round_)
    now = clock.now()
    form = ListingForm(
        request.POST or None,
        organisation=company,
        round_=target,
        today=timezone.localdate(now),
        initial={"about": company.about, "municipality": company.municipality, "contacts": [me(request).pk]},
    )
    if autosave.asked(request):
        return _autosave_new(request, form, company, target, now)
    if request.method == "POST" and form.is_valid():
        listing = listing_create(company, round=target, data=form.data_for_service(), by=me(request), now=now)
        return _onwards(request, listing, now)
    context = {"form": form, "organisation": company, "round": target} | _about_round(target, now)
    return render(request, "listings/edit.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def listing_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own listing: the form while it can be edited, what is missing, the comments of a return."""
    listing = get_object_or_404(
        Listing.objects.of_host(me(request))
        .select_related("organisation", "round")
        .prefetch_related("round__milestones", "themes", "contacts"),
        pk=pk,
    )
    now = clock.now()
    if listing.state not in EDITABLE:
        return redirect("listing_page", listing.pk)
    comments = list(listing.comments.filter(resolved=False))
    form = ListingForm(
        request.POST or None,
        instance=copy(listing),  # a form writes what was typed into its instance, valid or not
        organisation=listing.organisation,
        round_=listing.round,
        today=timezone.localdate(now),
        comments=comments,
    )
    if autosave.asked(request):
        return _autosave(request, form, listing, now)
    if request.method == "POST" and form.is_valid():
        try:
            listing_update(
                listing,
                data=form.data_for_service(),
                version=form.cleaned_data["version"] or 0,
                by=me(request),
                now=now,
            )
        except Stale as stale:
            return _stale(request, pk, form, stale)
        return _onwards(request, listing, now)
    context = {
        "form": form,
        "listing": listing,
        "organisation": listing.organisation,
        "round": listing.round,
        "missing": [(f"id_{name}", label(name)) for name in rules.missing(listing)],
        "comments": _comments(comments),
    } | _about_round(listing.round, now)
    return render(request, "listings/edit.html", context)


def _autosave_new(
    request: HttpRequest, form: ListingForm, company: Organisation, round_: Round, now: dt.datetime
) -> HttpResponse:
    """A new listing becomes a draft as soon as it has a title. From then on the page is that draft's."""
    form.is_valid()
    if "title" not in form.cleaned_data:
        return autosave.waits(request, left_out=[label("title")])
    try:
        listing = listing_create(company, round=round_, data=form.data_for_service(), by=me(request), now=now)
    except Refused as refused:
        return autosave.refused(request, str(refused))
    answer = autosave.saved(request, version=listing.version, now=now, left_out=form.left_out())
    return replace_url(answer, reverse("listing_edit", args=[listing.pk]))


def _autosave(request: HttpRequest, form: ListingForm, listing: Listing, now: dt.datetime) -> HttpResponse:
    form.is_valid()
    try:
        listing_update(
            listing,
            data=form.data_for_service(),
            version=form.cleaned_data.get("version") or 0,
            by=me(request),
            now=now,
        )
    except Stale:
        return autosave.stale(request)
    except Refused as refused:
        return autosave.refused(request, str(refused))
    return autosave.saved(request, version=listing.version, now=now, left_out=form.left_out())


def _about_round(round_: Round, now: Any) -> dict[str, Any]:
    return {
        "week": round_.week(),
        "deadline": round_.at(MilestoneKind.LISTINGS_CLOSE),
        "too_late": "" if round_.takes_listings(now) else late_sentence(round_),
    }


def _comments(comments: list[ListingComment]) -> list[tuple[str, str, str]]:
    """(anchor, name of the field, text) of what the desk asks to have changed and the host has not sent in since."""
    return [
        (f"id_{comment.field}" if comment.field else "", label(comment.field) if comment.field else "", comment.text)
        for comment in comments
    ]


def _onwards(request: HttpRequest, listing: Listing, now: dt.datetime) -> HttpResponse:
    """A draft has been stored: send it in, where that button was pressed, and go on from there."""
    if "submit" in request.POST:
        try:
            listing_submit(listing, by=me(request), now=now)
        except Incomplete:
            messages.warning(request, _("The draft was saved, but something is missing before it can be sent in."))
        else:
            messages.success(request, _("The listing was sent in. You get a mail when we have read it."))
            return redirect("host_home")
    else:
        messages.success(request, _("The draft was saved."))
    return redirect("listing_edit", listing.pk)


def _stale(request: HttpRequest, pk: int, form: ListingForm, stale: Stale) -> HttpResponse:
    """Both texts side by side; what was typed can be kept by sending it again on top of the newer one."""
    newer = Listing.objects.get(pk=pk)
    rows = []
    for name in form.cleaned_data:
        if name == "version":
            continue
        theirs, yours = words(newer, name), written(name, form.cleaned_data[name])
        if theirs != yours:
            rows.append({"label": label(name), "theirs": theirs, "yours": yours})
    data = request.POST.copy()
    data["version"] = str(newer.version)
    hidden = [(name, value) for name in data if name not in ("csrfmiddlewaretoken",) for value in data.getlist(name)]
    context = {"listing": newer, "rows": rows, "hidden": hidden, "text": str(stale)}
    return render(request, "listings/stale.html", context, status=409)


@signed_in
@require_http_methods(["GET", "POST"])
def listing_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """One move of one's own listing. GET asks, where there is something to ask; POST does it."""
    listing = get_object_or_404(Listing.objects.of_host(me(request)).select_related("organisation", "round"), pk=pk)
    chosen = MOVES.get(move)
    if chosen is None:
        raise Http404
    if request.method == "GET":
        context = {"listing": listing, "move": chosen}
        return render(request, "listings/move.html", context)
    try:
        chosen.service(listing, by=me(request), now=clock.now())
    except Incomplete as incomplete:
        messages.error(request, str(incomplete))
        return redirect("listing_edit", listing.pk)
    messages.success(request, str(chosen.done))
    return redirect("host_home")


@signed_in
@require_POST
def listing_copy_to(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of the same in a round that takes listings."""
    listing = get_object_or_404(Listing.objects.of_host(me(request)).select_related("organisation", "round"), pk=pk)
    now = clock.now()
    form = CopyForm(request.POST, rounds=Round.objects.visible_to(me(request)))
    if not form.is_valid():
        messages.error(request, _("Choose the round that the listing is to be copied to."))
        return redirect("host_home")
    copy = listing_copy(listing, round=form.cleaned_data["round"], by=me(request), now=now)
    messages.success(request, _("The listing was copied. Look it through and send it in."))
    return redirect(reverse("listing_edit", args=[copy.pk]))
