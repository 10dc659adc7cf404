"""What this noun does when a lower one changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver

from praktik.applications.models import Application
from praktik.applications.signals import application_submitted
from praktik.history.actors import Actor
from praktik.listings.models import Listing
from praktik.listings.signals import listing_moved
from praktik.listings.states import State as ListingState
from praktik.recruitment.services import leads_find, wishes_point_at


@receiver(application_submitted, dispatch_uid="recruitment.leads")
def leads_from_wishes(*, instance: Application, now: dt.datetime, **kwargs: Any) -> None:
    """Companies that are wished for become leads."""
    leads_find(instance, now=now)


@receiver(listing_moved, dispatch_uid="recruitment.answers")
def listing_answers_wishes(*, instance: Listing, to_state: str, by: Actor, now: dt.datetime, **kwargs: Any) -> None:
    """A company that was wished for has a listing: the wishes behind its lead point at it."""
    if to_state == ListingState.PUBLISHED:
        wishes_point_at(instance, by=by, now=now)
