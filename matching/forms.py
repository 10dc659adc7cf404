from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching.fit import EXPLAINED, HIGHEST, LABELS, default_weights
from matching.models import Offer
from matching.states import Profile, Tier
from praktik.applications.models import Application
from praktik.dates import week_label
from praktik.forms import Form
from praktik.history.actors import Role
from praktik.listings.models import Listing
from praktik.organisations.validators import no_cpr
from praktik.rounds.models import Round

STAY, LEAVE = "stay", "leave"


class DeclineForm(Form):
    """A no. An applicant also says whether they stay in the round: nobody is kept, or let go, by silence."""

    submit_label = _("Say no")

    reason = forms.CharField(
        label=_("Why not?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[no_cpr],
        help_text=_("Only we who run the programme read it."),
    )
    after = forms.ChoiceField(
        label=_("What then?"),
        widget=forms.RadioSelect,
        choices=[
            (STAY, _("Keep me on the waiting list for another place")),
            (LEAVE, _("I do not want to take part in this round any more")),
        ],
    )

    def __init__(self, *args: Any, offer: Offer, side: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        if side != Role.APPLICANT:
            del self.fields["after"]

    @property
    def helper(self) -> Any:
        helper = super().helper
        helper.form_action = reverse("offer_decline", args=[self.offer.pk])
        return helper


class RankingForm(Form):
    """A host sorts ``people``; the page's context has them under the same name, and each stands above the choice."""

    submit_label = _("Save")

    def __init__(self, *args: Any, people: list[Application], said: dict[int, tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for number, application in enumerate(people, start=1):
            tier, reason = said.get(application.pk, ("", ""))
            self.fields[f"person_{application.pk}"] = forms.TypedChoiceField(
                label=_("How does applicant %(number)d suit the place?") % {"number": number},
                choices=[*Tier.choices, ("", _("I have no opinion"))],
                coerce=int,
                empty_value=None,
                required=False,
                initial=tier,
                widget=forms.RadioSelect,
            )
            why = forms.CharField(
                label=_("Why applicant %(number)d does not suit the place") % {"number": number},
                required=False,
                max_length=500,
                initial=reason,
                widget=forms.Textarea(attrs={"rows": 2}),
                validators=[no_cpr],
                help_text=_("Only where you say so above. Only we who run the programme read it."),
            )
            why.needed = True  # type: ignore[attr-defined]  # read by dkfds/optional.html
            self.fields[f"why_{application.pk}"] = why

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for application in self.people:
            name = f"why_{application.pk}"
            if (
                data.get(f"person_{application.pk}") == Tier.NOT_SUITED
                and not data.get(name)
                and name not in self.errors
            ):
                self.add_error(name, _("Write why."))
        return data

    @property
    def helper(self) -> Any:
        helper = super().helper
        parts: list[Any] = []
        for index, application in enumerate(self.people):
            shown = f"{{% with number={index + 1} application=people.{index} %}}"
            parts += [
                HTML(shown + '{% include "matching/ranking_person.html" %}{% endwith %}'),
                f"person_{application.pk}",
                Div(f"why_{application.pk}", css_class="why-not"),
            ]
        helper.layout = Layout(*parts)
        return helper

    @property
    def reasons(self) -> dict[int, str]:
        """What was written: application -> why. Of a valid form."""
        return {application.pk: self.cleaned_data[f"why_{application.pk}"] for application in self.people}

    @property
    def tiers(self) -> dict[int, Tier | None]:
        """What was chosen: application -> tier. Of a valid form."""
        chosen = {application.pk: self.cleaned_data[f"person_{application.pk}"] for application in self.people}
        return {pk: None if tier is None else Tier(tier) for pk, tier in chosen.items()}


class AskForm(forms.Form):
    """The desk's: which round, by which profile, and what a good fit is made of."""

    round = forms.ModelChoiceField(Round.objects.none(), label=_("Round"))
    profile = forms.ChoiceField(label=_("Profile"), choices=Profile.choices, initial=Profile.MOST_PLACED)

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]  # a ModelChoiceField
        for name, weight in default_weights().items():
            self.fields[name] = forms.IntegerField(
                label=LABELS[name], help_text=EXPLAINED[name], initial=weight, min_value=0, max_value=HIGHEST
            )

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in LABELS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data[name] for name in LABELS):
            raise forms.ValidationError(_("Give at least one of the four a weight."))
        return data


class PairForm(forms.Form):
    """The desk's: lock, forbid or free one person at one listing. Freeing needs no reason."""

    LOCK, FORBID, FREE = "lock", "forbid", "free"

    listing = forms.ModelChoiceField(Listing.objects.none(), label=_("Listing"))
    what = forms.ChoiceField(
        label=_("What"),
        choices=[
            (LOCK, _("Lock: every run puts the person here")),
            (FORBID, _("Forbid: no run puts the person here")),
            (FREE, _("Free: the matching decides")),
        ],
        widget=forms.RadioSelect,
    )
    week = forms.TypedChoiceField(
        label=_("Week of a lock"), required=False, coerce=dt.date.fromisoformat, empty_value=None
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300, validators=[no_cpr])

    def __init__(self, *args: Any, listings: Any, rolling: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["listing"].queryset = listings  # type: ignore[attr-defined]  # a ModelChoiceField
        if not rolling:
            del self.fields["week"]
            return
        weeks = sorted({week for row in listings.values_list("weeks", flat=True) for week in row})
        self.fields["week"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("The first that suits and has room")),
            *((week.isoformat(), week_label(week)) for week in weeks),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("what") != self.FREE and not str(data.get("reason", "")).strip() and "reason" not in self.errors:
            self.add_error("reason", _("Write the reason."))
        return data


class WithdrawForm(forms.Form):
    """The desk's: take an open offer back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), validators=[no_cpr]
    )
