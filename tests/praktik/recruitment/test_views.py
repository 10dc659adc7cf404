"""The invitation's page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from praktik import clock
from praktik.organisations.models import Membership, Organisation
from praktik.recruitment.models import Invitation, Lead
from praktik.recruitment.services import lead_invite
from tests import factories
from tests.praktik.recruitment.helpers import invitation_secret, wish_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CVR = "90000012"


@pytest.fixture
def secret():
    wish_for("Alfa A/S", CVR, purpose="HEMMELIGT FORMÅL")
    consultant = factories.UserFactory(roles={"consultant"})
    lead_invite(Lead.objects.get(), name="Bo", email="bo@alfa.demo.example", by=consultant, now=clock.now())
    return invitation_secret()


def page(secret):
    return reverse("invitation", args=[secret])


def test_a_visitor_reads_what_it_is_about_and_keeps_the_link_through_the_log_in(client, secret):
    text = client.get(page(secret)).content.decode()
    assert "Would Alfa A/S like to host" in text
    back = f"?next={page(secret).replace('/', '%2F')}"
    assert [f"/account/{name}/{back}" in text for name in ("login", "signup")] == [True, True]
    assert "HEMMELIGT" not in text
    response = client.post(page(secret))
    assert response.url == f"{reverse('account_login')}?next={page(secret)}"
    assert Invitation.objects.get().accepted_at is None


def test_accepting_leads_to_the_draft(client, secret):
    user = factories.UserFactory()
    client.force_login(user)
    client.get(page(secret))
    assert Membership.objects.count() == 0
    response = client.post(page(secret))
    organisation = Organisation.objects.get(cvr=CVR)
    assert response.url == reverse("listing_edit", args=[organisation.listings.get().pk])
    assert client.get(response.url).status_code == 200
    again = client.get(page(secret))
    assert (again.status_code, "accepted already" in again.content.decode()) == (410, True)


def test_a_company_without_a_number_is_asked_for_it(client):
    wish_for("Beta")
    consultant = factories.UserFactory(roles={"consultant"})
    lead_invite(Lead.objects.get(), name="Bo", email="bo@beta.demo.example", by=consultant, now=clock.now())
    secret = invitation_secret()
    client.force_login(factories.UserFactory())
    assert "CVR number" in client.get(page(secret)).content.decode()
    wrong = client.post(page(secret), {"name": "Beta", "cvr": "123"})
    assert (wrong.status_code, "eight digits" in wrong.content.decode()) == (200, True)
    assert client.post(page(secret), {"name": "Beta ApS", "cvr": CVR}).status_code == 302
    assert Organisation.objects.get(cvr=CVR).name == "Beta ApS"


def test_somebody_who_has_to_be_confirmed_is_told_so(client, secret):
    company = factories.CompanyFactory(cvr=CVR)
    factories.MembershipFactory(organisation=company)
    client.force_login(factories.UserFactory())
    response = client.post(page(secret), follow=True)
    assert response.redirect_chain[0][0] == reverse("host_home")
    assert "has to confirm you" in response.content.decode()


def test_an_unknown_link(client):
    response = client.get(page("x" * 43))
    assert (response.status_code, "do not know this link" in response.content.decode()) == (404, True)
