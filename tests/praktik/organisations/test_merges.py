"""Organisations that are here twice become one: what moves, what is refused, and that nothing is forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import translation

from praktik import clock
from praktik.applications.models import Conflict
from praktik.applications.states import Leg
from praktik.history.actors import Role
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.organisations import rules, services
from praktik.organisations.merging import parts
from praktik.organisations.models import MailDomain, Organisation
from praktik.organisations.states import MembershipRole, State
from praktik.recruitment.models import Lead
from tests import factories
from tests.factories import CompanyFactory, MembershipFactory, UserFactory, WorkplaceFactory, cvr
from tests.praktik.organisations.merging import desk, merge, plan

pytestmark = pytest.mark.django_db


def foreign_keys():
    """Every foreign key to an organisation, but those of history's copies: what was stays as it was."""
    return {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if not hasattr(model, "pgh_tracked_model") and not model._meta.proxy
        for field in model._meta.get_fields()
        if field.concrete and field.remote_field and field.related_model is Organisation
    }


def test_every_foreign_key_to_an_organisation_has_its_line():
    answered = [name for part in parts() for name in part.fields]
    assert sorted(answered) == sorted(foreign_keys())


def rows_of(organisation):
    """A row for each foreign key that moves: (model, field) -> how to make one that points to the organisation."""
    round_ = factories.RoundFactory()
    application = factories.ApplicationFactory(round=round_)
    return {
        ("praktik.maildomain", "organisation"): lambda: MailDomain.objects.create(
            organisation=organisation, domain="vindkant.demo.example"
        ),
        ("praktik.membership", "organisation"): lambda: MembershipFactory(organisation=organisation),
        ("praktik.organisation", "parent"): lambda: WorkplaceFactory(parent=organisation),
        ("praktik.organisation", "successor"): lambda: CompanyFactory(
            valid_to=dt.date(2026, 1, 1), successor=organisation
        ),
        ("praktik.listing", "organisation"): lambda: factories.ListingFactory(organisation=organisation, round=round_),
        ("praktik.lead", "organisation"): lambda: Lead.objects.create(
            round=round_, name="Vindkant", normalised="vindkant", organisation=organisation
        ),
        ("praktik.application", "workplace"): lambda: factories.ApplicationFactory(workplace=organisation),
        ("praktik.conflict", "organisation"): lambda: Conflict.objects.create(
            application=application,
            organisation=organisation,
            leg=Leg.PROCUREMENT,
            text="Udbud",
            declared_at=clock.now(),
        ),
    }


STAY = {"praktik.merge.gone", "praktik.merge.kept"}
MOVE = sorted(foreign_keys() - STAY - {"praktik.organisation.merged_into"})


def test_the_table_of_the_tests_is_whole(pair):
    assert sorted(".".join(key) for key in rows_of(pair[1])) == MOVE


@pytest.mark.parametrize("name", MOVE)
def test_each_foreign_key_moves_and_is_noted(pair, name):
    kept, gone = pair
    model, _dot, field = name.rpartition(".")
    row = rows_of(gone)[model, field]()
    (done,) = merge(kept, gone)
    row.refresh_from_db()
    assert getattr(row, f"{field}_id") == kept.pk
    assert done.moved[name] == [row.pk]


@pytest.mark.parametrize("name", MOVE)
def test_what_points_to_a_merged_one_later_follows(pair, name):
    """A page that was open, a request that waited: the number they know is the old one."""
    kept, gone = pair
    merge(kept, gone)
    model, _dot, field = name.rpartition(".")
    row = rows_of(gone)[model, field]()
    row.refresh_from_db()
    assert getattr(row, f"{field}_id") == kept.pk
    type(row)._base_manager.filter(pk=row.pk).update(**{field: gone})
    row.refresh_from_db()
    assert getattr(row, f"{field}_id") == kept.pk


def test_the_merge_is_kept_and_the_one_that_is_gone_points_to_the_one_that_stays(pair):
    kept, gone = pair
    consultant, now = desk(), clock.now()
    (done,) = merge(kept, gone, by=consultant, now=now, why="  Samme CVR-nummer i et brev. ")
    assert (done.kept, done.gone, done.by, done.at, done.why) == (
        kept, gone, consultant, now, "Samme CVR-nummer i et brev.",
    )  # fmt: skip
    assert (gone.merged_into, kept.merged_into, kept.former_names) == (kept, None, ["Vindkant Danmark"])
    assert list(Organisation.objects.standing().filter(pk__in=[kept.pk, gone.pk])) == [kept]
    assert Organisation.objects.stays_as(gone.pk) == kept.pk


def test_two_of_everything_becomes_one_of_each():
    kept = CompanyFactory(name="Vindkant A/S", website="https://vindkant.demo.example", about_da="")
    gone = CompanyFactory(
        name="Vindkant Danmark", cvr=None, p_number="1234567890", website="https://gammel.demo.example",
        about_da="Vi bygger møller.", address="Havnegade 1", postcode="8000", city="Aarhus C",
        advertising_protected=True,
    )  # fmt: skip
    for organisation in (kept, gone):
        MailDomain.objects.create(organisation=organisation, domain="vindkant.demo.example")
    MailDomain.objects.create(organisation=gone, domain="vk.demo.example")
    both = UserFactory()
    for organisation in (kept, gone):
        MembershipFactory(user=both, organisation=organisation)
        factories.ListingFactory(organisation=organisation)
    other = MembershipFactory(organisation=gone)
    (done,) = merge(kept, gone)
    assert list(kept.mail_domains.values_list("domain", flat=True)) == ["vindkant.demo.example", "vk.demo.example"]
    assert sorted(kept.memberships.values_list("user", flat=True)) == sorted([both.pk, other.user_id])
    assert kept.listings.count() == 2
    assert (kept.website, kept.about_da, kept.p_number) == (
        "https://vindkant.demo.example", "Vi bygger møller.", "1234567890",
    )  # fmt: skip
    assert (kept.address, kept.postcode, kept.city) == ("Havnegade 1", "8000", "Aarhus C")
    assert kept.advertising_protected is True
    assert gone.p_number is None
    assert done.moved["numbers"] == {"p_number": "1234567890"}
    assert sorted(done.moved["filled"]) == ["about_da", "address", "city", "p_number", "postcode"]
    assert done.moved["praktik.maildomain.twice"] == ["vindkant.demo.example"]


def test_the_number_goes_to_the_one_that_stays(pair):
    numbered, other = pair
    number = numbered.cvr
    merge(other, numbered)
    assert (other.cvr, numbered.cvr) == (number, None)


def test_three_become_one_and_what_was_merged_before_comes_along():
    one, two, three, four = (CompanyFactory(name=name, cvr=None) for name in ("Alfa", "Alfa 2", "Alfa 3", "Alfa 4"))
    merge(two, one)
    rows = merge(four, two, three)
    one.refresh_from_db()
    assert [(row.gone, row.kept) for row in rows] == [(two, four), (three, four)]
    assert {row.merged_into for row in (one, two, three)} == {four}
    assert four.former_names == ["Alfa 2", "Alfa", "Alfa 3"]
    assert list(Organisation.objects.named_like("alfa")) == [four]
    assert list(Organisation.objects.named_like("alfa 3")) == [four]
    assert Organisation.objects.valid_on(clock.today()).filter(normalised_name="alfa").count() == 0


def member(organisation, user, state, role=MembershipRole.CONTACT):
    return MembershipFactory(organisation=organisation, user=user, state=state, role=role)


CONFIRMED, REQUESTED, DECLINED, ENDED = State.CONFIRMED, State.REQUESTED, State.DECLINED, State.ENDED
CONTACT, OWNER, EMPLOYEE = MembershipRole.CONTACT, MembershipRole.OWNER, MembershipRole.EMPLOYEE


@pytest.mark.parametrize(
    ("here", "there", "after", "moves"),
    [
        ((CONFIRMED, CONTACT), (CONFIRMED, OWNER), (CONFIRMED, OWNER), []),
        ((CONFIRMED, OWNER), (CONFIRMED, EMPLOYEE), (CONFIRMED, OWNER), []),
        ((REQUESTED, CONTACT), (CONFIRMED, CONTACT), (CONFIRMED, CONTACT), [(REQUESTED, CONFIRMED, Role.CONSULTANT)]),
        (
            (DECLINED, OWNER), (CONFIRMED, CONTACT), (CONFIRMED, CONTACT),
            [(DECLINED, REQUESTED, Role.SYSTEM), (REQUESTED, CONFIRMED, Role.CONSULTANT)],
        ),
        ((ENDED, CONTACT), (REQUESTED, CONTACT), (REQUESTED, CONTACT), [(ENDED, REQUESTED, Role.SYSTEM)]),
        ((CONFIRMED, CONTACT), (REQUESTED, OWNER), (CONFIRMED, CONTACT), []),
        ((ENDED, CONTACT), (DECLINED, CONTACT), (DECLINED, CONTACT), None),
    ],
)  # fmt: skip
def test_who_is_in_both_is_in_one_with_what_is_stronger(pair, here, there, after, moves):
    kept, gone = pair
    user = UserFactory()
    stays, ends = member(kept, user, *here), member(gone, user, *there)
    merge(kept, gone)
    stays.refresh_from_db()
    ends.refresh_from_db()
    if moves is None:  # both are over: nothing is moved for the sake of a no
        assert (stays.state, ends.state) == (ENDED, DECLINED)
        return
    assert (stays.organisation, stays.state, stays.role) == (kept, *after)
    assert [(row.from_state, row.to_state, row.role) for row in Transition.objects.of(stays)] == moves
    assert (ends.organisation, ends.state) == (gone, ENDED)
    assert Transition.objects.of(ends).last().why == "Lagt sammen med Vindkant A/S."


def test_a_contact_of_both_stays_the_contact_of_the_listings_that_move(pair):
    kept, gone = pair
    user = UserFactory()
    for organisation in pair:
        MembershipFactory(organisation=organisation, user=user)
    listing = factories.ListingFactory(organisation=gone)
    listing.contacts.add(user)
    merge(kept, gone)
    assert list(listing.contacts.all()) == [user]


def test_those_who_may_answer_a_request_that_moves_are_told(pair):
    kept, gone = pair
    contact = MembershipFactory(organisation=kept).user
    MembershipFactory(organisation=gone, state=State.REQUESTED, user=UserFactory(name="Bo"))
    assert any(said.startswith("“Bo” beder") for said in plan(kept, gone).moves)
    merge(kept, gone)
    assert list(Mail.objects.values_list("kind", "user")) == [("membership_asked", contact.pk)]


def test_one_whom_nobody_has_vouched_for_is_pointed_out(pair):
    kept, _gone = pair
    founder = UserFactory(name="Fie Founder")
    number = cvr(77)
    made, _membership = services.organisation_sign_up(
        name="Vindkant ApS", sector_id="private", cvr=number, by=founder, now=clock.now()
    )
    Organisation.objects.filter(pk=kept.pk).update(cvr=None)
    with translation.override("en"):
        assert plan(kept, made).warnings == [
            "Nobody has vouched for “Fie Founder”, who registered it and may act for “Vindkant A/S” afterwards."
        ]
    merge(kept, made)
    assert rules.acts_for(founder, kept) is True
    assert rules.decides(founder, kept) is False


def test_a_workplace_without_a_body_takes_the_others_body_over():
    body = WorkplaceFactory(name="Vejle")
    loose, own = WorkplaceFactory(name="Skole"), WorkplaceFactory(name="Skolen", parent=body)
    merge(loose, own)
    assert loose.parent == body


def test_who_types_the_old_name_of_a_workplace_gets_the_one_that_stays():
    kept, gone = WorkplaceFactory(name="Skolen ved Søen"), WorkplaceFactory(name="Søskolen")
    merge(kept, gone)
    typed = {"name": "søskolen", "sector_id": "municipality", "by": desk(), "now": clock.now()}
    assert services.workplace_find_or_create(**typed) == kept


def test_the_database_keeps_numbers_away_from_one_that_was_merged(pair):
    kept, gone = pair
    merge(kept, gone)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=gone.pk).update(cvr=cvr(99))
