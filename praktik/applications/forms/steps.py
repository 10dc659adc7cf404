"""The steps of the application, each made from it and giving what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from praktik.applications.completeness import Step
from praktik.applications.forms.fields import line, text
from praktik.applications.models import Application
from praktik.applications.services.manager import is_own
from praktik.applications.states import State
from praktik.forms import Form, Text
from praktik.listings.weeks import WeeksField
from praktik.organisations.models import Municipality, Organisation, Region, Sector
from praktik.rounds.states import Kind

_DAYS = [(n, ngettext_lazy("%(n)d day", "%(n)d days", n) % {"n": n}) for n in (2, 3, 4, 5)]
# How many workplaces a search shows; whoever gets more is asked to type more of the name.
MOST_FOUND = 10


class StepForm(Form):
    """One step of the application: made from it, and giving what ``application_update`` stores.

    In a draft everything may wait. Once it is sent in, what must be there must stay (``needed``).
    """

    submit_label = ""
    needed: tuple[str, ...] = ()
    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False)

    def __init__(self, data: Any = None, *, application: Application, today: dt.date, **kwargs: Any) -> None:
        self.application, self.today = application, today
        initial = {"version": application.version, **self.stored(application)}
        super().__init__(data, initial=initial, **kwargs)
        self.use_required_attribute = False
        self._need(True)

    def _need(self, required: bool) -> None:
        for name in self.needed:
            if name in self.fields:
                self.fields[name].required = required

    def full_clean(self) -> None:
        """What will be asked for in the end is not marked as optional, but may be missing in a draft."""
        self._need(self.application.state != State.DRAFT)
        super().full_clean()
        self._need(True)

    def stored(self, application: Application) -> dict[str, Any]:
        """The form's values as they are stored now."""
        return {name: getattr(application, name) for name in self.base_fields if hasattr(application, name)}

    def to_store(self) -> dict[str, Any]:
        """What ``application_update`` is to store."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def storable(self) -> tuple[dict[str, Any], list[Text]]:
        """The same while it is being written: (what to store, the labels of the fields that are wrong as yet and stay
        as they are stored)."""
        self.is_valid()
        stored = self.stored(self.application)
        wrong = [name for name in self.fields if name not in self.cleaned_data and name != "version"]
        self.cleaned_data |= {name: stored.get(name, "") for name in wrong}
        return self.to_store(), [self.fields[name].label or "" for name in wrong]


class AboutForm(StepForm):
    """The workplace: one of those that were found, or a new one by name, sector and municipality."""

    needed = ("workplace", "job_title")
    job_title = line(_("Job title"), 120, autocomplete="organization-title")
    workplace = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Workplace"), required=False, widget=forms.RadioSelect, empty_label=None
    )
    new_name = line(_("Name of the workplace"), 160, _("For instance: Havnsby Kommune, Borgerservice"))
    new_sector = forms.ModelChoiceField(
        Sector.objects.none(), label=_("Sector"), required=False, empty_label=_("Not chosen")
    )
    new_municipality = forms.ModelChoiceField(
        Municipality.objects.order_by("sort_key"), label=_("Municipality"), required=False, empty_label=_("Not chosen")
    )
    sections: Sequence[tuple[Text, Sequence[str]]] = (
        (_("You"), ("job_title", "workplace")),
        (_("Not in the list?"), ("new_name", "new_sector", "new_municipality")),
    )

    def __init__(self, data: Any = None, *, found: list[Organisation], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        round_, current = self.application.round, self.application.workplace_id
        keys = [organisation.pk for organisation in found] + ([current] if current else [])
        if data is not None and str(data.get("workplace", "")).isdigit():
            keys.append(int(data["workplace"]))
        allowed = Organisation.objects.filter(pk__in=keys, sector__in=round_.applicant_sectors)
        if current:
            allowed |= Organisation.objects.filter(pk=current)
        workplace = self.fields["workplace"]
        workplace.queryset = allowed.select_related("municipality", "parent").order_by("sort_key", "pk")  # type: ignore[attr-defined]  # a ModelChoiceField
        workplace.label_from_instance = workplace_words  # type: ignore[attr-defined]  # same
        if not keys:
            del self.fields["workplace"]
            self.sections = ((_("You"), ("job_title",)), self.sections[1])
        self.fields["new_sector"].queryset = Sector.objects.filter(pk__in=round_.applicant_sectors)  # type: ignore[attr-defined]  # same

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("new_name") and not data.get("new_sector"):
            self.add_error("new_sector", _("Choose the sector of the workplace."))
        if self.fields.get("workplace") is None and self.application.state != State.DRAFT and not data.get("new_name"):
            self.add_error("new_name", _("Choose the workplace that employs you."))
        if "workplace" in self.errors and data.get("new_name"):
            del self.errors["workplace"]
        return data

    def to_store(self) -> dict[str, Any]:
        stored = {"job_title": self.cleaned_data["job_title"]}
        if self.cleaned_data.get("workplace"):
            stored["workplace"] = self.cleaned_data["workplace"]
        return stored

    def storable(self) -> tuple[dict[str, Any], list[Text]]:
        """A workplace is not made while its name is being typed: a new one waits for the button."""
        stored, wrong = super().storable()
        new = ("new_name", "new_sector", "new_municipality")
        waiting: list[Text] = [self.fields["new_name"].label or ""] if self.data.get("new_name") else []
        labels = [self.fields[name].label for name in new]
        return stored, [label for label in wrong if label not in labels] + waiting


def workplace_words(organisation: Organisation) -> str:
    """A workplace as it is chosen from a list: with what it belongs to, and where it is."""
    parts = [organisation.name, organisation.parent and organisation.parent.name, organisation.municipality]
    return ", ".join(dict.fromkeys(str(part) for part in parts if part))


class TaskForm(StepForm):
    needed = ("purpose", "task")
    purpose = text(
        _("Purpose: why a company, and why now"), 2000, _("Your manager reads this too. Write as you would say it.")
    )
    task = text(
        _("The task you sit with"),
        4000,
        _("What are you working on, and where would it help to see how others do? The host reads it."),
        rows=10,
    )


class GoalsForm(StepForm):
    needed = ("goal_1", "brings")
    goal_1 = text(_("First learning goal"), 300, _("What would you like to know or be able to do afterwards?"), rows=2)
    goal_2 = text(_("Second learning goal"), 300, rows=2)
    goal_3 = text(_("Third learning goal"), 300, rows=2)
    goal_4 = text(_("Fourth learning goal"), 300, rows=2)
    goal_5 = text(_("Fifth learning goal"), 300, rows=2)
    brings = text(
        _("What you bring"),
        2000,
        _("What you know that the company does not: your field, your citizens, your day."),
    )

    def stored(self, application: Application) -> dict[str, Any]:
        goals = {f"goal_{goal.position}": goal.text for goal in application.goals.all()}
        return {"brings": application.brings, **goals}

    def to_store(self) -> dict[str, Any]:
        goals = [self.cleaned_data[f"goal_{n}"] for n in range(1, 6)]
        return {"brings": self.cleaned_data["brings"], "goals": goals}


class WhenForm(StepForm):
    needed = ("weeks", "days")
    weeks = WeeksField(label=_("Weeks in which you can go"), required=False, help_text=_("Choose all you can."))
    days = forms.TypedChoiceField(
        label=_("Days"), coerce=int, choices=_DAYS, help_text=_("How long you can be away. A host may ask for fewer.")
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label=_("Regions you can travel to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none if you can go anywhere."),
    )
    remote = forms.BooleanField(label=_("A placement that can be done from home is fine"), required=False)
    speaks_english = forms.BooleanField(label=_("I can work in English"), required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        round_ = self.application.round
        weeks = round_.weeks(self.today)
        if round_.kind == Kind.FIXED_WEEK:
            del self.fields["weeks"]  # the page says which week it is
        else:
            self.fields["weeks"].offer(sorted({*weeks, *self.application.weeks}))  # type: ignore[attr-defined]  # a WeeksField
        day = weeks[0] if weeks else self.today
        chosen = self.application.regions.values("pk")
        regions = Region.objects.valid_on(day) | Region.objects.filter(pk__in=chosen)
        self.fields["regions"].queryset = regions.order_by("sort_key")  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    def stored(self, application: Application) -> dict[str, Any]:
        return {**super().stored(application), "regions": list(application.regions.values_list("pk", flat=True))}

    def to_store(self) -> dict[str, Any]:
        """A number of days that was not sent stays as it is stored: an application always has one."""
        stored = super().to_store()
        return stored if stored.get("days") else {name: value for name, value in stored.items() if name != "days"}


class ManagerForm(StepForm):
    needed = ("manager_name", "manager_email")
    manager_name = line(_("Your manager's name"), 120)
    manager_email = forms.EmailField(
        label=_("Your manager's e-mail"),
        required=False,
        help_text=_("The address at your workplace. We ask there whether you can be spared."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_manager_email(self) -> str:
        email = self.cleaned_data["manager_email"].strip().lower()
        if email and is_own(self.application, email):
            raise forms.ValidationError(_("Write your manager's own address, not one of yours."))
        return email


class ReviewForm(StepForm):
    carry_over_consent = forms.BooleanField(
        label=_("If I am not placed, carry my application over to the next round"),
        required=False,
        help_text=_("You then go through it and send it in again yourself, and it counts that you have waited."),
    )


FORMS: dict[Step, type[StepForm]] = {
    Step.ABOUT: AboutForm,
    Step.TASK: TaskForm,
    Step.GOALS: GoalsForm,
    Step.WHEN: WhenForm,
    Step.MANAGER: ManagerForm,
    Step.REVIEW: ReviewForm,
}
