from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.utils.functional import Promise

from config import messages


def test_every_text_in_code_and_templates_is_in_the_catalogue_and_translated():
    assert messages.problems() == []


def test_every_field_that_the_desk_shows_has_a_name_of_its_own():
    """Where a model gives none, Django makes one up: English on a Danish page, and no catalogue misses it."""
    made_up = []
    for model, desk in admin.site._registry.items():
        shown = {
            *desk.list_display,
            *(desk.fields or ()),
            *flatten_fieldsets(desk.fieldsets or ()),
            *desk.readonly_fields,
        }
        for field in model._meta.get_fields():
            if field.name in shown and not isinstance(getattr(field, "verbose_name", ""), Promise):
                made_up.append(f"{model.__name__}.{field.name}")
    assert made_up == []
