"""The desk's pages of this noun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import clock, dates
from praktik.history.models import Transition
from praktik.history.services import read_log
from praktik.people.admin_moves import Move, MovesAdmin, WhyForm
from praktik.placements import services
from praktik.placements.models import Placement, Signature
from praktik.placements.states import SignerRole, State


def _told(placement: Placement) -> Iterator[str]:
    yield _("Intern and host get a mail at once. The reason is on their page, not in the mail.")
    if placement.agreements.sent():
        yield _("The manager who was asked to sign gets a mail too.")
    yield _("Nobody is asked to evaluate any more. This cannot be undone.")


def _freed(placement: Placement) -> Iterator[str]:
    yield _("The place is free again, and the intern goes back to the pool.")
    yield from _told(placement)


MOVES = (
    Move(
        "cancel",
        gettext_lazy("Cancel the placement"),
        State.CANCELLED,
        services.placement_cancel,
        _freed,
        form=WhyForm,
        many=True,
    ),
    Move(
        "no_show", gettext_lazy("The intern did not come"), State.NO_SHOW, services.placement_no_show, _told,
        form=WhyForm,
    ),
    Move(
        "break_off", gettext_lazy("Break the placement off"), State.BROKEN_OFF, services.placement_break_off, _told,
        form=WhyForm,
    ),
    Move(
        "complete",
        gettext_lazy("Close the placement"),
        State.COMPLETED,
        services.placement_complete,
        lambda placement: [_("This happens by itself the day after the last day. Both get a mail.")],
    ),
)  # fmt: skip


class LateFilter(admin.SimpleListFilter):
    title = gettext_lazy("Late")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", _("Begins within 14 days without a signed agreement"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Placement]) -> QuerySet[Placement]:
        if self.value() != "1":
            return queryset
        soon = timezone.localdate(clock.now()) + dt.timedelta(days=14)
        return queryset.filter(state__in=(State.DRAFTING, State.SIGNING), starts_on__lt=soon)


def _signed(signature: Signature) -> str:
    """By whom and when; the name goes when its time is over."""
    if signature.signed_at is None:
        return _("Not yet")
    return f"{signature.name or '–'}, {dates.moment(signature.signed_at)}"


@admin.register(Placement)
class PlacementAdmin(MovesAdmin):
    """Everything of a placement to read; what can be done is in the moves."""

    moves = MOVES
    list_display = ("__str__", "host", "state", "starts_on", "ends_on")
    list_filter = ("state", LateFilter, "listing__round")
    search_fields = ("application__applicant__name", "application__applicant__email", "listing__organisation__name")
    date_hierarchy = "starts_on"
    ordering = ("-starts_on", "-pk")
    fields = (
        "intern", "host", "state", "starts_on", "ends_on", "days", "versions", "signatures", "messages_sent",
        "transitions",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Placement]:
        return super().get_queryset(request).select_related("application__applicant", "listing__organisation")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Also notes that the consultant looked."""
        placement = self.get_object(request, object_id)
        if placement is not None and request.method == "GET":
            read_log(request.user, placement.application.applicant_id, "admin: placement", placement, now=clock.now())
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=gettext_lazy("Intern"))
    def intern(self, placement: Placement) -> str:
        applicant = placement.application.applicant
        return str(applicant) if applicant.erased else f"{applicant} <{applicant.email}>"

    @admin.display(description=gettext_lazy("Host"), ordering="listing__organisation__sort_key")
    def host(self, placement: Placement) -> str:
        return str(placement.listing.organisation)

    @admin.display(description=gettext_lazy("Agreement"))
    def versions(self, placement: Placement) -> SafeString:
        """The versions, each with a link to its page; a draft is only named."""
        lines = []
        for agreement in placement.agreements.all():
            label = _("Version %(number)s") % {"number": agreement.version}
            if agreement.sent_at is None:
                lines.append(format_html("{}: {}", label, _("draft")))
            else:
                url = reverse("agreement_page", args=[placement.pk, agreement.version])
                sent = _("sent %(at)s") % {"at": dates.moment(agreement.sent_at)}
                lines.append(format_html('<a href="{}">{}</a>: {}', url, label, sent))
        return _lines(lines)

    @admin.display(description=gettext_lazy("Signatures"))
    def signatures(self, placement: Placement) -> SafeString:
        agreement = placement.agreements.sent()
        if agreement is None:
            return SafeString("–")
        return _lines(
            format_html(
                "{}: {}",
                SignerRole(signature.role).label,
                f"{signature.name or '–'}, {dates.moment(signature.signed_at)}"
                if signature.signed_at
                else _("Not yet"),
            )
            for signature in agreement.signatures.all()
        )

    @admin.display(description=gettext_lazy("Messages"))
    def messages_sent(self, placement: Placement) -> SafeString:
        url = reverse("placement_page", args=[placement.pk])
        return format_html('<a href="{}#messages">{}</a>', url, placement.messages.count())

    @admin.display(description=gettext_lazy("History"))
    def transitions(self, placement: Placement) -> SafeString:
        return _lines(
            format_html(
                "{}: {}, {}{}",
                dates.moment(row.at),
                State(row.to_state).label,
                row.get_role_display(),
                f" – {row.why}" if row.why else "",
            )
            for row in Transition.objects.of(placement)
        )


def _lines(lines: Any) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines)) or SafeString("–")
