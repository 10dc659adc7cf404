"""Forms that save themselves a moment after somebody has typed, and what the server answers them.

htmx posts the whole form to its own address with the header ``Autosave``. The view stores what can be stored through
the service that the button uses, with the same version check, and answers with one of these: a sentence for the page's
``#autosave``, and what the form needs to send next time. Without JavaScript there is only the button.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language

HEADER = "Autosave"
FORM = "autosave-form"
# On the form's tag. One save at a time: the next one waits for the version that this one answers with.
ATTRS = {
    "id": FORM,
    "hx-post": "",
    "hx-trigger": "input delay:1s",
    "hx-target": "#autosave",
    "hx-swap": "innerHTML",
    "hx-sync": "this:queue last",
    "hx-headers": f'{{"{HEADER}": "1"}}',
}
ATTRIBUTES = flatatt(ATTRS)


def asked(request: HttpRequest) -> bool:
    """Whether a form saves itself; otherwise somebody has pressed a button."""
    return request.method == "POST" and request.headers.get(HEADER) == "1"


def saved(
    request: HttpRequest, *, version: int, now: dt.datetime, left_out: Iterable[str | Promise] = ()
) -> HttpResponse:
    """All is stored as ``version``, or all but the fields ``left_out``, which are wrong as yet."""
    english = (get_language() or "da").startswith("en")
    at = date_format(timezone.localtime(now), "H:i" if english else "H.i")
    return _answer(request, "saved", version=version, at=at, left_out=[str(label) for label in left_out])


def waits(request: HttpRequest, *, left_out: Iterable[str | Promise]) -> HttpResponse:
    """Nothing is stored before these fields are filled in."""
    return _answer(request, "waits", left_out=[str(label) for label in left_out])


def stale(request: HttpRequest) -> HttpResponse:
    """Somebody else has stored meanwhile: nothing is, and the button leads to the page with both versions."""
    return _answer(request, "stale")


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """The rules do not allow it (any more)."""
    return _answer(request, "refused", why=why)


def logged_out(request: HttpRequest) -> HttpResponse:
    """The log-in has expired. The page keeps what was typed, and tries again when its window is returned to."""
    return _answer(request, "logged_out")


def new_token(request: HttpRequest) -> HttpResponse:
    """The page is from before the last log-in. It gets what it needs and tries again, once."""
    return _answer(request, "new_token", token=get_token(request), again="again" not in request.POST)


def _answer(request: HttpRequest, kind: str, **context: object) -> HttpResponse:
    return render(request, "components/autosave_answer.html", {"kind": kind, "form_id": FORM, **context})
