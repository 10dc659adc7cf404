"""The desk's pages of this noun."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import clock
from praktik.people.access import me
from praktik.people.admin_moves import Move, MovesAdmin, WhyForm
from praktik.workshops import rules, services
from praktik.workshops.models import Attendance, Workshop
from praktik.workshops.states import SEATED, AttendanceState, State


class WorkshopForm(forms.ModelForm):
    online = forms.URLField(
        label=gettext_lazy("Link to take part online"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Shown to those who were invited."),
    )

    class Meta:
        model = Workshop
        fields = "__all__"
        help_texts = {
            "audience": gettext_lazy(
                "The round's interns and the contact persons of their listings, as far as they have a placement."
            ),
            "seats": gettext_lazy("How many can come. Empty: no limit."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must be after the beginning."))
        if self.instance.pk and not self.errors:
            before = Workshop.objects.get(pk=self.instance.pk)
            after = Workshop(**{name: data[name] for name in ("starts_at", "seats", "place", "online")})
            taken = services.seats_taken(before)
            if problem := rules.change_problem(after, before, taken, clock.now()):
                raise forms.ValidationError(problem)
        return data


def _announced(workshop: Workshop) -> Iterator[str]:
    yield _("Everybody it is for gets a mail and is asked whether they come: %(count)s people today.") % {
        "count": len(services.participants(workshop))
    }
    yield _("Who gets a placement later is invited by itself.")
    yield _("Who has not answered is reminded 14 and 7 days before, and who comes on the day before.")
    yield _("A new time or place is mailed to everybody who has not said no.")


MOVES = (
    Move("announce", gettext_lazy("Announce and invite"), State.ANNOUNCED, services.workshop_announce, _announced),
    Move(
        "cancel",
        gettext_lazy("Cancel the workshop"),
        State.CANCELLED,
        services.workshop_cancel,
        lambda workshop: [_("Everybody who was invited and has not said no gets a mail. This cannot be undone.")],
        form=WhyForm,
    ),
)


@admin.register(Workshop)
class WorkshopAdmin(MovesAdmin):
    readable = True
    form = WorkshopForm
    moves = MOVES
    list_display = ("__str__", "round", "state", "starts_at", "coming", "unanswered")
    list_filter = ("state", "kind", "round")
    search_fields = ("title_da", "title_en", "place")
    date_hierarchy = "starts_at"
    ordering = ("-starts_at", "-pk")
    fieldsets = (
        (None, {"fields": ("round", "kind", "audience", "state", "people")}),
        (gettext_lazy("When and where"), {"fields": ("starts_at", "ends_at", "place", "online", "seats")}),
        (gettext_lazy("Texts"), {"fields": ("title_da", "title_en", "about_da", "about_en")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Workshop]:
        seated = Count("attendances", filter=Q(attendances__state__in=SEATED))
        silent = Count("attendances", filter=Q(attendances__state=AttendanceState.INVITED))
        return super().get_queryset(request).select_related("round").annotate(seated=seated, silent=silent)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Workshop | None = None) -> tuple[str, ...]:
        always = ("state", "people")
        return always if obj is None or obj.state == State.DRAFT else (*always, "round", "audience")

    def save_model(self, request: HttpRequest, obj: Workshop, form: Any, change: bool) -> None:
        services.workshop_save(obj, by=me(request), now=clock.now())

    @admin.display(description=gettext_lazy("Come"), ordering="seated")
    def coming(self, row: Any) -> str:
        return f"{row.seated} / {row.seats}" if row.seats else str(row.seated)

    @admin.display(description=gettext_lazy("Have not answered"), ordering="silent")
    def unanswered(self, row: Any) -> int:
        return int(row.silent)

    @admin.display(description=gettext_lazy("People"))
    def people(self, row: Any) -> SafeString | str:
        if not row.pk:
            return "–"
        text = _("%(coming)s come, %(silent)s have not answered") % {"coming": row.seated, "silent": row.silent}
        listed = reverse("admin:praktik_attendance_changelist")
        return format_html('<a href="{}?workshop__id__exact={}">{}</a>', listed, row.pk, text)


ATTENDANCE_MOVES = (
    Move(
        "attended",
        gettext_lazy("Was there"),
        AttendanceState.ATTENDED,
        services.attendance_attended,
        lambda attendance: [_("It is noted that they were there.")],
        many=True,
    ),
    Move(
        "absent",
        gettext_lazy("Did not come"),
        AttendanceState.ABSENT,
        services.attendance_absent,
        lambda attendance: [_("It is noted that they did not come, though they had said they would.")],
        many=True,
    ),
    Move(
        "coming",
        gettext_lazy("Says that they come"),
        AttendanceState.COMING,
        partial(services.attendance_answer, coming=True),
        lambda attendance: [_("They get a seat, as if they had answered themselves.")],
    ),
    Move(
        "not_coming",
        gettext_lazy("Says that they do not come"),
        AttendanceState.NOT_COMING,
        partial(services.attendance_answer, coming=False),
        lambda attendance: [_("Their seat is free, as if they had answered themselves.")],
    ),
)


@admin.register(Attendance)
class AttendanceAdmin(MovesAdmin):
    """Who comes, who was there. People are invited by the announcement, never here."""

    moves = ATTENDANCE_MOVES
    list_display = ("user", "email", "side", "state", "workshop")
    list_filter = ("workshop", "state", "side")
    search_fields = ("user__name", "user__email")
    fields = ("workshop", "user", "email", "side", "state", "invited_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendance]:
        return super().get_queryset(request).select_related("user", "workshop__round")

    @admin.display(description=gettext_lazy("E-mail"), ordering="user__email")
    def email(self, row: Attendance) -> str:
        return row.user.email
