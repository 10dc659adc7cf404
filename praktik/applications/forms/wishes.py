"""The ways to wish, and the order of the wishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from praktik.applications.forms.fields import line
from praktik.forms import Form, offer
from praktik.organisations.models import Region, Theme
from praktik.organisations.validators import clean_cvr, no_cpr


class ListingWishForm(Form):
    submit_label = ""
    listing = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WishOrderForm(Form):
    """The wishes' keys in the order that they were dragged into, and the version that they were dragged in."""

    submit_label = ""
    order = forms.RegexField(r"^\d{1,15}(,\d{1,15}){0,99}$", widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_order(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["order"].split(",")]


class CompanyWishForm(Form):
    """A company that has no listing: hosts are recruited from these."""

    submit_label = ""
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    company_name = forms.CharField(label=_("Company"), max_length=120, validators=[no_cpr])
    company_cvr = forms.CharField(
        label=_("CVR number"),
        max_length=20,
        required=False,
        help_text=_("If you know it: it helps us to write to the right company."),
    )
    themes = forms.ModelChoiceField(
        Theme.objects.filter(active=True), label=_("Theme"), required=False, empty_label=_("Not chosen")
    )
    why = line(_("Why this one"), 500)

    def __init__(self, data: Any = None, *, themes: Iterable[Theme] | None = None, **kwargs: Any) -> None:
        """``themes`` are those that can be chosen, where the page has read them already."""
        super().__init__(data, **kwargs)
        if themes is not None:
            offer(self.fields["themes"], themes)

    def clean_themes(self) -> list[Theme]:
        """One theme is enough for a company; it is stored like the several of an open wish."""
        theme = self.cleaned_data["themes"]
        return [theme] if theme else []

    def clean_company_cvr(self) -> str:
        cvr = self.cleaned_data["company_cvr"]
        return clean_cvr(cvr) if cvr.strip() else ""


class OpenWishForm(Form):
    """A wish by theme and region: it counts for every listing that fits."""

    submit_label = ""
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.filter(active=True), label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("Region"), required=False, empty_label=_("Any region")
    )
    why = line(_("Why this one"), 500)

    def __init__(
        self,
        data: Any = None,
        *,
        day: dt.date,
        themes: Iterable[Theme] | None = None,
        regions: Iterable[Region] | None = None,
        **kwargs: Any,
    ) -> None:
        """``themes`` and ``regions`` are those that can be chosen, where the page has read them already."""
        super().__init__(data, **kwargs)
        self.fields["region"].queryset = Region.objects.valid_on(day).order_by("sort_key")  # type: ignore[attr-defined]  # a ModelChoiceField
        if themes is not None:
            offer(self.fields["themes"], themes)
        if regions is not None:
            offer(self.fields["region"], regions)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("themes") and not data.get("region"):
            raise forms.ValidationError(_("Choose at least one theme or a region for an open wish."))
        return data
