from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from praktik.forms import Form, ModelForm
from praktik.organisations.models import Municipality, Organisation, Sector
from praktik.organisations.services import PUBLIC_DETAILS
from praktik.organisations.validators import clean_cvr


class FindForm(Form):
    """What somebody types to find a company: a part of its name, or its CVR number."""

    q = forms.CharField(label=_("Company name or CVR number"), max_length=120, required=False)

    @property
    def number(self) -> str:
        """What was typed, where it is a CVR number."""
        try:
            return clean_cvr(self._text)
        except forms.ValidationError:
            return ""

    def found(self) -> list[Organisation]:
        """The first twenty that fit; companies alone, since only they have a number of their own."""
        bodies = Organisation.objects.filter(parent=None).for_list()
        if self.number:
            return list(bodies.filter(cvr=self.number))
        return list(bodies.named_like(self._text)[:20]) if self._text else []

    @property
    def _text(self) -> str:
        return self.cleaned_data.get("q", "").strip() if self.is_valid() else ""


class NumberForm(Form):
    """First the CVR number: what the company register knows of it is filled in on the next page."""

    submit_label = ""  # a form of the page's own, which leaves nothing but the number in the address
    cvr = forms.CharField(
        label=_("CVR number"),
        max_length=16,
        help_text=_("Eight digits. You find it on your invoices, at the foot of your website or in the CVR register."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.form_method = "get"  # no token
        return helper

    def clean_cvr(self) -> str:
        return clean_cvr(self.cleaned_data["cvr"])


class _Details(ModelForm):
    """The public details: where it is and what it does."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.order_by("sort_key"),
        label=_("Municipality"),
        required=False,
        empty_label=_("Not chosen"),
    )

    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        help_text=_("For instance https://www.firma.dk"),
        error_messages={"invalid": _("Write the whole address, for instance https://www.firma.dk.")},
    )

    class Meta:
        model = Organisation
        fields = PUBLIC_DETAILS
        widgets = {
            "about_da": forms.Textarea(attrs={"rows": 5}),
            "about_en": forms.Textarea(attrs={"rows": 5}),
            "postcode": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
            "address": forms.TextInput(attrs={"autocomplete": "address-line1"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
        }
        error_messages = {"name": {"required": _("Write the company's name.")}}
        help_texts = {
            "about_da": _("Two or three sentences that somebody who has never heard of you understands."),
            "about_en": _("For those who read the page in English. Leave it empty and they see the Danish text."),
        }


class OrganisationForm(_Details):
    submit_label = _("Save")


class NewOrganisationForm(_Details):
    submit_label = _("Create the company")
    cvr = forms.CharField(
        label=_("CVR number"),
        max_length=16,
        help_text=_("Eight digits. You find it on your invoices, at the foot of your website or in the CVR register."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    sector = forms.ModelChoiceField(Sector.objects.all(), label=_("Kind of organisation"), initial="private")

    field_order = ["name", "cvr", "sector"]

    class Meta(_Details.Meta):
        fields = ("name", *PUBLIC_DETAILS)  # type: ignore[assignment]  # one more than the other form has

    def clean_cvr(self) -> str:
        return clean_cvr(self.cleaned_data["cvr"])

    def data_for_service(self) -> dict[str, Any]:
        """The cleaned fields as ``organisation_sign_up`` takes them."""
        data = dict(self.cleaned_data)
        data["sector_id"] = data.pop("sector").pk
        return data
