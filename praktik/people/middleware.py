from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse


class LastSeenMiddleware(UserSessionsMiddleware):
    """Keep up what people see under "Sessions" on their account: when, where and with what each of theirs was used.

    A changed address or browser is written at once; else each process writes a session at most once in the time-out of
    the cache ``seen``, which lives in the process: written on each page, this alone would be five queries of the
    twelve that a page may take.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key is None or not request.user.is_authenticated:
            return self.get_response(request)
        client = (request.user.pk, get_adapter().get_client_ip(request), request.headers.get("User-Agent", ""))
        if caches["seen"].get(key) == client:
            return self.get_response(request)
        caches["seen"].set(key, client)
        return super().__call__(request)
