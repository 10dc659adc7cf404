from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import dates
from praktik.forms import Form, ModelForm
from praktik.history.door import Refused
from praktik.organisations.validators import no_cpr
from praktik.placements import rules
from praktik.placements.models import TEXTS, Agreement, Placement
from praktik.placements.services import REQUIRED, dates_check
from praktik.placements.states import State

_ROWS = {"purpose": 3, "rights": 3, "ending": 3, "expenses": 3}


class AgreementForm(ModelForm):
    """The draft of an agreement. Everything but the days may be empty until it is sent; ``version`` is the draft's
    ``edits`` as the writer saw it. ``cleaned_data["programme"]`` holds a text for each working day."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    submit_label = gettext_lazy("Save the draft")

    class Meta:
        model = Agreement
        fields = ("starts_on", "ends_on", *TEXTS)
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **{name: forms.Textarea(attrs={"rows": _ROWS.get(name, 5)}) for name in TEXTS},
        }
        help_texts = {
            "starts_on": gettext_lazy("Two to five working days, all in the same week."),
            "intern_goals": gettext_lazy("One line for each goal."),
            "practical": gettext_lazy("Where to come, at what time, and whom to ask for."),
            "rights": gettext_lazy("May be left empty."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            self.fields[name].validators.append(no_cpr)
            self.fields[name].required = False
            # A draft may be without it, what is sent may not: so it is not called optional.
            self.fields[name].needed = name in REQUIRED  # type: ignore[attr-defined]  # read by dkfds/optional.html
        for number, text in enumerate([*self.instance.programme, *[""] * rules.MOST_DAYS][: rules.MOST_DAYS]):
            self.fields[f"day_{number + 1}"] = forms.CharField(
                label=self._day_label(number),
                initial=text,
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3}),
                validators=[no_cpr],
            )
            # One day at least has to be described before it is sent; a day more is said to be one by its label.
            self.fields[f"day_{number + 1}"].needed = True  # type: ignore[attr-defined]  # read by dkfds/optional.html
        self.initial.setdefault("version", self.instance.edits)
        days = [f"day_{number}" for number in range(1, rules.MOST_DAYS + 1)]
        before, after = ["version", "starts_on", "ends_on", *TEXTS[:3]], list(TEXTS[3:])
        self.order_fields([*before, *days, *after])

    def _day_label(self, number: int) -> str:
        days = rules.working_days(self.instance.starts_on, self.instance.ends_on)
        label = _("Programme, day %(number)s") % {"number": number + 1}
        if number < len(days):
            return f"{label}: {formats.date_format(days[number], 'l')} {dates.day(days[number])}"
        return _("%(label)s (only if there is a day more)") % {"label": label}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on"):
            placement = self.instance.placement
            try:
                days = dates_check(placement.listing, data["starts_on"], data["ends_on"], moved=placement)
            except Refused as refused:
                self.add_error("starts_on", str(refused))
            else:
                data["programme"] = [data.get(f"day_{number}", "") for number in range(1, days + 1)]
        return data

    def changes(self) -> dict[str, Any]:
        """What :func:`agreement_save` takes. Only after the form was found valid."""
        return {name: self.cleaned_data[name] for name in (*TEXTS, "starts_on", "ends_on", "programme")}


class SignForm(Form):
    """A signature on the text with this ``digest``."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    read = forms.BooleanField(
        label=gettext_lazy("I have read the agreement and sign it"),
        error_messages={"required": gettext_lazy("Tick the box to sign.")},
    )
    submit_label = gettext_lazy("Sign")


class ManagerSignForm(SignForm):
    """The manager writes the name that stands under the agreement."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        validators=[no_cpr],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write your name.")},
    )
    field_order = ["digest", "name", "read"]


class MessageForm(Form):
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=4000,
        validators=[no_cpr],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
    submit_label = gettext_lazy("Send the message")


class WhyForm(Form):
    """The reason that goes with an end."""

    why = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The other side and the consultants read it. It is not in any mail."),
        max_length=1000,
        validators=[no_cpr],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say why, so that the others understand it.")},
    )


class EndForm(WhyForm):
    """How a placement ends before its time: the ways that are open on ``today`` to somebody with ``possible``."""

    how = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what happened.")},
    )
    submit_label = gettext_lazy("End the placement")
    field_order = ["how", "why"]

    LABELS = {
        State.CANCELLED: gettext_lazy("The placement is called off before it begins"),
        State.NO_SHOW: gettext_lazy("The intern did not come"),
        State.BROKEN_OFF: gettext_lazy("The placement stops before time"),
    }

    def __init__(self, *args: Any, possible: list[State], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [(state.value, self.LABELS[state]) for state in possible]  # type: ignore[attr-defined]  # a ChoiceField
        if len(possible) == 1:
            self.initial["how"] = possible[0].value


def possible_ends(placement: Placement, today: dt.date, may: Any) -> list[State]:
    """The ends that fit the day and that ``may(state)`` allows, in the order they are offered."""
    begun = today >= placement.starts_on
    ends = [State.NO_SHOW, State.BROKEN_OFF] if begun else [State.CANCELLED]
    if begun and placement.state != State.UNDER_WAY:
        ends.append(State.CANCELLED)
    return [state for state in ends if may(state)]
