"""``{% load fields %}{% with form=form|plain %}``."""

from __future__ import annotations

from django import forms, template

register = template.Library()


@register.filter
def plain(form: forms.BaseForm) -> forms.BaseForm:
    """Another package's form without what it writes into its empty fields: the label above says it already, and what
    stands in a field looks filled in."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form
