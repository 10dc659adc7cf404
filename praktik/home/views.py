from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from praktik import clock, registries
from praktik.people.access import public, signed_in


@public
def front_page(request: HttpRequest) -> HttpResponse:
    return render(request, "home/front_page.html")


@signed_in
def my_page(request: HttpRequest) -> HttpResponse:
    """What the person can do now, gathered from every noun."""
    return render(request, "home/my_page.html", {"todos": registries.todos_for(request.user, clock.now())})


@public
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too. Redis is not asked: the pages work without it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@public
def version(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"version": settings.VERSION})
