"""An address list with one page more: every component at once, for the browser tests. Not part of the site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500  # noqa: F401 -- the site's own
from config.urls import urlpatterns as ours
from praktik.forms import Form, formset_helper
from praktik.people.access import public

COMPONENTS = """{% extends "base.html" %}{% load i18n %}{% block title %}Gallery{% endblock %}{% block content %}
{% include "components/back_link.html" with href="/" %}
<h1>Gallery</h1>
{% include "components/step_guide.html" %}
<h2>Alerts</h2>
{% for kind in kinds %}{% include "components/alert.html" with text="One sentence on what happened." %}{% endfor %}
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


CHOICES = [("a", "Kommune"), ("b", "Region")]


class EveryField(Form):
    """One field of each kind; every second one is optional."""

    name = forms.CharField(label="Navn", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label="E-mail", help_text="Din <arbejdsmail>.", required=False)
    places = forms.IntegerField(label="Pladser", min_value=1, max_value=9)
    about = forms.CharField(
        label="Om dagene", max_length=2000, widget=forms.Textarea, help_text="Hvad dagene går med.", required=False
    )
    sector = forms.ChoiceField(label="Sektor", choices=[("", "Vælg"), ("Offentlig", CHOICES)])
    kind = forms.ChoiceField(label="Slags", choices=[("1", "Et"), ("2", "To")], widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        label="Temaer", choices=[("1", "Et"), ("2", "To"), ("3", "Tre")], widget=forms.CheckboxSelectMultiple,
        help_text="Vælg gerne flere.", required=False,
    )  # fmt: skip
    agree = forms.BooleanField(label="Jeg er indforstået", help_text="Det er nødvendigt.")
    day = forms.DateField(label="Dag")
    at = forms.TimeField(label="Klokken", required=False)
    when = forms.DateTimeField(label="Frist", required=False)
    document = forms.FileField(label="Bilag", required=False)
    part = forms.ChoiceField(label="Del", choices=CHOICES, widget=forms.RadioSelect, help_text="Kun en.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class Goal(Form):
    text = forms.CharField(label="Mål", max_length=300)
    why = forms.CharField(label="Hvorfor", max_length=1000, widget=forms.Textarea, required=False)


Goals = forms.formset_factory(Goal, extra=2, can_delete=True)


def goals(text: str | None) -> forms.BaseFormSet:
    """Two goals: as they come, or as sent with ``text`` in the first."""
    if text is None:
        return Goals()
    head = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    return Goals({**head, "form-0-text": text, "form-0-why": "x", "form-1-text": "To", "form-1-why": "x" * 1001})


FORMS = """{% extends "base.html" %}{% load crispy_forms_tags %}{% block title %}Forms{% endblock %}
{% block content %}<h1>Forms</h1>
<form method="post" novalidate>{% csrf_token %}{% include "components/error_summary.html" %}
{% crispy form form.bare %}{% crispy formset helper %}
<div class="form-actions mt-6"><button class="button button-primary" type="submit">Send</button></div></form>
{% endblock %}"""


@public
def every_field(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = EveryField(request.POST if sent else None)
    form.bare = form.helper  # type: ignore[attr-defined]  # beside a formset the page has form tag, summary and button
    form.bare.form_tag = form.bare.form_show_errors = False
    form.bare.inputs = []
    template = engines["django"].from_string(FORMS)
    context = {"form": form, "formset": goals("" if sent else None), "helper": formset_helper("Mål")}
    return HttpResponse(template.render(context, request))


@public
def broken(request: HttpRequest) -> HttpResponse:
    """What an error page stands for: PermissionDenied, BadRequest or anything else, by ``?what=``."""
    raise {"403": PermissionDenied, "400": BadRequest}.get(request.GET.get("what", ""), ValueError)


urlpatterns = [
    *i18n_patterns(
        path("gallery/components/", components, name="gallery_components"),
        path("gallery/forms/", every_field, name="gallery_forms"),
        path("gallery/broken/", broken, name="gallery_broken"),
        prefix_default_language=False,
    ),
    *ours,
]
