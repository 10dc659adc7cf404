"""What the round makes of an application: called by the desk and by the floors above."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from praktik.applications.models import Application, LearningGoal, Wish
from praktik.applications.rules import applicant_only
from praktik.applications.services.editing import refuse_cpr
from praktik.applications.services.mails import tell_applicant
from praktik.applications.states import WITH_OTHERS, State, WishKind
from praktik.history.actors import Actor
from praktik.history.door import IllegalMove, Refused, born, desk_only, lock, moving
from praktik.rounds.models import Round
from praktik.rounds.states import State as RoundState

# Rounds waited count up to this many (see docs on the matching).
MOST_WAITED = 3


def application_match(application: Application, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    """An offer is open. The offer's own mail tells the applicant. Raises NotYours, IllegalMove."""
    with moving(application, State.MATCHED, by=by, now=now, why=why):
        pass


def application_place(application: Application, *, by: Actor, now: dt.datetime) -> None:
    """Both have said yes: the system places, whoever said it last (``by=SYSTEM``). Raises NotYours, IllegalMove."""
    with moving(application, State.PLACED, by=by, now=now):
        pass


def application_free(
    application: Application, *, to: State = State.ELIGIBLE, by: Actor, now: dt.datetime, why: str = ""
) -> None:
    """Back into the pool after a no, a lapse or a cancellation: ``to`` ELIGIBLE or WAITING_LIST.

    Raises ValueError for another state, NotYours, IllegalMove.
    """
    if to not in (State.ELIGIBLE, State.WAITING_LIST):
        raise ValueError(f"not in the pool: {to}")
    with moving(application, to, by=by, now=now, why=why):
        pass


def application_wait(application: Application, *, by: Actor, now: dt.datetime) -> None:
    """On the waiting list: told that there is no place yet. The matching's own mail says so."""
    with moving(application, State.WAITING_LIST, by=by, now=now):
        pass


def application_unwait(application: Application, *, by: Actor, now: dt.datetime) -> None:
    """Off the waiting list and in the pool again, without an offer (the inverse of ``application_wait``)."""
    with moving(application, State.ELIGIBLE, by=by, now=now):
        pass


def application_not_placed(application: Application, *, by: Actor, now: dt.datetime) -> None:
    """The round is over without a place for this application; the applicant is told by mail."""
    with moving(application, State.NOT_PLACED, by=by, now=now):
        tell_applicant(application, "application_not_placed", key="", now=now)


def application_carry_over(application: Application, *, to: Round, by: Actor, now: dt.datetime) -> Application:
    """Copy the application into the round ``to`` as a draft that counts one more round waited; tell the applicant.

    With consent only. A wish for a listing becomes a wish for its company, because listings belong to their round.
    Raises Refused without consent, where ``to`` is the same round or not ahead, or where the person has an application
    in it; NotYours, IllegalMove.
    """
    with moving(application, State.CARRIED_OVER, by=by, now=now, why=str(to)):
        if not application.carry_over_consent:
            raise Refused(_("The applicant has not agreed to be carried over."))
        if to.pk == application.round_id or to.state not in (RoundState.DRAFT, RoundState.OPEN):
            raise Refused(_("Choose a round that is ahead: a draft or one that is open."))
        if Application.objects.filter(round=to, applicant=application.applicant_id).exists():
            raise Refused(_("The applicant has an application in that round already."))
        copy = _copy(application, to, now=now)
        born(copy, by=by, now=now, why=str(application.round))
        tell_applicant(copy, "application_carried_over", key="", now=now, context={"before": application.round})
    return copy


def carry_over_consent_set(application: Application, *, consent: bool, by: Actor, now: dt.datetime) -> None:
    """The applicant says yes to be carried over, or takes it back, also when nothing else can be changed any more.

    Raises NotYours, IllegalMove where the application is over (a draft says it when it is sent in).
    """
    with transaction.atomic():
        lock(application)
        applicant_only(by, application)
        if application.state not in WITH_OTHERS:
            raise IllegalMove(
                _("The application cannot be changed now: the status is “%(state)s”. Nothing was changed.")
                % {"state": application.get_state_display()}
            )
        application.carry_over_consent = consent
        application.save()


def application_protect(
    application: Application, *, protected: bool | None, reason: str, by: Actor, now: dt.datetime
) -> None:
    """A consultant decides whether the matching protects this application, instead of the rule; None gives it back
    to the rule. Raises NotYours, Refused without a reason."""
    desk_only(by)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Write the reason."))
    refuse_cpr(reason)
    with transaction.atomic():
        lock(application)
        application.protected = protected
        application.protected_reason = reason
        application.save()


def _copy(application: Application, to: Round, *, now: dt.datetime) -> Application:
    week = to.week()
    copy = Application.objects.create(
        round=to,
        applicant=application.applicant,
        workplace=application.workplace,
        job_title=application.job_title,
        purpose=application.purpose,
        task=application.task,
        brings=application.brings,
        weeks=[week] if week else [],
        days=application.days,
        remote=application.remote,
        speaks_english=application.speaks_english,
        manager_name=application.manager_name,
        manager_email=application.manager_email,
        carry_over_consent=True,
        waited=min(application.waited + 1, MOST_WAITED),
        created_at=now,
    )
    copy.regions.set(application.regions.all())
    LearningGoal.objects.bulk_create(
        LearningGoal(application=copy, position=goal.position, text=goal.text) for goal in application.goals.all()
    )
    for wish in application.wishes.select_related("listing__organisation__parent").prefetch_related("themes"):
        _copy_wish(wish, copy)
    return copy


def _copy_wish(wish: Wish, copy: Application) -> None:
    rank = copy.wishes.count() + 1
    if rank > copy.round.max_wishes:
        return
    if wish.kind == WishKind.LISTING and wish.listing is not None:
        company = wish.listing.organisation.body
        if copy.wishes.filter(company_name=company.name[:120]).exists():
            return
        Wish.objects.create(
            application=copy, rank=rank, kind=WishKind.COMPANY, company_name=company.name[:120],
            company_cvr=company.cvr or "", why=wish.why,
        )  # fmt: skip
        return
    new = Wish.objects.create(
        application=copy, rank=rank, kind=wish.kind, company_name=wish.company_name, company_cvr=wish.company_cvr,
        region=wish.region, why=wish.why,
    )  # fmt: skip
    new.themes.set(wish.themes.all())
