"""The form for a consultant's own text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik.mail import texts
from praktik.mail.kinds import KINDS
from praktik.mail.models import MailText
from praktik.placeholders import listed

# Written by the log-in, gathered from others, or only for trying.
_NOT_OURS = {"account", "digest", "text_trial"}


class MailTextForm(forms.ModelForm):
    """Refuses placeholders that the kind does not have, and says which there are."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    round_or_all = forms.ChoiceField(
        label=gettext_lazy("Only for"), required=False, help_text=gettext_lazy("Empty: for all rounds.")
    )

    class Meta:
        model = MailText
        fields = ("kind", "language", "subject", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance
        if "kind" in self.fields:
            self.fields["kind"].choices = [(name, name) for name in sorted(set(KINDS) - _NOT_OURS)]  # type: ignore[attr-defined]  # a ChoiceField
        choices = [("", _("For all rounds"))]
        for scope in texts.scopes():
            where = ContentType.objects.get_for_model(scope.model).pk
            choices += [(f"{where}:{row.pk}", str(row)) for row in scope.model._default_manager.all()]
        self.fields["round_or_all"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if own.pk:
            self.fields["round_or_all"].disabled = True
            self.initial["round_or_all"] = f"{own.content_type_id}:{own.object_id}" if own.object_id else ""
        kind = own.kind or self.initial.get("kind", "")
        if kind in KINDS:
            self.fields["text"].help_text = _("In a text you can write these placeholders: %(names)s.") % {
                "names": listed(texts.allowed(kind))
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind") or self.instance.kind
        if kind in KINDS:
            for field in ("subject", "text"):
                if problem := texts.problem(kind, cleaned.get(field, "")):
                    self.add_error(field, problem)
        return cleaned

    def only_for(self) -> models.Model | None:
        """The row (a round) that the text is only for."""
        chosen = self.cleaned_data.get("round_or_all") or ""
        if not chosen:
            return None
        where, _colon, pk = chosen.partition(":")
        row: models.Model = ContentType.objects.get_for_id(int(where)).get_object_for_this_type(pk=int(pk))
        return row
