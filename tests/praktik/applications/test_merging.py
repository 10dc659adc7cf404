"""Applications and conflicts of interest of two organisations that are one."""

from __future__ import annotations

import pytest
from django.utils import translation

from praktik import clock
from praktik.applications.models import Conflict
from praktik.applications.states import ConflictState, Leg
from praktik.applications.states import State as ApplicationState
from tests import factories
from tests.praktik.organisations.merging import merge, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return factories.CompanyFactory(name="Vindkant A/S"), factories.CompanyFactory(name="Vindkant Nord", cvr=None)


def conflict(application, organisation, *, text="Vi har et udbud.", leg=Leg.PROCUREMENT, **fields):
    return Conflict.objects.create(
        application=application, organisation=organisation, leg=leg, text=text, declared_at=clock.now(), **fields
    )


def test_what_was_declared_of_both_and_is_undecided_is_declared_once(pair):
    kept, gone = pair
    application = factories.ApplicationFactory()
    one, two = conflict(application, kept), conflict(application, gone, text="Min søster er direktør.")
    other = conflict(application, gone, leg=Leg.IMPARTIALITY)
    (done,) = merge(kept, gone)
    one.refresh_from_db()
    assert list(Conflict.objects.order_by("pk")) == [one, other]
    assert one.text == "Vi har et udbud.\n\nMin søster er direktør."
    assert done.moved["praktik.conflict.joined"] == [two.pk]
    assert set(Conflict.objects.values_list("organisation", flat=True)) == {kept.pk}


@pytest.mark.parametrize(
    "fields",
    [
        {"state": ConflictState.CLEARED, "decision": "Intet til hinder."},
        {"by_manager": True},
        {"text": "x" * 2000},
    ],
    ids=["decided", "the manager's", "too long together"],
)
def test_what_is_not_the_same_declaration_stays_beside_it(pair, fields):
    kept, gone = pair
    application = factories.ApplicationFactory()
    conflict(application, kept)
    conflict(application, gone, **fields)
    merge(kept, gone)
    assert Conflict.objects.filter(organisation=kept).count() == 2


@pytest.mark.parametrize("turned", [False, True])
def test_a_wish_for_what_becomes_ones_own_workplace_is_pointed_out(pair, turned):
    workplace, host = reversed(pair) if turned else pair
    application = factories.ApplicationFactory(workplace=workplace, applicant__name="Anne Andersen")
    wish = factories.WishFactory(application=application, listing__organisation=host, listing__title="Møllepraktik")
    with translation.override("en"):
        found = plan(*pair)
    assert found.warnings == [
        "Anne Andersen wishes for “Møllepraktik”, which is their own workplace after the merge. "
        "The matching leaves the pair out."
    ]
    assert (found.refusals, list(found.seen)) == ([], [application.applicant_id])
    merge(*pair)
    wish.refresh_from_db()
    assert wish.listing.organisation == pair[0]


def test_the_workplaces_of_a_body_count_as_the_body():
    body, again = factories.WorkplaceFactory(name="Vejle Kommune"), factories.WorkplaceFactory(name="Vejle Kommune")
    school = factories.WorkplaceFactory(name="Skolen", parent=again)
    library = factories.WorkplaceFactory(name="Biblioteket", parent=body)
    application = factories.ApplicationFactory(workplace=school)
    factories.WishFactory(application=application, listing__organisation=library)
    assert len(plan(body, again).warnings) == 1
    merge(body, again)
    school.refresh_from_db()
    assert school.body == library.body == body


@pytest.mark.parametrize(
    ("with_whom", "state", "application_state", "warned"),
    [
        ("organisation", ConflictState.DECLARED, ApplicationState.ELIGIBLE, 1),
        ("organisation", ConflictState.UPHELD, ApplicationState.ELIGIBLE, 1),
        ("organisation", ConflictState.CLEARED, ApplicationState.ELIGIBLE, 0),
        ("organisation", ConflictState.DECLARED, ApplicationState.WITHDRAWN, 0),
        ("name", ConflictState.DECLARED, ApplicationState.ELIGIBLE, 1),
    ],
)
def test_a_wish_against_what_becomes_a_conflict_is_pointed_out(pair, with_whom, state, application_state, warned):
    kept, gone = pair
    application = factories.ApplicationFactory(state=application_state)
    factories.WishFactory(application=application, listing__organisation=kept)
    named = {"organisation": None, "company_name": "VINDKANT NORD"} if with_whom == "name" else {"organisation": gone}
    Conflict.objects.create(
        application=application,
        leg=Leg.PROCUREMENT,
        text="Udbud",
        state=state,
        decision="" if state == ConflictState.DECLARED else "Vurderet.",
        declared_at=clock.now(),
        **named,
    )
    assert len([said for said in plan(kept, gone).warnings if "inhabil" in said]) == warned


def test_two_workplaces_of_one_body_make_no_new_own_workplace():
    body = factories.WorkplaceFactory()
    one, two = (factories.WorkplaceFactory(name=name, parent=body) for name in ("Skole", "Skolen"))
    application = factories.ApplicationFactory(workplace=one)
    factories.WishFactory(application=application, listing__organisation=two)
    assert plan(one, two).warnings == []
