"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

import datetime as dt

from praktik import clock
from praktik.applications.states import WishKind
from praktik.links import new_secret
from praktik.recruitment.models import Invitation, Lead
from praktik.recruitment.services import leads_find
from tests import factories
from tests.access import APPLICANT, EVERYBODY, Page, World


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


def _wish(world: World):
    """A wish of ``applicant`` for a company, behind its card."""
    wish = factories.WishFactory(
        application=world.application, rank=2, kind=WishKind.COMPANY, company_name=world.company.name,
        company_cvr=world.company.cvr,
    )  # fmt: skip
    leads_find(world.application, now=clock.now())
    return (wish.pk,)


PAGES: dict[str, Page] = {
    "invitation": Page(EVERYBODY, post=(302,) * 9, args=_link),
    "wish_choice": Page(APPLICANT, post=(302, 302, 404, 404, 404, 404, 404, 404, 404), args=_wish),
}
