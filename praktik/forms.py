"""What every form of ours has: the DKFDS looks through crispy, inputs that work without JavaScript, and a button."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.db.models import Model
from django.utils.formats import number_format
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Text = str | Promise


class Textarea(forms.Textarea):
    """Browsers count a line break as one character and send two; it is stored, and counted, as one."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class DateInput(forms.DateInput):
    """The browser's own date field, which wants ISO dates and shows them as the reader writes dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


_INPUTS: dict[type[forms.Widget], type[forms.Widget]] = {
    forms.Textarea: Textarea,
    forms.DateInput: DateInput,
    forms.TimeInput: TimeInput,
    forms.DateTimeInput: DateTimeInput,
}


def _hint_with_limit(hint: Text, limit: int) -> str:
    said = ngettext("At most %(limit)s character.", "At most %(limit)s characters.", limit)
    said %= {"limit": number_format(limit, force_grouping=True)}
    return f"{hint} {said}" if hint else said


_lazy_hint = lazy(_hint_with_limit, str)


def dress(fields: dict[str, forms.Field]) -> None:
    """Give plain Django inputs our kind: dates as the browser's own field, the limit of a long text said in its hint.

    A widget that a form chose itself (a subclass of Django's) is left alone.
    """
    for field in fields.values():
        ours = _INPUTS.get(type(field.widget))
        if ours is not None:
            attrs = {name: value for name, value in field.widget.attrs.items() if name not in ("cols", "type")}
            widget = ours(attrs)
            widget.is_required, widget.is_localized = field.widget.is_required, field.widget.is_localized
            field.widget = widget
        limit = getattr(field, "max_length", None)
        if isinstance(field.widget, forms.Textarea) and limit:
            field.help_text = _lazy_hint(field.help_text, limit)


class _Looks:
    """``submit_label`` is on the button; an empty one leaves form tag and buttons to the page. ``sections`` are
    (legend, names of fields) and divide a long form; fields that none names come last."""

    submit_label: Text = _("Save")
    sections: Sequence[tuple[Text, Sequence[str]]] = ()
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self.fields)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}  # our own sentences, beside the field and in the summary
        if self.sections:
            helper.layout = Layout(*(Fieldset(legend, *names) for legend, names in self.sections))
            helper.render_unmentioned_fields = True
            helper.render_hidden_fields = True
        if self.submit_label:
            helper.add_input(Submit("send", self.submit_label))
        else:
            helper.form_tag = False
        return helper


class Form(_Looks, forms.Form):
    """A plain form. Render with ``{% crispy form %}``."""


class ModelForm(_Looks, forms.ModelForm):
    """A form over a model; it validates, and the noun's service saves. Render with ``{% crispy form %}``."""


def offer(field: forms.Field, rows: Iterable[Model]) -> None:
    """Let a field of a model's rows show ``rows``, which have been read already, instead of reading its own. What it
    accepts stays what its queryset says."""
    choices: list[tuple[Any, Any]] = [(row.pk, str(row)) for row in rows]
    if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
        choices.insert(0, ("", field.empty_label))
    field.choices = choices  # type: ignore[attr-defined]  # a field of choices


def formset_helper(legend: Text = "") -> FormHelper:
    """For ``{% crispy formset helper %}`` inside the page's own form; each part is headed ``legend`` and its number.

    Has neither form tag nor csrf token nor button, and no error summary of its own: the page includes
    ``components/error_summary.html`` with ``form`` and ``formset``.
    """
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.form_show_errors = False
    helper.part_legend = legend
    return helper
