"""What the demo's programme consists of, gathered."""

from __future__ import annotations

from demo.content.applicants_a import ANNE, FOUNDING, MUNICIPAL
from demo.content.applicants_b import NATIONAL, REGIONAL
from demo.content.companies import COMPANIES
from demo.content.shapes import Applicant, Company, Place
from demo.content.workplaces import WORKPLACES

APPLICANTS: tuple[Applicant, ...] = (*FOUNDING, ANNE, *MUNICIPAL, *REGIONAL, *NATIONAL)
COMPANY: dict[str, Company] = {company.slug: company for company in COMPANIES}
PLACE: dict[str, tuple[Company, Place]] = {
    place.slug: (company, place) for company in COMPANIES for place in company.places
}
WORKPLACE = {workplace.slug: workplace for workplace in WORKPLACES}
