"""Who and what a story is about, found by the names that the content uses."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from demo.content import register
from demo.content.companies import COMPANIES
from demo.content.shapes import Company, Outcome, Workplace
from demo.scenarios.people import COLLEAGUES, STAFF, colleague_join, person_sign_up, staff_join
from demo.scenarios.story import Story
from praktik.applications.models import Application
from praktik.listings.models import Listing
from praktik.mail.models import Mail
from praktik.organisations.code_tables import municipalities, postcodes
from praktik.organisations.models import MailDomain, Municipality, Organisation
from praktik.organisations.services import membership_confirm, membership_request, organisation_create
from praktik.people.models import User
from praktik.register.loading import COLUMNS, register_load

M = TypeVar("M", bound=models.Model)

# Where everybody in the demo has an address.
DOMAIN = "demo.example"


@dataclass
class Cast:
    """Filled while the story is told. ``listings`` and ``applications`` are by slug and by name; an applicant in two
    rounds would need two casts."""

    story: Story
    desk: list[User] = field(default_factory=list)
    hosts: dict[str, User] = field(default_factory=dict)
    companies: dict[str, Organisation] = field(default_factory=dict)
    workplaces: dict[str, Organisation] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    # What comes of the placements of these people; the others take what comes.
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def consultant(self) -> User:
        return self.desk[0]

    def slug(self, listing: Listing) -> str:
        """The content's name of a listing."""
        return next(slug for slug, known in self.listings.items() if known.pk == listing.pk)

    def company(self, listing: Listing) -> str:
        """The content's name of a listing's company."""
        return next(slug for slug, known in self.companies.items() if known.pk == listing.organisation_id)

    def desk_begins(self, now: dt.datetime) -> None:
        """The staff. The first is the consultant whom one can log in as."""
        self.desk = [staff_join(login, now=now) for login in STAFF[:1]]
        self.desk += [colleague_join(name, now=now) for name in COLLEAGUES]
        for login in STAFF[1:]:
            staff_join(login, now=now)
        self.companies_are_public(now)

    def companies_are_public(self, now: dt.datetime) -> None:
        """The company register knows every company of the demo, and some that are not in it."""
        places, cities = municipalities(), postcodes()
        rows: list[tuple[str, ...]] = [COLUMNS, *register.STRANGERS]
        for company in COMPANIES:
            place, city = places[company.municipality][0], cities[company.postcode]
            protected = "yes" if company.advertising_protected else "no"
            rows.append((company.cvr, company.name, company.address, company.postcode, city, place, protected, ""))
        file = io.StringIO()
        csv.writer(file).writerows(rows)
        file.seek(0)
        register_load(file, as_of=timezone.localdate(now))

    def workplaces_register(self, workplaces: tuple[Workplace, ...], now: dt.datetime) -> None:
        """What a consultant does with the authorities of the programme: their names and their mail domains."""
        for workplace in workplaces:
            made = organisation_create(
                name=workplace.name, sector_id=workplace.sector, region_id=workplace.region, by=self.consultant, now=now
            )
            if workplace.known_domain:
                MailDomain.objects.create(organisation=made, domain=DOMAIN)
            self.workplaces[workplace.slug] = made

    def company_register(self, company: Company, now: dt.datetime) -> None:
        """A company that the desk knows, with a contact who asked to act for it and was confirmed."""
        host = person_sign_up(company.contact, now=now)
        made = organisation_create(by=self.consultant, now=now, **company_fields(company))
        membership = membership_request(host, made, now=now)
        membership_confirm(membership, by=self.consultant, now=now)
        self.companies[company.slug] = made
        self.hosts[company.slug] = host


def fresh(row: M) -> M:
    """The row as it is now: a story goes on for months, and what was fetched at its beginning is old by then."""
    return type(row)._default_manager.get(pk=row.pk)


def host_of(cast: Cast, matter: Any) -> User:
    """The contact of an offer's or a placement's host."""
    return cast.hosts[cast.company(matter.listing)]


def company_fields(company: Company) -> dict[str, Any]:
    """What ``organisation_create`` takes."""
    return {
        "name": company.name,
        "sector_id": "private",
        "cvr": company.cvr,
        "municipality": Municipality.objects.get(pk=company.municipality),
        "address": company.address,
        "postcode": company.postcode,
        "city": postcodes()[company.postcode],
        "about_da": company.about_da,
        "about_en": company.about_en,
        "website": f"https://{company.slug}.{DOMAIN}/",
        "advertising_protected": company.advertising_protected,
    }


def link_secret(about: models.Model, *, path: str) -> str:
    """The secret of the newest link under ``path`` (such as "manager") that was mailed about a row: only the mail has
    it. Raises LookupError where there is none."""
    for text in Mail.objects.about(about).order_by("-pk").values_list("text", flat=True):
        if found := re.search(rf"/{path}/([A-Za-z0-9_-]+)/", text):
            return found.group(1)
    raise LookupError(f"no link to {path} was mailed about {about}")
