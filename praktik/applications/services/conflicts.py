"""Declared conflicts of interest, and the consultants' written assessment of them."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from praktik.applications.models import Application, Conflict
from praktik.applications.services.declarations import Declared, declare
from praktik.applications.services.editing import editing, refuse_cpr
from praktik.applications.services.mails import tell_applicant
from praktik.applications.states import ConflictState
from praktik.history.actors import Actor
from praktik.history.door import Refused, moving
from praktik.organisations.names import normalised


def conflicts_declare(
    application: Application, *, conflicts: list[Declared], version: int | None, by: Actor, now: dt.datetime
) -> None:
    """Store the applicant's answer to the question of impartiality; an empty list is a no to all three legs.

    A conflict that is declared again keeps its row, one that a consultant has decided stays as it is, one that is no
    longer declared goes. Raises what ``editing`` does, and Refused where one names nobody or says nothing.
    """
    with editing(application, version=version, by=by, now=now):
        refuse_cpr(*(conflict.text for conflict in conflicts), *(conflict.company_name for conflict in conflicts))
        application.conflicts_asked = True
        stored = {_with_whom(row): row for row in application.conflicts.filter(by_manager=False)}
        for conflict in conflicts:
            row = stored.pop(conflict.with_whom, None)
            if row is None:
                declare(application, conflict, by=by, now=now)
            elif row.state == ConflictState.DECLARED and row.text != conflict.text:
                row.text = conflict.text
                row.save()
        for row in stored.values():
            if row.state == ConflictState.DECLARED:
                row.delete()


def conflict_clear(conflict: Conflict, *, decision: str, by: Actor, now: dt.datetime) -> None:
    """A consultant finds that the conflict does not stand in the way, and writes why. The applicant is told by mail.

    Raises Refused without an assessment, NotYours, IllegalMove.
    """
    _decide(conflict, ConflictState.CLEARED, decision, by=by, now=now)


def conflict_uphold(conflict: Conflict, *, decision: str, by: Actor, now: dt.datetime) -> None:
    """A consultant finds that the pair is impossible, and writes why. The applicant is told. Raises the same."""
    _decide(conflict, ConflictState.UPHELD, decision, by=by, now=now)


def _decide(conflict: Conflict, to: ConflictState, decision: str, *, by: Actor, now: dt.datetime) -> None:
    decision = decision.strip()
    if not decision:
        raise Refused(_("Write the assessment: a conflict is decided in writing."))
    with moving(conflict, to, by=by, now=now):
        conflict.decision = decision
        tell_applicant(conflict.application, "conflict_decided", about=conflict, key="", now=now)


def _with_whom(row: Conflict) -> tuple[str, int | None, str]:
    return row.leg, row.organisation_id, "" if row.organisation_id else normalised(row.company_name)
