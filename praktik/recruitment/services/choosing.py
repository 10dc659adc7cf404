"""Whoever wished for a company says which of its listings is meant."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from praktik.applications.models import Wish
from praktik.applications.services import wish_choose
from praktik.history.actors import Actor
from praktik.history.door import Refused
from praktik.listings.models import Listing
from praktik.recruitment.models import Lead
from praktik.recruitment.services.finding import published_listings
from praktik.recruitment.signals import wish_answered, wish_unanswered

NOT_THEIRS = _("Choose one of the listings that the company has published in this round.")


def answers(wish: Wish) -> list[Listing]:
    """What the company has published in the round of the wish, the first that was published first; nothing where the
    wish is behind no card, or the card knows no company. Two queries."""
    leads = Lead.objects.standing().filter(wishes=wish, organisation__isnull=False)
    bodies = {lead.organisation.body.pk for lead in leads.select_related("organisation__parent") if lead.organisation}
    found = published_listings(bodies, wish.application.round_id)
    return list(found.select_related("organisation", "municipality"))


def answer_choose(wish: Wish, *, listing: int | None, by: Actor, now: dt.datetime) -> None:
    """Put the wish at one of the company's listings (by its key), or at none.

    In one transaction: :func:`wish_choose`, then ``wish_unanswered`` for the listing that it was for and
    ``wish_answered`` for the one that it is for now, where they differ. Raises what ``wish_choose`` does, and Refused
    where the listing is not the company's.
    """
    with transaction.atomic():
        chosen = next((one for one in answers(wish) if one.pk == listing), None)
        if listing is not None and chosen is None:
            raise Refused(str(NOT_THEIRS))
        before = wish_choose(wish, listing=chosen, by=by, now=now)
        if before == chosen:
            return
        if before is not None:
            wish_unanswered.send(sender=Wish, wish=wish, listing=before, now=now)
        if chosen is not None:
            wish_answered.send(sender=Wish, wish=wish, listing=chosen, by=by, now=now)
