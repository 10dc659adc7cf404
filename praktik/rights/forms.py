from __future__ import annotations

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from praktik import forms
from praktik.people.admin_moves import WhyForm


class EraseForm(forms.Form):
    submit_label = _("Erase everything about me")
    sure = django_forms.BooleanField(
        label=_("I know that it cannot be undone."),
        error_messages={"required": _("Tick this if you want to go on. It cannot be undone.")},
    )


class EraseReasonForm(WhyForm):
    """An administrator's reason."""

    why = django_forms.CharField(
        label=_("Why"),
        widget=django_forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        help_text=_("Kept when the person is gone, so do not name them."),
        error_messages={"required": _("Write why.")},
    )
