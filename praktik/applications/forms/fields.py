"""Fields in which people write."""

from __future__ import annotations

from typing import Any

from django import forms

from praktik.organisations.validators import no_cpr


def text(label: Any, limit: int, help_text: Any = "", rows: int = 6) -> forms.CharField:
    """A long text of a person: optional, because a draft may wait; what is missing is said before it is sent."""
    return forms.CharField(
        label=label,
        max_length=limit,
        required=False,
        help_text=help_text,
        validators=[no_cpr],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line(label: Any, limit: int, help_text: Any = "", autocomplete: str = "off") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label, max_length=limit, required=False, help_text=help_text, validators=[no_cpr], widget=widget
    )
