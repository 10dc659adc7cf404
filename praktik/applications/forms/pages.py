"""What is asked once the application has been sent in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from praktik.forms import Form
from praktik.organisations.validators import no_cpr


class CarryOverForm(Form):
    submit_label = _("Save")
    consent = forms.BooleanField(
        label=_("If I am not placed, carry my application over to the next round"), required=False
    )


class WithdrawForm(Form):
    submit_label = _("Withdraw the application")
    why = forms.CharField(
        label=_("Why do you withdraw?"),
        max_length=500,
        validators=[no_cpr],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A few words are enough. The consultants read them."),
    )
