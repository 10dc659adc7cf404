"""The pages for what went wrong. They ask the database nothing: it may be what went wrong.

They are in the language of the address, like every page, and do not trust what an earlier step may have set.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from praktik import autosave, kept
from praktik.home.context import frame, other_language
from praktik.home.middleware import form_again
from praktik.people.access import public

logger = logging.getLogger(__name__)
Text = str | Promise


def _page(request: HttpRequest, status: int, title: Text, text: Text) -> HttpResponse:
    """Rendered without the request, so that neither session nor user is read."""
    language = translation.get_language_from_path(request.path) or settings.LANGUAGE_CODE
    with translation.override(language):
        front = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
        context = {**frame(request.path), "other_language": other_language(front)}
        page = render_to_string("home/error.html", {**context, "title": title, "text": text, "error_page": True})
    return HttpResponse(page, status=status)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("The address may be misspelt, or the page may have been moved. Start again from the front page.")
    return _page(request, 404, _("The page was not found"), text)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("You are logged in, but this page is not for you. If you think it should be, write to us.")
    return _page(request, 403, _("You do not have access to this page"), text)


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("Your browser sent something that we could not read. Go back, reload the page and try again.")
    return _page(request, 400, _("The request could not be read"), text)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if autosave.asked(request):
        return autosave.new_token(request)
    # Sent from a page of ours (a browser says so, and the token alone is wrong): one from before the last log-in.
    if kept.wanted(request) and reason.startswith("CSRF token from") and "Origin" in request.headers:
        return form_again(request)
    text = _("The form was open for too long, or your browser blocks cookies. Go back, reload the page and send again.")
    return _page(request, 403, _("The form could not be received"), text)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """In the ordinary frame, or where even that fails (a template, the list of static files), bare."""
    title = _("Something went wrong")
    text = _(
        "The fault is ours, and it has been noted. Nothing that you sent just now was saved: try again in a moment."
    )
    try:
        return _page(request, 500, title, text)
    except Exception:
        logger.exception("the page for errors could not be rendered")
    language = translation.get_language_from_path(request.path) or settings.LANGUAGE_CODE
    with translation.override(language):
        page = format_html(
            '<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8"><title>{} – Praktik</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<link rel="stylesheet" href="{}dkfds/css/dkfds.min.css"><link rel="stylesheet" href="{}css/praktik.css">'
            '</head><body><main class="container page-container"><h1>{}</h1><p>{}</p>'
            '<p><a href="mailto:{}">{}</a></p></main></body></html>',
            language, title, settings.STATIC_URL, settings.STATIC_URL, title, text,
            settings.CONTACT_EMAIL, settings.CONTACT_EMAIL,
        )  # fmt: skip
    return HttpResponse(page, status=500)
