"""What both kinds of journeys begin with: an open round with listings, a closed one, people with passwords."""

from __future__ import annotations

import re
from types import SimpleNamespace

from django.core.cache import cache

from praktik.mail.models import Mail
from praktik.organisations.models import MailDomain
from tests import factories
from tests.matching import make

PASSWORD = "en ganske lang kode"


def world() -> SimpleNamespace:
    cache.clear()  # the counts of log-ins that failed
    round_ = factories.RoundFactory(name_da="Efterår 2027", name_en="Autumn 2027")
    titles = ("Følg et produkthold", "Drift i skyen", "Robotter på lageret")
    listings = [
        factories.ListingFactory(round=round_, title=title, municipality_id=place)
        for title, place in zip(titles, ("aarhus", "odense", "aarhus"), strict=True)
    ]
    workplace = factories.WorkplaceFactory(name="Sønderby Kommune")
    MailDomain.objects.create(organisation=workplace, domain="kommune.demo.example")
    applicant = factories.UserFactory(name="Åse Ørsted", password=PASSWORD)
    closed = make.closed_round(name_da="Forår 2027", name_en="Spring 2027")
    sorted_ = make.listing(closed, title="Havnen om natten")
    people = [make.wishing(closed, sorted_, job_title=title) for title in ("Jurist", "Planlægger", "Sygeplejerske")]
    host = sorted_.host
    host.set_password(PASSWORD)
    host.save()
    return SimpleNamespace(
        round=round_, listings=listings, applicant=applicant, host=host, sorted=sorted_, people=people, closed=closed
    )


def manager_link() -> str:
    """The address in the newest question to a manager."""
    return re.search(
        r"https?://\S+/manager/\S+", Mail.objects.filter(kind="manager_question").latest("pk").text
    ).group()
