"""The wishes: three ways to add one, and the order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from praktik import clock, kept
from praktik.applications import services, wishing
from praktik.applications.completeness import Step, missing
from praktik.applications.forms.wishes import CompanyWishForm, ListingWishForm, OpenWishForm, WishOrderForm
from praktik.applications.models import Application
from praktik.applications.states import State, WishKind
from praktik.applications.summary import wish_words
from praktik.applications.views.common import choice, own, step_guide
from praktik.history.door import Refused, Stale
from praktik.listings.models import Listing
from praktik.listings.search import listings_found
from praktik.organisations.models import Region, Theme
from praktik.people.access import actor, signed_in
from praktik.rounds.states import MilestoneKind

PER_PAGE = 8


def page(
    request: HttpRequest, application: Application, *, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The wishes as they stand, the listings to choose from, and the forms for the two other kinds."""
    round_ = application.round
    wishes = list(application.wishes.all())
    query = request.GET.get("q", "").strip()[:100]
    found = listings_found({"q": query, "round": round_}).prefetch_related(None)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    wished = {wish.listing_id for wish in wishes if wish.listing_id}
    themes, regions = list(Theme.objects.filter(active=True)), list(Region.objects.order_by("sort_key"))
    interest = wishing.interest(application, wishes, shown, regions)
    counts = interest.demand
    version = application.version
    bound = bound or _unsent(request, application)
    day = round_.week() or timezone.localdate(clock.now())
    context = {
        "application": application,
        "round": round_,
        "closes": round_.at(MilestoneKind.CLOSES),
        "step": Step.WISHES,
        "draft": application.state == State.DRAFT,
        "wishes": [
            {
                "wish": wish,
                "words": wish_words(wish),
                "sought": wishing.sought(counts.get(wish.listing.pk, 0), wish.listing.capacity) if wish.listing else "",
                "choice": choice(wish),
                "anchor": _anchor(wish.pk),
                "up": wish is not wishes[0],
                "down": wish is not wishes[-1],
            }
            for wish in wishes
        ],
        "full": len(wishes) >= round_.max_wishes,
        "covered": interest.covered,
        "query": query,
        "page_obj": shown,
        "listings": [
            {
                "listing": listing,
                "sought": wishing.sought(counts.get(listing.pk, 0), listing.capacity),
                "wished": listing.pk in wished,
            }
            for listing in shown
        ],
        "company_form": CompanyWishForm(initial={"version": version}, prefix="company", themes=themes),
        "open_form": OpenWishForm(
            initial={"version": version},
            prefix="open",
            day=day,
            themes=themes,
            regions=[region for region in regions if region.is_valid_on(day)],
        ),
        "back": reverse("application_step", args=[application.pk, Step.WHEN]),
        "next": reverse("application_step", args=[application.pk, Step.IMPARTIALITY]),
        **step_guide(application, Step.WISHES, missing(application)),
        "unsent": request.method != "POST" and bool(bound),
        **bound,
    }
    return render(request, "applications/wishes.html", context, status=status)


def _unsent(request: HttpRequest, application: Application) -> dict[str, Any]:
    """A form with the wish that was typed before a log-in that had expired, by its name on the page."""
    for kind in (WishKind.COMPANY, WishKind.OPEN):
        data = kept.kept(request, "wish_add", pk=application.pk, kind=kind)
        if data is not None:
            form, name = _form(kind, data, application)
            return {name: form}
    return {}


def _form(kind: str, data: QueryDict, application: Application) -> tuple[Any, str]:
    """The form of one kind of wish, filled in, and its name on the page (none where nothing is typed)."""
    if kind == WishKind.LISTING:
        return ListingWishForm(data), ""
    if kind == WishKind.COMPANY:
        return CompanyWishForm(data, prefix="company"), "company_form"
    if kind == WishKind.OPEN:
        day = application.round.week() or timezone.localdate(clock.now())
        return OpenWishForm(data, prefix="open", day=day), "open_form"
    raise Http404


@kept.keeps_text
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def wish_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Add a wish of one kind; what is wrong with it is said on the page, with what was typed. That page has this
    address, so whoever comes back to it is led to the wishes."""
    application = own(request, pk)
    if request.method != "POST":
        # With the search or the number of the page: the links on it are meant for the wishes.
        return redirect(f"{reverse('application_step', args=[pk, Step.WISHES])}?{request.GET.urlencode()}")
    kept.forget(request)
    now = clock.now()
    form, name = _form(kind, request.POST, application)
    if form.is_valid():
        data = form.cleaned_data
        if kind == WishKind.LISTING:
            data["listing"] = get_object_or_404(Listing.objects.published(), pk=data["listing"])
        try:
            services.wish_add(application, kind=WishKind(kind), by=actor(request), now=now, **data)
        except Refused as refused:
            if not name:
                raise
            form.add_error(None, str(refused))
            application = own(request, pk)
            if not isinstance(refused, Stale):
                return page(request, application, bound={name: form})
            # What was typed stays, and goes with what is stored now when the button is pressed again.
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = str(application.version)
            return page(request, application, bound={name: form}, status=409)
        messages.success(request, _("The wish is added, as the last one."))
        return redirect("application_step", pk, Step.WISHES)
    if not name:
        raise Http404
    return page(request, application, bound={name: form})


@signed_in
@require_POST
def wish_change(request: HttpRequest, pk: int, wish: int, action: str) -> HttpResponse:
    """Move a wish up or down, or remove it."""
    application = own(request, pk)
    row = get_object_or_404(application.wishes.select_related("application"), pk=wish)
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 10 else None
    now = clock.now()
    if action == "remove":
        services.wish_remove(row, version=version, by=actor(request), now=now)
        messages.success(request, _("The wish is removed."))
    elif action in ("up", "down"):
        services.wish_move(row, up=action == "up", version=version, by=actor(request), now=now)
        messages.success(request, _("“%(wish)s” is number %(rank)d now.") % {"wish": wish_words(row), "rank": row.rank})
    else:
        raise Http404
    # Where the wish is now, so that whoever goes by keyboard can press again; for one that is gone, the list.
    where = _anchor(wish) if row.pk else "your-wishes"
    return redirect(f"{reverse('application_step', args=[pk, Step.WISHES])}#{where}")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def wishes_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole order at once, as it is dragged. One that was dragged in an old list is shown beside what is stored, at
    this address, so whoever comes back to it is led to the wishes."""
    application = own(request, pk)
    if request.method != "POST":
        return redirect("application_step", pk, Step.WISHES)
    form = WishOrderForm(request.POST)
    if not form.is_valid():
        raise Http404
    order, version = form.cleaned_data["order"], form.cleaned_data["version"]
    try:
        services.wishes_order(application, order=order, version=version, by=actor(request), now=clock.now())
    except Stale:
        return _stale_order(request, pk, order)
    messages.success(request, _("The order of your wishes is saved."))
    return redirect(reverse("application_step", args=[pk, Step.WISHES]) + "#your-wishes")


def _stale_order(request: HttpRequest, pk: int, order: list[int]) -> HttpResponse:
    """409: the order that was dragged, without what is gone since and with what is new at its end, and the stored."""
    application = own(request, pk)
    stored = list(application.wishes.all())
    place = {key: number for number, key in enumerate(order)}
    mine = sorted(stored, key=lambda wish: place.get(wish.pk, len(order)))
    form = WishOrderForm(initial={"order": ",".join(str(wish.pk) for wish in mine), "version": application.version})
    pairs = enumerate(zip(mine, stored, strict=True), start=1)
    context = {
        "application": application,
        "form": form,
        "differences": [
            {"label": f"{rank}.", "mine": wish_words(own_), "theirs": wish_words(theirs)}
            for rank, (own_, theirs) in pairs
            if own_.pk != theirs.pk
        ],
        "again": reverse("application_step", args=[pk, Step.WISHES]),
        "save": reverse("wishes_order", args=[pk]),
    }
    return render(request, "applications/stale.html", context, status=409)


def _anchor(wish: int) -> str:
    return f"wish-{wish}"
