"""An application's case file: everything that was decided and answered about it, as a document for the authority's own
records. Each noun tells its part (``registries.register_case``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from praktik import documents
from praktik.applications.models import Application, Conflict, ManagerRequest
from praktik.applications.states import State
from praktik.applications.summary import rows, wish_words, yes_no
from praktik.dates import moment
from praktik.history.models import Transition
from praktik.registries import CaseSection, case_of


def case_file(application: Application, *, now: dt.datetime) -> bytes:
    """The document, in the active language. ``application`` as ``whole()`` reads it."""
    title = _("Case: %(name)s, %(round)s") % {"name": application.applicant, "round": application.round}
    about = [
        _("Status: %(state)s") % {"state": application.get_state_display()},
        _("What was decided and answered up to now. The application stands here as it is now."),
        _("What intern and host have written to each other is not in it."),
    ]
    sections = [(section.title, [*_when(section), *section.rows]) for section in case_of(application)]
    return documents.document_file(title, about=about, sections=sections, now=now)


def _when(section: CaseSection) -> list[tuple[str, str]]:
    return [(_("When"), moment(section.at))] if section.at else []


def sections(application: Application) -> Iterator[CaseSection]:
    """What was sent in, the managers' answers, the conflicts with their assessments, and the moves."""
    said = [(row["label"], str(row["value"])) for row in rows(application, change=False)]
    whys = [f"{wish.rank}. {wish_words(wish)}: {wish.why}" for wish in application.wishes.all() if wish.why]
    said += [(_("Why the wishes"), "\n".join(whys)), (_("Why it was (not) protected"), application.protected_reason)]
    yield CaseSection(_("The application"), said, application.submitted_at)
    for request in application.manager_requests.all():
        if request.answered_at:
            yield CaseSection(_("The manager's answer"), _answer_rows(request), request.answered_at)
    for conflict in application.conflicts.all():
        yield CaseSection(_("Conflict of interest"), _conflict_rows(conflict), conflict.declared_at)
    moves = Transition.objects.of(application).select_related("actor")
    history = [
        (
            moment(move.at),
            f"{State(move.to_state).label} ({move.actor or move.get_role_display()})"
            + (f"\n{move.why}" if move.why else ""),
        )
        for move in moves
    ]
    yield CaseSection(_("What has happened"), history)


def _answer_rows(request: ManagerRequest) -> list[tuple[str, str]]:
    return [
        (_("Manager"), f"{request.name} <{request.email}>"),
        (_("Asked"), moment(request.asked_at)),
        (_("Released"), yes_no(bool(request.released))),
        (_("Comment"), request.comment),
    ]


def _conflict_rows(conflict: Conflict) -> list[tuple[str, str]]:
    declared = _("The manager") if conflict.by_manager else _("The applicant")
    return [
        (_("Company"), str(conflict.organisation or conflict.company_name)),
        (_("What it is about"), conflict.get_leg_display()),
        (_("Declared by"), declared),
        (_("In their own words"), conflict.text),
        (_("Status"), conflict.get_state_display()),
        (_("The consultant's assessment"), conflict.decision),
    ]
