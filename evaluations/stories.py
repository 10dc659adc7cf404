"""Everything that changes a story: written and published by a consultant, with consents that are the person's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.models import Story
from evaluations.states import Part, StoryState
from praktik import links
from praktik.history.actors import Actor, Role
from praktik.history.door import NotYours, Refused, born, lock, moving
from praktik.mail.services import mail_to_user
from praktik.people.models import User
from praktik.placements.models import Placement
from praktik.placements.states import State as PlacementState

TEXTS = ("title_da", "title_en", "text_da", "text_en", "quote")


def _consultant(by: Actor) -> None:
    if Role.CONSULTANT not in by.staff_roles:
        raise NotYours(_("Stories are written by the consultants."))


@transaction.atomic
def story_create(placement: Placement, *, person: User, data: dict[str, Any], by: Actor, now: dt.datetime) -> Story:
    """A draft about a placement that is completed, with no consent yet. Raises Refused for any other placement, and
    NotYours for anybody but a consultant."""
    _consultant(by)
    if placement.state != PlacementState.COMPLETED:
        raise Refused(_("A story is told of a placement that is completed."))
    story = Story(placement=placement, person=person, created_at=now)
    _write(story, data)
    story.save()
    born(story, by=by, now=now)
    return story


@transaction.atomic
def story_write(story: Story, *, data: dict[str, Any], by: Actor, now: dt.datetime) -> None:
    """Change a draft. Consents were to another text, so they have to be given anew. Raises Refused for a story that is
    no draft."""
    _consultant(by)
    lock(story)
    if story.state != StoryState.DRAFT:
        raise Refused(_("Only a draft can be changed. Withdraw the story first."))
    if _write(story, data):
        for part in Part:
            story.set_consent(part, None)
        story.asked_at = None
        story.save()


def _write(story: Story, data: dict[str, Any]) -> bool:
    changed = False
    for name, value in data.items():
        if name not in TEXTS:
            raise ValueError(f"not a text of a story: {name}")
        changed |= getattr(story, name) != value
        setattr(story, name, value)
    return changed


@transaction.atomic
def story_ask(story: Story, *, by: Actor, now: dt.datetime) -> None:
    """Mail the person a link to the draft, to say yes or no to each part."""
    _consultant(by)
    lock(story)
    if story.state != StoryState.DRAFT or story.person is None:
        raise Refused(_("Only for a draft can somebody be asked."))
    story.asked_at = now
    story.save()
    link = links.absolute("story_consent", story.pk, language=story.person.language)
    mail_to_user(story.person, "story_consent", about=story, key=now.isoformat(), now=now, context={"link": link})


@transaction.atomic
def story_consent(story: Story, *, parts: Collection[Part], by: Actor, now: dt.datetime) -> None:
    """The person says yes to exactly these parts. A name or quote that is left out is not shown from this moment; a
    published story without consent to the story itself is withdrawn. Raises NotYours for anybody else."""
    lock(story)
    if by.pk is None or by.pk != story.person_id:
        raise NotYours(_("Only the person whom the story is about can say yes or no to it."))
    if story.state == StoryState.WITHDRAWN:
        raise Refused(_("The story is withdrawn. Nothing of it is shown."))
    if story.state == StoryState.PUBLISHED and Part.STORY not in parts:
        with moving(story, StoryState.WITHDRAWN, by=by, now=now, why=_("The consent was taken back.")):
            _set(story, (), now)
        return
    _set(story, parts, now)
    story.save()


def _set(story: Story, parts: Collection[Part], now: dt.datetime) -> None:
    had = story.consents()
    for part in Part:
        if part not in parts:
            story.set_consent(part, None)
        elif part not in had:
            story.set_consent(part, now)


def story_publish(story: Story, *, by: Actor, now: dt.datetime) -> None:
    """Show it to everybody. Raises Refused without the person's consent to the story."""
    with moving(story, StoryState.PUBLISHED, by=by, now=now):
        if Part.STORY not in story.consents():
            raise Refused(_("The person has not said yes to the story. Ask first."))
        story.published_at = now


def story_withdraw(story: Story, *, why: str, by: Actor, now: dt.datetime) -> None:
    """Take it off the public pages at once, and forget the consents."""
    with moving(story, StoryState.WITHDRAWN, by=by, now=now, why=why):
        _set(story, (), now)


def story_reopen(story: Story, *, by: Actor, now: dt.datetime) -> None:
    """Make a withdrawn story a draft again: to be written anew, and asked about anew."""
    with moving(story, StoryState.DRAFT, by=by, now=now):
        story.published_at = story.asked_at = None
