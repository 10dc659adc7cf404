"""The listings as everybody sees them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import push_url

from praktik import clock, registries
from praktik.links import address
from praktik.listings import facets, highlight, search
from praktik.listings.forms import SearchForm
from praktik.listings.models import Listing
from praktik.listings.states import State
from praktik.listings.today import today
from praktik.people.access import actor, public
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
