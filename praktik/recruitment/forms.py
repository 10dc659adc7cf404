from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from praktik.forms import Form
from praktik.organisations.models import Sector
from praktik.organisations.validators import clean_cvr
from praktik.recruitment.models import Lead


class AcceptForm(Form):
    """What a company that accepts an invitation still has to say. Nothing, where the lead knows its number."""

    submit_label = _("Yes, we would like to be a host")
    name = forms.CharField(label=_("Company"), max_length=120)
    cvr = forms.CharField(label=_("CVR number"), max_length=20, help_text=_("Eight digits."))
    sector = forms.ModelChoiceField(Sector.objects.none(), label=_("Sector"), empty_label=None)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": lead.name}, **kwargs)
        self.fields["sector"].queryset = Sector.objects.filter(pk__in=lead.round.host_sectors)  # type: ignore[attr-defined]  # a ModelChoiceField
        if lead.organisation is not None:
            self.fields.clear()
        elif lead.cvr:
            del self.fields["name"], self.fields["cvr"]
        if "sector" in self.fields and len(lead.round.host_sectors) == 1:
            del self.fields["sector"]

    def clean_cvr(self) -> str:
        return clean_cvr(self.cleaned_data["cvr"])

    def accepted(self, lead: Lead) -> dict[str, str]:
        """The arguments of ``invitation_accept``."""
        data = self.cleaned_data
        sector = data["sector"].pk if data.get("sector") else lead.round.host_sectors[0]
        return {"name": data.get("name", ""), "cvr": data.get("cvr", ""), "sector_id": sector}


class ChoiceForm(forms.Form):
    """Which of the company's listings a wish for it is for, by its key; nothing for none of them."""

    listing = forms.IntegerField(required=False, min_value=1, max_value=2**31)
