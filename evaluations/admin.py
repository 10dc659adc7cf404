"""The desk's pages of this app."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations import services, stories
from evaluations.instruments import Reader
from evaluations.models import Evaluation, Story
from evaluations.states import Part, Respondent, State, StoryState
from praktik import clock, dates
from praktik.history.door import Refused
from praktik.history.models import Transition
from praktik.history.services import read_log
from praktik.organisations.validators import no_cpr
from praktik.people.access import me
from praktik.people.admin_moves import Move, MovesAdmin, WhyForm
from praktik.placements.models import Placement
from praktik.placements.states import State as PlacementState


def _history(row: Any) -> SafeString:
    lines = (
        (
            dates.moment(move.at),
            type(row).machine.states(move.to_state).label,
            move.get_role_display(),
            f" – {move.why}" if move.why else "",
        )
        for move in Transition.objects.of(row)
    )
    return format_html_join(SafeString("<br>"), "{}: {}, {}{}", lines)


@admin.register(Evaluation)
class EvaluationAdmin(MovesAdmin):
    """Who was asked and who has answered; what the consultants may read of the answers."""

    moves = (
        Move(
            "bypass",
            gettext_lazy("Do without the answer"),
            State.BYPASSED,
            services.evaluation_bypass,
            lambda evaluation: [_("Nobody is asked any more, and no reminder is sent. Nobody gets a mail of this.")],
            form=WhyForm,
            many=True,
        ),
    )
    list_display = ("placement", "phase", "respondent", "state", "opens_at", "closes_at", "answered_at")
    list_filter = ("state", "phase", "respondent", "placement__application__round")
    search_fields = ("placement__application__applicant__name", "placement__listing__organisation__name")
    ordering = ("-opens_at", "-pk")
    actions = ("send_links", "revoke_links")
    fields = (
        "placement", "phase", "respondent", "instrument", "state", "opens_at", "closes_at", "answered_at",
        "answers_shown", "history",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evaluation]:
        return super().get_queryset(request).select_related("placement__application__applicant", "placement__listing")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Also notes that the consultant looked."""
        evaluation = self.get_object(request, object_id)
        if evaluation is not None and request.method == "GET":
            applicant = evaluation.placement.application.applicant_id
            read_log(me(request), applicant, "admin: evaluation", evaluation, now=clock.now())
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=gettext_lazy("Answers that the consultants read"))
    def answers_shown(self, evaluation: Evaluation) -> SafeString:
        shown = ((question.text, words or "–") for question, words in services.answers_for(evaluation, Reader.DESK))
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", shown) or SafeString("–")

    @admin.display(description=gettext_lazy("History"))
    def history(self, evaluation: Evaluation) -> SafeString:
        return _history(evaluation)

    @admin.action(description=gettext_lazy("Send the manager a new link"), permissions=["change"])
    def send_links(self, request: HttpRequest, queryset: QuerySet[Evaluation]) -> None:
        self._each(request, queryset, services.evaluation_link_resend)

    @admin.action(description=gettext_lazy("Take the manager's link away"), permissions=["change"])
    def revoke_links(self, request: HttpRequest, queryset: QuerySet[Evaluation]) -> None:
        self._each(request, queryset, services.evaluation_link_revoke)

    def _each(self, request: HttpRequest, queryset: QuerySet[Evaluation], act: Any) -> None:
        now = clock.now()
        for evaluation in queryset.filter(respondent=Respondent.MANAGER):
            try:
                act(evaluation, by=me(request), now=now)
            except Refused as refused:
                messages.error(request, f"{evaluation}: {refused}")
            else:
                messages.success(request, _("Done: %(what)s") % {"what": evaluation})


class StoryForm(forms.ModelForm):
    class Meta:
        model = Story
        fields = ("placement", "person", *stories.TEXTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in stories.TEXTS:
            if name in self.fields:
                self.fields[name].validators.append(no_cpr)
        if "placement" in self.fields:
            done = Placement.objects.filter(state=PlacementState.COMPLETED)
            self.fields["placement"].queryset = done.select_related("application__applicant", "listing")  # type: ignore[attr-defined]  # a ModelChoiceField
        if "person" in self.fields:
            self.fields["person"].required = True


@admin.register(Story)
class StoryAdmin(MovesAdmin):
    """Write a story, ask the person, publish it. A published one is withdrawn before it is changed."""

    form = StoryForm
    moves = (
        Move(
            "publish",
            gettext_lazy("Publish"),
            StoryState.PUBLISHED,
            stories.story_publish,
            lambda story: [_consented(story), _("Everybody can read it on the public pages.")],
            origin=StoryState.DRAFT,
        ),
        Move(
            "withdraw",
            gettext_lazy("Withdraw"),
            StoryState.WITHDRAWN,
            stories.story_withdraw,
            lambda story: [_("It is gone from the public pages at once, and the consents are forgotten.")],
            form=WhyForm,
        ),
        Move(
            "reopen",
            gettext_lazy("Make it a draft again"),
            StoryState.DRAFT,
            stories.story_reopen,
            lambda story: [_("It can be written anew. The person has to be asked anew.")],
        ),
    )
    list_display = ("title_da", "placement", "person", "state", "asked_at", "published_at")
    list_filter = ("state",)
    search_fields = ("title_da", "person__name")
    autocomplete_fields = ("person", "placement")
    actions = ("ask",)
    readonly_fields = ("state", "consents", "asked_at", "published_at", "history")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        return (
            super()
            .get_queryset(request)
            .select_related("person", "placement__application__applicant", "placement__listing")
        )

    def get_fields(self, request: HttpRequest, obj: Story | None = None) -> tuple[str, ...]:
        texts = ("placement", "person", *stories.TEXTS)
        return (*texts, *self.readonly_fields) if obj else texts

    def get_readonly_fields(self, request: HttpRequest, obj: Story | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        fixed = ("placement", "person", *self.readonly_fields)
        return fixed if obj.state == StoryState.DRAFT else (*fixed, *stories.TEXTS)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Story, form: Any, change: bool) -> None:
        """Through the services: a text that is changed asks for new consents."""
        texts = {name: form.cleaned_data[name] for name in stories.TEXTS if name in form.cleaned_data}
        now = clock.now()
        if change:
            stories.story_write(Story.objects.get(pk=obj.pk), data=texts, by=me(request), now=now)
            return
        if obj.person is None:
            raise Refused(_("Choose the person whose story it is."))
        made = stories.story_create(obj.placement, person=obj.person, data=texts, by=me(request), now=now)
        obj.pk = made.pk

    @admin.display(description=gettext_lazy("Consents"))
    def consents(self, story: Story) -> str:
        return _consented(story)

    @admin.display(description=gettext_lazy("History"))
    def history(self, story: Story) -> SafeString:
        return _history(story)

    @admin.action(description=gettext_lazy("Ask the person for consent (sends a mail)"), permissions=["change"])
    def ask(self, request: HttpRequest, queryset: QuerySet[Story]) -> None:
        for story in queryset:
            try:
                stories.story_ask(story, by=me(request), now=clock.now())
            except Refused as refused:
                messages.error(request, f"{story}: {refused}")
            else:
                messages.success(request, _("%(person)s has been asked.") % {"person": story.person})


def _consented(story: Story) -> str:
    given = [str(Part(part).label) for part in Part if part in story.consents()]
    return _("The person has said yes to: %(parts)s") % {"parts": "; ".join(given) or _("nothing")}
