from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from praktik import clock
from praktik.history.door import Refused
from praktik.people.access import me, signed_in
from praktik.rights.forms import EraseForm
from praktik.rights.models import Erasure
from praktik.rights.services.erasures import erasure_ask, hindrances
from praktik.rights.states import BUSY


@require_GET
@signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    """What a person can do about what is held about them."""
    return render(request, "rights/my_data.html", {"last": _last(request)})


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
