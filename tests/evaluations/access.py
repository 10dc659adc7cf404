"""Who may open which address of this app (see tests/access.py)."""

from __future__ import annotations

from evaluations.models import Story
from evaluations.states import Respondent, StoryState
from praktik import clock, links
from tests import factories
from tests.access import APPLICANT, EVERYBODY, Page

STAFF = (302, 403, 403, 403, 403, 200, 403, 200, 200)


def _evaluation(world):
    return (factories.EvaluationFactory(placement=world.placement).pk,)


def _link(world):
    secret, token_hash = links.new_secret()
    factories.EvaluationFactory(placement=world.placement, respondent=Respondent.MANAGER, token_hash=token_hash)
    return (secret,)


def _round(world):
    return (world.round.slug,)


def _story(world, state=StoryState.PUBLISHED):
    now = clock.now()
    story = Story.objects.create(
        placement=world.placement,
        person=world.people["applicant"],
        state=state,
        title_da="En fortælling",
        text_da="Det gik godt.",
        created_at=now,
        story_consent_at=now,
        published_at=now,
    )
    return (story.pk,)


PAGES: dict[str, Page] = {
    "evaluation_page": Page(get=APPLICANT, post=APPLICANT, args=_evaluation, data={"satisfied": "9"}),
    "manager_evaluation": Page(get=EVERYBODY, post=EVERYBODY, args=_link, data={"recommend": "11"}),
    "evaluation_reports": Page(get=STAFF),
    "evaluation_report": Page(get=STAFF, args=_round),
    "evaluation_report_csv": Page(get=STAFF, args=_round),
    "story_list": Page(get=EVERYBODY),
    "story_page": Page(get=EVERYBODY, args=_story),
    "story_consent": Page(
        get=APPLICANT,
        post=(302, 302, 404, 404, 404, 404, 404, 404, 404),
        args=lambda world: _story(world, StoryState.DRAFT),
        data={"parts": "story"},
    ),
}
