"""From an empty application to a manager's answer and a decided conflict."""

from __future__ import annotations

import datetime as dt
from typing import Any

from demo.content import shapes
from demo.content.programme import COMPANY
from demo.scenarios.cast import Cast, fresh, link_secret
from demo.scenarios.people import person_sign_up
from praktik.applications.models import Application, Conflict
from praktik.applications.services import (
    Declared,
    application_create,
    application_submit,
    application_update,
    application_withdraw,
    conflict_clear,
    conflict_uphold,
    conflicts_declare,
    manager_answer,
    wishes_set,
)
from praktik.applications.states import Leg, WishKind
from praktik.organisations.models import Region, Theme
from praktik.rounds.models import Round

_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# Managers answer after this many days, in turn.
_ANSWERS = (1, 2, 4, 1, 5, 3)


def application_goes_in(
    cast: Cast,
    round_: Round,
    applicant: shapes.Applicant,
    *,
    start: dt.datetime,
    number: int = 0,
    weeks: list[dt.date] | None = None,
) -> None:
    """From ``start`` on: sign-up, the whole form, sent in the day after, the manager's answer some days later, and the
    desk's decision about a conflict. ``number`` varies the times."""
    story = cast.story

    def fill_in(now: dt.datetime) -> None:
        cast.applications[applicant.name] = application_fill_in(cast, round_, applicant, now=now, weeks=weeks)

    def send(now: dt.datetime) -> None:
        application = fresh(cast.applications[applicant.name])
        application_submit(application, by=application.applicant, now=now)

    story.at(start, fill_in)
    if applicant.end == "draft":
        return
    sent = start + _DAY + number % 5 * _HOUR
    story.at(sent, send)
    answered = sent + _ANSWERS[number % len(_ANSWERS)] * _DAY + number % 7 * _HOUR
    if applicant.answer != "none":
        story.at(answered, lambda now: manager_answers(cast, applicant, now=now))
    for conflict in applicant.conflicts:
        if conflict.cleared is not None:
            story.at(answered + 2 * _DAY, lambda now, conflict=conflict: decide(cast, applicant, conflict, now=now))
    if applicant.end == "withdrawn":
        story.at(answered + 6 * _DAY, lambda now: withdraw(cast, applicant, now=now))


def application_fill_in(
    cast: Cast, round_: Round, applicant: shapes.Applicant, *, now: dt.datetime, weeks: list[dt.date] | None = None
) -> Application:
    """The person's draft with everything that they write in it."""
    user = person_sign_up(applicant.person, now=now - _HOUR)
    application = application_create(fresh(round_), applicant=user, now=now)
    data: dict[str, Any] = {
        "workplace": cast.workplaces[applicant.workplace],
        "job_title": applicant.job,
        "purpose": applicant.purpose,
        "task": applicant.task,
        "brings": applicant.brings,
        "goals": list(applicant.goals),
        "days": applicant.days,
        "remote": applicant.remote,
        "speaks_english": applicant.english,
        "regions": Region.objects.filter(pk__in=applicant.regions),
        "manager_name": applicant.manager,
        "manager_email": shapes.address(applicant.manager),
        "carry_over_consent": applicant.carry_over,
    }
    if weeks is not None:
        data["weeks"] = weeks
    application_update(application, data=data, version=None, by=user, now=now)
    wishes = [wish_data(cast, wish) for wish in applicant.wishes]
    wishes_set(application, wishes=wishes, version=None, by=user, now=now)
    declared = [_declared(cast, conflict) for conflict in applicant.conflicts if not conflict.by_manager]
    conflicts_declare(application, conflicts=declared, version=None, by=user, now=now)
    return fresh(application)


def wish_data(cast: Cast, wish: shapes.At | shapes.Of | shapes.Any) -> dict[str, Any]:
    """What ``wishes_set`` takes for one wish."""
    if isinstance(wish, shapes.At):
        return {"kind": WishKind.LISTING, "listing": fresh(cast.listings[wish.place]), "why": wish.why}
    if isinstance(wish, shapes.Of):
        return {
            "kind": WishKind.COMPANY,
            "company_name": wish.company,
            "company_cvr": wish.cvr,
            "why": wish.why,
        }
    region = Region.objects.get(pk=wish.region) if wish.region else None
    themes = list(Theme.objects.filter(pk__in=wish.themes))
    return {"kind": WishKind.OPEN, "themes": themes, "region": region, "why": wish.why}


def manager_answers(cast: Cast, applicant: shapes.Applicant, *, now: dt.datetime) -> None:
    """The manager opens the link in the mail and answers; nothing where nobody has been asked yet."""
    application = cast.applications[applicant.name]
    request = application.manager_requests.filter(confirmed=True).first()
    if request is None:
        return
    cast.applications[applicant.name] = manager_answer(
        link_secret(request, path="manager"),
        released=applicant.answer == "yes",
        comment=applicant.comment,
        conflicts=[_declared(cast, conflict) for conflict in applicant.conflicts if conflict.by_manager],
        now=now,
    )


def decide(cast: Cast, applicant: shapes.Applicant, declared: shapes.Declared, *, now: dt.datetime) -> None:
    """The desk clears or upholds a declared conflict, in writing."""
    company = cast.companies[declared.company]
    application = cast.applications[applicant.name]
    conflict = Conflict.objects.get(application=application, organisation=company, leg=declared.leg)
    service = conflict_clear if declared.cleared else conflict_uphold
    service(conflict, decision=declared.decision, by=cast.consultant, now=now)


def withdraw(cast: Cast, applicant: shapes.Applicant, *, now: dt.datetime) -> None:
    application = fresh(cast.applications[applicant.name])
    why = "Jeg skifter arbejdsplads den første i næste måned."
    application_withdraw(application, why=why, by=application.applicant, now=now)


def _declared(cast: Cast, conflict: shapes.Declared) -> Declared:
    organisation = cast.companies.get(conflict.company)
    name = "" if organisation else COMPANY[conflict.company].name
    return Declared(leg=Leg(conflict.leg), text=conflict.text, organisation=organisation, company_name=name)
