"""Everything that changes organisations and who acts for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from praktik import dates
from praktik.history.actors import SYSTEM, Actor
from praktik.history.door import NotYours, Refused, born, lock, moving
from praktik.links import absolute
from praktik.mail.services import mail_to_user, mails_supersede
from praktik.organisations import rules
from praktik.organisations.models import Membership, Municipality, Organisation
from praktik.organisations.names import normalised
from praktik.organisations.states import ACTING, MembershipRole, State
from praktik.organisations.validators import clean_cvr
from praktik.people.models import User
from praktik.register.lookup import company
from praktik.register.models import RegisterEntry
from praktik.sorting import sort_key

# What the organisation itself keeps up to date; the rest is the desk's.
PUBLIC_DETAILS = ("address", "postcode", "city", "municipality", "website", "about_da", "about_en")


def organisation_create(
    *, name: str, sector_id: str, cvr: str | None = None, by: Actor, now: dt.datetime, **fields: Any
) -> Organisation:
    """The organisation with this CVR number, made if there is none; without a number always a new one.

    ``fields`` are the model's. An organisation that is found is left as it is. Nobody becomes its contact by this.
    Raises Refused for a CVR number that does not exist, ValidationError for other fields that the model refuses.
    """
    return _find_or_create(name=name, sector_id=sector_id, cvr=cvr, now=now, **fields)[0]


def organisation_sign_up(
    *, name: str, sector_id: str, cvr: str, by: User, now: dt.datetime, **fields: Any
) -> tuple[Organisation, Membership]:
    """A person makes their own company known and becomes its first contact.

    The contact is confirmed at once, by the system: what a new company writes is read by a consultant before anybody
    sees it. Until the desk has vouched for the person (see ``rules.decides``), others who ask to join are answered by
    the desk. What is not given is filled in from the company register. Raises Refused where the CVR number is known
    already (then one asks to join), and where the register says that the company has ended.
    """
    with transaction.atomic():
        entry = company(cvr)
        if entry is not None and entry.ended_on is not None and entry.ended_on <= timezone.localdate(now):
            raise Refused(
                _("According to the company register, %(name)s ended on %(day)s. Is the number the right one?")
                % {"name": entry.name, "day": dates.day(entry.ended_on)}
            )
        organisation, created = _find_or_create(name=name, sector_id=sector_id, cvr=cvr, now=now, **fields)
        if not created:
            raise Refused(
                _("%(name)s is here already, with this CVR number. Find it in the list and ask to join.")
                % {"name": organisation.name}
            )
        membership = Membership.objects.create(
            user=by, organisation=organisation, role=MembershipRole.CONTACT, requested_at=now
        )
        born(membership, by=by, now=now)
        with moving(membership, State.CONFIRMED, by=SYSTEM, now=now, why=rules.FOUNDED):
            pass
    return organisation, membership


def organisation_update(organisation: Organisation, *, data: dict[str, Any], by: Actor, now: dt.datetime) -> None:
    """Store the public details in ``data`` (names in PUBLIC_DETAILS). Raises NotYours, KeyError for other names."""
    if unknown := set(data) - set(PUBLIC_DETAILS):
        raise KeyError(sorted(unknown))
    with transaction.atomic():
        lock(organisation)
        if not rules.may_edit(by, organisation):
            raise NotYours(_("You do not have the right to do this."))
        for name, value in data.items():
            setattr(organisation, name, value)
        organisation.save()


def workplace_find_or_create(
    *, name: str, sector_id: str, municipality: Municipality | None = None, by: Actor, now: dt.datetime
) -> Organisation:
    """The valid workplace of this name (as compared) in the sector and municipality, made if there is none.

    One that was called so before it was merged counts for the one that stays. Where no municipality is given any will
    do, the first in Danish order. Two who ask at once get the same one.
    """
    with transaction.atomic():
        key = normalised(name)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"workplace {sector_id} {key}"])
        named = Q(normalised_name=key) | Q(absorbed__normalised_name=key)
        found = Organisation.objects.valid_on(timezone.localdate(now)).filter(named, sector_id=sector_id)
        if municipality is not None:
            found = found.filter(municipality=municipality)
        workplace = found.order_by("sort_key", "pk").first()
        if workplace is None:
            workplace = Organisation(name=name, sector_id=sector_id, municipality=municipality, created_at=now)
            workplace.full_clean()
            workplace.save()
    return workplace


def workplace_claim(user: User, *, cvr: str, now: dt.datetime) -> Organisation | None:
    """``user`` works at the organisation with this CVR number, says the provider that they have just logged in with.

    They are its employee, without asking anybody. That gives no right to act for it: a number is told for everybody
    whom a municipality employs. Whoever asked to act for it, or does, stays what they are. What a log-in told before
    ends. None where no organisation here has the number, which then changes nothing: they choose their workplace as
    everybody does.
    """
    try:
        number = clean_cvr(cvr)
    except ValidationError:
        return None
    with transaction.atomic():
        found = Organisation.objects.filter(cvr=number).first()
        organisation = found.current(timezone.localdate(now)) if found else None
        if organisation is None:
            return None
        User.objects.select_for_update().get(pk=user.pk)  # two log-ins at once
        others = Membership.objects.filter(user=user, role=MembershipRole.EMPLOYEE, state=State.CONFIRMED)
        for other in others.exclude(organisation=organisation):
            with moving(other, State.ENDED, by=SYSTEM, now=now, why=rules.CLAIMED):
                pass
        membership, created = Membership.objects.get_or_create(
            user=user, organisation=organisation, defaults={"role": MembershipRole.EMPLOYEE, "requested_at": now}
        )
        if created:
            born(membership, by=SYSTEM, now=now)
        elif membership.state in (State.DECLINED, State.ENDED):
            with moving(membership, State.REQUESTED, by=SYSTEM, now=now, why=rules.CLAIMED):
                membership.role = MembershipRole.EMPLOYEE
                membership.requested_at = now
        else:
            return organisation
        with moving(membership, State.CONFIRMED, by=SYSTEM, now=now, why=rules.CLAIMED):
            pass
    return organisation


def membership_request(
    user: User, organisation: Organisation, *, role: str = MembershipRole.CONTACT, now: dt.datetime
) -> Membership:
    """Ask to act for an organisation; one that was declined or has ended can be asked for again, and an employee of
    it can ask.

    Mails those of its contacts who may answer; where there is none, the desk's count of requests has it. Raises
    IllegalMove where the request stands already or is confirmed.
    """
    with transaction.atomic():
        membership, created = Membership.objects.get_or_create(
            user=user, organisation=organisation, defaults={"role": role, "requested_at": now}
        )
        if created:
            born(membership, by=user, now=now)
        else:
            if membership.state == State.CONFIRMED and membership.role not in ACTING:
                membership_end(membership, by=user, now=now)
            with moving(membership, State.REQUESTED, by=user, now=now):
                membership.role = role
                membership.requested_at = now
        ask_deciders(membership, deciders(organisation), now=now)
    return membership


def ask_deciders(membership: Membership, people: Iterable[User], *, now: dt.datetime) -> None:
    """Mail ``people`` that somebody asks to act for the organisation."""
    for contact in people:
        mail_to_user(
            contact,
            "membership_asked",
            about=membership,
            key=f"{now.isoformat()}",
            now=now,
            context={"url": absolute("membership_answer", membership.pk, language=contact.language)},
        )


def membership_confirm(membership: Membership, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    """The person acts for the organisation from now on, and is told by mail. Raises NotYours, IllegalMove."""
    _may_decide(membership, by)
    with moving(membership, State.CONFIRMED, by=by, now=now, why=why):
        _answered(membership, "membership_confirmed", now=now)


def membership_decline(membership: Membership, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    """Answer no; the person is told by mail, without the reason. Raises NotYours, IllegalMove."""
    _may_decide(membership, by)
    with moving(membership, State.DECLINED, by=by, now=now, why=why):
        _answered(membership, "membership_declined", now=now)


def membership_end(membership: Membership, *, by: Actor, now: dt.datetime, why: str = "") -> None:
    """The person no longer acts for the organisation, or takes the request back.

    A contact whom somebody else ends is told by mail, without the reason. Raises NotYours, IllegalMove.
    """
    own = by.pk == membership.user_id
    if not own:
        _may_decide(membership, by)
    told = not own and membership.state == State.CONFIRMED and membership.role in ACTING
    with moving(membership, State.ENDED, by=by, now=now, why=why):
        if told:
            _answered(membership, "membership_ended", now=now)
        else:
            mails_supersede("membership_asked", membership)


def deciders(organisation: Organisation) -> list[User]:
    """The contacts who may answer those who ask to join, oldest membership first."""
    acting = Membership.objects.acting().filter(organisation__in=[organisation.pk, organisation.parent_id])
    people = [membership.user for membership in acting.select_related("user").order_by("requested_at", "pk")]
    return [person for person in dict.fromkeys(people) if rules.decides(person, organisation)]


def _may_decide(membership: Membership, by: Actor) -> None:
    """A person who answers for the organisation must be one whom the desk, or somebody it trusts, has vouched for."""
    if not by.staff_roles and not rules.decides(by, membership.organisation):
        raise NotYours(
            _("Until the desk has checked the company, the desk answers those who ask to join it. It has been told.")
        )


def _answered(membership: Membership, kind: str, *, now: dt.datetime) -> None:
    mails_supersede("membership_asked", membership)
    user = membership.user
    mail_to_user(
        user,
        kind,
        about=membership,
        key=now.isoformat(),
        now=now,
        context={"url": absolute("host_home", language=user.language)},
    )


def details_in_register(entry: RegisterEntry) -> dict[str, Any]:
    """What the register's entry says about where a company is, as fields of Organisation."""
    place = Municipality.objects.filter(sort_key=sort_key(entry.municipality)).first() if entry.municipality else None
    return {"address": entry.address, "postcode": entry.postcode, "city": entry.city, "municipality": place}


def _from_register(number: str, fields: dict[str, Any]) -> dict[str, Any]:
    """``fields`` with what the register knows: the address where none is given at all, and always whether the company
    is protected against advertising."""
    entry = company(number)
    if entry is None:
        return fields
    protected = entry.advertising_protected or fields.get("advertising_protected", False)
    found, details = {**fields, "advertising_protected": protected}, details_in_register(entry)
    return found if any(found.get(name) for name in details) else {**found, **details}


def _find_or_create(
    *, name: str, sector_id: str, cvr: str | None, now: dt.datetime, **fields: Any
) -> tuple[Organisation, bool]:
    number = rules.cvr_in(cvr or "") or None
    if number:
        if found := Organisation.objects.filter(cvr=number).first():
            return found, False
        fields = _from_register(number, fields)
    organisation = Organisation(name=name, sector_id=sector_id, cvr=number, created_at=now, **fields)
    organisation.full_clean(validate_unique=False, validate_constraints=False)
    if number is None:
        organisation.save()
        return organisation, True
    # Somebody else may be making the same company at this moment: the database decides who was first.
    kept = [field for field in Organisation._meta.concrete_fields if not field.generated]
    values = {field.attname: getattr(organisation, field.attname) for field in kept}
    for name_ in ("id", "cvr"):
        values.pop(name_)
    return Organisation.objects.get_or_create(cvr=number, defaults=values)
