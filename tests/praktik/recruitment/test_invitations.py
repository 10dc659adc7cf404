"""The invitation: a mail to a company, and what accepting it leads to."""

from __future__ import annotations

import datetime as dt

import pytest

from praktik import clock
from praktik.history.door import NotYours, Refused
from praktik.links import digest
from praktik.listings.models import Listing
from praktik.listings.states import State as ListingState
from praktik.mail.models import Mail
from praktik.organisations.models import Organisation
from praktik.organisations.states import MembershipRole
from praktik.recruitment.models import Invitation, Lead
from praktik.recruitment.services import InvitationOver, invitation_accept, lead_invite
from praktik.recruitment.states import State
from praktik.register.models import RegisterEntry
from praktik.rounds.models import Milestone
from praktik.rounds.states import MilestoneKind
from tests import factories
from tests.praktik.recruitment.helpers import invitation_secret, wish_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CVR, OTHER_CVR = "90000012", "90000020"


@pytest.fixture
def lead():
    wish_for("Alfa A/S", CVR, purpose="HEMMELIGT FORMÅL")
    return Lead.objects.get()


def invite(lead, consultant, now, email="bo@alfa.demo.example", **more):
    lead_invite(lead, name="Bo", email=email, by=consultant, now=now, **more)
    return invitation_secret()


def test_inviting_contacts_the_company_and_keeps_the_secret_in_the_mail(lead, consultant, now):
    with pytest.raises(NotYours):
        invite(lead, factories.UserFactory(), now)
    secret = invite(lead, consultant, now, email="Bo@Alfa.demo.example")
    lead.refresh_from_db()
    invitation = Invitation.objects.get()
    assert (lead.state, invitation.email, invitation.token_hash) == (
        State.CONTACTED, "bo@alfa.demo.example", digest(secret),
    )  # fmt: skip
    mail = Mail.objects.get()
    assert (mail.kind, mail.to, mail.language) == ("host_invitation", "bo@alfa.demo.example", "da")
    wisher = lead.wishes.get().application
    for secret_word in ("HEMMELIGT", wisher.applicant.name, wisher.applicant.email, str(wisher.workplace)):
        assert secret_word not in mail.subject + mail.text


def test_an_english_invitation(lead, consultant, now):
    invite(lead, consultant, now, language="en")
    assert "/en/invitation/" in Mail.objects.get().text


def test_a_company_protected_against_advertising_must_have_asked(lead, consultant, now):
    lead.organisation = factories.CompanyFactory(cvr=CVR, advertising_protected=True)
    lead.save()
    with pytest.raises(Refused, match="protected against advertising"):
        invite(lead, consultant, now)
    assert (Mail.objects.count(), Lead.objects.get().state) == (0, State.FOUND)
    invite(lead, consultant, now, asked_for=True)


@pytest.mark.parametrize("state", [State.COMMITTED, State.DECLINED])
def test_nobody_is_invited_after_an_answer(lead, consultant, now, state):
    Lead.objects.update(state=state)
    with pytest.raises(Refused, match="cannot be invited now"):
        invite(lead, consultant, now)


def test_accepting_makes_company_contact_and_draft(lead, consultant, now):
    user = factories.UserFactory()
    secret = invite(lead, consultant, now)
    done = invitation_accept(secret, user=user, name="Noget helt andet", cvr=OTHER_CVR, now=now)
    lead.refresh_from_db()
    organisation = Organisation.objects.get(cvr=CVR)
    assert (organisation.name, organisation.sector_id) == ("Alfa A/S", "private")
    assert done.organisation == organisation == lead.organisation
    assert (done.membership.state, done.membership.user) == ("confirmed", user)
    assert (done.listing.state, done.listing.round, done.listing.organisation) == (
        ListingState.DRAFT, lead.round, organisation,
    )  # fmt: skip
    assert lead.state == State.COMMITTED
    invitation = Invitation.objects.get()
    assert (invitation.accepted_at, invitation.accepted_by) == (now, user)
    with pytest.raises(InvitationOver, match="accepted already"):
        invitation_accept(secret, user=factories.UserFactory(), now=now)


def test_an_unknown_and_an_old_invitation(lead, consultant, now):
    with pytest.raises(InvitationOver, match="do not know"):
        invitation_accept("x" * 43, user=factories.UserFactory(), now=now)
    secret = invite(lead, consultant, now)
    with pytest.raises(InvitationOver, match="too old"):
        invitation_accept(secret, user=factories.UserFactory(), now=now + dt.timedelta(days=60))
    assert Organisation.objects.filter(cvr=CVR).count() == 0


def test_a_lead_without_a_number_asks_for_it(consultant, now):
    wish_for("Beta")
    lead = Lead.objects.get()
    secret = invite(lead, consultant, now)
    user = factories.UserFactory()
    with pytest.raises(Refused, match="CVR number"):
        invitation_accept(secret, user=user, now=now)
    done = invitation_accept(secret, user=user, name="Beta ApS", cvr=OTHER_CVR, now=now)
    lead.refresh_from_db()
    assert (done.organisation.name, done.membership.state) == ("Beta ApS", "confirmed")
    assert (lead.organisation, lead.cvr) == (done.organisation, OTHER_CVR)


def test_nobody_gets_into_another_company_by_typing_its_number(consultant, now):
    other = factories.CompanyFactory(cvr=OTHER_CVR)
    wish_for("Beta")
    secret = invite(Lead.objects.get(), consultant, now, email="eve@demo.example")
    eve = factories.UserFactory(email="eve@demo.example")
    done = invitation_accept(secret, user=eve, cvr=OTHER_CVR, now=now)
    assert (done.organisation, done.membership.state, done.listing) == (other, "requested", None)
    assert Lead.objects.get().organisation is None


@pytest.mark.parametrize(("email", "state"), [("bo@alfa.demo.example", "confirmed"), ("eve@demo.example", "requested")])
def test_a_company_that_has_contacts_is_joined_by_the_invited_alone(lead, consultant, now, email, state):
    company = factories.CompanyFactory(cvr=CVR)
    factories.MembershipFactory(organisation=company)
    lead.organisation = company
    lead.save()
    secret = invite(lead, consultant, now)
    done = invitation_accept(secret, user=factories.UserFactory(email=email), now=now)
    assert (done.membership.state, done.listing is not None) == (state, state == "confirmed")


def test_one_who_is_known_to_work_there_becomes_its_contact(lead, consultant, now):
    lead.organisation = factories.CompanyFactory(cvr=CVR)
    lead.save()
    tie = factories.MembershipFactory(organisation=lead.organisation, role=MembershipRole.EMPLOYEE)
    done = invitation_accept(invite(lead, consultant, now), user=tie.user, now=now)
    assert (done.membership.pk, done.membership.role, done.membership.state) == (tie.pk, "contact", "confirmed")


def test_a_listing_that_is_there_already_is_not_made_twice(lead, consultant, now):
    company = factories.CompanyFactory(cvr=CVR)
    lead.organisation = company
    lead.save()
    listing = factories.ListingFactory(round=lead.round, organisation=company)
    done = invitation_accept(invite(lead, consultant, now), user=factories.UserFactory(), now=now)
    assert (done.listing, Listing.objects.count()) == (listing, 1)


def test_after_the_listings_deadline_there_is_no_draft(lead, consultant, now):
    Milestone.objects.filter(round=lead.round, kind=MilestoneKind.LISTINGS_CLOSE).update(at=now)
    done = invitation_accept(invite(lead, consultant, now), user=factories.UserFactory(), now=now)
    assert (done.membership.state, done.listing) == ("confirmed", None)


@pytest.mark.parametrize("state", [State.PARKED, State.DECLINED])
def test_whatever_the_board_says_the_company_can_sign_up(lead, consultant, now, state):
    secret = invite(lead, consultant, now)
    Lead.objects.update(state=state)
    assert invitation_accept(secret, user=factories.UserFactory(), now=now).membership.state == "confirmed"
    assert Lead.objects.get().state == state


@pytest.mark.parametrize("known", ["organisation", "register", "both say otherwise"])
def test_a_protected_company_is_known_from_praktik_or_from_the_register(known):
    wish_for("Alfa A/S", CVR)
    lead = Lead.objects.get()
    if known == "register":
        RegisterEntry.objects.create(cvr=CVR, name="Alfa", advertising_protected=True, as_of=clock.today())
    else:
        lead.organisation = factories.CompanyFactory(cvr=CVR, advertising_protected=True)
        lead.save()
    if known == "both say otherwise":
        RegisterEntry.objects.create(cvr=CVR, name="Alfa", advertising_protected=False, as_of=clock.today())
    give = {"name": "Bo", "email": "bo@alfa.demo.example", "by": factories.UserFactory(roles={"consultant"})}
    with pytest.raises(Refused, match="protected against advertising"):
        lead_invite(lead, **give, now=clock.now())
    lead_invite(lead, **give, asked_for=True, now=clock.now())
    assert Invitation.objects.count() == 1
