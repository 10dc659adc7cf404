"""Who is told when something happens to a placement. Called by the services, in their transactions."""

from __future__ import annotations

import datetime as dt

from django.db import models

from praktik import links
from praktik.history.actors import Role
from praktik.mail.services import mail_queue, mail_to_user
from praktik.organisations.models import Membership
from praktik.people.models import User
from praktik.placements.models import Placement, Signature
from praktik.placements.states import SignerRole

# A manager has no account and so no language of choice.
MANAGERS_LANGUAGE = "da"


def host_people(placement: Placement) -> list[User]:
    """The listing's contacts; where it names none that still act for the host, everybody who does. Two queries."""
    organisation = placement.listing.organisation
    acting = Membership.objects.acting().filter(organisation__in=[organisation.pk, organisation.parent_id])
    people = User.objects.filter(pk__in=acting.values("user"), is_active=True).order_by("pk")
    named = people.filter(contact_for=placement.listing_id)
    return list(named) or list(people)


def tell_both(
    kind: str,
    placement: Placement,
    *,
    about: models.Model,
    key: str,
    now: dt.datetime,
    only: Role | None = None,
    **context: object,
) -> None:
    """Queue ``kind`` to the intern and to the host's people (or only to one side), with a link to the placement."""
    sides: list[tuple[Role, User]] = [(Role.APPLICANT, placement.application.applicant)]
    sides += [(Role.HOST, person) for person in host_people(placement)]
    for role, person in sides:
        if only in (None, role):
            said = {
                "placement": placement,
                "as_host": role == Role.HOST,
                "link": links.absolute("placement_page", placement.pk, language=person.language),
                "calendar": links.absolute("placement_calendar", placement.pk, language=person.language),
                **context,
            }
            mail_to_user(person, kind, about=about, key=key, now=now, context=said)


def ask_manager(signature: Signature, secret: str, *, now: dt.datetime) -> None:
    """Send the manager the link to sign by. Only this mail has the secret."""
    placement = signature.agreement.placement
    mail_queue(
        "manager_signature",
        to=signature.email,
        about=signature,
        key=signature.token_hash[:16],
        now=now,
        language=MANAGERS_LANGUAGE,
        context={
            "name": signature.name,
            "intern": str(placement.application.applicant),
            "placement": placement,
            "link": links.absolute("manager_sign", secret, language=MANAGERS_LANGUAGE),
        },
    )


def tell_manager_of_end(placement: Placement, *, now: dt.datetime) -> None:
    """Tell the manager that it came to nothing, if the manager has heard of the agreement at all."""
    asked = Signature.objects.filter(agreement__placement=placement, role=SignerRole.MANAGER).order_by("-pk").first()
    if asked is None:
        return
    mail_queue(
        "placement_ended_manager",
        to=asked.email,
        about=placement,
        key=placement.state,
        now=now,
        language=MANAGERS_LANGUAGE,
        context={"name": asked.name, "intern": str(placement.application.applicant), "placement": placement},
    )
