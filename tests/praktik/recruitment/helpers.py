"""What the tests of this noun share."""

from __future__ import annotations

import re

from praktik import clock
from praktik.applications.states import WishKind
from praktik.history.door import moving
from praktik.listings.states import State as ListingState
from praktik.mail.models import Mail
from praktik.recruitment.services import leads_find
from tests import factories


def wish_for(name, cvr="", round_=None, **fields):
    """A company wish of an application that has been sent in, with the lead that follows from it."""
    round_ = round_ or factories.RoundFactory()
    application = factories.ApplicationFactory(round=round_, **fields)
    wish = factories.WishFactory(application=application, kind=WishKind.COMPANY, company_name=name, company_cvr=cvr)
    leads_find(application, now=clock.now())
    return wish


def publish(listing, by):
    """Publish a listing through the door, as the listings' own service does."""
    type(listing).objects.filter(pk=listing.pk).update(state=ListingState.SUBMITTED)
    with moving(listing, ListingState.PUBLISHED, by=by, now=clock.now()):
        pass


def invitation_secret():
    text = Mail.objects.filter(kind="host_invitation").latest("pk").text
    return re.search(r"/invitation/([\w-]+)/", text).group(1)
