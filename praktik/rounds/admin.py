"""The desk's pages of this noun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import clock
from praktik.dates import moment, week_label
from praktik.forms import DateTimeInput
from praktik.organisations.models import Sector
from praktik.people.access import me
from praktik.people.admin_base import DeskInline
from praktik.people.admin_moves import Move, MoveForm, MovesAdmin
from praktik.rounds import rules, services
from praktik.rounds.models import Milestone, Round
from praktik.rounds.states import MilestoneKind, State


class RoundForm(forms.ModelForm):
    """Sectors are chosen from the list; the model keeps their short names."""

    applicant_sectors = forms.ModelMultipleChoiceField(
        Sector.objects.all(),
        label=gettext_lazy("Sectors that may apply"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("People whose workplace is in one of these can apply."),
    )
    host_sectors = forms.ModelMultipleChoiceField(
        Sector.objects.all(),
        label=gettext_lazy("Sectors that may host"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Organisations in these can make listings."),
    )

    class Meta:
        model = Round
        fields = "__all__"
        help_texts = {
            "slug": gettext_lazy(
                "In the address of the round's pages, for instance week-37-2027. Fixed once it is open."
            ),
            "kind": gettext_lazy("One week for all, or placements all year round. Fixed once it is open."),
            "max_wishes": gettext_lazy("How many wishes an application can have. From 1 to 30."),
            "minimum_list": gettext_lazy(
                "Who has at least this many different wishes is protected against standing without a place by a "
                "tie-break. From 1 to 30."
            ),
            "answer_days": gettext_lazy("How many working days intern and host have before an offer lapses."),
            "auto_refill": gettext_lazy(
                "When somebody says no, the place goes to the next best at once. Otherwise a consultant decides."
            ),
        }

    def clean_applicant_sectors(self) -> list[str]:
        return [sector.pk for sector in self.cleaned_data["applicant_sectors"]]

    def clean_host_sectors(self) -> list[str]:
        return [sector.pk for sector in self.cleaned_data["host_sectors"]]


class MilestoneFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        """The dates that are left after this edit must be in order."""
        super().clean()
        if any(self.errors):
            return
        found: dict[MilestoneKind, dt.datetime] = {}
        for form in self.forms:
            row = form.cleaned_data
            if row and not row.get("DELETE"):
                found[MilestoneKind(row["kind"])] = row["at"]
        if problem := rules.dates_problem(self.instance.kind, found):
            raise forms.ValidationError(problem)


class MilestoneInline(DeskInline):
    model = Milestone
    formset = MilestoneFormSet
    readable = True
    max_num = len(MilestoneKind)


class ReopenForm(MoveForm):
    closes_at = forms.DateTimeField(label=gettext_lazy("New deadline for applications"), widget=DateTimeInput)


def _opens(round_: Round) -> Iterator[str]:
    yield _("The round is shown on the front page and people can apply.")
    if closes := round_.at(MilestoneKind.CLOSES):
        yield _("It closes by itself at %(at)s.") % {"at": moment(closes)}
    yield _("The matching's lottery number is drawn; its fingerprint is public from now on.")
    if missing := rules.dates_missing(round_.kind, round_.dates()):
        yield _("It cannot open yet. Missing: %(dates)s.") % {"dates": ", ".join(str(m.label) for m in missing)}


MOVES = (
    Move("open", gettext_lazy("Open the round"), State.OPEN, services.round_open, _opens, origin=State.DRAFT),
    Move(
        "close",
        gettext_lazy("Close for applications"),
        State.CLOSED,
        services.round_close,
        lambda round_: [
            _("Nobody can send in an application from now on; drafts stay with those who wrote them."),
            _("Managers can still answer, and hosts can make listings until their deadline."),
        ],
        origin=State.OPEN,
    ),
    Move(
        "reopen",
        gettext_lazy("Open again with a new deadline"),
        State.OPEN,
        services.round_reopen,
        lambda round_: [
            _("People can apply until the new deadline."),
            _("Everybody who has begun an application and not sent it in gets a mail with the new deadline."),
        ],
        form=ReopenForm,
        origin=State.CLOSED,
    ),
    Move(
        "match",
        gettext_lazy("Begin the matching"),
        State.MATCHING,
        services.round_start_matching,
        lambda round_: [_("Matching runs can be made. Nobody is told anything before a run is published.")],
    ),
    Move(
        "back",
        gettext_lazy("Back to closed"),
        State.CLOSED,
        services.round_back_to_closed,
        lambda round_: [_("The round waits as before the matching. Drafts of matches are kept, and nobody is told.")],
        origin=State.MATCHING,
    ),
    Move(
        "start",
        gettext_lazy("The placements begin"),
        State.RUNNING,
        services.round_start,
        lambda round_: [_("This happens by itself on the first day. Do it by hand only if that day was wrong.")],
    ),
    Move(
        "evaluate",
        gettext_lazy("The placements are over"),
        State.EVALUATING,
        services.round_evaluate,
        lambda round_: [
            _("The round's listings are closed and take nobody more."),
            _("In a rolling round nobody can apply any more."),
        ],
    ),
    Move(
        "archive",
        gettext_lazy("Archive"),
        State.ARCHIVED,
        services.round_archive,
        lambda round_: [_("The round stays to be read. This cannot be undone.")],
    ),
)


@admin.register(Round)
class RoundAdmin(MovesAdmin):
    """Offers are sent by publishing a matching run, so there is no button for that here."""

    readable = True
    form = RoundForm
    moves = MOVES
    inlines = (MilestoneInline,)
    list_display = ("name_da", "kind", "state", "closes", "week")
    list_filter = ("state", "kind")
    search_fields = ("name_da", "name_en", "slug")
    fieldsets = (
        (None, {"fields": ("name_da", "name_en", "slug", "kind", "state", "announced")}),
        (gettext_lazy("Who"), {"fields": ("applicant_sectors", "host_sectors")}),
        (
            gettext_lazy("Limits"),
            {"fields": ("max_wishes", "minimum_list", "answer_days", "auto_refill", "lottery")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("milestones")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Round | None = None) -> tuple[str, ...]:
        always = ("state", "announced", "lottery")
        return always if obj is None or obj.state == State.DRAFT else (*always, "slug", "kind")

    def save_model(self, request: HttpRequest, obj: Round, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            services.round_add(obj, by=me(request), now=clock.now())

    @admin.display(description=gettext_lazy("Deadline for applications"))
    def closes(self, row: Round) -> str:
        closes = row.at(MilestoneKind.CLOSES)
        return moment(closes) if closes else "–"

    @admin.display(description=gettext_lazy("Week"))
    def week(self, row: Round) -> str:
        week = row.week()
        return week_label(week) if week else "–"

    @admin.display(description=gettext_lazy("On the front page"))
    def announced(self, row: Round) -> str:
        if row.state != State.DRAFT:
            return _("Shown by its status and its dates.") if row.state != State.ARCHIVED else _("Not shown any more.")
        opens = row.at(MilestoneKind.OPENS) if row.pk else None
        if row.pk and opens and row.announced(clock.now()):
            return _("Announced: it says that the round opens at %(at)s, by itself.") % {"at": moment(opens)}
        missing = rules.dates_missing(row.kind, row.dates() if row.pk else {})
        if missing:
            dates = ", ".join(str(kind.label) for kind in missing)
            return _("Not announced. As soon as it has these dates, it is: %(dates)s.") % {"dates": dates}
        return _("Not announced: its dates have passed or stand in the wrong order.")

    @admin.display(description=gettext_lazy("Fingerprint of the lottery number (SHA-256)"))
    def lottery(self, row: Round) -> str:
        return row.seed_hash or _("Drawn when the round opens")
