"""Public pages, made once every few seconds for all who are not logged in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import cache_page

# How old a page may be that a visitor sees. Whoever is logged in sees it as it is.
SECONDS = 5

View = Callable[..., HttpResponseBase]


def same_for_visitors(view: View) -> View:
    """Keep what ``view`` answers to visitors for :data:`SECONDS`, by address and language, in each process.

    For a page that differs by nothing else for whoever is not logged in. Not kept for anybody who sends a cookie other
    than the language's, nor for htmx, whose answers have headers of their own. Browsers and proxies are not told to
    keep it: after a log-in the same address must be the person's.
    """
    kept = cache_page(SECONDS, cache="pages")(view)

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if set(request.COOKIES) - {settings.LANGUAGE_COOKIE_NAME} or request.htmx:  # type: ignore[attr-defined]  # by its middleware
            return view(request, *args, **kwargs)
        answer = kept(request, *args, **kwargs)
        for name in ("Cache-Control", "Expires"):
            del answer.headers[name]
        return answer

    return seen
