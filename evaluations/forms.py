from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.instruments import Kind, Question
from evaluations.instruments.base import DONT_KNOW, DONT_KNOW_WORDS, YES_NO
from evaluations.models import Story
from evaluations.services import Given
from evaluations.states import Part
from praktik.forms import Form
from praktik.organisations.validators import no_cpr


def _field(question: Question) -> forms.Field:
    """The form field of a question; what it cleans to is what :func:`evaluation_answer` takes."""
    common: dict[str, Any] = {"label": question.text, "required": question.required}
    if question.kind == Kind.TEXT:
        return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), validators=[no_cpr], **common)
    if question.kind == Kind.NUMBER:
        return forms.IntegerField(min_value=0, max_value=9999, **common)
    if question.kind == Kind.MULTI:
        many = [(number, str(choice)) for number, choice in enumerate(question.choices)]
        return forms.TypedMultipleChoiceField(
            choices=many, coerce=int, widget=forms.CheckboxSelectMultiple, empty_value=[], **common
        )
    # Eleven radio buttons are a long way on a phone.
    widget = forms.Select() if question.kind == Kind.NPS else forms.RadioSelect()
    if question.kind == Kind.SCALE:
        widget.attrs["class"] = "form-radio in-a-row"
    return forms.TypedChoiceField(choices=_choices(question), coerce=int, widget=widget, empty_value=None, **common)


def _choices(question: Question) -> list[tuple[int | str, str]]:
    if question.kind == Kind.SCALE:
        return [*((number, str(number)) for number in range(1, 6)), (DONT_KNOW, str(DONT_KNOW_WORDS))]
    if question.kind == Kind.NPS:
        return [("", _("Choose a number")), *((number, str(number)) for number in range(11))]
    if question.kind == Kind.YESNO:
        return [(1, str(YES_NO[1])), (0, str(YES_NO[0]))]
    return [(number, str(choice)) for number, choice in enumerate(question.choices)]


class EvaluationForm(Form):
    """The questionnaire as a form, made from its questions. ``given`` are the answers there are already."""

    submit_label = gettext_lazy("Send the answers")

    def __init__(self, *args: Any, questions: Sequence[Question], given: Mapping[str, Given], **kwargs: Any) -> None:
        super().__init__(*args, initial=dict(given), **kwargs)
        for question in questions:
            field = _field(question)
            field.error_messages["required"] = _("Answer this question.")
            self.fields[question.id] = field


class ConsentForm(Form):
    """Yes to each part by itself; nothing is ticked beforehand that was not said yes to before."""

    parts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What may be shown"),
        choices=Part.choices,
        coerce=Part,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("You can change this at any time. What you take back is gone from the page at once."),
    )
    submit_label = gettext_lazy("Save my answer")

    def __init__(self, *args: Any, story: Story, **kwargs: Any) -> None:
        super().__init__(*args, initial={"parts": sorted(story.consents())}, **kwargs)
        if not story.quote:
            self.fields["parts"].choices = [choice for choice in Part.choices if choice[0] != Part.QUOTE]  # type: ignore[attr-defined]  # a ChoiceField


class WhyForm(Form):
    """The reason that goes with an admin action."""

    why = forms.CharField(
        label=gettext_lazy("Why?"), max_length=1000, validators=[no_cpr], widget=forms.Textarea(attrs={"rows": 4})
    )
