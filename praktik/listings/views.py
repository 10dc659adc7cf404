from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import push_url, replace_url

from praktik import autosave, clock, registries
from praktik.history.actors import Role
from praktik.history.door import Refused, Stale
from praktik.links import address
from praktik.listings import facets, highlight, rules, search
from praktik.listings.forms import CopyForm, ListingForm, SearchForm
from praktik.listings.models import Listing, ListingComment
from praktik.listings.services import (
    Incomplete,
    label,
    late_sentence,
    listing_close,
    listing_copy,
    listing_create,
    listing_pause,
    listing_resume,
    listing_submit,
    listing_update,
    listing_withdraw,
    words,
    written,
)
from praktik.listings.states import EDITABLE, OVER, State
from praktik.listings.today import today
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.states import State as MembershipState
from praktik.people.access import actor, me, public, signed_in
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind
from praktik.visitors import same_for_visitors

PER_PAGE = 20


@public
@require_GET
@same_for_visitors
def listing_list(request: HttpRequest) -> HttpResponse:
    """The published listings: search, filters, order and page are all in the address."""
    form = SearchForm(request.GET or None, today=timezone.localdate(clock.now()))
    counts = form.count()
    text = form.wanted().get("q")
    page = Paginator(search.keys_found(form.wanted()), PER_PAGE).get_page(request.GET.get("page"))
    rows = _rows(page.object_list, text or "")
    today(rows, form.now)
    page.object_list = rows  # type: ignore[assignment]  # the rows of its keys
    filtered = any(value for name, value in request.GET.items() if name not in ("page", "sort"))
    context = {
        "form": form,
        "page_obj": page,
        "filtered": filtered,
        "chosen": len([name for name in form.asked() if name != "q"]),
        "more": page.paginator.count >= search.MOST,
        "looser": [] if page.object_list else _looser(form, counts),
        "alerts_url": address("alert_list"),
        "query": form.query() if filtered else "",
    }
    answer = render(request, "listings/list.html", context)
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        # The address that can be sent on: without what is not filled in.
        wanted = request.GET.copy()
        for name in [name for name, value in request.GET.items() if not value]:
            del wanted[name]
        push_url(answer, f"{request.path}?{wanted.urlencode()}" if wanted else request.path)
    return answer


def _rows(keys: Any, text: str) -> list[Listing]:
    """The listings in the order of their keys, with the words of ``text`` marked."""
    found = Listing.objects.on_show().for_list().filter(pk__in=keys)
    rows = {listing.pk: listing for listing in (highlight.with_headlines(found, text) if text else found)}
    if text:
        highlight.mark(rows.values())
    return [rows[key] for key in keys if key in rows]


def _looser(form: SearchForm, counts: facets.Counts) -> list[tuple[str, str, int]]:
    """What would be found without one of the things that were asked for, the most first: (its words, address, number).
    One query where there is a text."""
    numbers = {name: counts.without[name] for name in form.asked() if name != "q"}
    if "q" in form.asked():
        others = {**form.wanted(), "q": ""}
        numbers["q"] = len(search.keys_found(others))
    rows = [
        (form.said(name), f"{reverse('listing_list')}?{form.query(without=name)}", number)
        for name, number in numbers.items()
        if number
    ]
    return sorted(rows, key=lambda row: -row[2])


@public
@require_GET
@same_for_visitors
def listing_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One listing as an applicant sees it. Its host and the desk see it before it is published too. Old links to one
    that was taken down lead to a page that says so (404 while it may come back, otherwise 410)."""
    listing = Listing.objects.visible_to(actor(request)).for_list().filter(pk=pk).first()
    if listing is None:
        paused = get_object_or_404(Listing.objects.taken_down(), pk=pk).state == State.PAUSED
        context = {"paused": paused, "alerts_url": address("alert_list"), "alternates": {}}
        return render(request, "listings/taken_down.html", context, status=404 if paused else 410)
    now = clock.now()
    today([listing], now)
    apply = address("application_start", listing.round.slug)
    context = {
        "listing": listing,
        "parts": _parts(listing),
        "preview": listing.state != State.PUBLISHED,
        "apply_url": apply and f"{apply}?listing={listing.pk}",
        "standing": registries.standing_of(request.user, listing, now) if request.user.is_authenticated else None,
        "alerts_url": address("alert_list"),
    }
    return render(request, "listings/page.html", context)


def _parts(listing: Listing) -> list[tuple[str, str, str]]:
    """(heading, text, language of the text) of everything that the host wrote; what is empty is left out."""
    about = listing.organisation.about
    english = about == listing.organisation.about_en and about != listing.organisation.about_da
    texts = [
        (_("What the days are about"), listing.task, listing.language),
        (_("What we offer"), listing.offers, listing.language),
        (_("What we hope to learn"), listing.hopes, listing.language),
        (_("Good to know"), listing.practical, listing.language),
        (_("What the company does"), listing.about, listing.language),
    ]
    if about != listing.about:
        texts.append((_("About %(name)s") % {"name": listing.organisation.name}, about, "en" if english else "da"))
    return [(heading, text, language) for heading, text, language in texts if text.strip()]


@signed_in
@require_GET
def host_home(request: HttpRequest) -> HttpResponse:
    """What a host has and can do: companies, their listings by round, people who ask to join."""
    now = clock.now()
    companies = list(Organisation.objects.acted_for_by(me(request)).for_list().order_by("sort_key", "pk"))
    listings = list(
        Listing.objects.filter(organisation__in=companies)
        .select_related("round", "organisation")
        .prefetch_related("round__milestones")
        .order_by("-round", "title", "pk")
    )
    rounds = list(Round.objects.current_for_hosts(now))
    waiting = Membership.objects.decidable_by(me(request)).filter(state=MembershipState.REQUESTED)
    mine = Membership.objects.about_acting().filter(user=me(request)).exclude(state=MembershipState.ENDED)
    context = {
        "companies": [
            {
                "organisation": company,
                "rows": [_row(x, rounds, now) for x in listings if x.organisation_id == company.pk],
                "rounds": [round_ for round_ in rounds if company.sector_id in round_.host_sectors],
            }
            for company in companies
        ],
        "waiting": waiting.select_related("user", "organisation"),
        "memberships": mine.select_related("organisation"),
        "rounds": rounds,
        "email": settings.CONTACT_EMAIL,
    }
    return render(request, "listings/host_home.html", context)


def _row(listing: Listing, rounds: list[Round], now: Any) -> dict[str, Any]:
    """A listing on its host's page, with what the host can do with it now."""
    # Everything here is the user's own, so the role is known without a query for each row.
    table = listing.machine.transitions
    may = [
        name
        for name, move in MOVES.items()
        if Role.HOST in table.get((listing.state, move.to), ()) and move.fits(listing)
    ]
    others = [round_ for round_ in rounds if round_.pk != listing.round_id]
    return {
        "listing": listing,
        "deadline": listing.round.at(MilestoneKind.LISTINGS_CLOSE),
        "editable": listing.state in EDITABLE and listing.round.takes_listings(now),
        "moves": [(name, MOVES[name]) for name in may if name != "submit"],
        "copies": others if listing.state not in EDITABLE else [],
        "over": listing.state in OVER,
        "kind": BADGES[State(listing.state)],
    }


BADGES = {
    State.DRAFT: "",
    State.SUBMITTED: "info",
    State.RETURNED: "warning",
    State.PUBLISHED: "success",
    State.PAUSED: "warning",
    State.CLOSED: "",
    State.WITHDRAWN: "",
}


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


@dataclass(frozen=True)
class Move:
    """What a host can do with a listing: the button, where it leads, what will happen and whether to ask first."""

    label: str | Promise
    to: State
    service: Callable[..., None]
    done: str | Promise
    ask: str | Promise = ""
    origin: State | None = None

    def fits(self, listing: Listing) -> bool:
        return self.origin is None or listing.state == self.origin


MOVES = {
    "submit": Move(
        gettext_lazy("Send in"),
        State.SUBMITTED,
        listing_submit,
        gettext_lazy("The listing was sent in. You get a mail when we have read it."),
    ),
    "pause": Move(
        gettext_lazy("Pause"),
        State.PAUSED,
        listing_pause,
        gettext_lazy("The listing is paused and no longer shown. Show it again when you are ready."),
    ),
    "resume": Move(
        gettext_lazy("Show again"),
        State.PUBLISHED,
        listing_resume,
        gettext_lazy("The listing is shown again."),
        origin=State.PAUSED,
    ),
    "close": Move(
        gettext_lazy("Close"),
        State.CLOSED,
        listing_close,
        gettext_lazy("The listing is closed."),
        ask=gettext_lazy(
            "The listing is taken off the public pages and gets no interns from now on. Agreements that are made "
            "stand. It cannot be opened again, but you can copy it to a later round."
        ),
    ),
    "withdraw": Move(
        gettext_lazy("Give up the draft"),
        State.WITHDRAWN,
        listing_withdraw,
        gettext_lazy("The draft is given up."),
        ask=gettext_lazy("The draft can no longer be edited or sent in. You can still copy it to a later round."),
    ),
}


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
