"""What this noun does when a lower one changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver

from praktik.organisations.services import workplace_claim
from praktik.people.models import User
from praktik.people.signals import workplace_claimed


@receiver(workplace_claimed)
def provider_says_where_they_work(*, user: User, cvr: str, now: dt.datetime, **_others: Any) -> None:
    workplace_claim(user, cvr=cvr, now=now)
