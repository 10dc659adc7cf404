"""What the company register knows is filled in where a company is made."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from praktik import clock
from praktik.history.door import Refused
from praktik.organisations.models import Organisation
from praktik.organisations.services import organisation_create, organisation_sign_up
from praktik.register.models import RegisterEntry
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CVR = "90000012"


@pytest.fixture
def host(client):
    user = factories.UserFactory()
    client.force_login(user)
    return user


def entry(**fields):
    values = {
        "name": "Alfa A/S", "address": "Havnegade 1", "postcode": "8000", "city": "Aarhus C", "municipality": "AARHUS",
        "advertising_protected": True, "as_of": dt.date(2026, 11, 1), **fields,
    }  # fmt: skip
    return RegisterEntry.objects.create(cvr=CVR, **values)


def test_what_is_not_given_is_filled_in():
    entry()
    made = organisation_create(
        name="Alfa", sector_id="private", cvr=CVR, by=factories.UserFactory(roles={"consultant"}), now=clock.now()
    )
    made.refresh_from_db()
    assert (made.name, made.address, made.postcode, made.city, made.municipality_id, made.region_id) == (
        "Alfa", "Havnegade 1", "8000", "Aarhus C", "aarhus", "midtjylland",
    )  # fmt: skip
    assert made.advertising_protected


def test_what_is_given_stays():
    entry(advertising_protected=False)
    made = organisation_create(
        name="Alfa", sector_id="private", cvr=CVR, city="Vejle", advertising_protected=True,
        by=factories.UserFactory(roles={"consultant"}), now=clock.now(),
    )  # fmt: skip
    assert (made.city, made.address, made.advertising_protected) == ("Vejle", "", True)


@pytest.mark.parametrize(("ended_on", "refused"), [(dt.date(2026, 1, 31), True), (dt.date(2199, 1, 1), False)])
def test_a_company_that_has_ended_does_not_sign_up(ended_on, refused):
    entry(ended_on=ended_on)
    give = {"name": "Alfa", "sector_id": "private", "cvr": CVR, "by": factories.UserFactory(), "now": clock.now()}
    if refused:
        with pytest.raises(Refused, match="Alfa A/S ended on 31 January 2026"):
            organisation_sign_up(**give)
    else:
        organisation_sign_up(**give)
    assert Organisation.objects.count() == 1 - refused


def test_a_host_finds_the_company_in_the_register_and_has_it_filled_in(client, host):
    entry()
    found = client.get(reverse("organisation_join"), {"q": "90 00 00 12"}).content.decode()
    address = f"{reverse('organisation_new')}?cvr={CVR}"
    assert ("in the company register, but not here yet" in found, f'href="{address}"' in found) == (True, True)
    page = client.get(address)
    form = page.context["form"]
    assert {name: str(form[name].value() or "") for name in ("name", "cvr", "address", "postcode", "city")} == {
        "name": "Alfa A/S", "cvr": CVR, "address": "Havnegade 1", "postcode": "8000", "city": "Aarhus C",
    }  # fmt: skip
    assert "as it was on 1 November 2026" in page.content.decode()
    client.post(address, {"name": "Alfa A/S", "cvr": CVR, "sector": "private"})
    made = Organisation.objects.get(cvr=CVR)
    assert (made.city, made.advertising_protected) == ("Aarhus C", True)


def test_a_number_that_it_does_not_know_says_so(client, host):
    page = client.get(reverse("organisation_new"), {"cvr": CVR})
    assert "The company register does not know this number" in page.content.decode()
    assert page.context["form"]["cvr"].value() == CVR


def test_a_number_that_is_none_is_said_beside_its_field(client, host):
    page = client.get(reverse("organisation_new"), {"cvr": "12345678"})
    assert page.context["ask"].errors == {"cvr": ["There is no CVR number like this: check the digits."]}


def test_a_number_that_is_here_already_leads_to_its_company(client, host):
    factories.CompanyFactory(cvr=CVR)
    page = client.get(reverse("organisation_new"), {"cvr": CVR})
    assert page.url == f"{reverse('organisation_join')}?q={CVR}"


def test_one_that_has_ended_is_said_beside_the_number_and_what_was_typed_stays(client, host):
    entry(ended_on=dt.date(2026, 1, 31))
    page = client.post(reverse("organisation_new"), {"name": "Alfa", "cvr": CVR, "sector": "private", "city": "Vejle"})
    form = page.context["form"]
    assert form.errors == {
        "cvr": ["According to the company register, Alfa A/S ended on 31 January 2026. Is the number the right one?"]
    }
    assert (form["city"].value(), Organisation.objects.count()) == ("Vejle", 0)
