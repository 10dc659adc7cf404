from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from praktik import clock
from praktik.alerts import services
from praktik.alerts.models import Alert
from praktik.alerts.states import Kind
from praktik.people.access import me, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def alert_list(request: HttpRequest) -> HttpResponse:
    """What one is told of by mail. POST adds ``kind``, and for listings ``query``; a GET with the same asks first, so
    that a link can lead here by way of the log-in."""
    now = clock.now()
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind in Kind.values:
            services.alert_add(me(request), Kind(kind), query=request.POST.get("query", ""), now=now)
            messages.success(request, _("You will get a mail."))
        return redirect("alert_list")
    alerts = list(Alert.objects.filter(user=me(request)))
    there = {(alert.kind, alert.query) for alert in alerts}
    asked = {(Kind.ROUNDS, "")}
    if request.GET.get("kind") == Kind.LISTINGS:
        asked = {(Kind.LISTINGS, services.search(request.GET.get("query", ""), now).query())}
    context = {
        "alerts": [(alert, _words(alert), _page(alert)) for alert in alerts],
        "asked": [(kind, query, _words(Alert(kind=kind, query=query))) for kind, query in asked - there],
    }
    return render(request, "alerts/list.html", context)


def _words(alert: Alert) -> str:
    if alert.kind == Kind.ROUNDS:
        return str(Kind.ROUNDS.label)
    words = services.search(alert.query, clock.now()).words() if alert.query else []
    return _("New listings: %(search)s") % {"search": ", ".join(words) or _("all of them")}


def _page(alert: Alert) -> str:
    """Where one sees what there is already."""
    return f"{reverse('listing_list')}?{alert.query}" if alert.kind == Kind.LISTINGS else reverse("front_page")


@require_POST
@signed_in
def alert_delete(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Alert, pk=pk, user=me(request)).delete()
    messages.success(request, _("You will not be told of this any more."))
    return redirect("alert_list")
