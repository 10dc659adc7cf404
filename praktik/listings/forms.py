from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from praktik.dates import day, week_label
from praktik.forms import Form, ModelForm
from praktik.listings import search
from praktik.listings.models import Listing, ListingComment
from praktik.listings.rules import NEEDED
from praktik.listings.services import FIELDS, possible_contacts
from praktik.organisations.models import Municipality, Organisation, Region, Theme
from praktik.organisations.validators import no_cpr
from praktik.people.models import User
from praktik.rounds.models import Round
from praktik.rounds.states import Kind

_TEXTS = ("title", "about", "task", "offers", "hopes", "practical")
_DAYS = [(n, ngettext_lazy("%(n)d day", "%(n)d days", n) % {"n": n}) for n in (2, 3, 4, 5)]


class WeeksField(forms.TypedMultipleChoiceField):
    """Mondays; shown as weeks."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=dt.date.fromisoformat, empty_value=[], **kwargs)

    def offer(self, weeks: list[dt.date]) -> None:
        self.choices = [(week.isoformat(), _week_words(week)) for week in weeks]

    def prepare_value(self, value: Any) -> Any:
        return [v.isoformat() if isinstance(v, dt.date) else v for v in value or []]


def _week_words(week: dt.date) -> str:
    return f"{week_label(week)} ({day(week)} – {day(week + dt.timedelta(days=4))})"


class ListingForm(ModelForm):
    """All that a host writes. Everything but the title may wait: the listing says itself what is missing."""

    submit_label = _("Save the draft")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        label=_("Themes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose one or more."),
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.order_by("sort_key"),
        label=_("Municipality where the days take place"),
        required=False,
        empty_label=_("Not chosen"),
    )
    weeks = WeeksField(
        label=_("Weeks in which you can receive"), required=False, help_text=_("Choose all that are possible.")
    )
    days = forms.TypedChoiceField(
        label=_("Days"), coerce=int, choices=_DAYS, help_text=_("How long one intern is with you.")
    )
    contacts = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Contact persons"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They get the mails about the listing. Their names are shown when an intern and you have both said yes."
        ),
    )

    class Meta:
        model = Listing
        fields = (*FIELDS[:6], "themes", *FIELDS[6:], "contacts")
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 5}) for name in ("about", "offers", "hopes", "practical")},
            "task": forms.Textarea(attrs={"rows": 8}),
            "capacity": forms.NumberInput(attrs={"min": 1, "max": 99}),
            "week_capacity": forms.NumberInput(attrs={"min": 1, "max": 99}),
        }
        help_texts = {
            "title": _("What the days are about, in one line. It is what applicants see in the list."),
            "about": _("For somebody who has never heard of you."),
            "task": _("Who will the intern follow, what will they see and take part in? Write as you would say it."),
            "offers": _("A desk, a mentor, visits to customers, a seat in a project: what the intern gets."),
            "hopes": _("What you would like an employee from a public workplace to tell or ask you."),
            "practical": _("Only what an applicant must know beforehand. Leave it empty if there is nothing."),
            "remote": _("The intern need not be on the spot every day."),
            "capacity": _("How many interns you can receive in all in this round."),
            "week_capacity": _("How many of them at the same time."),
        }

    parts = (
        (_("What you offer"), ("title", "about", "task", "offers", "hopes", "themes")),
        (_("Where and when"), ("municipality", "remote", "weeks", "days", "capacity", "week_capacity")),
        (_("What is good to know"), ("language", "practical", "contacts")),
    )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.inputs = []
        helper.add_input(Submit("submit", _("Save and send in")))
        helper.add_input(Submit("send", self.submit_label, css_class="button-secondary"))
        return helper

    def __init__(
        self,
        *args: Any,
        organisation: Organisation,
        round_: Round,
        today: dt.date,
        comments: Iterable[ListingComment] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = list(self.instance.weeks or [])
        if round_.kind == Kind.FIXED_WEEK:
            del self.fields["weeks"]  # the page says which week it is
        else:
            self.fields["weeks"].offer(sorted({*round_.weeks(today), *chosen}))  # type: ignore[attr-defined]  # choices
        themes = Theme.objects.filter(active=True)
        if self.instance.pk:
            themes |= Theme.objects.filter(pk__in=self.instance.themes.values("pk"))
            self.fields["version"].initial = self.instance.version
        self.fields["themes"].queryset = themes  # type: ignore[attr-defined]  # choices
        people = [person.pk for person in possible_contacts(organisation)]
        self.fields["contacts"].queryset = User.objects.filter(pk__in=people).order_by("name", "pk")  # type: ignore[attr-defined]  # choices
        self.fields["remote"].label = _("Can be done remotely")
        self.sections = [(legend, [name for name in names if name in self.fields]) for legend, names in self.parts]
        for comment in comments:
            if field := self.fields.get(comment.field):
                said = _("Our comment: %(text)s") % {"text": comment.text}
                field.help_text = f"{field.help_text} {said}".strip()
        for name in (*NEEDED, "municipality"):
            if name in self.fields:
                self.fields[name].needed = True  # type: ignore[attr-defined]  # read by dkfds/optional.html
        for name in _TEXTS:
            self.fields[name].validators.append(no_cpr)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        capacity, in_a_week = data.get("capacity"), data.get("week_capacity")
        if capacity and in_a_week and in_a_week > capacity:
            self.add_error(
                "week_capacity",
                _("There cannot be more places in one week than over the round (%(n)d).") % {"n": capacity},
            )
        return data

    def data_for_service(self) -> dict[str, Any]:
        """The cleaned fields as the services take them: without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SearchForm(Form):
    """The search of the public list. What an address has that is no choice of ours limits nothing."""

    submit_label = _("Search")
    q = forms.CharField(
        label=_("Search in the listings"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    theme = forms.ModelChoiceField(Theme.objects.all(), label=_("Theme"), required=False, empty_label=_("All themes"))
    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("Region"), required=False, empty_label=_("The whole country")
    )
    remote = forms.BooleanField(label=_("Can be done remotely"), required=False)
    week = forms.TypedChoiceField(label=_("Week"), required=False, coerce=dt.date.fromisoformat, empty_value=None)
    days = forms.TypedChoiceField(
        label=_("Days"), required=False, coerce=int, empty_value=None, choices=[("", _("Any number")), *_DAYS]
    )
    language = forms.ChoiceField(
        label=_("Working language"),
        required=False,
        choices=[("", _("Any language")), ("da", _("Danish")), ("en", _("English"))],
    )
    size = forms.TypedChoiceField(
        label=_("Places"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Any number")), *((n, _("%(n)d or more") % {"n": n}) for n in search.SIZES[1:])],
    )
    sort = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Region.objects.all()
        wanted = self.data.get("region", "")
        # One that is over is offered only to those whose address asks for it.
        current = [region.pk for region in regions if region.valid_to is None or region.valid_to >= today]
        self.fields["region"].queryset = regions.filter(pk__in=[*current, wanted])  # type: ignore[attr-defined]  # choices
        weeks = [(week.isoformat(), week_label(week)) for week in search.weeks_on_offer()]
        self.fields["week"].choices = [("", _("Any week")), *weeks]  # type: ignore[attr-defined]  # choices
        first = _("Best fit first") if self.data.get("q") else _("Newest first")
        self.fields["sort"].choices = [("", first), *((key, label) for key, (label, _o) in search.SORTS.items())]  # type: ignore[attr-defined]  # choices

    def query(self) -> str:
        """What was filled in rightly, as in the address of the list; in the order of the fields, without the order."""
        self.is_valid()
        wanted = {name: self.data[name] for name in self.fields if name != "sort" and self.cleaned_data.get(name)}
        return urlencode(wanted)

    def words(self) -> list[str]:
        """The same for a reader."""
        self.is_valid()
        words = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if name == "sort" or not value:
                continue
            if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
                value = next(label for key, label in field.widget.choices if str(key) == self.data[name])
            words.append(f"“{value}”" if name == "q" else str(field.label if value is True else value))
        return words

    def found(self) -> QuerySet[Listing]:
        """The listings on show that fit what was filled in rightly; what is wrong limits as little as what is empty."""
        if not self.is_bound:
            return search.listings_found({})
        self.is_valid()
        return search.listings_found(self.cleaned_data)


class CopyForm(Form):
    """To which round a listing is copied."""

    round = forms.ModelChoiceField(Round.objects.none(), label=_("Round"))

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]  # choices
