"""A manager who is asked, and does not decide, passes the question on to the one who does."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from praktik.applications.models import ManagerRequest
from praktik.applications.services import manager
from praktik.applications.services.mails import tell_applicant
from praktik.applications.states import State
from praktik.history.actors import MANAGER_BY_LINK
from praktik.history.door import Refused, lock, moving


def manager_pass_on(secret: str, *, name: str, email: str, now: dt.datetime) -> ManagerRequest:
    """Ask another manager instead of the one whose link it is, which stops working. The applicant is told by mail.

    The question goes at once where the address is of the workplace's domain; otherwise it waits for
    ``manager_confirm``. Raises LinkOver for a link that is unknown, used, replaced or too old, Refused without a name
    and an address, for the address that is asked already, and for one of the applicant's own.
    """
    name, email = name.strip(), email.strip().lower()
    request = manager.request_by_secret(secret)
    if request is None:
        raise manager.LinkOver(_("We do not know this link."))
    application = request.application
    with transaction.atomic():
        lock(application)
        lock(request)
        if problem := manager.link_problem(request, now=now):
            raise manager.LinkOver(problem)
        if not name or not email:
            raise Refused(_("Write the manager's name and e-mail address."))
        if email == request.email.lower():
            raise Refused(_("That is the address that we have asked. Write the other manager's."))
        if manager.is_own(application, email):
            raise Refused(_("Write the manager's own address, not one of the applicant's."))
        why = f"{request.name} → {name}"
        with moving(application, State.AWAITING_MANAGER, by=MANAGER_BY_LINK, now=now, why=why):
            manager.set_manager(application, name, email)
            asked = manager.ask(application, kind=manager.PASSED_ON, now=now)
            tell_applicant(application, "manager_passed_on", about=asked, key="", now=now, context={"request": asked})
    return asked
