"""Erasing a person: asked for by themselves or by an administrator, done by a worker in one transaction."""

from __future__ import annotations

import datetime as dt
import re

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from praktik import registries
from praktik.history.actors import Actor, Role
from praktik.history.door import NotYours, Refused, born
from praktik.people.models import User
from praktik.rights.models import Erasure, Hold
from praktik.rights.services import idle
from praktik.rights.services.erasing import addresses_of, end_sessions, erase, rows_of, unlink, with_traces
from praktik.rights.states import Ground, State
from praktik.work import kinds
from praktik.work.kinds import Store, Unworkable, Watch


def hindrances(person: User) -> list[str]:
    """Sentences that say what must end first, each with what to do; none where the person can be erased."""
    if person.erased:
        return [_("This account has been erased already.")]
    found = registries.needs_of(person)
    if person.is_staff or person.is_superuser:
        found.append(_("The account works at the desk. An administrator must take its roles away first."))
    if hold := Hold.objects.filter(user=person.pk).first():
        found.append(_("It is on file until %(day)s and is kept until then.") % {"day": date_format(hold.until)})
    return found


def erasure_ask(person: User, *, by: Actor, now: dt.datetime, reason: str = "") -> Erasure:
    """Queue the erasure of ``person``, by themselves, by an administrator who says why, or by the system because the
    account is not used (see :mod:`praktik.rights.services.idle`).

    Raises NotYours for anybody else; Refused with what must end first, for a reason that is missing or names the
    person (it stays when they are gone), or where it is asked for already.
    """
    if by.pk == person.pk:
        ground = Ground.OWN
    elif Role.SYSTEM in by.staff_roles:
        ground = Ground.IDLE
    elif Role.ADMINISTRATOR in by.staff_roles:
        ground = Ground.DESK
        _check_reason(person, reason)
    else:
        raise NotYours(_("You do not have the right to do this."))
    if found := hindrances(person):
        raise Refused(" ".join(found))
    with transaction.atomic():
        try:
            with transaction.atomic():
                erasure = Erasure.objects.create(
                    user=person,
                    ground=ground,
                    reason=reason if ground == Ground.DESK else "",
                    asked_by_id=by.pk,
                    asked_at=now,
                )
        except IntegrityError as error:
            raise Refused(_("This has been asked for already.")) from error
        born(erasure, by=by, now=now)
    return erasure


def erasure_again(erasure: Erasure, *, by: Actor, now: dt.datetime) -> Erasure:
    """Ask anew for one that failed. What the person asked for themselves, an administrator may ask for again."""
    said = erasure.reason or str(Ground(erasure.ground).label)
    return erasure_ask(erasure.user, by=by, now=now, reason=said)


def erasure_work(erasure: Erasure, watch: Watch) -> Store:
    """Nothing is worked out beforehand: what is held is read and taken out in the transaction that makes it done.

    What has come in the way since ends it as failed, with the sentence.
    """

    def store(row: Erasure, now: dt.datetime) -> None:
        person = User.objects.select_for_update().get(pk=row.user_id)
        if found := hindrances(person):
            raise Unworkable(" ".join(found))
        if row.ground == Ground.IDLE and not idle.told(now).filter(pk=person.pk).exists():
            raise Unworkable(_("The account has been used again, so nothing was erased."))
        row.counts = person_erase(person)
        row.done_at = now
        if row.asked_by_id == person.pk:
            row.asked_by = None

    return store


def person_erase(person: User) -> dict[str, int]:
    """Take everything out that is held about ``person``, and close the account. Returns how many rows of each model.

    In one transaction: their rows and what was written about those, by the registry; their name in rows of others;
    their sessions. The account's row stays, empty, because the rounds' figures hang on it.
    """
    with transaction.atomic():
        words = addresses_of(person) | ({person.name} if " " in person.name else set())
        done = erase(with_traces(rows_of(person), words=words))
        unlink([person.pk])
        if sessions := end_sessions(person, words):
            done["sessions.session"] = sessions
        User.objects.filter(pk=person.pk).update(is_active=False)
    return dict(sorted(done.items()))


def _check_reason(person: User, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why."))
    said, name = (set(re.findall(r"\w+", text.lower())) for text in (reason, person.name))
    if person.email in reason.lower() or said & name:
        raise Refused(_("The reason stays when the person is gone, so it must not name them."))


kinds.register(
    kinds.Kind(
        name="erasure",
        model=Erasure,
        queued=State.QUEUED,
        running=State.RUNNING,
        done=State.DONE,
        failed=State.FAILED,
        work=erasure_work,
        again=erasure_again,
        about="user",
    )
)
