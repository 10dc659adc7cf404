"""Listings of two organisations that are one, and the addresses that hosts know."""

from __future__ import annotations

import pytest
from django.urls import reverse

from praktik.listings.models import Listing
from tests import factories
from tests.praktik.organisations.merging import merge, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return factories.CompanyFactory(name="Vindkant A/S"), factories.CompanyFactory(name="Vindkant Nord", cvr=None)


def test_a_sector_that_the_round_does_not_take_is_pointed_out():
    company = factories.CompanyFactory(cvr=None, name="Vandværket")
    public = factories.WorkplaceFactory(name="Vandværket")
    factories.ListingFactory(organisation=company, title="Ved vandet")
    assert [said for said in plan(public, company).warnings if "“Ved vandet”" in said] != []
    assert [said for said in plan(company, public).warnings if "“Ved vandet”" in said] == []


def test_old_addresses_lead_to_the_one_that_stays(pair, client):
    kept, gone = pair
    host = factories.MembershipFactory(organisation=gone).user
    round_ = factories.RoundFactory()
    merge(kept, gone)
    client.force_login(host)
    edit, new = ("organisation_edit", []), ("listing_new", [round_.slug])
    for name, more in (edit, new):
        answer = client.get(reverse(name, args=[gone.pk, *more]))
        assert (answer.status_code, answer["Location"]) == (302, reverse(name, args=[kept.pk, *more]))
        assert client.get(answer["Location"]).status_code == 200
    stranger = factories.UserFactory()
    client.force_login(stranger)
    assert client.get(reverse("organisation_edit", args=[gone.pk]), follow=True).status_code == 404


def test_what_was_being_written_when_it_was_merged_is_saved(pair, client):
    kept, gone = pair
    host = factories.MembershipFactory(organisation=gone).user
    round_ = factories.RoundFactory()
    merge(kept, gone)
    client.force_login(host)
    client.post(reverse("organisation_edit", args=[gone.pk]), {"city": "Vejle"})
    kept.refresh_from_db()
    assert kept.city == "Vejle"
    draft = {"title": "Ved møllen", "days": 5, "capacity": 1, "week_capacity": 1, "language": "da"}
    client.post(reverse("listing_new", args=[gone.pk, round_.slug]), draft)
    assert list(Listing.objects.values_list("title", "organisation")) == [("Ved møllen", kept.pk)]


def test_the_old_name_and_the_old_number_find_the_one_that_stays(pair, client):
    kept, gone = pair
    person = factories.UserFactory()
    merge(kept, gone)
    client.force_login(person)
    found = client.get(reverse("organisation_join"), {"q": "vindkant nord"}).context["found"]
    assert [organisation for organisation, _state in found] == [kept]
    client.post(reverse("organisation_join"), {"organisation": gone.pk})
    assert list(person.memberships.values_list("organisation", flat=True)) == [kept.pk]
