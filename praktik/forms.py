"""What every form of ours has: the DKFDS looks through crispy, and a button."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class _Looks:
    """``submit_label`` is on the button; an empty one leaves the buttons to the page. ``legend`` heads the fields."""

    submit_label: str | Promise = _("Save")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}  # our own sentences, beside the field and in the summary
        if self.submit_label:
            helper.add_input(Submit("send", self.submit_label))
        else:
            helper.form_tag = False
        return helper


class Form(_Looks, forms.Form):
    """A plain form. Render with ``{% crispy form %}``."""


class ModelForm(_Looks, forms.ModelForm):
    """A form over a model; it validates, and the noun's service saves. Render with ``{% crispy form %}``."""
