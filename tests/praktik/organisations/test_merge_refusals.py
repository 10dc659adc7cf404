"""Which merges are refused, to whom, and why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from praktik import clock
from praktik.history.actors import SYSTEM, Role
from praktik.history.door import NotYours, Refused, Stale
from praktik.organisations import services
from praktik.organisations.merge_models import Merge
from praktik.organisations.models import MailDomain, Organisation
from tests import factories
from tests.factories import CompanyFactory, MembershipFactory, UserFactory, WorkplaceFactory, cvr
from tests.praktik.organisations.merging import desk, merge, plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("roles", [{Role.READER}, set()])
def test_only_consultants_and_administrators_merge(pair, roles):
    kept, gone = pair
    digest = plan(kept, gone).digest
    with pytest.raises(NotYours):
        services.organisations_merge(
            kept.pk, [gone.pk], why="x", digest=digest, by=UserFactory(roles=roles), now=clock.now()
        )
    with pytest.raises(NotYours):
        services.organisations_merge(kept.pk, [gone.pk], why="x", digest=digest, by=SYSTEM, now=clock.now())
    assert Merge.objects.count() == 0
    merge(kept, gone, by=UserFactory(roles={Role.ADMINISTRATOR}))


def numbers():
    return CompanyFactory(name="Alfa", cvr=cvr(1)), CompanyFactory(name="Beta", cvr=cvr(2))


def production_units():
    body = WorkplaceFactory(name="Vejle")
    return [WorkplaceFactory(name="Skole", parent=body, p_number=number) for number in ("1000000001", "1000000002")]


def bodies():
    return [WorkplaceFactory(name="Skole", parent=WorkplaceFactory(name=name)) for name in ("Vejle", "Kolding")]


def body_and_workplace():
    body = WorkplaceFactory(name="Vejle")
    return body, WorkplaceFactory(name="Skole", parent=body)


def body_with_workplaces():
    body = WorkplaceFactory(name="Vejle")
    WorkplaceFactory(parent=body)
    return WorkplaceFactory(name="Skole", parent=WorkplaceFactory()), body


def one_after_the_other():
    new = CompanyFactory(name="Ny", cvr=None)
    middle = CompanyFactory(name="Midt", cvr=None, valid_to=dt.date(2025, 1, 1), successor=new)
    old = CompanyFactory(name="Gammel", cvr=None, valid_to=dt.date(2024, 1, 1), successor=middle)
    return new, old


def over():
    return CompanyFactory(name="Ovre", cvr=None, valid_to=dt.date(2024, 1, 1)), CompanyFactory(name="Ny", cvr=None)


def merged_before():
    one, two = CompanyFactory(name="Alfa", cvr=None), CompanyFactory(name="Alfa 2", cvr=None)
    merge(two, one)
    return CompanyFactory(name="Alfa 3", cvr=None), one


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            numbers,
            "They have different CVR numbers ({0.cvr}, {1.cvr}), so they are different legal bodies. If one of the "
            "numbers is wrong, take it out on the organisation's page first.",
        ),
        (
            production_units,
            "They have different P numbers (1000000001, 1000000002), so they are different production units. If one "
            "of the numbers is wrong, take it out on the organisation's page first.",
        ),
        (
            bodies,
            "They belong to different bodies. If the bodies are one, merge those first; otherwise change “belongs to”.",
        ),
        (
            body_and_workplace,
            "“Vejle” is the body that another of them belongs to. If they are one, take out “belongs to” first.",
        ),
        (
            body_with_workplaces,
            "“Vejle” is a body of its own, with a CVR number or workplaces, and another of them is a workplace. If "
            "they are one, take out “belongs to” first.",
        ),
        (
            one_after_the_other,
            "“Ny” is the successor of “Gammel”: they are one after the other, not one twice. If that is wrong, take "
            "out the successor first.",
        ),
        (over, "“Ovre” is not valid today. Let the one stay that is."),
        (merged_before, "“Alfa” has been merged into another organisation already."),
    ],
)
def test_what_is_refused_and_why(make, sentence):
    kept, gone = make()
    before = Merge.objects.count()
    with translation.override("en"):
        assert plan(kept, gone).refusals == [sentence.format(kept, gone)]
        with pytest.raises(Refused) as refused:
            merge(kept, gone)
    assert str(refused.value) == sentence.format(kept, gone)
    assert Merge.objects.count() == before
    gone.refresh_from_db()
    assert gone.merged_into_id != kept.pk


def test_a_reason_is_needed_and_two_organisations(pair):
    kept, gone = pair
    with pytest.raises(Refused):
        merge(kept, gone, why=" ")
    with pytest.raises(Refused):
        services.merge_case(kept.pk, [kept.pk])
    with pytest.raises(Refused):
        services.merge_case(kept.pk, [0])


@pytest.mark.parametrize(
    "change",
    [
        lambda kept, gone: Organisation.objects.filter(pk=gone.pk).update(name="Et andet navn"),
        lambda kept, gone: MembershipFactory(organisation=gone),
        lambda kept, gone: factories.ListingFactory(organisation=gone),
        lambda kept, gone: MailDomain.objects.create(organisation=gone, domain="ny.demo.example"),
        lambda kept, gone: factories.ApplicationFactory(workplace=gone),
    ],
    ids=["name", "membership", "listing", "domain", "application"],
)
def test_what_has_changed_since_it_was_looked_at_is_looked_at_again(pair, change):
    kept, gone = pair
    digest = plan(kept, gone).digest
    change(kept, gone)
    with pytest.raises(Stale):
        services.organisations_merge(kept.pk, [gone.pk], why="x", digest=digest, by=desk(), now=clock.now())
    assert Merge.objects.count() == 0
    merge(kept, gone)
