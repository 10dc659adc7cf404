from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from praktik.people.access import by_link
from praktik.work.standing import Standing

# Floors above add theirs.
REGISTRY = CollectorRegistry()
REGISTRY.register(Standing())


@never_cache
@require_safe
@by_link
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to whoever sends METRICS_TOKEN as a bearer token; to everybody else there is no such
    page, and none at all where no token is set."""
    sent = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
