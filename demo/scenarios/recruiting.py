"""Companies that are found in wishes: the board, an invitation, and the founding company's way in."""

from __future__ import annotations

import datetime as dt

from demo.content.companies import TAVLEBRO
from demo.content.shapes import Company
from demo.scenarios.cast import Cast, company_fields, fresh, link_secret
from demo.scenarios.hosting import listing_data
from demo.scenarios.people import person_sign_up
from praktik.listings.services import listing_create, listing_publish, listing_submit, listing_update
from praktik.organisations.services import PUBLIC_DETAILS, organisation_create, organisation_update
from praktik.recruitment.models import Lead
from praktik.recruitment.services import (
    invitation_accept,
    lead_contact,
    lead_dialogue,
    lead_invite,
    lead_note,
    lead_park,
    lead_plan,
)
from praktik.rounds.models import Round

_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def _lead(round_: Round, name: str) -> Lead | None:
    return Lead.objects.filter(round=round_, name__startswith=name).first()


def company_is_recruited(cast: Cast, round_: Round, company: Company = TAVLEBRO, *, start: dt.datetime) -> None:
    """From ``start`` on: a call, a talk, an invitation; ten days later the company has a published listing, and the
    wishes that brought it in are answered."""
    story, place = cast.story, company.places[0]
    wished = company.name.removesuffix(" ApS")

    def lead() -> Lead:
        return Lead.objects.get(round=round_, name__startswith=wished)

    def call(now: dt.datetime) -> None:
        lead_contact(lead(), by=cast.consultant, now=now)
        # Noted by hand, without its number: when the company signs up it is here twice, for the desk to merge.
        city = company_fields(company)["city"]
        organisation_create(name=wished, sector_id="private", city=city, by=cast.consultant, now=now)
        text = "Ringede til omstillingen. De vil gerne tale med os, når produktchefen er tilbage på tirsdag."
        lead_note(lead(), text=text, by=cast.consultant, now=now)
        lead_plan(
            lead(), owner=cast.consultant, next_step="Ring igen", next_step_on=(now + 2 * _DAY).date(),
            by=cast.consultant,
        )  # fmt: skip

    def talk(now: dt.datetime) -> None:
        lead_dialogue(lead(), by=cast.consultant, now=now)
        text = "Lang samtale. De laver ting til skolerne hver dag, men har aldrig haft en styrelse på besøg."
        lead_note(lead(), text=text, by=cast.consultant, now=now)

    def invite(now: dt.datetime) -> None:
        lead_invite(lead(), name=company.contact.name, email=company.contact.address, by=cast.consultant, now=now)

    def accept(now: dt.datetime) -> None:
        host = person_sign_up(company.contact, now=now - _HOUR)
        invitation = lead().invitations.latest("sent_at")
        secret = link_secret(invitation, path="invitation")
        accepted = invitation_accept(secret, user=host, name=company.name, cvr=company.cvr, now=now)
        details = {name: value for name, value in company_fields(company).items() if name in PUBLIC_DETAILS}
        organisation_update(accepted.organisation, data=details, by=host, now=now)
        cast.hosts[company.slug] = host
        cast.companies[company.slug] = accepted.organisation
        data = listing_data(company, place)
        listing = accepted.listing
        if listing is None:
            listing = listing_create(accepted.organisation, round=fresh(round_), data=data, by=host, now=now)
        else:
            listing_update(listing, data=data, version=listing.version, by=host, now=now)
        cast.listings[place.slug] = listing

    def submit(now: dt.datetime) -> None:
        listing_submit(fresh(cast.listings[place.slug]), by=cast.hosts[company.slug], now=now)

    def publish(now: dt.datetime) -> None:
        listing_publish(fresh(cast.listings[place.slug]), by=cast.consultant, now=now)

    story.at(start, call)
    story.at(start + 3 * _DAY, talk)
    story.at(start + 3 * _DAY + 2 * _HOUR, invite)
    story.at(start + 6 * _DAY, accept)
    story.at(start + 7 * _DAY, submit)
    story.at(start + 9 * _DAY, publish)


def board_is_worked(cast: Cast, round_: Round, *, start: dt.datetime) -> None:
    """The other companies that people wish for: one is talked with, one is called, one is put aside."""
    story = cast.story

    def vindkant(now: dt.datetime) -> None:
        if (lead := _lead(round_, "Vindkant")) is not None:
            lead_contact(lead, by=cast.desk[1], now=now)
            lead_dialogue(lead, by=cast.desk[1], now=now)
            text = "De er med på idéen, men vil se, hvad man skal skrive under på. Sendte et eksempel på en aftale."
            lead_note(lead, text=text, by=cast.desk[1], now=now)
            lead_plan(
                lead, owner=cast.desk[1], next_step="Følg op på aftalen", next_step_on=(now + 12 * _DAY).date(),
                by=cast.desk[1],
            )  # fmt: skip

    def solstreg(now: dt.datetime) -> None:
        if (lead := _lead(round_, "Solstreg")) is not None:
            lead_contact(lead, by=cast.desk[2], now=now)
            text = "Lagt besked på telefonsvareren to gange. Skriv næste gang."
            lead_note(lead, text=text, by=cast.desk[2], now=now)
            lead_plan(
                lead, owner=cast.desk[2], next_step="Skriv en invitation", next_step_on=(now + 5 * _DAY).date(),
                handover="Tal med værkføreren; direktøren er på rejse til den 1.", by=cast.desk[2],
            )  # fmt: skip

    def haandslag(now: dt.datetime) -> None:
        if (lead := _lead(round_, "Håndslag")) is not None:
            why = "Flytter kontor i foråret. Vil gerne spørges igen i næste runde."
            lead_park(lead, why=why, by=cast.desk[1], now=now)

    for number, act in enumerate((vindkant, solstreg, haandslag)):
        story.at(start + number * _DAY, act)
