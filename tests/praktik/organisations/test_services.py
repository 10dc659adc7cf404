"""Organisations and who acts for them: what the services do beside the moves in the table."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from praktik.history.actors import SYSTEM, Impersonal, Role
from praktik.history.door import IllegalMove, NotYours, Refused
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.mail.states import State as MailState
from praktik.organisations import rules, services
from praktik.organisations.models import MailDomain, Membership, Municipality, Organisation
from praktik.organisations.states import MembershipRole, State
from tests.factories import CompanyFactory, MembershipFactory, UserFactory, WorkplaceFactory, cvr

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
DESK = Impersonal(Role.CONSULTANT)
NEW = {"name": "Ny Virksomhed ApS", "sector_id": "private"}


def mails():
    return sorted(Mail.objects.values_list("kind", "to", "state"))


def moves(row):
    return list(Transition.objects.of(row).values_list("from_state", "to_state", "role"))


def founded(user=None, number=None):
    user = user or UserFactory()
    organisation, membership = services.organisation_sign_up(**NEW, cvr=number or cvr(7), by=user, now=NOW)
    return user, organisation, membership


def test_the_same_cvr_number_is_the_same_organisation_and_nobody_joins_it():
    one = services.organisation_create(**NEW, cvr="DK " + cvr(3), by=DESK, now=NOW)
    again = services.organisation_create(name="Noget andet", sector_id="private", cvr=cvr(3), by=DESK, now=NOW)
    assert again == one
    stored = Organisation.objects.get()
    assert (stored.name, stored.cvr, stored.created_at) == ("Ny Virksomhed ApS", cvr(3), NOW)
    assert stored.normalised_name == "ny virksomhed"
    assert Membership.objects.count() == 0


@pytest.mark.parametrize("number", ["12345678", "1374813", "abc"])
def test_a_cvr_number_that_does_not_exist_is_refused(number):
    with pytest.raises(Refused):
        services.organisation_create(**NEW, cvr=number, by=DESK, now=NOW)
    assert Organisation.objects.count() == 0


def test_a_personal_number_in_the_description_is_refused():
    with pytest.raises(ValidationError):
        services.organisation_create(**NEW, cvr=cvr(3), about_da="Ring til 010203-1234", by=DESK, now=NOW)


def test_whoever_registers_a_company_is_its_first_contact_with_the_reason_in_its_history():
    user, organisation, membership = founded()
    membership.refresh_from_db()
    assert (membership.role, membership.state) == (MembershipRole.CONTACT, State.CONFIRMED)
    assert moves(membership) == [
        ("", State.REQUESTED, Role.APPLICANT),
        (State.REQUESTED, State.CONFIRMED, Role.SYSTEM),
    ]
    assert Transition.objects.of(membership).last().why == rules.FOUNDED
    assert rules.acts_for(user, organisation) is True
    assert mails() == []


def test_registering_a_company_that_is_here_gives_nobody_any_right():
    company = CompanyFactory()
    user = UserFactory()
    with pytest.raises(Refused, match=company.name):
        services.organisation_sign_up(**NEW, cvr=company.cvr, by=user, now=NOW)
    assert Membership.objects.count() == 0
    assert rules.acts_for(user, company) is False


def test_one_who_registered_a_company_does_not_decide_who_joins_until_the_desk_vouches():
    founder, organisation, _membership = founded(UserFactory(email="boss@firma.demo.example"))
    request = services.membership_request(UserFactory(), organisation, now=NOW)
    assert mails() == []  # nobody there may answer: the desk's count has it
    with pytest.raises(NotYours):
        services.membership_confirm(request, by=founder, now=NOW)
    with pytest.raises(NotYours):
        services.membership_decline(request, by=founder, now=NOW)
    MailDomain.objects.create(organisation=organisation, domain="firma.demo.example")
    services.membership_confirm(request, by=founder, now=NOW)
    request.refresh_from_db()
    assert request.state == State.CONFIRMED


def test_contacts_who_decide_are_told_and_the_first_answer_takes_the_mail_back():
    company = CompanyFactory()
    contact = MembershipFactory(organisation=company).user
    MembershipFactory(organisation=company, role=MembershipRole.EMPLOYEE)
    MembershipFactory(organisation=company, state=State.REQUESTED)
    MembershipFactory()
    person = UserFactory(language="en")
    membership = services.membership_request(person, company, now=NOW)
    assert (membership.state, membership.requested_at) == (State.REQUESTED, NOW)
    assert mails() == [("membership_asked", contact.email, MailState.QUEUED)]
    services.membership_confirm(membership, by=contact, now=NOW)
    assert mails() == [
        ("membership_asked", contact.email, MailState.SUPERSEDED),
        ("membership_confirmed", person.email, MailState.QUEUED),
    ]
    assert Mail.objects.get(to=person.email).subject == f"You are now a contact person for {company.name}"
    assert rules.decides(person, company) is True


def test_a_no_is_told_without_the_reason():
    membership = MembershipFactory(state=State.REQUESTED)
    services.membership_decline(membership, by=DESK, now=NOW, why="works for a competitor")
    mail = Mail.objects.get()
    assert (mail.kind, mail.to) == ("membership_declined", membership.user.email)
    assert "competitor" not in mail.text + mail.html + mail.subject
    assert Transition.objects.of(membership).get().why == "works for a competitor"


def test_asking_twice_is_refused_and_asking_again_after_a_no_is_not():
    person, company = UserFactory(), CompanyFactory()
    membership = services.membership_request(person, company, now=NOW)
    with pytest.raises(IllegalMove):
        services.membership_request(person, company, now=NOW)
    services.membership_decline(membership, by=DESK, now=NOW)
    later = NOW + dt.timedelta(days=1)
    again = services.membership_request(person, company, role=MembershipRole.OWNER, now=later)
    assert (again.pk, again.state, again.requested_at, again.role) == (
        membership.pk, State.REQUESTED, later, MembershipRole.OWNER
    )  # fmt: skip


@pytest.mark.parametrize("service", [services.membership_confirm, services.membership_decline])
def test_nobody_answers_for_themselves_or_for_a_company_of_others(service):
    membership = MembershipFactory(state=State.REQUESTED)
    MembershipFactory(organisation=membership.organisation)
    for stranger in (membership.user, MembershipFactory().user, UserFactory(roles={Role.READER})):
        with pytest.raises(NotYours):
            service(membership, by=stranger, now=NOW)
    membership.refresh_from_db()
    assert membership.state == State.REQUESTED


def test_one_may_leave_and_a_colleague_may_end_it_but_a_stranger_may_not():
    company = CompanyFactory()
    first, second, third = (MembershipFactory(organisation=company) for _n in range(3))
    with pytest.raises(NotYours):
        services.membership_end(first, by=UserFactory(), now=NOW)
    services.membership_end(first, by=first.user, now=NOW)
    assert Mail.objects.count() == 0
    services.membership_end(second, by=third.user, now=NOW)
    assert list(Mail.objects.values_list("kind", "to")) == [("membership_ended", second.user.email)]
    assert list(Membership.objects.order_by("pk").values_list("state", flat=True)) == [
        State.ENDED, State.ENDED, State.CONFIRMED
    ]  # fmt: skip


def test_an_invitation_answered_confirms_by_the_system_and_counts_as_vouched():
    membership = MembershipFactory(state=State.REQUESTED)
    services.membership_confirm(membership, by=SYSTEM, now=NOW, why="invitation")
    assert rules.decides(membership.user, membership.organisation) is True


def test_the_public_details_are_the_contacts_and_the_name_is_not():
    membership = MembershipFactory()
    company = membership.organisation
    services.organisation_update(
        company, data={"about_da": "Vi laver broer.", "city": "Vejle"}, by=membership.user, now=NOW
    )
    company.refresh_from_db()
    assert (company.about_da, company.city) == ("Vi laver broer.", "Vejle")
    with pytest.raises(KeyError):
        services.organisation_update(company, data={"name": "Andet"}, by=membership.user, now=NOW)
    with pytest.raises(NotYours):
        services.organisation_update(company, data={"city": "Ribe"}, by=UserFactory(), now=NOW)
    company.refresh_from_db()
    assert company.city == "Vejle"


def test_a_workplace_is_found_by_its_name_as_compared():
    aarhus = Municipality.objects.get(slug="aarhus")
    made = services.workplace_find_or_create(
        name="Aarhus  Kommune", sector_id="municipality", municipality=aarhus, by=DESK, now=NOW
    )
    assert (made.cvr, made.region_id, made.name) == (None, "midtjylland", "Aarhus Kommune")
    same = services.workplace_find_or_create(name="århus kommune", sector_id="municipality", by=DESK, now=NOW)
    assert same == made
    for other in ({"name": "Aarhus", "sector_id": "municipality"}, {"name": "Aarhus Kommune", "sector_id": "state"}):
        assert services.workplace_find_or_create(**other, by=DESK, now=NOW) != made
    assert Organisation.objects.count() == 3


def test_a_workplace_that_is_no_longer_valid_is_not_found():
    old = WorkplaceFactory(name="Amt", valid_to=NOW.date() - dt.timedelta(days=1))
    assert services.workplace_find_or_create(name="Amt", sector_id="municipality", by=DESK, now=NOW) != old


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cvr_number", [None, cvr(5)])
def test_two_at_once_make_one(cvr_number):
    made, barrier = [], threading.Barrier(4)

    def make():
        try:
            barrier.wait(10)
            if cvr_number:
                row = services.organisation_create(**NEW, cvr=cvr_number, by=SYSTEM, now=NOW)
            else:
                row = services.workplace_find_or_create(name="Kommune", sector_id="municipality", by=SYSTEM, now=NOW)
            made.append(row.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=make) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(made) == 4
    assert set(made) == set(Organisation.objects.values_list("pk", flat=True))
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "matches"),
    [
        ("a@vejle.demo.example", True),
        ("a@skole.vejle.demo.example", True),
        ("A@VEJLE.demo.example", True),
        ("a@ikkevejle.demo.example", False),
        ("a@demo.example", False),
        ("vejle.demo.example", False),
        ("", False),
    ],
)
def test_whose_address_is_of_the_organisation(email, matches):
    body = WorkplaceFactory()
    workplace = WorkplaceFactory(parent=body)
    MailDomain.objects.create(organisation=body, domain="vejle.demo.example")
    assert rules.domain_matches(email, body) is matches
    assert rules.domain_matches(email, workplace) is matches
    assert rules.domain_matches(email, WorkplaceFactory()) is False
