"""What a consultant does with a lead: the moves between the columns, and what is done to a card where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik.applications.models import Wish
from praktik.applications.states import COUNTED
from praktik.forms import DateInput
from praktik.people.admin_moves import Act, Move, MoveForm, WhyForm
from praktik.people.models import User
from praktik.recruitment import services
from praktik.recruitment.models import Lead
from praktik.recruitment.states import OPEN, State


class NoteForm(MoveForm):
    text = forms.CharField(
        label=gettext_lazy("What happened"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class PlanForm(MoveForm):
    owner = forms.ModelChoiceField(
        User.objects.filter(is_staff=True, is_active=True), label=gettext_lazy("Owner"), required=False
    )
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=200, required=False)
    next_step_on = forms.DateField(label=gettext_lazy("On"), required=False, widget=DateInput())
    handover = forms.CharField(
        label=gettext_lazy("Handover note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What whoever takes over must know."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(self.rows[0], name) for name in self.fields}


class WishesField(forms.ModelMultipleChoiceField):
    """Wishes by what they call the company, and where those who wish work; their own words are on the card's page."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, wish: Wish) -> str:
        named = f"{wish.company_name} ({wish.company_cvr})" if wish.company_cvr else wish.company_name
        return f"{named}, {wish.application.workplace}"


class ConfirmForm(MoveForm):
    wishes = WishesField(Wish.objects.none(), label=gettext_lazy("Wishes for this company"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = _counted(self.rows[0].alike)
        self.fields["wishes"].queryset = waiting  # type: ignore[attr-defined]  # a choice of rows
        self.initial = {"wishes": waiting}


class SplitForm(MoveForm):
    wishes = WishesField(Wish.objects.none(), label=gettext_lazy("Wishes for another company"))
    name = forms.CharField(
        label=gettext_lazy("Name of the other company"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("With what tells it from this one, for instance its town."),
    )
    cvr = forms.CharField(
        label=gettext_lazy("CVR number"), max_length=16, required=False, help_text=gettext_lazy("If you know it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead = self.rows[0]
        self.fields["wishes"].queryset = _open(lead)  # type: ignore[attr-defined]  # a choice of rows
        self.initial = {"wishes": _counted(lead.alike)}


class IdentifyForm(MoveForm):
    cvr = forms.CharField(label=gettext_lazy("CVR number"), max_length=16)


class JoinForm(MoveForm):
    other = forms.ModelChoiceField(Lead.objects.none(), label=gettext_lazy("The other card"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead = self.rows[0]
        others = _others(lead)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]  # a choice of rows
        self.fields["other"].label_from_instance = _named  # type: ignore[attr-defined]  # same
        self.initial = {"other": others.filter(normalised=lead.normalised).first()}


def _named(lead: Lead) -> str:
    return f"{lead.name} ({lead.cvr or _('no CVR number')}, {lead.get_state_display()})"


def _counted(wishes: Any) -> QuerySet[Wish]:
    found: QuerySet[Wish] = wishes.filter(application__state__in=COUNTED)
    return found.select_related("application__workplace").order_by("pk")


def _open(lead: Lead) -> QuerySet[Wish]:
    """Those that no listing has answered, whether they are behind the lead or wait to be."""
    found = Wish.objects.filter(listing=None)
    return _counted((found.filter(leads=lead) | found.filter(alike_leads=lead)).distinct())


def _others(lead: Lead) -> QuerySet[Lead]:
    """The cards that it may be joined with: never two with numbers, which are two companies."""
    found = Lead.objects.standing().filter(round=lead.round_id).exclude(pk=lead.pk)
    return (found.filter(cvr="") if lead.cvr else found).order_by("name", "pk")


def _stands(lead: Lead) -> bool:
    return lead.state != State.MERGED


def _has_unsure(lead: Any) -> bool:
    return _stands(lead) and lead.unsure > 0


def _has_wishes(lead: Any) -> bool:
    return _stands(lead) and lead.demand + lead.unsure > 0


def _lacks_number(lead: Lead) -> bool:
    return _stands(lead) and not lead.cvr


def _may_be_joined(lead: Lead) -> bool:
    """It may be the one that stays, so its own state does not decide alone; the door says no where neither can."""
    return _stands(lead) and (bool(lead.cvr) or lead.state in OPEN)


def _plan(lead: Lead, *, by: Any, now: Any, **data: Any) -> None:
    services.lead_plan(lead, by=by, **data)


def _wishers(lead: Lead) -> Iterator[str]:
    yield _("Those who wish for the company hear nothing before it has a published listing.")


def _logs(lead: Lead) -> Iterator[str]:
    yield _("The note stays in the log, with your name and the time.")


def _plans(lead: Lead) -> Iterator[str]:
    yield _("Shown on the card; what is due is counted on the desk's front page.")


def _confirms(lead: Lead) -> Iterator[str]:
    yield _("These wishes have the company's name, but no number says that it is the same company.")
    yield _("The wishes are behind this card from now on. If the company has a published listing, it answers them.")


def _splits(lead: Lead) -> Iterator[str]:
    yield _("The wishes move to the other company's card, which is made if it is not there.")


def _identifies(lead: Lead) -> Iterator[str]:
    yield _("Wishes with this number are behind the card from now on, however they spell the name.")


def _joins(lead: Lead) -> Iterator[str]:
    yield _("Wishes, log and invitations come together on the card that has a CVR number, or else on the other one.")


MOVES = (
    Act("note", gettext_lazy("Add a note"), "", services.lead_note, _logs, NoteForm, when=_stands),
    Act("plan", gettext_lazy("Owner and next step"), "", _plan, _plans, PlanForm, when=_stands),
    Act(
        "confirm",
        gettext_lazy("Confirm wishes by name"),
        "",
        services.wishes_confirm,
        _confirms,
        ConfirmForm,
        when=_has_unsure,
    ),
    Act(
        "split",
        gettext_lazy("Another company is meant"),
        "",
        services.wishes_split,
        _splits,
        SplitForm,
        when=_has_wishes,
    ),
    Act(
        "identify",
        gettext_lazy("Enter the CVR number"),
        "",
        services.lead_identify,
        _identifies,
        IdentifyForm,
        when=_lacks_number,
    ),
    Act(
        "join",
        gettext_lazy("Join with another card"),
        "",
        services.lead_join,
        _joins,
        JoinForm,
        when=_may_be_joined,
    ),
    Move("contact", gettext_lazy("Contacted"), State.CONTACTED, services.lead_contact, _wishers),
    Move("dialogue", gettext_lazy("In dialogue"), State.IN_DIALOGUE, services.lead_dialogue, _wishers),
    Move("commit", gettext_lazy("Committed"), State.COMMITTED, services.lead_commit, _wishers),
    Move("decline", gettext_lazy("Declined"), State.DECLINED, services.lead_decline, _wishers, WhyForm),
    Move("park", gettext_lazy("Park"), State.PARKED, services.lead_park, _wishers, WhyForm),
)
