"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

import datetime as dt

from praktik import clock
from praktik.links import new_secret
from praktik.recruitment.models import Invitation, Lead
from tests import factories
from tests.access import EVERYBODY, Page, World


def _link(world: World):
    """The secret of an invitation to a company that is here already: whoever holds it may look, and accept."""
    company = factories.CompanyFactory()
    lead = Lead.objects.create(
        round=world.round,
        name=company.name,
        normalised=company.normalised_name,
        cvr=company.cvr,
        organisation=company,
    )
    secret, token_hash = new_secret()
    now = clock.now()
    Invitation.objects.create(
        lead=lead, email="bo@demo.example", token_hash=token_hash, sent_at=now, expires_at=now + dt.timedelta(days=7)
    )
    return (secret,)


PAGES: dict[str, Page] = {"invitation": Page(EVERYBODY, post=(302,) * 9, args=_link)}
