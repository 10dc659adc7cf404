"""The form for a consultant's own text on a public page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik.forms import Textarea
from praktik.home import texts
from praktik.home.models import PageText
from praktik.placeholders import listed


class PageTextForm(forms.ModelForm):
    """Refuses what a page cannot show, and says what can be written."""

    place = forms.ChoiceField(label=gettext_lazy("Part of the page"))

    class Meta:
        model = PageText
        fields = ("language", "round", "text")
        widgets = {"text": Textarea(attrs={"rows": 20, "cols": 90})}
        help_texts = {
            "round": gettext_lazy(
                "Empty: for all rounds. Otherwise it is shown while this round takes applications and has the nearest "
                "deadline."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "place" in self.fields:
            self.fields["place"].choices = texts.places()  # type: ignore[attr-defined]  # a ChoiceField
        if "round" in self.fields:
            self.fields["round"].empty_label = _("For all rounds")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["text"].help_text = _(
            "An empty line between paragraphs. ## before a heading, ### before one below it, - or 1. before the lines "
            "of a list, **strong**, [words](address). A link in strong on a line of its own is a button. You can write "
            "these placeholders: %(names)s, and in a text for one round {round}."
        ) % {"names": listed(texts.allowed(of_round=False))}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        own = self.instance
        if place := cleaned.get("place"):
            own.page, own.block = place.split(".")
        if own.block and (text := cleaned.get("text")):
            of_round = cleaned.get("round") is not None if "round" in self.fields else own.round_id is not None
            if problem := texts.problem(own.block, text, of_round=of_round):
                self.add_error("text", problem)
        if own.pk is None and "language" in cleaned and "round" in cleaned:
            key = {"page": own.page, "block": own.block, "language": cleaned["language"], "round": cleaned["round"]}
            if PageText.objects.filter(**key).exists():
                self.add_error("place", _("There is an own text here already. Open it from the list and change that."))
        return cleaned
