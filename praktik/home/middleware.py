from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from praktik import autosave, kept
from praktik.history.door import Refused


class AutosaveMiddleware:
    """A form that saves itself and is sent to the log-in is told so, instead of being given the log-in's page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if autosave.asked(request) and response.status_code == 302 and not request.user.is_authenticated:
            return autosave.logged_out(request)
        return response


class LogInFirstMiddleware(LoginRequiredMiddleware):
    """Whoever is not logged in is sent to the log-in. A form that they had open is not lost: what they typed is kept
    for it, and after the log-in they are where the form was."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        if request.method != "POST" or autosave.asked(request):
            return super().handle_no_permission(request, view_func)
        return form_again(request)


def form_again(request: HttpRequest) -> HttpResponseRedirect:
    """To the page of the form that was sent, by way of the log-in where that is needed, and says what became of it."""
    where = _came_from(request) or request.get_full_path()
    logged_in = request.user.is_authenticated
    answer = HttpResponseRedirect(where) if logged_in else redirect_to_login(where)
    if kept.keep(request, answer):
        # The page with the form says what became of it; the log-in before it does not.
        if not logged_in:
            messages.warning(request, _("You have been logged out. Log in, and what you wrote is in the form again."))
    elif logged_in:
        messages.warning(request, _("The page was from before your last log-in, so nothing was changed. Try again."))
    else:
        messages.warning(request, _("You have been logged out, so nothing was changed. Log in and try again."))
    return answer


def _came_from(request: HttpRequest) -> str:
    """The page of ours that the request came from, with its search; empty where none is known."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class RefusalMiddleware:
    """A move that the door refused becomes a sentence on the page that the person came from. Nothing was changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        messages.error(request, str(exception))
        if back := _came_from(request):
            return redirect(back)
        return redirect("my_page" if request.user.is_authenticated else "front_page")
