"""One declared conflict of interest, by the applicant or by the manager."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from praktik.applications.models import Application, Conflict
from praktik.applications.states import Leg
from praktik.history.actors import Actor
from praktik.history.door import Refused, born
from praktik.organisations.models import Organisation
from praktik.organisations.names import normalised


@dataclass(frozen=True, slots=True)
class Declared:
    """A conflict as it is declared: with an organisation that is known, or a company's name, and why in words."""

    leg: Leg
    text: str
    organisation: Organisation | None = None
    company_name: str = ""

    @property
    def with_whom(self) -> tuple[str, int | None, str]:
        name = "" if self.organisation else normalised(self.company_name)
        return self.leg, self.organisation.pk if self.organisation else None, name


def declare(
    application: Application, conflict: Declared, *, by: Actor, now: dt.datetime, by_manager: bool = False
) -> Conflict:
    """Make the row of one conflict. Inside the application's lock."""
    if not conflict.organisation and not conflict.company_name.strip():
        raise Refused(_("Write which company the conflict is with."))
    if not conflict.text.strip():
        raise Refused(_("Write in your own words what the conflict is about."))
    row = Conflict.objects.create(
        application=application,
        organisation=conflict.organisation,
        company_name="" if conflict.organisation else conflict.company_name.strip(),
        leg=conflict.leg,
        text=conflict.text.strip(),
        by_manager=by_manager,
        declared_at=now,
    )
    born(row, by=by, now=now)
    return row
