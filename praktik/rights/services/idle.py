"""Accounts that nobody has logged in to for as long as settings say: who they are, and who has been told in time.

They are told 30 and 7 days before by the reminder ``account_idle_reminder`` (:mod:`praktik.rights.reminders`), and
erased by the same door as those who ask. Nobody is erased who has not had that mail for a week.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from praktik import registries
from praktik.mail.models import Mail, MailBounce
from praktik.mail.states import State as MailState
from praktik.people.models import ERASED, User
from praktik.privacy.registry import Period
from praktik.privacy.retention import after, months
from praktik.rights.models import Hold

MAIL = "account_idle_reminder"
BEFORE = (-30, -7)
NOTICE = dt.timedelta(days=7)


def idle_from(term: int) -> QuerySet[Any]:
    """People's accounts, each with ``seen_at``, when somebody last logged in, and ``idle_at``, so many months later.
    Not those of staff, of people with something under way or on file, and those that are closed, which get no mail."""
    people = User.objects.filter(is_active=True, is_staff=False, is_superuser=False)
    people = people.exclude(email__endswith=ERASED).exclude(pk__in=Hold.objects.people())
    for busy in registries.under_way():
        people = people.exclude(pk__in=busy)
    # The log-in is the later one, but for accounts that were brought in from elsewhere.
    seen = people.annotate(seen_at=Greatest("joined_at", "last_login"))
    return seen.annotate(idle_at=after("seen_at", term))


def told_from(term: int) -> QuerySet[Any]:
    """Those who have been told since they last logged in, each with ``over_at``: when they are idle and have had the
    first of the mails for a week. One that came back has been sent; one to an address that takes no mail counts from
    when it was queued, since no other will reach them."""
    bounces = MailBounce.objects.filter(address=OuterRef("to"))
    mails = Mail.objects.filter(
        Q(state__in=(MailState.SENT, MailState.BOUNCED)) | Q(Exists(bounces), state=MailState.DEAD),
        kind=MAIL,
        user=OuterRef("pk"),
        created_at__gt=OuterRef("seen_at"),
    )
    first = mails.annotate(told_at=Coalesce("sent_at", "created_at")).order_by("told_at").values("told_at")[:1]
    told = idle_from(term).annotate(told_at=Subquery(first)).filter(told_at__isnull=False)
    return told.annotate(over_at=Greatest(F("idle_at"), F("told_at") + NOTICE))


def told(now: dt.datetime) -> QuerySet[Any]:
    """Those who may be erased at ``now``."""
    return told_from(months(Period.ACCOUNT)).filter(over_at__lte=now)
