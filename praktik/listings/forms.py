from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from praktik import autosave, clock
from praktik.dates import monday, week_label
from praktik.forms import Form, ModelForm
from praktik.listings import facets, search
from praktik.listings.models import Listing, ListingComment
from praktik.listings.rules import NEEDED
from praktik.listings.services import FIELDS, possible_contacts
from praktik.listings.weeks import WeeksField
from praktik.organisations.models import Municipality, Organisation, Region, Theme
from praktik.organisations.validators import no_cpr
from praktik.people.models import User
from praktik.rounds.models import Round
from praktik.rounds.states import Kind

_TEXTS = ("title", "about", "task", "offers", "hopes", "practical")
_LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
# A lazy text that a number is put into with % is read at once, in the language of the moment.
_or_more = lazy(lambda n: gettext("%(n)d or more") % {"n": n}, str)
_days = lazy(lambda n: ngettext("%(n)d day", "%(n)d days", n) % {"n": n}, str)
_SIZES = [(n, _or_more(n)) for n in search.SIZES[1:]]
_DAYS = [(n, _days(n)) for n in (2, 3, 4, 5)]


class ListingForm(ModelForm):
    """All that a host writes. Everything but the title may wait: the listing says itself what is missing."""

    submit_label = _("Save the draft")
    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False)
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
        label=_("Days"), coerce=int, choices=_DAYS, initial=5, help_text=_("How long one intern is with you.")
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
        helper.attrs |= autosave.ATTRS
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
        """The cleaned fields as the services take them: without the version. While it is being written, only those that
        are right."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def left_out(self) -> list[str]:
        """The labels of the fields that are wrong as yet."""
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]


class RowField(forms.ModelChoiceField):
    """Reads the rows of its table once, for the choices and for what was chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows: list[Any] | None = None

    def rows(self) -> list[Any]:
        if self._rows is None:
            self._rows = list(self.queryset or ())
        return self._rows

    def __deepcopy__(self, memo: Any) -> RowField:
        copied = super().__deepcopy__(memo)
        copied._rows = None
        return copied

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        for row in self.rows():
            if row.pk == value:
                return row
        raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class WeekField(forms.TypedChoiceField):
    """Any Monday, whether or not a listing has it now: a kept search is not to find everything when none has."""

    def valid_value(self, value: Any) -> bool:
        try:
            return dt.date.fromisoformat(value).weekday() == 0
        except ValueError:
            return False


class SearchForm(Form):
    """The search of the public list. What an address has that is no choice of ours limits nothing."""

    submit_label = _("Search")
    q = forms.CharField(
        label=_("Search in the listings"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    theme = RowField(Theme.objects.all(), label=_("Theme"), required=False, empty_label=_("All themes"))
    region = RowField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("The whole country"))
    municipality = RowField(
        Municipality.objects.order_by("sort_key"),
        label=_("Municipality"),
        required=False,
        empty_label=_("All municipalities"),
    )
    remote = forms.BooleanField(label=_("Can be done remotely"), required=False)
    open = forms.BooleanField(label=_("One can apply now"), required=False)
    week = WeekField(
        label=_("Week"),
        required=False,
        coerce=dt.date.fromisoformat,
        empty_value=None,
        choices=[("", _("Any week"))],
    )
    days = forms.TypedChoiceField(
        label=_("Days"), required=False, coerce=int, empty_value=None, choices=[("", _("Any number")), *_DAYS]
    )
    language = forms.ChoiceField(
        label=_("Working language"),
        required=False,
        choices=[("", _("Any language")), *_LANGUAGES],
    )
    size = forms.TypedChoiceField(
        label=_("Places"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Any number")), *_SIZES],
    )
    sort = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        first = _("Best fit first") if self.data.get("q") else _("Newest first")
        self.fields["sort"].choices = [("", first), *((key, label) for key, (label, _o) in search.SORTS.items())]  # type: ignore[attr-defined]  # choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if region := data.get("region"):
            data["regions"] = _covers(region, self._field("region").rows())
        data["now"] = self.now
        return data

    @cached_property
    def now(self) -> dt.datetime:
        """Of the one search: where the clock can be moved, asking it is a query."""
        return clock.now()

    def wanted(self) -> dict[str, Any]:
        """What was filled in rightly, for the search; what is wrong limits as little as what is empty."""
        self.is_valid()
        return self.cleaned_data if self.is_bound else {}

    def asked(self) -> list[str]:
        """The names of what limits, in the order of the fields: all but the order."""
        wanted = self.wanted()
        return [name for name in self.fields if name != "sort" and wanted.get(name)]

    def query(self, *, without: str = "") -> str:
        """What was filled in rightly, as in the address of the list; in the order of the fields, without the order."""
        return urlencode({name: self.data[name] for name in self.asked() if name != without})

    def words(self) -> list[str]:
        """The same for a reader."""
        return [self.said(name) for name in self.asked()]

    def said(self, name: str) -> str:
        """What was asked for in one field, for a reader."""
        field, value = self.base_fields[name], self.wanted()[name]
        if name == "q":
            return f"“{value}”"
        if name == "week":
            return week_label(value)
        words: dict[str, list[tuple[Any, Any]]] = {"days": _DAYS, "language": _LANGUAGES, "size": _SIZES}
        if name in words:
            return str(dict(words[name])[value])
        return str(field.label if value is True else value)

    def found(self) -> QuerySet[Listing]:
        """The listings on show that fit."""
        return search.listings_found(self.wanted())

    def count(self) -> facets.Counts:
        """Write beside each choice how many listings it would give, every other filter as it is: "Sundhed (12)".

        A choice that would give none stays, with its 0: what disappears cannot be looked for, and one that is greyed
        out says no more than the number. Weeks and municipalities, which are many, are those that some listing which
        fits the text has. One query, and one for each of the three tables.
        """
        regions = self._field("region").rows()
        covers = {region.pk: _covers(region, regions) for region in regions}
        counts = facets.counts(self.wanted(), covers, self.now)
        chosen = self.wanted()
        # One that is over is offered only to those whose address asks for it.
        offered = [x for x in regions if x.valid_to is None or x.valid_to >= self.today or x == chosen.get("region")]
        places = [x for x in self._field("municipality").rows() if x.pk in counts.municipality]
        if (place := chosen.get("municipality")) and place not in places:
            places.append(place)
        # One that has begun is offered only to those whose address asks for it.
        ahead = {week for week in counts.week if week > monday(self.today)}
        weeks = sorted({*ahead, *([chosen["week"]] if chosen.get("week") else [])})
        numbers: list[tuple[str, Iterable[tuple[Any, Any, int]]]] = [
            ("theme", [(x.pk, x, counts.theme[x.pk]) for x in self._field("theme").rows()]),
            ("region", [(x.pk, x, counts.region[x.pk]) for x in offered]),
            ("municipality", [(x.pk, x, counts.municipality[x.pk]) for x in places]),
            ("week", [(week.isoformat(), week_label(week), counts.week[week]) for week in weeks]),
            ("days", [(n, label, counts.days[n]) for n, label in _DAYS]),
            ("language", [(key, label, counts.language[key]) for key, label in _LANGUAGES]),
            ("size", [(n, label, counts.size[n]) for n, label in _SIZES]),
        ]
        for name, rows in numbers:
            field = self.fields[name]
            empty = field.empty_label if isinstance(field, RowField) else field.choices[0][1]  # type: ignore[attr-defined]  # choices
            field.choices = [  # type: ignore[attr-defined]  # choices
                ("", f"{empty} ({counted(counts.without[name], counts)})"),
                *((key, f"{label} ({counted(number, counts)})") for key, label, number in rows),
            ]
        self["remote"].label = f"{self['remote'].label} ({counted(counts.remote, counts)})"
        self["open"].label = f"{self['open'].label} ({counted(counts.open, counts)})"
        return counts

    def _field(self, name: str) -> RowField:
        return self.fields[name]  # type: ignore[return-value]  # by the caller


def counted(number: int, counts: facets.Counts) -> str:
    """The number as it is printed: "12", or "12+" where only the newest were counted."""
    return number_format(number, force_grouping=True) + ("+" if counts.more else "")


def _covers(region: Region, regions: Iterable[Region]) -> set[str]:
    """As ``region.covers()``, out of rows that have been read."""
    found, size = {region.pk}, 0
    while len(found) > size:
        size = len(found)
        found |= {other.pk for other in regions if other.successor_id in found}
    return found


class CopyForm(Form):
    """To which round a listing is copied."""

    round = forms.ModelChoiceField(Round.objects.none(), label=_("Round"))

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]  # choices
