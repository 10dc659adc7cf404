"""The desk's pages of this noun."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import clock
from praktik.history.services import read_log
from praktik.organisations import rules, services
from praktik.organisations.merge_admin import merge_address, merge_page
from praktik.organisations.models import MailDomain, Membership, Organisation, Theme
from praktik.organisations.states import State
from praktik.organisations.validators import clean_cvr, clean_mail_domain, clean_p_number
from praktik.people.admin_base import DeskAdmin, DeskInline
from praktik.people.admin_moves import Move, MovesAdmin, WhyForm


class OrganisationForm(forms.ModelForm):
    # Wide enough for the spaces and dashes that people write.
    cvr = forms.CharField(
        label=gettext_lazy("CVR number"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Eight digits; a workplace of a larger body has none of its own."),
    )
    p_number = forms.CharField(label=gettext_lazy("P number"), required=False, max_length=20)
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = "__all__"
        help_texts = {
            "parent": gettext_lazy("The body that this workplace belongs to."),
            "region": gettext_lazy("Follows from the municipality where one is chosen."),
            "successor": gettext_lazy("What takes over after the last day it is valid."),
        }

    def clean_cvr(self) -> str | None:
        return clean_cvr(self.cleaned_data["cvr"]) if self.cleaned_data.get("cvr") else None

    def clean_p_number(self) -> str | None:
        return clean_p_number(self.cleaned_data["p_number"]) if self.cleaned_data.get("p_number") else None


class MailDomainForm(forms.ModelForm):
    class Meta:
        model = MailDomain
        fields = ("domain",)

    def clean_domain(self) -> str:
        return clean_mail_domain(self.cleaned_data["domain"])


class MailDomainInline(DeskInline):
    model = MailDomain
    form = MailDomainForm
    readable = True


class ValidFilter(admin.SimpleListFilter):
    title = gettext_lazy("validity")
    parameter_name = "valid"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", _("Valid today")), ("past", _("No longer valid")), ("later", _("Not valid yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        today = timezone.localdate(clock.now())
        if self.value() == "now":
            return queryset.filter(pk__in=Organisation.objects.valid_on(today).values("pk"))
        if self.value() == "past":
            return queryset.filter(valid_to__lt=today)
        if self.value() == "later":
            return queryset.filter(valid_from__gt=today)
        return queryset


class TwiceFilter(admin.SimpleListFilter):
    """Beside each other in the list, which is in the order of names."""

    title = gettext_lazy("here twice")
    parameter_name = "twice"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("name", _("Perhaps, by the name")), ("domain", _("Perhaps, by a mail domain"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        found = {"name": Organisation.objects.twice_by_name, "domain": Organisation.objects.twice_by_domain}
        if how := found.get(self.value() or ""):
            return queryset.filter(pk__in=how(timezone.localdate(clock.now())).values("pk"))
        return queryset


@admin.register(Organisation)
class OrganisationAdmin(DeskAdmin):
    readable = True
    form = OrganisationForm
    inlines = (MailDomainInline,)
    list_display = ("name", "cvr", "sector", "municipality", "region", "valid_to")
    list_filter = (ValidFilter, TwiceFilter, "sector", "region", "advertising_protected")
    list_select_related = ("sector", "municipality", "region")
    search_fields = (
        "name", "normalised_name", "cvr", "p_number", "mail_domains__domain", "absorbed__name",
        "absorbed__normalised_name",
    )  # fmt: skip
    actions = ("merge",)
    change_form_template = "admin/organisations/change_form.html"
    autocomplete_fields = ("parent", "successor")
    ordering = ("sort_key", "pk")
    fieldsets = (
        (None, {"fields": ("name", "cvr", "p_number", "parent", "sector")}),
        (
            gettext_lazy("Where"),
            {"fields": ("municipality", "region", "address", "postcode", "city", "website")},
        ),
        (gettext_lazy("Public texts"), {"fields": ("about_da", "about_en")}),
        (
            gettext_lazy("For the desk"),
            {"fields": ("advertising_protected", "valid_from", "valid_to", "successor", "other_names", "created_at")},
        ),
    )
    readonly_fields = ("other_names", "created_at")

    def get_urls(self) -> list[URLPattern]:
        merge = path("merge/", self.admin_site.admin_view(merge_page), name="organisations_merge")
        return [merge, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return super().get_queryset(request).standing()  # type: ignore[attr-defined]  # our queryset

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if self.has_change_permission(request) else {}

    @admin.action(description=gettext_lazy("Merge: they are one organisation"))
    def merge(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> HttpResponse:
        """Nothing happens yet: the page shows them beside each other."""
        return redirect(merge_address(list(queryset.order_by("pk").values_list("pk", flat=True))))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one that was merged leads to the one that stays."""
        row = self.get_object(request, object_id)
        if row is None and object_id.isdecimal() and self.has_view_permission(request):
            stays = Organisation.objects.stays_as(int(object_id))
            if stays is not None:
                messages.info(request, _("The organisation you looked for was merged into this one."))
                return redirect("admin:praktik_organisation_change", stays)
        more = {}
        if row is not None and self.has_change_permission(request):
            more["merge"] = merge_address([row.pk])
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    @admin.display(description=gettext_lazy("Other names"))
    def other_names(self, row: Organisation) -> str:
        return ", ".join(row.former_names) or "–"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        if not change:
            obj.created_at = clock.now()
        super().save_model(request, obj, form, change)


@admin.register(Membership)
class MembershipAdmin(MovesAdmin):
    """Who asks to act for an organisation, and who does."""

    list_display = ("user", "organisation", "role", "state", "requested_at")
    list_filter = ("state", "role", "organisation__sector")
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "user__email", "organisation__name", "organisation__cvr")
    ordering = ("-requested_at", "-pk")
    fields = ("user", "email", "organisation", "domain_fits", "role", "state", "requested_at")
    readonly_fields = ("user", "email", "organisation", "domain_fits", "state", "requested_at")
    moves = (
        Move(
            "confirm",
            gettext_lazy("Confirm"),
            State.CONFIRMED,
            services.membership_confirm,
            lambda row: [
                _("%(person)s can act for %(name)s, and gets a mail.") % {"person": row.user, "name": row.organisation}
            ],
            many=True,
        ),
        Move(
            "decline",
            gettext_lazy("Decline"),
            State.DECLINED,
            services.membership_decline,
            lambda row: [_("%(person)s gets a mail that says no, without the reason.") % {"person": row.user}],
            form=WhyForm,
            many=True,
        ),
        Move(
            "end",
            gettext_lazy("End"),
            State.ENDED,
            services.membership_end,
            lambda row: [
                _(
                    "%(person)s no longer acts for %(name)s, is no longer the contact of its listings, and gets a mail "
                    "that says so."
                )
                % {"person": row.user, "name": row.organisation}
            ],
            form=WhyForm,
        ),
    )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is not None and self.has_view_permission(request, row):
            read_log(request.user, row.user_id, "membership", row, now=clock.now())
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=gettext_lazy("E-mail"))
    def email(self, row: Membership) -> str:
        return row.user.email

    @admin.display(description=gettext_lazy("The address is of the organisation's domain"), boolean=True)
    def domain_fits(self, row: Membership) -> bool:
        return rules.domain_matches(row.user.email, row.organisation)


@admin.register(Theme)
class ThemeAdmin(DeskAdmin):
    """The programme's own list; a theme that is no longer offered stays where it was chosen."""

    readable = True
    list_display = ("name_da", "name_en", "position", "active")
    list_editable = ("position", "active")
    fields = ("name_da", "name_en", "position", "active")
