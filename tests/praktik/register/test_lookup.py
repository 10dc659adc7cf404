"""Asking the register: our own table, or whatever the setting names."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from praktik.register.lookup import companies, company
from praktik.register.models import RegisterEntry
from tests import factories

CVR, OTHER = "90000012", "90000020"
DAY = dt.date(2026, 11, 1)


class Elsewhere:
    """Another service: it knows one company, and keeps none in a table."""

    def find(self, numbers):
        return [RegisterEntry(cvr=OTHER, name="Fjern A/S", advertising_protected=True, as_of=DAY)]


class Broken:
    def find(self, numbers):
        raise TimeoutError("two seconds are over")


def entry(cvr=CVR, **fields):
    values = {"name": "Alfa A/S", "advertising_protected": False, "as_of": DAY, **fields}
    return RegisterEntry.objects.create(cvr=cvr, **values)


@pytest.mark.django_db
def test_our_own_table_answers_many_at_once(django_assert_num_queries):
    alfa = entry()
    with django_assert_num_queries(1):
        assert companies([CVR, OTHER, ""]) == {CVR: alfa}
    with django_assert_num_queries(0):
        assert companies(["", ""]) == {}


def test_the_setting_says_who_is_asked(settings):
    settings.COMPANY_REGISTER = f"{__name__}.Elsewhere"
    assert company(OTHER).name == "Fjern A/S"


def test_a_register_that_does_not_answer_is_logged_and_stands_in_nobodys_way(settings, caplog):
    settings.COMPANY_REGISTER = f"{__name__}.Broken"
    assert company(CVR) is None
    assert ["the company register did not answer" in record.getMessage() for record in caplog.records] == [True]


@pytest.mark.django_db
@pytest.mark.parametrize(("roles", "status"), [({"reader"}, 200), ({"consultant"}, 200)])
def test_the_desk_looks_it_up_and_changes_nothing(client, roles, status):
    alfa = entry()
    client.force_login(factories.UserFactory(roles=roles))
    assert client.get(reverse("admin:praktik_registerentry_changelist"), {"q": "9000"}).status_code == status
    page = reverse("admin:praktik_registerentry_change", args=[alfa.pk])
    assert client.post(page, {"name": "Andet"}).status_code == 403
    assert RegisterEntry.objects.get().name == "Alfa A/S"
