"""What somebody sent after their log-in had expired: kept until they are logged in and the form can show it again.

Nothing is stored by it: the form is filled in with what was typed, and the button sends it. It lies enciphered in the
session, and the key only in a cookie of the browser, for an hour: sessions are kept as a log, and what somebody wrote
must be readable neither there nor in a backup.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import ResolverMatch

COOKIE = "kept"
SECONDS = 3600
# Of a form as it is sent; more than any form of ours can hold.
MOST = 200_000
_SESSION = "kept"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def keeps_text(view: View) -> View:
    """A form for which somebody types: what is sent to it is kept where the log-in has expired. The page that has the
    form must ask :func:`kept`."""
    view.keeps_text = True  # type: ignore[attr-defined]  # read by keep()
    return view


def wanted(request: HttpRequest) -> bool:
    """Whether the view that the request is for has a form for which somebody types."""
    return getattr(request.resolver_match and request.resolver_match.func, "keeps_text", False)


def keep(request: HttpRequest, answer: HttpResponse) -> bool:
    """Keep what was sent, where its view wants it: the key goes with ``answer``. Returns whether it was kept."""
    match = request.resolver_match
    if match is None or not wanted(request):
        return False
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    body = sent.urlencode().encode()
    if len(body) > MOST:
        return False
    key = Fernet.generate_key()
    request.session[_SESSION] = {"to": _name(match), "text": Fernet(key).encrypt(body).decode()}
    answer.set_cookie(
        COOKIE, key.decode(), max_age=SECONDS, secure=request.is_secure(), httponly=True, samesite="Lax"
    )  # fmt: skip
    return True


def kept(request: HttpRequest, name: str, **kwargs: Any) -> QueryDict | None:
    """What was sent to the address ``name`` with ``kwargs`` and could not be received, for an hour; otherwise None."""
    found = request.session.get(_SESSION)
    if request.method == "POST" or not found or found["to"] != [name, {k: str(v) for k, v in kwargs.items()}]:
        return None
    try:
        body = Fernet(request.COOKIES.get(COOKIE, "")).decrypt(found["text"], ttl=SECONDS)
    except (InvalidToken, ValueError):
        return None
    return QueryDict(body)


def forget(request: HttpRequest) -> None:
    """The form has been sent again: it brings its own."""
    request.session.pop(_SESSION, None)


def _name(match: ResolverMatch) -> list[Any]:
    return [match.view_name, {name: str(value) for name, value in match.kwargs.items()}]
