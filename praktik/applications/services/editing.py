"""Begin, fill in, send in and withdraw an application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from praktik.applications.completeness import missing, sector_may_apply
from praktik.applications.models import Application, LearningGoal, Wish
from praktik.applications.services import manager
from praktik.applications.services.mails import tell_applicant
from praktik.applications.signals import application_submitted
from praktik.applications.states import EDITABLE, State, WishKind
from praktik.history.actors import Actor
from praktik.history.door import IllegalMove, NotYours, Refused, Stale, TooLate, born, lock, moving
from praktik.organisations.models import Organisation
from praktik.organisations.names import normalised
from praktik.organisations.validators import no_cpr
from praktik.people.models import User
from praktik.rounds.models import Round
from praktik.rounds.states import Kind, MilestoneKind

# What application_update stores; the wishes and conflicts have services of their own.
FIELDS = frozenset(
    {
        "workplace", "job_title", "purpose", "task", "brings", "weeks", "days", "remote", "speaks_english",
        "manager_name", "manager_email", "carry_over_consent",
    }
)  # fmt: skip
MANAGER_FIELDS = frozenset({"manager_name", "manager_email"})
MOST_GOALS = 5


def application_create(round_: Round, *, applicant: User, now: dt.datetime) -> Application:
    """Begin an application: a draft that nobody but the applicant sees. Where they are known to work at one place
    whose people may apply, the draft has it already.

    Raises TooLate where the round takes none (any more), Refused where the person has one in this round already.
    """
    if not round_.takes_applications(now):
        raise TooLate(_closed(round_))
    week = round_.week()
    known = Organisation.objects.worked_at_by(applicant).valid_on(timezone.localdate(now))
    workplaces = list(known.filter(sector__in=round_.applicant_sectors)[:2])
    application = Application(
        round=round_,
        applicant=applicant,
        workplace=workplaces[0] if len(workplaces) == 1 else None,
        weeks=[week] if week else [],
        created_at=now,
    )
    try:
        with transaction.atomic():
            application.save()
            born(application, by=applicant, now=now)
    except IntegrityError as error:
        raise Refused(
            _("You have an application in this round already. A person can have one in each round.")
        ) from error
    return application


def application_update(
    application: Application, *, data: dict[str, Any], version: int | None, by: Actor, now: dt.datetime
) -> None:
    """Store what ``data`` holds: names in FIELDS, ``regions`` (a set of regions) and ``goals`` (one to five texts).

    The applicant may, until the deadline. What has been sent in stays complete. A change of purpose, weeks, days,
    workplace or manager after the manager's answer asks the manager again; one before it replaces the question where
    it goes to another address. Raises NotYours, IllegalMove, TooLate, Stale (``version`` is not the stored one; None
    does not ask), Refused for what the rules do not allow, KeyError for other names.
    """
    if unknown := set(data) - FIELDS - {"regions", "goals"}:
        raise KeyError(sorted(unknown))
    with editing(application, version=version, by=by, now=now, fields=data):
        for name in FIELDS & set(data):
            setattr(application, name, data[name])
        _check(application, data)
        if "regions" in data:
            application.regions.set(data["regions"])
        if "goals" in data:
            _set_goals(application, data["goals"])


@contextmanager
def editing(
    application: Application,
    *,
    version: int | None,
    by: Actor,
    now: dt.datetime,
    fields: Collection[str] = (),
    wishes: bool = False,
) -> Iterator[None]:
    """Lock the application, check that ``by`` may change it now, let the body change it, then save the next version.

    After the body, for what has been sent in: it must still be complete; the manager is asked (again) where the
    question has changed; with ``wishes`` the signal ``application_submitted`` is sent again.
    """
    with transaction.atomic():
        lock(application)
        if problem := edit_problem(application, fields, by=by, now=now):
            raise problem
        if version is not None and version != application.version:
            raise Stale(_("The application has been changed since you opened this page. Look at it again."))
        before = _question(application)
        sent_in = application.state != State.DRAFT
        yield
        application.version += 1
        application.save()
        # The body may have changed what an earlier look had fetched.
        application._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # Django's own cache of a row
        if not sent_in:
            return
        if lacking := missing(application):
            raise Refused(" ".join(one.text for one in lacking))
        after = _question(application)
        same_place = after["workplace"] == before["workplace"]
        if application.state == State.ELIGIBLE and after != before:
            why = _("What the manager had answered has changed.")
            with moving(application, State.AWAITING_MANAGER, by=by, now=now, why=why):
                manager.ask(
                    application,
                    kind="manager_question_again",
                    now=now,
                    trusted=same_place,
                )
        elif application.state == State.AWAITING_MANAGER and not (same_place and after["email"] == before["email"]):
            manager.ask(application, kind="manager_question", now=now, trusted=same_place)
        if wishes:
            application_submitted.send(sender=Application, instance=application, by=by, now=now)


def application_submit(application: Application, *, by: Actor, now: dt.datetime, version: int | None = None) -> None:
    """Send a draft in: a receipt to the applicant, the question to the manager, the signal to upper floors.

    Where the manager's address is not of the workplace's domain the question waits for a consultant. Raises TooLate
    after the deadline, Refused with everything that is missing, Stale, NotYours, IllegalMove.
    """
    with transaction.atomic():
        _submit(application, version, by=by, now=now)
        application_submitted.send(sender=Application, instance=application, by=by, now=now)


def _submit(application: Application, version: int | None, *, by: Actor, now: dt.datetime) -> None:
    with moving(application, State.AWAITING_MANAGER, by=by, now=now):
        if not application.round.takes_applications(now):
            raise TooLate(_closed(application.round))
        if version is not None and version != application.version:
            raise Stale(_("The application has been changed since you opened this page. Look at it again."))
        if lacking := missing(application):
            raise Refused(" ".join(one.text for one in lacking))
        _check(application, {"manager_email": application.manager_email})
        application.submitted_at = now
        application.version += 1
        asked = manager.ask(application, kind="manager_question", now=now)
        confirmed = {"confirmed": asked.confirmed}
        tell_applicant(application, "application_received", key=now.isoformat(), now=now, context=confirmed)


def application_withdraw(application: Application, *, why: str, by: Actor, now: dt.datetime) -> None:
    """Take an application back, at any time before its placement is over; nobody asks its manager any more.

    The applicant or a consultant, who must say why. The applicant gets a receipt; upper floors hear of it by the signal
    and may refuse. Raises Refused without a reason, NotYours, IllegalMove.
    """
    why = why.strip()
    if not why:
        raise Refused(_("Write why the application is withdrawn."))
    refuse_cpr(why)
    with moving(application, State.WITHDRAWN, by=by, now=now, why=why):
        manager.replace_open(application, now=now)
        own = by.pk == application.applicant_id
        tell_applicant(application, "application_withdrawn", key=now.isoformat(), now=now, context={"own": own})


def refuse_cpr(*texts: str) -> None:
    """Raises Refused where a text has something that looks like a CPR number."""
    for text in texts:
        try:
            no_cpr(text)
        except ValidationError as error:
            raise Refused(error.messages[0]) from error


def edit_problem(
    application: Application, fields: Collection[str] = (), *, by: Actor, now: dt.datetime
) -> Refused | None:
    """Why ``by`` may not change the application (or these fields of it) now; None where that is fine."""
    if by.pk is None or by.pk != application.applicant_id:
        return NotYours(_("You do not have the right to do this."))
    only_manager = bool(fields) and set(fields) <= MANAGER_FIELDS
    # After a no the applicant may name another manager, for a consultant to ask.
    if application.state not in EDITABLE and not (only_manager and application.state == State.DECLINED_BY_MANAGER):
        return IllegalMove(
            _("The application cannot be changed now: the status is “%(state)s”. Nothing was changed.")
            % {"state": application.get_state_display()}
        )
    closes = application.round.at(MilestoneKind.MANAGERS)
    unreleased = application.state in (State.AWAITING_MANAGER, State.DECLINED_BY_MANAGER)
    if only_manager and unreleased and (closes is None or now < closes):
        return None
    if not application.round.takes_applications(now):
        return TooLate(_closed(application.round))
    return None


def _closed(round_: Round) -> str:
    return _("“%(round)s” does not take applications now: the deadline has passed or the round is not open.") % {
        "round": round_
    }


def _check(application: Application, data: dict[str, Any]) -> None:
    """The rules that hold for single fields, for those named in ``data``."""
    refuse_cpr(*(value for value in data.values() if isinstance(value, str)), *data.get("goals", ()))
    if data.get("workplace") and not sector_may_apply(application):
        raise Refused(
            _("This round is not for people employed in the sector “%(sector)s”. Choose another workplace.")
            % {"sector": application.workplace.sector}  # type: ignore[union-attr]  # it was just set
        )
    if email := data.get("manager_email"):
        if manager.is_own(application, email):
            raise Refused(_("Write your manager's own address, not one of yours."))
        application.manager_email = email.strip().lower()
    if "weeks" in data:
        week = application.round.week()
        if application.round.kind == Kind.FIXED_WEEK and data["weeks"] != ([week] if week else []):
            raise Refused(_("Everybody in this round goes in the same week."))
        if any(day.weekday() for day in data["weeks"]):
            raise ValueError("a week is given by its Monday")
        application.weeks = sorted(set(data["weeks"]))
    if not 2 <= application.days <= 5:
        raise Refused(_("An internship takes two to five days."))


def _set_goals(application: Application, texts: list[str]) -> None:
    texts = [text.strip() for text in texts if text.strip()]
    if len(texts) > MOST_GOALS:
        raise Refused(_("Write at most five learning goals."))
    application.goals.filter(position__gt=len(texts)).delete()
    for position, text in enumerate(texts, start=1):
        LearningGoal.objects.update_or_create(application=application, position=position, defaults={"text": text})


def _question(application: Application) -> dict[str, object]:
    """What the manager is asked about: a change of any of it is a new question."""
    return {
        "purpose": application.purpose,
        "weeks": frozenset(application.weeks),
        "days": application.days,
        "workplace": application.workplace_id,
        "email": application.manager_email,
        "companies": frozenset(_company(wish) for wish in application.wishes.select_related("listing")),
    }


def _company(wish: Wish) -> str:
    """The company that a wish is for, as compared; a company wish keeps its own when a listing answers it."""
    if wish.kind == WishKind.COMPANY:
        return wish.company_cvr or normalised(wish.company_name)
    return f"#{wish.listing.organisation_id}" if wish.listing else ""
