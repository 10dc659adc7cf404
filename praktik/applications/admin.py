"""The desk's pages of this noun: applications to read, with what can be done with them, and conflicts to decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import clock
from praktik.applications import services
from praktik.applications.casefile import case_file
from praktik.applications.models import Application, Conflict, ManagerRequest
from praktik.applications.states import ConflictState, State
from praktik.applications.summary import days_words, region_words, week_words, wish_words
from praktik.dates import moment
from praktik.history.models import Transition
from praktik.history.services import read_log
from praktik.organisations.validators import no_cpr
from praktik.people.admin_moves import Act, Move, MoveForm, MovesAdmin, WhyForm


class ManagerForm(MoveForm):
    """Whom to ask, filled in with whom the applicant has named."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    why = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        validators=[no_cpr],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed after a no. Kept in the history."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"name": self.rows[0].manager_name, "email": self.rows[0].manager_email}


class ProtectForm(MoveForm):
    protected = forms.TypedChoiceField(
        label=gettext_lazy("In the matching"),
        choices=[
            ("yes", gettext_lazy("Protect, whatever the rule says")),
            ("no", gettext_lazy("Do not protect, whatever the rule says")),
            ("rule", gettext_lazy("As the rule says")),
        ],
        coerce=lambda value: {"yes": True, "no": False, "rule": None}[value],
        empty_value=None,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        validators=[no_cpr],
        help_text=gettext_lazy("The applicant may ask to see it."),
    )


def open_request(application: Application) -> ManagerRequest | None:
    """The question that the application's manager has not answered."""
    return application.manager_requests.filter(replaced_at=None, answered_at=None).first()


def _unconfirmed(application: Application) -> bool:
    asked = open_request(application)
    return asked is not None and not asked.confirmed


def _confirm(application: Application, *, by: Any, now: Any) -> None:
    asked = open_request(application)
    if asked is not None:
        services.manager_confirm(asked, by=by, now=now)


def _confirms(application: Application) -> Iterator[str]:
    asked = open_request(application)
    if asked is None:
        return
    yield _("You vouch that %(email)s is the address of %(name)s, who can release people at %(workplace)s.") % {
        "email": asked.email,
        "name": asked.name,
        "workplace": application.workplace,
    }
    yield _("The question goes to the manager by mail at once.")


def _asks(application: Application) -> Iterator[str]:
    yield _("The question goes by mail to the manager that you name; you vouch for the address.")
    yield _("A link that was sent before stops working.")


def _withdraws(application: Application) -> Iterator[str]:
    yield _("The application takes no part any more; an offer or a placement that it has ends.")
    yield _("%(name)s gets a mail and can read the reason on the page.") % {"name": application.applicant}


def _protects(application: Application) -> Iterator[str]:
    yield _("Protected applications count when the matching places as many as possible, however short their list is.")


MOVES = (
    Act(
        "confirm",
        gettext_lazy("Confirm the manager's address"),
        "",
        _confirm,
        _confirms,
        many=True,
        when=_unconfirmed,
    ),
    Act(
        "manager",
        gettext_lazy("Ask another manager"),
        "",
        services.manager_replace,
        _asks,
        ManagerForm,
        when=lambda row: row.state in (State.AWAITING_MANAGER, State.DECLINED_BY_MANAGER),
    ),
    Act(
        "protect",
        gettext_lazy("Protect in the matching"),
        "",
        services.application_protect,
        _protects,
        ProtectForm,
        when=lambda row: row.state in (State.AWAITING_MANAGER, State.ELIGIBLE, State.WAITING_LIST),
    ),
    Move("withdraw", gettext_lazy("Withdraw"), State.WITHDRAWN, services.application_withdraw, _withdraws, WhyForm),
)


class TodoFilter(admin.SimpleListFilter):
    title = gettext_lazy("waits for")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("confirm", _("a manager's address to be confirmed")),
            ("another", _("another manager, whom the applicant has named")),
            ("conflict", _("a conflict to be assessed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        requests = ManagerRequest.objects.filter(application=OuterRef("pk"))
        if self.value() == "confirm":
            return queryset.filter(Exists(requests.filter(confirmed=False, replaced_at=None, answered_at=None)))
        if self.value() == "another":
            named = ~Exists(requests.filter(email=OuterRef("manager_email")))
            return queryset.filter(named, state=State.DECLINED_BY_MANAGER)
        if self.value() == "conflict":
            declared = Conflict.objects.filter(application=OuterRef("pk"), state=ConflictState.DECLARED)
            return queryset.filter(Exists(declared))
        return queryset


@admin.register(Application)
class ApplicationAdmin(MovesAdmin):
    """Everything that was sent in, to read. Drafts are their authors' own. Each look is noted."""

    moves = MOVES
    change_form_template = "admin/applications/application.html"
    list_display = ("who", "workplace", "round", "state", "wish_count", "submitted_at")
    list_filter = (TodoFilter, "state", "round", "workplace__sector", "workplace__region", "protected")
    search_fields = ("applicant__name", "applicant__email", "workplace__name", "job_title", "token")
    list_select_related = ("applicant", "workplace", "round")
    ordering = ("-round", "applicant__name", "pk")
    date_hierarchy = "submitted_at"
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("who", "contact", "in_round", "state", "submitted_at", "pseudonym")}),
        (gettext_lazy("Workplace"), {"fields": ("workplace", "sector", "job_title")}),
        (gettext_lazy("Purpose"), {"fields": ("purpose", "task", "goal_list", "brings")}),
        (gettext_lazy("When and where"), {"fields": ("when", "length", "where", "remote", "speaks_english")}),
        (gettext_lazy("Wishes"), {"fields": ("wish_list", "protection", "rounds_waited", "carry_over_consent")}),
        (gettext_lazy("Impartiality"), {"fields": ("conflict_list",)}),
        (gettext_lazy("Manager"), {"fields": ("manager_list",)}),
        (gettext_lazy("What has happened"), {"fields": ("history_list",)}),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.case_view)
        return [path("<int:pk>/case.pdf", view, name="praktik_application_case"), *super().get_urls()]

    def case_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All that was decided about the application, as a document for the file. The look is noted."""
        row = self.get_queryset(request).whole().filter(pk=pk).first()  # type: ignore[attr-defined]  # our queryset
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        now = clock.now()
        read_log(request.user, row.applicant_id, "case file", row, now=now)
        disposition = f'attachment; filename="praktik-{row.round.slug}-{row.pk}.pdf"'
        return HttpResponse(case_file(row, now=now), "application/pdf", headers={"Content-Disposition": disposition})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        rows = super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]  # our queryset
        return rows.exclude(state=State.DRAFT).annotate(wishes_made=Count("wishes"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for _title, options in self.fieldsets for name in options["fields"]]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is not None and self.has_view_permission(request, row):
            read_log(request.user, row.applicant_id, "application", row, now=clock.now())
        more = {"show_save": False, "show_save_and_continue": False, "show_save_and_add_another": False}
        case = reverse("admin:praktik_application_case", args=[row.pk]) if row is not None else ""
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more, "case": case})

    @admin.display(description=gettext_lazy("Applicant"), ordering="applicant__name")
    def who(self, row: Application) -> str:
        return str(row.applicant)

    @admin.display(description=gettext_lazy("Wishes"), ordering="wishes_made")
    def wish_count(self, row: Any) -> int:
        return row.wishes_made

    @admin.display(description=gettext_lazy("Contact"))
    def contact(self, row: Application) -> str:
        return "" if row.applicant.erased else ", ".join(filter(None, (row.applicant.email, row.applicant.phone)))

    @admin.display(description=gettext_lazy("Round"))
    def in_round(self, row: Application) -> str:
        return str(row.round)

    @admin.display(description=gettext_lazy("Name in the matching's files"))
    def pseudonym(self, row: Application) -> str:
        return row.token

    @admin.display(description=gettext_lazy("Rounds waited"))
    def rounds_waited(self, row: Application) -> int:
        return row.waited

    @admin.display(description=gettext_lazy("Sector"))
    def sector(self, row: Application) -> str:
        return str(row.workplace.sector) if row.workplace else ""

    @admin.display(description=gettext_lazy("Learning goals"))
    def goal_list(self, row: Application) -> SafeString:
        return _numbered(goal.text for goal in row.goals.all())

    @admin.display(description=gettext_lazy("Weeks"))
    def when(self, row: Application) -> str:
        return week_words(row)

    @admin.display(description=gettext_lazy("Days"))
    def length(self, row: Application) -> str:
        return days_words(row)

    @admin.display(description=gettext_lazy("Regions"))
    def where(self, row: Application) -> str:
        return region_words(row)

    @admin.display(description=gettext_lazy("Wishes"))
    def wish_list(self, row: Application) -> SafeString:
        wishes = row.wishes.select_related("listing__organisation", "region").prefetch_related("themes")
        return _numbered(" – ".join(filter(None, (wish_words(wish), wish.why))) for wish in wishes)

    @admin.display(description=gettext_lazy("Protection in the matching"))
    def protection(self, row: Application) -> str:
        if row.protected is None:
            return _("As the rule says")
        said = _("Protected by a consultant: %(reason)s") if row.protected else _("Not protected: %(reason)s")
        return said % {"reason": row.protected_reason}

    @admin.display(description=gettext_lazy("Conflicts of interest"))
    def conflict_list(self, row: Application) -> str | SafeString:
        conflicts = list(row.conflicts.select_related("organisation"))
        if not conflicts:
            return _("No conflict of interest is known") if row.conflicts_asked else _("Not answered")
        return format_html_join(
            "",
            '<p><a href="{}">{}</a> ({}){}<br>{}</p>',
            (
                (
                    _conflict_url(one),
                    str(one),
                    one.get_state_display(),
                    " – " + _("declared by the manager") if one.by_manager else "",
                    one.text,
                )
                for one in conflicts
            ),
        )

    @admin.display(description=gettext_lazy("Questions to managers"))
    def manager_list(self, row: Application) -> SafeString:
        return format_html_join(
            "",
            "<p>{} &lt;{}&gt;<br>{}</p>",
            ((one.name, one.email, _request_words(one)) for one in row.manager_requests.all()),
        )

    @admin.display(description=gettext_lazy("History"))
    def history_list(self, row: Application) -> SafeString:
        moves = Transition.objects.of(row).select_related("actor")
        return format_html_join(
            "",
            "<p>{}: {} ({}){}</p>",
            (
                (
                    moment(move.at),
                    State(move.to_state).label,
                    str(move.actor or move.get_role_display()),
                    f" – {move.why}" if move.why else "",
                )
                for move in moves
            ),
        )


def _numbered(texts: Any) -> SafeString:
    return format_html("<ol>{}</ol>", format_html_join("", "<li>{}</li>", ((text,) for text in texts)))


def _conflict_url(conflict: Conflict) -> str:
    return reverse("admin:praktik_conflict_change", args=[conflict.pk])


def _request_words(request: ManagerRequest) -> str:
    parts = [_("Asked %(when)s") % {"when": moment(request.asked_at)}]
    if request.answered_at:
        answer = _("answered %(when)s") % {"when": moment(request.answered_at)}
        parts += [answer, _("released") if request.released else _("not released"), request.comment]
    elif request.replaced_at:
        parts.append(_("replaced %(when)s") % {"when": moment(request.replaced_at)})
    elif not request.confirmed:
        parts.append(_("the address waits to be confirmed, and no mail has gone"))
    else:
        parts.append(_("the link works until %(when)s") % {"when": moment(request.expires_at)})
    return ", ".join(part for part in parts if part)


class DecisionForm(MoveForm):
    """The consultant's assessment, in writing."""

    decision = forms.CharField(
        label=gettext_lazy("The consultant's assessment"),
        max_length=2000,
        validators=[no_cpr],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("The applicant reads it."),
    )


def _clears(conflict: Conflict) -> Iterator[str]:
    yield _("The applicant can be matched with %(company)s.") % {"company": _with(conflict)}
    yield _("%(name)s gets a mail and reads the assessment.") % {"name": conflict.application.applicant}


def _upholds(conflict: Conflict) -> Iterator[str]:
    yield _("The applicant cannot be matched with %(company)s in this round.") % {"company": _with(conflict)}
    yield _("%(name)s gets a mail and reads the assessment.") % {"name": conflict.application.applicant}


def _with(conflict: Conflict) -> str:
    return str(conflict.organisation or conflict.company_name)


@admin.register(Conflict)
class ConflictAdmin(MovesAdmin):
    """Declared conflicts of interest, to be cleared or upheld in writing."""

    moves = (
        Move("clear", gettext_lazy("Clear"), ConflictState.CLEARED, services.conflict_clear, _clears, DecisionForm),
        Move("uphold", gettext_lazy("Uphold"), ConflictState.UPHELD, services.conflict_uphold, _upholds, DecisionForm),
    )
    list_display = ("who", "company", "leg", "by_manager", "state", "declared_at")
    list_filter = ("state", "leg", "by_manager", "application__round")
    search_fields = ("application__applicant__name", "company_name", "organisation__name")
    list_select_related = ("application__applicant", "organisation")
    ordering = ("declared_at", "pk")
    fields = ("who", "in_round", "company", "leg", "by_manager", "text", "state", "decision", "declared_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conflict]:
        """A draft's are its author's own."""
        return super().get_queryset(request).exclude(application__state=State.DRAFT)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is not None and self.has_view_permission(request, row):
            read_log(request.user, row.application.applicant_id, "conflict", row, now=clock.now())
        hidden = {"show_save": False, "show_save_and_continue": False, "show_save_and_add_another": False}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **hidden})

    @admin.display(description=gettext_lazy("Applicant"), ordering="application__applicant__name")
    def who(self, row: Conflict) -> str:
        return str(row.application.applicant)

    @admin.display(description=gettext_lazy("Round"))
    def in_round(self, row: Conflict) -> str:
        return str(row.application.round)

    @admin.display(description=gettext_lazy("Company"))
    def company(self, row: Conflict) -> str:
        return _with(row)
