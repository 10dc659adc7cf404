"""Everything that changes the public pages' texts."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction

from praktik.history.actors import Actor
from praktik.history.door import Refused
from praktik.home import texts
from praktik.home.models import PageText
from praktik.rounds.models import Round

log = structlog.get_logger(__name__)


def page_text_save(
    page: str, block: str, *, language: str, round_: Round | None, text: str, by: Actor, now: dt.datetime
) -> PageText:
    """Put an own text in place of the file's. Visitors see it from now on.

    Raises LookupError for a page, a block or a language that there is not; Refused for a text that cannot be used,
    with what is wrong.
    """
    if block not in texts.defaults(page, language):
        raise LookupError(f"no block {block!r} on the page {page!r}")
    text = text.replace("\r\n", "\n").strip()
    if problem := texts.problem(block, text, of_round=round_ is not None):
        raise Refused(problem)
    with transaction.atomic():
        key = {"page": page, "block": block, "language": language, "round": round_}
        own = PageText.objects.select_for_update(of=("self",)).filter(**key).first() or PageText(**key)
        own.text, own.changed_at = text, now
        own.save()
    log.info("page_text_saved", text=own.pk, page=page, block=block, language=language, by=by.pk)
    return own


def page_text_delete(own: PageText, *, by: Actor, now: dt.datetime) -> None:
    """Back to the text in the file (or to the one for every round). What was written stays in the history."""
    log.info("page_text_deleted", text=own.pk, page=own.page, block=own.block, by=by.pk, at=now.isoformat())
    own.delete()
