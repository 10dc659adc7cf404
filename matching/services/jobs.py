"""Publishing as background work: asked for on a page, done by a worker, in the transaction that makes it done.

A round of hundreds is half a minute of offers and mails: too long for a page to wait, and far too long to lose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from matching.models import MatchRun, Publishing
from matching.services.publishing import publication, run_publish
from matching.states import PublishingState, RunState
from praktik.history.actors import SYSTEM, Actor
from praktik.history.door import IllegalMove, Refused, born, desk_only, lock, moving
from praktik.rounds.states import Kind
from praktik.work import kinds
from praktik.work.kinds import Store, Unworkable, Watch


def publishing_ask(run: MatchRun, *, by: Actor, now: dt.datetime, only: Collection[int] | None = None) -> Publishing:
    """Queue the publishing of a draft (see ``run_publish``). What can be refused now is refused now.

    Raises NotYours for anybody but the desk, IllegalMove for a run that is no draft, Refused where it is being
    published already, where nothing would be offered, or for a part of a fixed-week round.
    """
    desk_only(by)
    with transaction.atomic():
        lock(run)
        if run.state != RunState.DONE:
            raise IllegalMove(
                _("Only a draft that is done can be published: the status is “%(state)s”.")
                % {"state": run.get_state_display()}
            )
        if only is not None and run.round.kind != Kind.ROLLING:
            raise Refused(_("Only a rolling round can be published in part."))
        shown = publication(run, now=now, only=only)
        if not shown.offers and (only is not None or not shown.waiting):
            raise Refused(_("Nothing in this draft can be offered any more. Run again."))
        try:
            with transaction.atomic():
                publishing = Publishing.objects.create(
                    run=run, only=sorted(only or ()), asked_by_id=by.pk, asked_at=now
                )
        except IntegrityError as error:
            raise Refused(_("This draft is being published already.")) from error
        born(publishing, by=by, now=now)
    return publishing


def publishing_cancel(publishing: Publishing, *, by: Actor, now: dt.datetime) -> None:
    """Take it back before a worker has begun. Raises NotYours, IllegalMove once it has."""
    with moving(publishing, PublishingState.CANCELLED, by=by, now=now):
        pass


def publishing_work(publishing: Publishing, watch: Watch) -> Store:
    """Nothing is worked out beforehand: all of it happens in the door's transaction, as whoever asked for it.

    What the rules refuse by then (a listing without room, a draft put aside) ends it as failed, with the sentence.
    """

    def store(row: Publishing, now: dt.datetime) -> None:
        by: Actor = row.asked_by or SYSTEM
        try:
            done = run_publish(row.run, only=row.only or None, by=by, now=now)
        except Refused as refusal:
            raise Unworkable(str(refusal)) from refusal
        row.offers = len(done.offers)

    return store


def _again(publishing: Publishing, *, by: Actor, now: dt.datetime) -> Publishing:
    return publishing_ask(publishing.run, only=publishing.only or None, by=by, now=now)


kinds.register(
    kinds.Kind(
        "publishing",
        Publishing,
        PublishingState.QUEUED,
        PublishingState.RUNNING,
        PublishingState.DONE,
        PublishingState.FAILED,
        publishing_work,
        _again,
        about="run",
    )
)
