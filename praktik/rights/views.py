from __future__ import annotations

import json

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from praktik import clock
from praktik.history.door import Refused
from praktik.people.access import me, signed_in
from praktik.rights.forms import EraseForm
from praktik.rights.models import Copy, Erasure
from praktik.rights.services.copies import copy_ask, copy_tables
from praktik.rights.services.erasures import erasure_ask, hindrances
from praktik.rights.states import BUSY, State


@require_GET
@signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    """What a person can do about what is held about them."""
    copies = list(Copy.objects.filter(user=me(request)).defer("held")[:5])
    context = {
        "last": _last(request),
        "copies": copies,
        "now": clock.now(),
        "waits": any(c.state in BUSY for c in copies),
    }
    return render(request, "rights/my_data.html", context)


@require_POST
@signed_in
def ask_copy(request: HttpRequest) -> HttpResponse:
    copy_ask(me(request), now=clock.now())
    messages.success(request, _("Your copy is being made. You get a mail when it is ready."))
    return redirect("my_data")


def _copy(request: HttpRequest, pk: int) -> Copy:
    """One's own copy, while it lasts."""
    return get_object_or_404(Copy, pk=pk, user=me(request), state=State.DONE, expires_at__gt=clock.now())


@require_GET
@signed_in
@reauthentication_required
def copy_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy to read."""
    copy = _copy(request, pk)
    return render(request, "rights/copy.html", {"copy": copy, "tables": copy_tables(copy)})


@require_GET
@signed_in
@reauthentication_required
def copy_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy to keep, for programs."""
    text = json.dumps(_copy(request, pk).held, ensure_ascii=False, indent=2)
    disposition = 'attachment; filename="praktik.json"'
    return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@reauthentication_required(allow_get=True)
def erase_me(request: HttpRequest) -> HttpResponse:
    """GET says what happens, or what must end first. POST asks for it, once the person has shown that it is them."""
    person = me(request)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erasure_ask(person, by=person, now=clock.now())
        except Refused:  # the page that is shown below says what must end first
            pass
        else:
            logout(request)
            messages.success(request, _("Your data are being erased, and you are logged out. It takes a minute."))
            return redirect("front_page")
    context = {"form": form, "hindrances": hindrances(person), "last": _last(request)}
    return render(request, "rights/erase.html", context)


def _last(request: HttpRequest) -> Erasure | None:
    """An erasure that was asked for and is not done: under way, or stopped by something that came in between."""
    last = Erasure.objects.filter(user=me(request)).order_by("-pk").first()
    return last if last and (last.state in BUSY or last.error) else None
