"""The question of conflicts of interest, which applicants and managers are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from praktik.applications.forms.fields import line, text
from praktik.applications.models import Wish
from praktik.applications.services import Declared
from praktik.applications.states import Leg, WishKind
from praktik.forms import Form, dress
from praktik.organisations.models import Organisation

LEG_QUESTIONS = {
    Leg.IMPARTIALITY: (
        _("Do you have a personal interest in one of the companies?"),
        _("You or your family own part of it, work there, sit on its board, or are close to somebody who does."),
    ),
    Leg.CONFIDENTIALITY: (
        _("Do you know something confidential that one of the companies could use?"),
        _("Or would you hear something there that you could not keep to yourself because of your job?"),
    ),
    Leg.PROCUREMENT: (
        _("Does your workplace buy from, inspect or give grants to one of the companies?"),
        _("Or does it expect to within the next year, for instance because of a tender that is under way?"),
    ),
}


class ConflictsForm(Form):
    """The question of impartiality on three legs: each a yes or a no; a yes names companies and says why.

    ``companies`` are those of the wishes, as (key, name, organisation or None).
    """

    submit_label = ""

    def __init__(
        self,
        data: Any = None,
        *,
        companies: list[tuple[str, str, Organisation | None]],
        initial: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.companies = companies
        super().__init__(data, initial=initial, **kwargs)
        for leg, (question, hint) in LEG_QUESTIONS.items():
            self.fields[leg] = forms.ChoiceField(
                label=question,
                choices=[("no", _("No")), ("yes", _("Yes"))],
                widget=forms.RadioSelect,
                help_text=hint,
                error_messages={"required": _("Answer yes or no.")},
            )
            if companies:
                self.fields[f"{leg}_with"] = forms.MultipleChoiceField(
                    label=_("If yes: which of these companies?"),
                    choices=[(key, name) for key, name, _organisation in companies],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                )
            self.fields[f"{leg}_other"] = line(_("If yes: another company"), 120)
            self.fields[f"{leg}_text"] = text(_("If yes: in your own words"), 2000, rows=3)
        self.sections = [
            (leg.label, [leg, *([f"{leg}_with"] if companies else []), f"{leg}_other", f"{leg}_text"])
            for leg in LEG_QUESTIONS
        ]
        # The fields came after the form had dressed those that it was born with.
        dress({name: field for name, field in self.fields.items() if name.endswith("_text")})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for leg in LEG_QUESTIONS:
            if data.get(leg) != "yes":
                continue
            if not data.get(f"{leg}_with") and not data.get(f"{leg}_other") and f"{leg}_other" not in self.errors:
                self.add_error(f"{leg}_other", _("Write which company the conflict is with."))
            if not data.get(f"{leg}_text") and f"{leg}_text" not in self.errors:
                self.add_error(f"{leg}_text", _("Write in your own words what the conflict is about."))
        return data

    def declared(self) -> list[Declared]:
        """The conflicts of the legs that were answered with yes, one for each company."""
        organisations = {key: (name, organisation) for key, name, organisation in self.companies}
        found = []
        for leg in LEG_QUESTIONS:
            if self.cleaned_data[leg] != "yes":
                continue
            words = self.cleaned_data[f"{leg}_text"]
            for key in self.cleaned_data.get(f"{leg}_with", []):
                name, organisation = organisations[key]
                found.append(Declared(leg, words, organisation, "" if organisation else name))
            if other := self.cleaned_data[f"{leg}_other"]:
                found.append(Declared(leg, words, company_name=other))
        return found


class ImpartialityForm(ConflictsForm):
    """The applicant's answer, with the version that it is an answer to."""

    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False)


def wish_companies(wishes: list[Wish]) -> list[tuple[str, str, Organisation | None]]:
    """The companies that wishes are for, as (key, name, organisation or None), each once."""
    found: dict[str, tuple[str, str, Organisation | None]] = {}
    for wish in wishes:
        if wish.listing:
            organisation = wish.listing.organisation
            key = f"o{organisation.pk}"
            found.setdefault(key, (key, organisation.name, organisation))
        elif wish.kind == WishKind.COMPANY:
            key = f"w{wish.pk}"
            found.setdefault(key, (key, wish.company_name, None))
    return list(found.values())
