"""Whom placements remind, of what, and when."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from praktik.links import absolute
from praktik.mail import kinds, reminders
from praktik.mail.reminders import Due, Rule
from praktik.placements.models import Placement, Signature
from praktik.placements.states import State


def _unsigned(now: dt.datetime) -> QuerySet[Signature]:
    return Signature.objects.filter(signed_at=None, agreement__placement__state=State.SIGNING)


def _signature(signature: Signature, due: Due) -> dict[str, object]:
    placement = signature.agreement.placement
    return {
        "starts": placement.starts_on,
        "asked": timezone.localdate(signature.asked_at),
        "link": absolute("placement_page", placement.pk, language=due.language),
    }


def _agreed(now: dt.datetime) -> QuerySet[Placement]:
    return Placement.objects.filter(state=State.AGREED)


def _first_day(placement: Placement, due: Due) -> dict[str, object]:
    return {
        "listing": placement.listing.title,
        "organisation": placement.listing.organisation.name,
        "starts": placement.starts_on,
        "ends": placement.ends_on,
        "link": absolute("placement_page", placement.pk, language=due.language),
    }


_FIRST_DAY = ("listing", "organisation", "starts", "ends", "link")
kinds.register(
    kinds.Kind(
        name="agreement_reminder",
        whom="Intern and host who have not signed the agreement",
        when="3 and 7 days after they were asked",
        why="A placement does not begin without the agreement",
        stops="It is signed, changed or cancelled",
        shows="The first day of the placement",
        placeholders=("starts", "asked", "link"),
    ),
    kinds.Kind(
        name="first_day_intern",
        whom="The intern",
        when="7 days before the first day, and on the last working day before it",
        why="To know where and when to come",
        stops="The placement is cancelled, or the agreement is being signed anew",
        shows="The listing's title, the company, first and last day",
        placeholders=_FIRST_DAY,
    ),
    kinds.Kind(
        name="first_day_host",
        whom="The listing's contact persons",
        when="7 days before the first day, and on the last working day before it",
        why="To have a place, a programme and a welcome ready",
        stops="The placement is cancelled, or the agreement is being signed anew",
        shows="The listing's title, first and last day",
        placeholders=_FIRST_DAY,
    ),
)
reminders.register(
    Rule(
        kind="agreement_reminder",
        rows=_unsigned,
        counts_from="asked_at",
        offsets=(3, 7),
        until=30,
        user="user",
        since="asked_at",
        context=_signature,
        scope="agreement__placement__listing__round",
    ),
    Rule(
        kind="first_day_intern",
        rows=_agreed,
        counts_from="starts_on",
        offsets=(-7, -1),
        until=0,
        user="application__applicant",
        alone=(-1,),
        context=_first_day,
        scope="listing__round",
    ),
    Rule(
        kind="first_day_host",
        rows=_agreed,
        counts_from="starts_on",
        offsets=(-7, -1),
        until=0,
        user="listing__contacts",
        alone=(-1,),
        context=_first_day,
        scope="listing__round",
    ),
)
