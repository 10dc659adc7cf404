"""What the page of a listing says to somebody who applies in its round already."""

from __future__ import annotations

import datetime as dt

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from praktik.applications.completeness import Step
from praktik.applications.models import Application, Wish
from praktik.applications.services.editing import edit_problem
from praktik.listings.models import Listing
from praktik.people.models import User
from praktik.registries import Standing


def standing(user: User, listing: Listing, now: dt.datetime) -> Standing | None:
    """None for whoever has no application in the round. One query."""
    rank = Wish.objects.filter(application=OuterRef("pk"), listing=listing.pk).values("rank")[:1]
    mine = Application.objects.filter(round=listing.round_id, applicant=user.pk).annotate(wished=Subquery(rank))
    application = mine.first()
    if application is None:
        return None
    application.round = listing.round
    editable = edit_problem(application, by=user, now=now) is None
    if application.wished:
        page = reverse("application_step", args=[application.pk, Step.WISHES]) if editable else _page(application)
        said = _("You have wished for this place: it is number %(rank)d on your list.") % {"rank": application.wished}
        return Standing(said, page, _("See your wishes") if editable else _("See my application"))
    if editable:
        page = f"{reverse('application_start', args=[listing.round.slug])}?listing={listing.pk}"
        return Standing(_("You have an application in this round."), page, _("Add this place to your wishes"))
    said = _("You have an application in this round, and its wishes cannot be changed any more.")
    return Standing(said, _page(application), _("See my application"))


def _page(application: Application) -> str:
    return reverse("application_page", args=[application.pk])
