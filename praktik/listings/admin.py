"""The desk's pages of this noun."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import clock
from praktik.history.actors import Role
from praktik.listings import rules, services
from praktik.listings.models import Listing, ListingComment
from praktik.listings.services import FIELDS, MANY, label, possible_contacts, words
from praktik.listings.states import OVER, State
from praktik.organisations.validators import no_cpr
from praktik.people.access import me
from praktik.people.admin_base import DeskInline
from praktik.people.admin_moves import Move, MoveForm, MovesAdmin, WhyForm
from praktik.people.models import User

_COMMENTED = (
    "title",
    "task",
    "offers",
    "hopes",
    "about",
    "practical",
    "themes",
    "municipality",
    "weeks",
    "days",
    "capacity",
)


class ReturnForm(MoveForm):
    """One comment beside each field, and one about the whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listing = self.rows[0]
        self.fields["comment_"] = self._comment(_("About the listing as a whole"), "")
        for name in _COMMENTED:
            says = _("It says now: %(text)s") % {"text": words(listing, name) or "–"}
            self.fields[f"comment_{name}"] = self._comment(label(name), says)

    def _comment(self, name: str, hint: str) -> forms.CharField:
        return forms.CharField(
            label=name,
            required=False,
            max_length=1000,
            help_text=hint,
            validators=[no_cpr],
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(text.strip() for text in data.values()):
            raise forms.ValidationError(_("Write at least one comment that says what the host should change."))
        return data

    def data_for_service(self) -> dict[str, Any]:
        named = [(name.removeprefix("comment_"), text) for name, text in self.cleaned_data.items()]
        return {"comments": named}


def _publishes(listing: Listing) -> Iterator[str]:
    yield _("The listing is shown on the public pages, and its contact persons get a mail.")
    earlier = Listing.objects.filter(organisation=listing.organisation, published_at__isnull=False)
    if not earlier.exclude(pk=listing.pk).exists():
        yield _("It is this organisation's first published listing: check that the contact person works there.")
    if missing := rules.missing(listing):
        yield _("It cannot be published yet. Missing: %(names)s.") % {"names": ", ".join(map(label, missing))}


MOVES = (
    Move(
        "publish",
        gettext_lazy("Publish"),
        State.PUBLISHED,
        services.listing_publish,
        _publishes,
        origin=State.SUBMITTED,
        many=True,
    ),
    Move(
        "return",
        gettext_lazy("Return with comments"),
        State.RETURNED,
        services.listing_return,
        lambda listing: [
            _(
                "The host can correct the listing and send it in again; "
                "the contact persons get a mail without the comments."
            )
        ],
        form=ReturnForm,
    ),
    Move(
        "pause",
        gettext_lazy("Pause"),
        State.PAUSED,
        services.listing_pause,
        lambda listing: [_("It is no longer shown; wishes for it stand. Nobody is told.")],
    ),
    Move(
        "resume",
        gettext_lazy("Show again"),
        State.PUBLISHED,
        services.listing_resume,
        lambda listing: [_("It is shown again. Nobody is told.")],
        origin=State.PAUSED,
    ),
    Move(
        "close",
        gettext_lazy("Close"),
        State.CLOSED,
        services.listing_close,
        lambda listing: [
            _("It is no longer shown and gets no more interns. Agreements that are made stand."),
            _("The contact persons get a mail, without the reason. This cannot be undone."),
        ],
        form=WhyForm,
        many=True,
    ),
)


class CommentInline(DeskInline):
    """What was asked for, and whether the host has sent in since."""

    model = ListingComment
    verbose_name_plural = gettext_lazy("Comments on listings")
    readable = True
    fields = readonly_fields = ("field", "text", "at", "resolved")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ListingForm(forms.ModelForm):
    """The host's fields; the version travels along so that two who edit at once do not overwrite each other."""

    version_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Listing
        fields = (*FIELDS, *MANY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version_seen"].initial = self.instance.version
        if "contacts" in self.fields:
            people = [person.pk for person in possible_contacts(self.instance.organisation)]
            self.fields["contacts"].queryset = User.objects.filter(pk__in=people)  # type: ignore[attr-defined]  # choices


@admin.register(Listing)
class ListingAdmin(MovesAdmin):
    readable = True
    form = ListingForm
    moves = MOVES
    inlines = (CommentInline,)
    list_display = ("title", "organisation", "round", "state", "capacity", "published_at")
    list_filter = ("state", "round", "themes", "organisation__region", "remote", "language")
    list_select_related = ("organisation", "round")
    search_fields = ("title", "task", "organisation__name", "organisation__cvr")
    filter_horizontal = ("themes",)
    ordering = ("-round", "title", "pk")
    readonly_fields = ("round", "organisation", "state", "published_at")
    fieldsets = (
        (None, {"fields": ("organisation", "round", "state", "published_at", "title")}),
        (gettext_lazy("What you offer"), {"fields": ("task", "offers", "hopes", "about", "practical", "themes")}),
        (
            gettext_lazy("Where and when"),
            {"fields": ("municipality", "remote", "weeks", "days", "capacity", "week_capacity", "language")},
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Readers do not see who the contact persons are."""
        people = (
            () if self._only_reads(request) else ((_("Contact persons"), {"fields": ("contacts", "version_seen")}),)
        )
        return (*self.fieldsets, *people)

    def _only_reads(self, request: HttpRequest) -> bool:
        return Role.CONSULTANT not in self._roles(request)

    def has_change_permission(self, request: HttpRequest, obj: Listing | None = None) -> bool:
        """What is over stays as it was."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state not in OVER)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Listing]:
        """Drafts are their hosts' own."""
        return super().get_queryset(request).exclude(state=State.DRAFT)

    def save_model(self, request: HttpRequest, obj: Listing, form: Any, change: bool) -> None:
        data = {name: form.cleaned_data[name] for name in (*FIELDS, *MANY) if name in form.cleaned_data}
        services.listing_update(
            obj,
            data=data,
            version=form.cleaned_data["version_seen"] or 0,
            by=me(request),
            now=clock.now(),
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has stored themes and contacts already: only what stands beside the form is left."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)
