"""An address list with one page more: every component at once, for the browser tests. Not part of the site."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as ours
from praktik.people.access import public

COMPONENTS = """{% extends "base.html" %}{% load i18n %}{% block title %}Gallery{% endblock %}{% block content %}
{% include "components/back_link.html" with href="/" %}
<h1>Gallery</h1>
{% include "components/step_guide.html" %}
<h2>Alerts</h2>
{% for kind in kinds %}{% include "components/alert.html" with text="One sentence that says what happened." %}{% endfor %}
<h2>Status</h2>
<p>{% include "components/status.html" with label="Draft" %} {% for kind in kinds %}
{% include "components/status.html" with label=kind %} {% endfor %}</p>
<h2>Nothing here</h2>
{% include "components/empty.html" with text="No listing matches." href="/" action="See all listings" %}
<h2>What you wrote</h2>
{% include "components/summary_list.html" with caption="What you wrote" %}
<h2>Table</h2>
<div class="table--responsive-scroll" tabindex="0" role="region" aria-label="A table">
<table class="table"><thead><tr>{% for n in many %}<th scope="col">Column {{ n }}</th>{% endfor %}</tr></thead>
<tbody><tr>{% for n in many %}<td>Something {{ n }}</td>{% endfor %}</tr></tbody></table></div>
{% include "components/pagination.html" %}
{% endblock %}"""


def components_context(page: int = 4) -> dict[str, Any]:
    """What COMPONENTS shows; ``page`` of nine pages."""
    return {
        "kinds": ["success", "info", "warning", "error"],
        "many": range(12),
        "current": 3,
        "steps": [
            {"text": "Your workplace", "href": "/a", "done": True},
            {"text": "Your task", "href": "/b", "error": True},
            {"text": "What you want to learn", "href": "/c", "help": "One to five goals"},
            {"text": "Your wishes", "href": ""},
        ],
        "rows": [
            {"label": "Job title", "value": "Fuldmægtig", "href": "/a"},
            {"label": "Days", "value": 0, "href": "/b"},
            {"label": "What you bring", "value": "Line one\n<b>Line two</b>", "href": "/c"},
            {"label": "Phone", "value": "", "href": "/d"},
        ],
        "page_obj": Paginator(range(90), 10).page(page),
    }


@public
def components(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(COMPONENTS)
    return HttpResponse(template.render(components_context(int(request.GET.get("page", 4))), request))


urlpatterns = [path("gallery/components/", components, name="gallery_components"), *ours]
