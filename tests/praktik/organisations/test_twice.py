"""Organisations that may be here twice: which are found, and which are two."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from praktik import clock
from praktik.organisations.models import MailDomain, Organisation
from tests.factories import CompanyFactory, UserFactory, WorkplaceFactory
from tests.praktik.organisations.merging import merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return clock.today()


def by_name(today):
    return {organisation.pk for organisation in Organisation.objects.twice_by_name(today)}


def by_domain(today):
    return {organisation.pk for organisation in Organisation.objects.twice_by_domain(today)}


def test_the_same_name_as_names_are_compared(today):
    one = CompanyFactory(name="Ørsted Vind A/S")
    two = CompanyFactory(name="ØRSTED VIND", cvr=None)
    CompanyFactory(name="Ørsted Vandkraft", cvr=None)
    assert by_name(today) == {one.pk, two.pk}


def test_a_name_from_before_a_merge_counts_too(today):
    kept, gone = CompanyFactory(name="Alfa"), CompanyFactory(name="Beta", cvr=None)
    merge(kept, gone)
    assert by_name(today) == set()  # with itself nothing is twice
    again = CompanyFactory(name="BETA ApS", cvr=None)
    assert by_name(today) == {kept.pk, again.pk}
    other, former = CompanyFactory(name="Gamma", cvr=None), CompanyFactory(name="beta", cvr=None)
    merge(other, former)
    again.delete()
    assert by_name(today) == {kept.pk, other.pk}  # both have been called so


def test_two_cvr_numbers_are_two_organisations(today):
    one, other = CompanyFactory(name="Alfa"), CompanyFactory(name="Alfa ApS")
    assert by_name(today) == set()
    third = CompanyFactory(name="ALFA", cvr=None)
    assert by_name(today) == {one.pk, other.pk, third.pk}


def test_a_body_is_not_its_workplace_and_two_bodies_workplaces_are_two(today):
    body, other = WorkplaceFactory(name="Vejle Kommune"), WorkplaceFactory(name="Kolding Kommune")
    WorkplaceFactory(name="Vejle Kommune", parent=body)
    WorkplaceFactory(name="Borgerservice", parent=body)
    WorkplaceFactory(name="Borgerservice", parent=other)
    assert by_name(today) == set()
    same = WorkplaceFactory(name="borgerservice", parent=body)
    mine = Organisation.objects.filter(normalised_name="borgerservice", parent=body)
    assert by_name(today) == {row.pk for row in mine} == {same.pk, mine.exclude(pk=same.pk).get().pk}
    loose = WorkplaceFactory(name="Borgerservice")
    assert by_name(today) == {row.pk for row in Organisation.objects.filter(normalised_name="borgerservice")}
    assert loose.pk in by_name(today)


def test_one_that_is_over_is_not_another(today):
    old = CompanyFactory(name="Alfa", valid_to=today - dt.timedelta(days=1))
    new = CompanyFactory(name="Alfa", cvr=None)
    assert by_name(today) == set()
    Organisation.objects.filter(pk=old.pk).update(valid_to=today)
    assert by_name(today) == {old.pk, new.pk}


def test_the_same_mail_domain(today):
    body = WorkplaceFactory(name="Vejle Kommune")
    workplaces = [WorkplaceFactory(parent=body), WorkplaceFactory(parent=body)]
    for organisation in (body, *workplaces):
        MailDomain.objects.create(organisation=organisation, domain="vejle.demo.example")
    MailDomain.objects.create(organisation=CompanyFactory(), domain="alfa.demo.example")
    assert by_domain(today) == set()
    again = WorkplaceFactory(name="Vejle")
    MailDomain.objects.create(organisation=again, domain="vejle.demo.example")
    assert by_domain(today) == {body.pk, again.pk, *(workplace.pk for workplace in workplaces)}


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_desk_finds_them_in_its_list(client, pairs, django_assert_num_queries):
    client.force_login(UserFactory(roles={"consultant"}))
    names = [f"Firma {n}" for n in range(pairs)]
    for name in names:
        CompanyFactory(name=name)
        CompanyFactory(name=name, cvr=None)
    CompanyFactory(name="Alene")
    page = reverse("admin:praktik_organisation_changelist")
    client.get(page)
    with django_assert_num_queries(8):
        found = client.get(page, {"twice": "name"}).context["cl"].result_list
        assert [row.name for row in found] == [name for name in names for _twice in range(2)]
    assert list(client.get(page, {"twice": "domain"}).context["cl"].result_list) == []
