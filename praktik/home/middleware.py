from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from praktik import autosave
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
        back = request.headers.get("Referer", "")
        if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
            return redirect(urlsplit(back).path)
        return redirect("my_page" if request.user.is_authenticated else "front_page")
