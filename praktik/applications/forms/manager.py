"""What a manager answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from praktik.applications.forms.conflicts import ConflictsForm
from praktik.applications.forms.fields import text
from praktik.forms import Form
from praktik.organisations.validators import no_cpr


class ManagerAnswerForm(ConflictsForm):
    """The manager's answer: yes or no, and what the manager knows of conflicts."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    released = forms.ChoiceField(
        label=_("Can your colleague be spared for the days?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Answer yes or no.")},
    )
    comment = text(_("A comment to the consultants"), 2000, _("Your colleague can ask to see it."), rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = [(_("Your answer"), ["released", "comment"]), *self.sections]


class PassOnForm(Form):
    """Another manager, whom the one who was asked names."""

    submit_label = ""
    name = forms.CharField(
        label=_("The other manager's name"), max_length=120, validators=[no_cpr],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("The other manager's e-mail"),
        help_text=_("The address at the workplace."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
