"""What the CVR number that a log-in tells does to who works where, and to who may act for whom."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from praktik.history.actors import Impersonal, Role
from praktik.history.door import IllegalMove
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.organisations import rules, services
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.states import MembershipRole, State
from tests.factories import CompanyFactory, MembershipFactory, UserFactory, WorkplaceFactory, cvr

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)


def claim(user, number):
    return services.workplace_claim(user, cvr=number, now=NOW)


def ties(user):
    return list(Membership.objects.filter(user=user).order_by("pk").values_list("organisation", "role", "state"))


def moves(user):
    found = Transition.objects.of(Membership.objects.get(user=user))
    return list(found.values_list("from_state", "to_state", "role", "why"))


def test_the_number_makes_an_employee_whom_nobody_is_asked_about():
    company, user = CompanyFactory(), UserFactory()
    MembershipFactory(organisation=company)
    assert claim(user, f"DK {company.cvr}") == company
    assert ties(user) == [(company.pk, MembershipRole.EMPLOYEE, State.CONFIRMED)]
    assert moves(user) == [
        ("", State.REQUESTED, Role.SYSTEM, ""),
        (State.REQUESTED, State.CONFIRMED, Role.SYSTEM, rules.CLAIMED),
    ]
    assert Mail.objects.count() == 0
    assert list(Organisation.objects.worked_at_by(user)) == [company]
    assert claim(user, company.cvr) == company
    assert len(moves(user)) == 2


def test_an_employee_acts_for_nothing_and_decides_nothing():
    company, user = CompanyFactory(), UserFactory()
    claim(user, company.cvr)
    assert (rules.acts_for(user, company), rules.may_edit(user, company), rules.decides(user, company)) == (
        False, False, False,
    )  # fmt: skip
    assert list(Organisation.objects.acted_for_by(user)) == []


@pytest.mark.parametrize("number", ["", "abc", "12345678", cvr(99)])
def test_a_number_that_is_none_or_nobodys_changes_nothing(number):
    tie = MembershipFactory(role=MembershipRole.EMPLOYEE)
    assert claim(tie.user, number) is None
    assert ties(tie.user) == [(tie.organisation_id, MembershipRole.EMPLOYEE, State.CONFIRMED)]


def test_the_successor_of_an_organisation_that_is_no_more():
    now, user = CompanyFactory(), UserFactory()
    before = CompanyFactory(valid_to=dt.date(2026, 6, 30), successor=now)
    assert claim(user, before.cvr) == now


def test_a_new_workplace_ends_the_one_before_and_nothing_that_was_asked_for():
    user, before, company = UserFactory(), CompanyFactory(), CompanyFactory()
    claim(user, before.cvr)
    host = MembershipFactory(user=user)
    asking = MembershipFactory(user=user, state=State.REQUESTED)
    claim(user, company.cvr)
    assert ties(user) == [
        (before.pk, MembershipRole.EMPLOYEE, State.ENDED),
        (host.organisation_id, MembershipRole.CONTACT, State.CONFIRMED),
        (asking.organisation_id, MembershipRole.CONTACT, State.REQUESTED),
        (company.pk, MembershipRole.EMPLOYEE, State.CONFIRMED),
    ]
    claim(user, before.cvr)
    assert ties(user)[0] == (before.pk, MembershipRole.EMPLOYEE, State.CONFIRMED)
    assert ties(user)[3] == (company.pk, MembershipRole.EMPLOYEE, State.ENDED)


@pytest.mark.parametrize(
    ("state", "role", "after"),
    [
        (State.CONFIRMED, MembershipRole.CONTACT, (MembershipRole.CONTACT, State.CONFIRMED)),
        (State.CONFIRMED, MembershipRole.OWNER, (MembershipRole.OWNER, State.CONFIRMED)),
        (State.REQUESTED, MembershipRole.CONTACT, (MembershipRole.CONTACT, State.REQUESTED)),
        (State.DECLINED, MembershipRole.CONTACT, (MembershipRole.EMPLOYEE, State.CONFIRMED)),
        (State.ENDED, MembershipRole.OWNER, (MembershipRole.EMPLOYEE, State.CONFIRMED)),
    ],
)
def test_who_acts_or_has_asked_to_stays_that_and_nobody_acts_again_by_it(state, role, after):
    tie = MembershipFactory(state=state, role=role)
    claim(tie.user, tie.organisation.cvr)
    assert ties(tie.user) == [(tie.organisation_id, *after)]


def test_an_employee_can_ask_to_act_as_anybody_can(client):
    company, user = CompanyFactory(), UserFactory()
    claim(user, company.cvr)
    client.force_login(user)
    page = client.get(reverse("organisation_join"), {"q": company.cvr})
    assert page.context["found"] == [(company, None)]
    assert list(client.get(reverse("host_home")).context["elsewhere"]) == []
    client.post(reverse("organisation_join"), {"organisation": company.pk})
    assert ties(user) == [(company.pk, MembershipRole.CONTACT, State.REQUESTED)]
    assert rules.acts_for(user, company) is False
    with pytest.raises(IllegalMove):
        services.membership_request(user, company, now=NOW)
    services.membership_confirm(Membership.objects.get(), by=Impersonal(Role.CONSULTANT), now=NOW)
    assert rules.acts_for(user, company) is True
    with pytest.raises(IllegalMove):
        services.membership_request(user, company, now=NOW)
    assert ties(user) == [(company.pk, MembershipRole.CONTACT, State.CONFIRMED)]


def test_a_workplace_of_a_body_has_the_bodys_number():
    body = CompanyFactory(sector_id="municipality")
    WorkplaceFactory(parent=body)
    user = UserFactory()
    assert claim(user, body.cvr) == body
