"""The question to the manager: asked by a link that only the mail has, answered once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from praktik.applications.models import Application, ManagerRequest
from praktik.applications.services.declarations import Declared, declare
from praktik.applications.services.mails import tell_applicant
from praktik.applications.states import State
from praktik.history.actors import MANAGER_BY_LINK, Actor, Role
from praktik.history.door import IllegalMove, NotYours, Refused, Stale, desk_only, lock, moving
from praktik.history.models import Transition
from praktik.links import absolute, digest, new_secret
from praktik.mail.services import mail_queue, mails_supersede
from praktik.organisations.rules import domain_matches
from praktik.rounds.states import MilestoneKind

# Between two mails with a link to the same address.
PAUSE = dt.timedelta(hours=1)
# How long a link works where the round's own deadline is over or there is none.
GRACE = dt.timedelta(days=7)
PASSED_ON = "manager_question_passed"
KINDS = ("manager_question", "manager_question_again", PASSED_ON, "manager_link")


class LinkOver(Refused):
    """The link is not the one to answer by (any more)."""


def ask(application: Application, *, kind: str, now: dt.datetime, trusted: bool = True) -> ManagerRequest:
    """Ask the application's manager, in place of whoever was asked before. Inside the application's lock.

    The mail goes at once where the address is of the workplace's domain, or (``trusted``) a consultant has confirmed
    it for this application; otherwise it waits for ``manager_confirm``.
    """
    email = application.manager_email
    confirmed = (application.workplace is not None and domain_matches(email, application.workplace)) or (
        trusted and application.manager_requests.filter(email=email, confirmed=True).exists()
    )
    replace_open(application, now=now)
    secret, token_hash = new_secret()
    request = ManagerRequest.objects.create(
        application=application,
        name=application.manager_name,
        email=email,
        token_hash=token_hash,
        confirmed=confirmed,
        asked_at=now,
        expires_at=_expiry(application, now),
    )
    if confirmed:
        _mail(request, kind, secret, now=now)
    return request


def replace_open(application: Application, *, now: dt.datetime) -> None:
    """The open question, if there is one, can no longer be answered; its mail does not go if it has not gone."""
    for request in application.manager_requests.filter(replaced_at__isnull=True, answered_at__isnull=True):
        request.replaced_at = now
        request.save()
        for kind in KINDS:
            mails_supersede(kind, request)


def is_own(application: Application, email: str) -> bool:
    """Whether ``email`` is the applicant's own mailbox, also with something after a plus."""
    own = {application.applicant.email, *_addresses(application)}
    return _mailbox(email) in {_mailbox(address) for address in own}


def request_by_secret(secret: str) -> ManagerRequest | None:
    """The question that a link's secret belongs to, or None."""
    rows = ManagerRequest.objects.select_related(
        "application__round", "application__applicant", "application__workplace"
    )
    return rows.filter(token_hash=digest(secret)).first()


def link_problem(request: ManagerRequest, *, now: dt.datetime) -> str:
    """Why a question cannot be answered by its link, as a sentence; empty where it can."""
    if request.answered_at:
        return _("This question has been answered. An answer counts once.")
    if request.replaced_at:
        if request.application.state == State.WITHDRAWN:
            return _("The application has been withdrawn, so there is nothing to answer any more.")
        last = request.application.manager_requests.first()
        if last is not None and last.email != request.email:
            return _("Somebody else is asked now, so this link no longer works.")
        return _("This link has been replaced by a newer one. Open the newest mail from us.")
    if request.expires_at <= now:
        return _("This link is too old: it worked until the deadline.")
    return ""


def asked_now(request: ManagerRequest) -> bool:
    """Whether an answer is waited for from the address of this question: only then can it have a new link."""
    last = request.application.manager_requests.first()
    return last is not None and last.email == request.email and request.application.state == State.AWAITING_MANAGER


def manager_answer(
    secret: str,
    *,
    released: bool,
    comment: str = "",
    conflicts: Iterable[Declared] = (),
    version: int | None = None,
    now: dt.datetime,
) -> Application:
    """The manager's answer: the application is eligible, or not released. The applicant is told by mail.

    ``conflicts`` are those the manager declares; they count like the applicant's own. Raises LinkOver for a link that
    is unknown, used, replaced or too old, Stale where the application is not the ``version`` that the manager saw.
    """
    request = request_by_secret(secret)
    if request is None:
        raise LinkOver(_("We do not know this link."))
    application = request.application
    with transaction.atomic():
        lock(application)
        lock(request)
        if problem := link_problem(request, now=now):
            raise LinkOver(problem)
        if version is not None and version != application.version:
            raise Stale(_("The application has been changed since you opened this page. Read it again, then answer."))
        target = State.ELIGIBLE if released else State.DECLINED_BY_MANAGER
        with moving(application, target, by=MANAGER_BY_LINK, now=now):
            request.released = released
            request.comment = comment.strip()
            request.answered_at = now
            request.save()
            for conflict in conflicts:
                declare(application, conflict, by=MANAGER_BY_LINK, now=now, by_manager=True)
            for kind in KINDS:
                mails_supersede(kind, request)
            kind = "manager_said_yes" if released else "manager_said_no"
            tell_applicant(application, kind, about=request, key="", now=now)
    return application


def manager_link_resend(application: Application, *, by: Actor, now: dt.datetime) -> ManagerRequest:
    """Send the open question again with a new link (the old one stops working): the applicant or a consultant.

    Raises Refused where the address waits for a consultant or the last mail went less than an hour ago.
    """
    with transaction.atomic():
        lock(application)
        if by.pk != application.applicant_id and Role.CONSULTANT not in by.staff_roles:
            raise NotYours(_("You do not have the right to do this."))
        _must_wait_for_manager(application)
        last = application.manager_requests.first()
        if last is not None and not last.confirmed:
            raise Refused(_("The mail goes when a consultant has confirmed your manager's address."))
        if last is not None and now - last.asked_at < PAUSE:
            raise Refused(_("The mail was sent less than an hour ago. Wait a little before you send it again."))
        return ask(application, kind="manager_link", now=now)


def manager_link_renew(secret: str, *, now: dt.datetime) -> None:
    """Somebody with an old link asks for a new one: it goes to the address that the question stands at, or nowhere.

    Nothing is said of what happens, because whoever holds an old link need not be the one who is asked now.
    """
    request = request_by_secret(secret)
    if request is None:
        return
    application = request.application
    with transaction.atomic():
        lock(application)
        last = application.manager_requests.first()
        if (
            application.state == State.AWAITING_MANAGER
            and last is not None
            and last.email == request.email
            and last.confirmed
            and now - last.asked_at >= PAUSE
        ):
            ask(application, kind="manager_link", now=now)


def manager_replace(
    application: Application, *, name: str, email: str, by: Actor, now: dt.datetime, why: str = ""
) -> ManagerRequest:
    """Ask another manager: a consultant, while nobody has answered or after a no (then ``why`` is needed).

    Where a consultant names the address it counts as confirmed. Raises NotYours, IllegalMove, Refused.
    """
    desk_only(by)
    email = email.strip().lower()
    if not name.strip() or not email:
        raise Refused(_("Write the manager's name and e-mail address."))
    with transaction.atomic():
        lock(application)
        if is_own(application, email):
            raise Refused(_("Write the manager's own address, not one of the applicant's."))
        if application.state == State.DECLINED_BY_MANAGER:
            if not why.strip():
                raise Refused(_("Write why another manager is asked."))
            with moving(application, State.AWAITING_MANAGER, by=by, now=now, why=why.strip()):
                set_manager(application, name, email)
                return _confirmed(ask(application, kind="manager_question", now=now), now=now)
        _must_wait_for_manager(application)
        set_manager(application, name, email)
        application.save()
        return _confirmed(ask(application, kind="manager_question", now=now), now=now)


def manager_confirm(request: ManagerRequest, *, by: Actor, now: dt.datetime) -> None:
    """A consultant vouches for an address that is not of the workplace's domain; now the mail goes.

    Raises NotYours, Refused where it is confirmed already or nobody is asked at it any more.
    """
    desk_only(by)
    with transaction.atomic():
        lock(request.application)
        lock(request)
        if request.confirmed or request.replaced_at or request.answered_at:
            raise Refused(_("This address is confirmed already, or nobody is asked at it any more."))
        _confirmed(request, now=now)


def _confirmed(request: ManagerRequest, *, now: dt.datetime) -> ManagerRequest:
    """Mark the address as confirmed and send the question, unless it went when it was asked."""
    if request.confirmed:
        return request
    passed_on = Transition.objects.of(request.application).filter(
        from_state=State.AWAITING_MANAGER, to_state=State.AWAITING_MANAGER, at=request.asked_at
    )
    kind = PASSED_ON if passed_on.exists() else "manager_question"
    # The secret of the link exists only in the mail, so the mail that goes now needs one of its own.
    secret, request.token_hash = new_secret()
    request.confirmed = True
    request.asked_at = now
    request.expires_at = _expiry(request.application, now)
    request.save()
    _mail(request, kind, secret, now=now)
    return request


def set_manager(application: Application, name: str, email: str) -> None:
    """Name another manager, for a question that follows. Inside the application's lock."""
    application.manager_name = name.strip()
    application.manager_email = email
    application.version += 1


def _must_wait_for_manager(application: Application) -> None:
    if application.state != State.AWAITING_MANAGER:
        raise IllegalMove(
            _("The manager cannot be asked now: the status is “%(state)s”.")
            % {"state": application.get_state_display()}
        )


def _expiry(application: Application, now: dt.datetime) -> dt.datetime:
    closes = application.round.at(MilestoneKind.MANAGERS)
    return closes if closes is not None and closes > now else now + GRACE


def _mail(request: ManagerRequest, kind: str, secret: str, *, now: dt.datetime) -> None:
    # The manager has no account, so no language of their own; the colleague's is the best there is.
    language = request.application.applicant.language
    before = request.application.manager_requests.exclude(pk=request.pk).first() if kind == PASSED_ON else None
    mail_queue(
        kind,
        to=request.email,
        about=request,
        key=request.token_hash[:16],
        language=language,
        now=now,
        context={
            "request": request,
            "application": request.application,
            "passed_by": before.name if before else "",
            "url": absolute("manager_answer", secret, language=language),
        },
    )


def _addresses(application: Application) -> list[str]:
    """Every address that the applicant has registered, confirmed or not."""
    addresses = application.applicant.emailaddress_set  # type: ignore[attr-defined]  # allauth's, known at run time
    return list(addresses.values_list("email", flat=True))


def _mailbox(email: str) -> str:
    name, _at, domain = email.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
