"""The board: one card per company that was wished for, its page with the wishes behind it, and the invitation."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import clock
from praktik.applications.models import Wish
from praktik.applications.states import COUNTED
from praktik.applications.summary import wish_words
from praktik.dates import moment
from praktik.history.door import Refused
from praktik.history.models import Transition
from praktik.history.services import read_log, reads_log
from praktik.mail.rendering import render as mail_render
from praktik.people.admin_moves import MovesAdmin
from praktik.recruitment import services
from praktik.recruitment.deeds import MOVES
from praktik.recruitment.models import Invitation, Lead
from praktik.recruitment.open_wishes import OpenWishes
from praktik.recruitment.services.invitations import LASTS, mail_context, protected
from praktik.recruitment.states import OPEN, State
from praktik.rounds.models import Round
from praktik.rounds.states import State as RoundState

# Hosts are sought, whether or not anybody has named a company.
RECRUITING = (RoundState.OPEN, RoundState.CLOSED, RoundState.MATCHING)


class InviteForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Contact person"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("da", gettext_lazy("Danish")), ("en", gettext_lazy("English"))]
    )
    asked_for = forms.BooleanField(label=gettext_lazy("The company has asked for the mail itself"))

    def __init__(self, *args: Any, protected: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not protected:
            del self.fields["asked_for"]


class AddForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Company"), max_length=120)
    cvr = forms.CharField(
        label=gettext_lazy("CVR number"),
        max_length=16,
        required=False,
        help_text=gettext_lazy("If you know it: then a wish for the company finds this card, however it is spelt."),
    )


class DueFilter(admin.SimpleListFilter):
    title = gettext_lazy("next step")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("due today or before")), ("none", _("none is written"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Lead]) -> QuerySet[Lead]:
        if self.value() == "yes":
            return queryset.filter(state__in=OPEN, next_step_on__lte=timezone.localdate(clock.now()))
        if self.value() == "none":
            return queryset.filter(state__in=OPEN, next_step="")
        return queryset


class UnsureFilter(admin.SimpleListFilter):
    title = gettext_lazy("wishes by the same name")
    parameter_name = "unsure"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("some wait to be confirmed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Lead]) -> QuerySet[Lead]:
        return queryset.filter(unsure__gt=0) if self.value() == "yes" else queryset  # type: ignore[misc]  # annotated


@admin.register(Lead)
class LeadAdmin(MovesAdmin):
    """The table view of the board, and a lead's page."""

    moves = MOVES
    change_form_template = "admin/recruitment/lead.html"
    change_list_template = "admin/recruitment/leads.html"
    list_display = ("name", "cvr", "round", "state", "wished", "waiting", "owner", "next_step", "next_step_on")
    list_filter = (DueFilter, UnsureFilter, "state", "round", ("owner", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "cvr")
    list_select_related = ("round", "owner")
    ordering = ("-round", "name", "pk")
    fields = (
        "name", "cvr", "here", "in_round", "state", "became", "wished", "owner", "next_step", "next_step_on",
        "handover", "wish_list", "alike_list", "log", "invitation_list",
    )  # fmt: skip
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("board/", self.admin_site.admin_view(self.board_view), name="recruitment_board"),
            path("open/<slug:slug>/", self.admin_site.admin_view(self.open_view), name="recruitment_open"),
            path("add/<slug:slug>/", self.admin_site.admin_view(self.add_company_view), name="recruitment_add"),
            path("<int:pk>/invite/", self.admin_site.admin_view(self.invite_view), name="recruitment_invite"),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lead]:
        return super().get_queryset(request).visible_to(request.user).with_demand()  # type: ignore[attr-defined]  # our queryset

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The wishes behind a lead are people's own words: each look is noted."""
        row = self.get_object(request, object_id)
        more: dict[str, Any] = {"show_save": False, "show_save_and_continue": False}
        if row is not None and self.has_view_permission(request, row):
            for wish in [*_counted(row.wishes), *_counted(row.alike)]:
                read_log(request.user, wish.application.applicant_id, "lead", row, now=clock.now())
            more["protected"] = protected([row]).get(row.pk, False)
            if row.state in OPEN:
                more["invite"] = reverse("admin:recruitment_invite", args=[row.pk])
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def board_view(self, request: HttpRequest) -> HttpResponse:
        """One column per state, one card per company."""
        if not self.has_view_permission(request):
            raise Http404
        rounds = list(Round.objects.filter(Q(leads__isnull=False) | Q(state__in=RECRUITING)).distinct().order_by("-pk"))
        round_ = next((one for one in rounds if one.slug == request.GET.get("round")), rounds[0] if rounds else None)
        counted = Wish.objects.filter(application__state__in=COUNTED).prefetch_related("themes")
        leads = self.get_queryset(request).filter(round=round_).exclude(state=State.MERGED)
        leads = leads.select_related("owner", "organisation__parent")
        cards: dict[str, list[Lead]] = {state: [] for state in State if state != State.MERGED}
        leads = leads.prefetch_related(Prefetch("wishes", counted))
        for lead in leads.order_by("-demand", "name"):  # type: ignore[misc]  # demand is annotated
            cards[lead.state].append(lead)
        alone = protected([lead for rows in cards.values() for lead in rows])
        today = timezone.localdate(clock.now())
        names = Counter(lead.normalised for rows in cards.values() for lead in rows)
        columns = [
            {
                "label": State(state).label,
                "cards": [
                    _card(lead, today, alone=alone.get(lead.pk, False), twin=names[lead.normalised] > 1)
                    for lead in rows
                ],
            }
            for state, rows in cards.items()
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Recruitment board"),
            "opts": self.opts,
            "rounds": rounds,
            "round": round_,
            "columns": columns,
            "cards": any(cards.values()),
        }
        return render(request, "admin/recruitment/board.html", context)

    def open_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Open wishes by theme and region; of the cell in the address its wishes, each look noted."""
        if not self.has_view_permission(request):
            raise Http404
        round_ = get_object_or_404(Round.objects.prefetch_related("milestones"), slug=slug)
        now = clock.now()
        today = timezone.localdate(now)
        wanted = OpenWishes(round_, next(iter(round_.weeks(today)), today))
        place = (request.GET.get("theme") or None, request.GET.get("region") or None)
        chosen = None
        if "theme" in request.GET and place in wanted.who:
            wishes = wanted.wishes(*place)
            reads_log(request.user, {wish.application.applicant_id: wish for wish in wishes}, "open wish", now=now)
            chosen = {"theme": wanted.themes.get(place[0]), "region": wanted.regions.get(place[1]), "wishes": wishes}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Open wishes"),
            "opts": self.opts,
            "round": round_,
            "map": wanted.map(),
            "chosen": chosen,
        }
        return render(request, "admin/recruitment/open.html", context)

    def add_company_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """A card for a company that nobody has named."""
        if not self.has_change_permission(request):
            raise Http404
        round_ = get_object_or_404(Round, slug=slug)
        form = AddForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                lead = services.lead_add(round_, by=request.user, now=clock.now(), **form.cleaned_data)  # type: ignore[arg-type]  # staff
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("%(company)s is on the board.") % {"company": lead})
                return redirect("admin:praktik_lead_change", lead.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Put a company on the board"),
            "opts": self.opts,
            "round": round_,
            "form": form,
        }
        return render(request, "admin/recruitment/add.html", context)

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whom to write to, then the mail as it will be, then the button that sends it."""
        lead = self.get_queryset(request).select_related("round", "organisation__parent").filter(pk=pk).first()
        if lead is None or not self.has_change_permission(request, lead):
            raise Http404
        alone = protected([lead]).get(lead.pk)
        form = InviteForm(request.POST if request.method == "POST" else None, protected=bool(alone))
        preview = None
        if form.is_valid():
            data = form.cleaned_data
            if "send" in request.POST:
                services.lead_invite(lead, by=request.user, now=clock.now(), **data)  # type: ignore[arg-type]  # staff
                messages.success(request, _("The invitation goes to %(email)s.") % {"email": data["email"]})
                return redirect("admin:praktik_lead_change", pk)
            preview = _preview(lead, data)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Invite %(company)s") % {"company": lead},
            "opts": self.opts,
            "lead": lead,
            "form": form,
            "preview": preview,
            "protected": alone,
            "unknown": alone is None,
            "back": reverse("admin:praktik_lead_change", args=[pk]),
        }
        return render(request, "admin/recruitment/invite.html", context)

    @admin.display(description=gettext_lazy("Wishes"), ordering="demand")
    def wished(self, row: Any) -> int:
        return row.demand

    @admin.display(description=gettext_lazy("To be confirmed"), ordering="unsure")
    def waiting(self, row: Any) -> int:
        return row.unsure

    @admin.display(description=gettext_lazy("Round"))
    def in_round(self, row: Lead) -> str:
        return str(row.round)

    @admin.display(description=gettext_lazy("In Praktik"))
    def here(self, row: Lead) -> str | SafeString:
        if row.organisation is None:
            return _("Not yet")
        url = reverse("admin:praktik_organisation_change", args=[row.organisation_id])
        return format_html('<a href="{}">{}</a>', url, row.organisation)

    @admin.display(description=gettext_lazy("Merged into"))
    def became(self, row: Lead) -> str | SafeString:
        if row.merged_into is None:
            return "–"
        url = reverse("admin:praktik_lead_change", args=[row.merged_into_id])
        return format_html('<a href="{}">{}</a>', url, row.merged_into)

    @admin.display(description=gettext_lazy("The wishes behind it"))
    def wish_list(self, row: Lead) -> SafeString:
        """Purpose and goals, which help to ask the company; no contact details."""
        return _wish_words(_counted(row.wishes))

    @admin.display(description=gettext_lazy("By the same name, to be confirmed"))
    def alike_list(self, row: Lead) -> SafeString | str:
        """The same of those that may mean another company of this name."""
        return _wish_words(_counted(row.alike)) or "–"

    @admin.display(description=gettext_lazy("Log"))
    def log(self, row: Lead) -> SafeString:
        """Notes and moves together, oldest first."""
        moves = Transition.objects.of(row).select_related("actor")
        lines = [(note.at, str(note.by or ""), note.text) for note in row.notes.select_related("by")]
        for move in moves:
            state = State(move.to_state).label
            who = str(move.actor or move.get_role_display())
            lines.append((move.at, who, f"{state}: {move.why}" if move.why else str(state)))
        lines.sort(key=lambda one: one[0])
        return format_html_join("", "<p>{}, {}: {}</p>", ((moment(at), who, text) for at, who, text in lines))

    @admin.display(description=gettext_lazy("Invitations"))
    def invitation_list(self, row: Lead) -> SafeString:
        return format_html_join(
            "",
            "<p>{}</p>",
            ((_invitation_words(invitation),) for invitation in row.invitations.select_related("accepted_by")),
        )


def _counted(wishes: Any) -> list[Wish]:
    found = wishes.filter(application__state__in=COUNTED).order_by("rank", "pk")
    related = found.select_related("application__workplace", "listing")
    return list(related.prefetch_related("application__goals"))


def _wish_words(wishes: list[Wish]) -> SafeString:
    return format_html_join(
        "",
        '<div class="lead-wish"><p><strong>{}</strong></p><p>{}</p><p>{}</p><ul>{}</ul><p>{}</p></div>',
        (
            (
                _("Wish number %(rank)d, %(workplace)s") % {"rank": wish.rank, "workplace": wish.application.workplace},
                wish_words(wish),
                wish.application.purpose,
                format_html_join("", "<li>{}</li>", ((goal.text,) for goal in wish.application.goals.all())),
                wish.why,
            )
            for wish in wishes
        ),
    )


def _card(lead: Any, today: Any, *, alone: bool, twin: bool) -> dict[str, Any]:
    """``lead`` comes with its counted wishes and their themes; ``twin``: another card of the round has its name."""
    themes = {theme.pk: theme.name for wish in lead.wishes.all() for theme in wish.themes.all()}
    return {
        "lead": lead,
        "url": reverse("admin:praktik_lead_change", args=[lead.pk]),
        "demand": lead.demand,
        "themes": ", ".join(themes.values()),
        "late": lead.state in OPEN and lead.next_step_on is not None and lead.next_step_on <= today,
        "protected": alone,
        "twin": twin,
    }


def _preview(lead: Lead, data: dict[str, Any]) -> dict[str, str]:
    """The mail as it will be; its link is made only when it is sent."""
    invitation = Invitation(lead=lead, name=data["name"], email=data["email"], expires_at=clock.now() + LASTS)
    context = {**mail_context(lead, invitation), "about": invitation, "url": "https://…"}
    rendered = mail_render("host_invitation", language=data["language"], context=context)
    return {"subject": rendered[0], "text": rendered[1], "to": data["email"]}


def _invitation_words(invitation: Invitation) -> str:
    said = _("%(when)s to %(name)s <%(email)s>") % {
        "when": moment(invitation.sent_at),
        "name": invitation.name,
        "email": invitation.email,
    }
    if invitation.accepted_at:
        accepted = _("accepted %(when)s by %(name)s")
        said += ", " + accepted % {"when": moment(invitation.accepted_at), "name": invitation.accepted_by}
    return said
