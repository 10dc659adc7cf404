from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evaluations import stories
from evaluations.models import Story
from evaluations.states import Part, StoryState
from praktik.history.actors import Role
from praktik.history.door import IllegalMove, NotYours, Refused
from praktik.mail.models import Mail
from tests import factories
from tests.evaluations.make import Evaluated
from tests.praktik.placements.make import mails

pytestmark = pytest.mark.django_db

TEXTS = {"title_da": "Fra ide til drift", "title_en": "From idea to use", "text_da": "Det begyndte med en tavle.",
         "text_en": "It began with a board.", "quote": "Jeg lærte at spørge."}  # fmt: skip


class Told(Evaluated):
    def __init__(self):
        super().__init__()
        self.completed()
        self.consultant = factories.UserFactory(roles={Role.CONSULTANT})
        self.story = stories.story_create(
            self.placement, person=self.intern, data=TEXTS, by=self.consultant, now=self.now
        )

    def consent(self, *parts):
        stories.story_consent(self.story, parts=parts, by=self.intern, now=self.now)
        return self

    def publish(self):
        stories.story_publish(self.story, by=self.consultant, now=self.now)
        return self


def seen(client, story):
    """What of name, workplace and quote stands on the public page; None where there is no page."""
    response = client.get(reverse("story_page", args=[story.pk]))
    if response.status_code == 404:
        return None
    html = response.content.decode()
    return [text for text in ("Åse Ørsted", str(story.placement.application.workplace), "Jeg lærte") if text in html]


def test_only_consultants_write_and_only_of_what_was_completed():
    case = Told()
    with pytest.raises(NotYours):
        stories.story_create(case.placement, person=case.intern, data=TEXTS, by=case.host, now=case.now)
    with pytest.raises(NotYours):
        stories.story_write(case.story, data=TEXTS, by=case.intern, now=case.now)
    agreed = Evaluated()
    with pytest.raises(Refused):
        stories.story_create(agreed.placement, person=agreed.intern, data=TEXTS, by=case.consultant, now=case.now)


def test_nothing_is_published_without_the_persons_yes(client):
    case = Told()
    with pytest.raises(Refused):
        case.publish()
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.update(state=StoryState.PUBLISHED, published_at=case.now)
    for stranger in (case.consultant, case.host):
        with pytest.raises(NotYours):
            stories.story_consent(case.story, parts=[Part.STORY], by=stranger, now=case.now)
    assert seen(client, case.story) is None


@pytest.mark.parametrize(
    ("parts", "shown"),
    [([], []), ([Part.NAME], ["Åse Ørsted", "workplace"]), ([Part.QUOTE], ["Jeg lærte"])],
)
def test_each_part_is_shown_with_its_own_consent_and_gone_without_it(client, parts, shown):
    case = Told().consent(Part.STORY, *parts).publish()
    workplace = str(case.application.workplace)
    assert seen(client, case.story) == [workplace if text == "workplace" else text for text in shown]
    case.consent(Part.STORY)
    assert seen(client, case.story) == []
    assert [story.pk for story in client.get(reverse("story_list")).context["page"]] == [case.story.pk]


def test_a_consent_taken_back_withdraws_the_story_at_once(client):
    case = Told().consent(Part.STORY, Part.NAME).publish()
    client.force_login(case.intern)
    client.post(reverse("story_consent", args=[case.story.pk]), {})
    case.story.refresh_from_db()
    assert (case.story.state, case.story.consents()) == (StoryState.WITHDRAWN, set())
    assert seen(client, case.story) is None
    assert list(client.get(reverse("story_list")).context["page"]) == []
    with pytest.raises(Refused):
        case.consent(Part.STORY)


def test_another_text_needs_another_consent():
    case = Told().consent(Part.STORY, Part.NAME)
    stories.story_write(case.story, data={"text_da": TEXTS["text_da"]}, by=case.consultant, now=case.now)
    assert case.story.consents() == {Part.STORY, Part.NAME}
    stories.story_write(case.story, data={"text_da": "Noget andet"}, by=case.consultant, now=case.now)
    assert case.story.consents() == set()
    case.consent(Part.STORY).publish()
    with pytest.raises(Refused):
        stories.story_write(case.story, data={"text_da": "Et tredje"}, by=case.consultant, now=case.now)


def test_a_withdrawn_story_begins_anew():
    case = Told().consent(Part.STORY).publish()
    stories.story_withdraw(case.story, why="Fejl", by=case.consultant, now=case.now)
    with pytest.raises(IllegalMove):
        case.publish()
    stories.story_reopen(case.story, by=case.consultant, now=case.now)
    assert (case.story.state, case.story.consents(), case.story.published_at) == (StoryState.DRAFT, set(), None)


def test_the_person_is_asked_by_mail_without_the_text():
    case = Told()
    stories.story_ask(case.story, by=case.consultant, now=case.now)
    assert mails("story_consent") == [case.intern.email]
    assert "tavle" not in Mail.objects.get(kind="story_consent").text


def test_the_text_is_in_the_readers_language(client):
    case = Told().consent(Part.STORY).publish()
    assert "It began with a board." in client.get(f"/en/stories/{case.story.pk}/").content.decode()
    assert "Det begyndte med en tavle." in client.get(f"/stories/{case.story.pk}/").content.decode()


def test_the_desk_writes_asks_and_publishes(client):
    case = Told()
    client.force_login(case.consultant)
    data = {**TEXTS, "placement": case.placement.pk, "person": case.intern.pk, "title_da": "En til"}
    client.post("/admin/evaluations/story/add/", data)
    story = Story.objects.get(title_da="En til")
    client.post(f"/admin/evaluations/story/{story.pk}/change/", {**TEXTS, "title_da": "En anden"})
    client.post("/admin/evaluations/story/", {"action": "ask", "_selected_action": [story.pk]})
    story.refresh_from_db()
    assert (story.title_da, story.asked_at is not None) == ("En anden", True)
    stories.story_consent(story, parts=[Part.STORY], by=case.intern, now=case.now)
    client.post(f"/admin/evaluations/story/{story.pk}/move/publish/", {"confirmed": "1"})
    story.refresh_from_db()
    assert story.state == StoryState.PUBLISHED
