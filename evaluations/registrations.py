"""What this app puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from evaluations import privacy, receivers, reminders  # noqa: F401 -- registers on import
from evaluations.models import Evaluation, Story
from evaluations.services import evaluations_look
from evaluations.states import Respondent, State
from evaluations.statistics import MINIMUM, RECOMMENDS_FROM, key_figures, rows_of
from evaluations.templatetags.story_text import story_paragraphs
from praktik import registries
from praktik.mail.kinds import Kind, register
from praktik.organisations.models import Organisation
from praktik.rounds.states import State as RoundState

ON_THE_FRONT_PAGE = 3

register(
    Kind("evaluation_open", "intern or host", "a questionnaire opens", "answer it before it closes"),
    Kind("evaluation_manager", "the manager, by link", "same, or the link is sent anew", "same"),
    Kind("story_consent", "the person in a story", "a consultant asks", "say yes or no to each part"),
)
registries.register_look("evaluations", evaluations_look)


def own(user: Any, now: dt.datetime) -> Iterator[registries.Todo]:
    """The questionnaires that wait for the person, as intern or as host. One query."""
    hosted = Organisation.objects.acted_for_by(user).values("pk")
    mine = Evaluation.objects.filter(
        Q(respondent=Respondent.INTERN, placement__application__applicant=user.pk)
        | Q(respondent=Respondent.HOST, placement__listing__organisation__in=hosted),
        state=State.OPEN,
    )
    for evaluation in mine.select_related("placement__application__applicant", "placement__listing__organisation"):
        yield _todo(evaluation, now)


def of_listings(listings: Sequence[int], now: dt.datetime) -> Iterator[tuple[int, registries.Todo | registries.Matter]]:
    """The host's questionnaires that wait, and those that are answered or were not in time. One query."""
    shown = (State.OPEN, State.ANSWERED, State.EXPIRED)
    theirs = Evaluation.objects.filter(
        respondent=Respondent.HOST, placement__listing__in=listings, state__in=shown
    ).order_by("opens_at", "pk")
    for evaluation in theirs.select_related("placement__application__applicant", "placement__listing__organisation"):
        placement, open_ = evaluation.placement, evaluation.state == State.OPEN
        yield (
            placement.listing_id,
            registries.Matter(
                label=_("Questions about the placement of %(who)s") % {"who": placement.application.applicant},
                status=evaluation.get_state_display(),
                url=reverse("evaluation_page", args=[evaluation.pk]),
                detail=evaluation.get_phase_display(),
                over=not open_,
                tone="warning" if open_ else "",
            ),
        )
        if open_:
            yield placement.listing_id, _todo(evaluation, now)


def _todo(evaluation: Evaluation, now: dt.datetime) -> registries.Todo:
    placement, host = evaluation.placement, evaluation.respondent == Respondent.HOST
    return registries.Todo(
        label=_("Answer the questions: %(phase)s") % {"phase": evaluation.get_phase_display().lower()},
        url=reverse("evaluation_page", args=[evaluation.pk]),
        deadline=evaluation.closes_at,
        detail=str(placement.application.applicant if host else placement.listing.organisation),
        urgent=evaluation.closes_at - now < dt.timedelta(days=3),
    )


def counts(now: dt.datetime) -> Iterator[registries.Count]:
    listed = reverse("admin:evaluations_evaluation_changelist")
    states = list(Evaluation.objects.filter(state__in=[State.OPEN, State.EXPIRED]).values_list("state", flat=True))
    group = _("Evaluations")
    for state in (State.OPEN, State.EXPIRED):
        yield registries.Count(str(state.label), states.count(state), f"{listed}?state__exact={state.value}", group)


def figures(now: dt.datetime) -> Iterator[registries.Figure]:
    """The three key figures over the rounds that are being evaluated or are archived, each from five answers on."""
    done = (RoundState.EVALUATING, RoundState.ARCHIVED)
    found = key_figures(rows_of(Evaluation.objects.filter(placement__application__round__state__in=done)))
    for label, share, note in (
        (_("have had concrete use of it"), found.concrete_use, _("interns and hosts, three months after")),
        (
            _("would recommend it"),
            found.recommend,
            _("answer %(least)d-10 on a scale from 0 to 10, just after") % {"least": RECOMMENDS_FROM},
        ),
        (_("have been in contact since"), found.in_contact, _("interns and hosts, three or six months after")),
    ):
        if share.n >= MINIMUM:
            counted = _("%(note)s; %(count)d answers") % {"note": note, "count": share.n}
            yield registries.Figure(label, f"{share.percent} %", counted)


def teasers(now: dt.datetime) -> Iterator[registries.Teaser]:
    """The newest stories, with the name of whoever said yes to it. One query."""
    for story in Story.objects.published().for_page()[:ON_THE_FRONT_PAGE]:
        yield registries.Teaser(
            title=story.title,
            text=strip_tags(story_paragraphs(story.text)),
            url=reverse("story_page", args=[story.pk]),
            by=", ".join(word for word in (story.shown_name, story.shown_workplace) if word),
            language=story.language,
        )


def mapped() -> Iterator[registries.Mapped]:
    for pk, published_at in Story.objects.published().order_by("pk").values_list("pk", "published_at"):
        yield registries.Mapped("story_page", (pk,), published_at)


registries.register_own(own)
registries.register_of_listings(of_listings)
registries.register_teasers(teasers)
registries.register_mapped(mapped)
registries.register_counts(counts)
registries.register_figures(figures)
