"""The pages for what went wrong. They ask the database nothing: it may be what went wrong."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from praktik.people.access import public


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"title": title, "text": text, "error_page": True, "contact_email": settings.CONTACT_EMAIL}
    return render(request, "home/error.html", context, status=status)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("The address may be misspelt, or the page may have been moved. Start again from the front page.")
    return _page(request, 404, _("The page was not found"), text)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("You are logged in, but this page is not for you. If you think it should be, write to us.")
    return _page(request, 403, _("You do not have access to this page"), text)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("The form was open for too long, or your browser blocks cookies. Go back, reload the page and send again.")
    return _page(request, 403, _("The form could not be received"), text)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    text = _(
        "The fault is ours, and it has been noted. Nothing that you sent just now was saved: try again in a moment."
    )
    return HttpResponse(
        f'<!DOCTYPE html><html lang="da"><meta charset="utf-8"><title>Praktik</title>'
        f"<h1>{_('Something went wrong')}</h1><p>{text}</p></html>",
        status=500,
    )
