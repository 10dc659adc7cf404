from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from praktik import clock, registries
from praktik.home import engines
from praktik.home.company import companies_of
from praktik.home.health import database_answers
from praktik.home.pages import page_shown
from praktik.people.access import me, public, signed_in
from praktik.people.provider import configured
from praktik.visitors import same_for_visitors


@public
@require_GET
@same_for_visitors
def front_page(request: HttpRequest) -> HttpResponse:
    """What it is and for whom, the rounds that are open, the newest listings, the key figures."""
    return page_shown(request, "front_page", now=clock.now())


@signed_in
@require_GET
def my_page(request: HttpRequest) -> HttpResponse:
    """What the person can do now with the nearest deadline first, what they have going, and their account."""
    own = registries.own_for(request.user, clock.now())
    context = {
        "todos": own.todos,
        "matters": [matter for matter in own.matters if not matter.over],
        "over": [matter for matter in own.matters if matter.over],
        "openings": own.openings,
        "provider": configured(),
    }
    return render(request, "home/my_page.html", context)


@signed_in
@require_GET
def host_home(request: HttpRequest) -> HttpResponse:
    """The companies that one acts for, and where one has asked to."""
    companies, elsewhere = companies_of(me(request), clock.now())
    return render(request, "home/host.html", {"companies": companies, "elsewhere": elsewhere})


@public
@require_GET
@same_for_visitors
def how_it_works(request: HttpRequest) -> HttpResponse:
    return page_shown(request, "how_it_works", now=clock.now())


@public
@require_GET
@same_for_visitors
def for_hosts(request: HttpRequest) -> HttpResponse:
    return page_shown(request, "for_hosts", now=clock.now())


@public
@require_GET
@same_for_visitors
def for_managers(request: HttpRequest) -> HttpResponse:
    return page_shown(request, "for_managers", now=clock.now())


@public
@require_GET
@same_for_visitors
def questions(request: HttpRequest) -> HttpResponse:
    return page_shown(request, "questions", now=clock.now())


@public
@require_GET
@same_for_visitors
def privacy_notice(request: HttpRequest) -> HttpResponse:
    return page_shown(request, "privacy_notice", now=clock.now())


@public
@require_GET
@same_for_visitors
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    return page_shown(request, "accessibility_statement", now=clock.now())


@public
@require_GET
def was(request: HttpRequest) -> HttpResponseRedirect:
    """The short address that the Danish rules ask every public site to have."""
    return HttpResponseRedirect(reverse("accessibility_statement"))


@public
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be found; what needs a log-in is nobody's to look through."""
    return HttpResponse("\n".join(engines.robots()) + "\n", content_type="text/plain")


@public
@require_GET
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in both languages, each naming its other one."""
    return render(request, "home/sitemap.xml", {"rows": engines.mapped()}, content_type="application/xml")


@public
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too. Redis is not asked: the pages work without it."""
    if not database_answers():
        return HttpResponse("database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116). It holds as long as the site is run, so it expires half a year from now."""
    expires = (clock.now() + dt.timedelta(days=180)).astimezone(dt.UTC).replace(microsecond=0)
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: da, en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@public
def version(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"version": settings.VERSION})
