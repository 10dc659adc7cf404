"""Leads are found in wishes, move on the board, and are answered by listings."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from praktik import clock
from praktik.applications.models import Application
from praktik.applications.services import application_submit, wish_add
from praktik.applications.states import State as ApplicationState
from praktik.applications.states import WishKind
from praktik.history.door import IllegalMove, NotYours, Refused
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.recruitment.models import Lead
from praktik.recruitment.services import (
    lead_commit,
    lead_contact,
    lead_decline,
    lead_dialogue,
    lead_note,
    lead_park,
    lead_plan,
    leads_find,
)
from praktik.recruitment.signals import wish_answered
from praktik.recruitment.states import State
from tests import factories
from tests.praktik.applications.helpers import complete_draft
from tests.praktik.recruitment.helpers import publish, wish_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CVR, OTHER_CVR = "90000012", "90000020"


def leads():
    """Name, number, how many wishes are behind it, and what those say that wait for a consultant."""
    rows = []
    for lead in Lead.objects.all():
        alike = lead.alike.order_by("pk").values_list("company_name", flat=True)
        rows.append((lead.name, lead.cvr, lead.wishes.count(), *alike))
    return sorted(rows)


def test_sending_in_makes_leads_of_company_wishes_alone(now):
    application = complete_draft()
    by = application.applicant
    wish_add(application, kind=WishKind.COMPANY, company_name="Alfa A/S", by=by, now=now)
    wish_add(application, kind=WishKind.OPEN, region=_region(), by=by, now=now)
    assert leads() == []  # a draft is nobody's business
    application_submit(application, by=by, now=now)
    assert leads() == [("Alfa A/S", "", 1)]
    lead = Lead.objects.get()
    assert (lead.round, lead.state, lead.organisation) == (application.round, State.FOUND, None)
    assert Transition.objects.of(lead).get().role == "system"
    wish_add(application, kind=WishKind.COMPANY, company_name="Beta", by=by, now=now)
    assert leads() == [("Alfa A/S", "", 1), ("Beta", "", 1)]


def _region():
    from praktik.organisations.models import Region  # noqa: PLC0415 -- used once

    return Region.objects.get(pk="syddanmark")


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ([("Alfa A/S", CVR), ("Noget andet", CVR)], [("Alfa A/S", CVR, 2)]),
        ([("Alfa A/S", ""), ("alfa", "")], [("Alfa A/S", "", 1, "alfa")]),
        ([("Alfa A/S", ""), ("ALFA", CVR)], [("ALFA", CVR, 1), ("Alfa A/S", "", 1)]),
        ([("Alfa A/S", CVR), ("alfa", "")], [("Alfa A/S", CVR, 1, "alfa")]),
        ([("Alfa", CVR), ("Alfa", OTHER_CVR)], [("Alfa", CVR, 1), ("Alfa", OTHER_CVR, 1)]),
        (
            [("Alfa", CVR), ("Alfa", OTHER_CVR), ("Alfa", "")],
            [("Alfa", "", 1), ("Alfa", CVR, 1), ("Alfa", OTHER_CVR, 1)],
        ),
        ([("Alfa", ""), ("Beta", "")], [("Alfa", "", 1), ("Beta", "", 1)]),
    ],
)
def test_which_wishes_share_a_lead(round_, wishes, expected):
    for name, cvr in wishes:
        wish_for(name, cvr, round_)
    assert leads() == expected


def test_each_round_has_its_own_leads():
    wish_for("Alfa", CVR)
    wish_for("Alfa", CVR)
    assert leads() == [("Alfa", CVR, 1), ("Alfa", CVR, 1)]


def test_finding_leads_again_changes_nothing(round_, now):
    wish = wish_for("Alfa", "", round_)
    leads_find(wish.application, now=now)
    assert leads() == [("Alfa", "", 1)]
    assert Transition.objects.of(Lead.objects.get()).count() == 1


def test_a_lead_knows_the_organisation_with_its_number(round_):
    company = factories.CompanyFactory(cvr=CVR)
    wish_for("Alfa", CVR, round_)
    assert Lead.objects.get().organisation == company


def test_one_lead_per_number_and_per_name_without_one(round_):
    Lead.objects.create(round=round_, name="Alfa", normalised="alfa", cvr=CVR)
    with pytest.raises(IntegrityError, match="lead_cvr_once"), transaction.atomic():
        Lead.objects.create(round=round_, name="Beta", normalised="beta", cvr=CVR)
    Lead.objects.create(round=round_, name="Alfa", normalised="alfa")
    with pytest.raises(IntegrityError, match="lead_name_once"), transaction.atomic():
        Lead.objects.create(round=round_, name="ALFA", normalised="alfa")


def test_demand_counts_applications_that_still_count(round_):
    first = wish_for("Alfa", CVR, round_)
    second = wish_for("Alfa", CVR, round_)
    factories.WishFactory(
        application=first.application, kind=WishKind.COMPANY, company_name="Alfa igen", company_cvr=CVR
    )
    Application.objects.filter(pk=second.application_id).update(state=ApplicationState.WITHDRAWN)
    assert Lead.objects.with_demand().get().demand == 1


def test_the_board_is_the_consultants(consultant):
    wish_for("Alfa", CVR)
    seen = {who: Lead.objects.visible_to(who).count() for who in (consultant, factories.UserFactory())}
    assert list(seen.values()) == [1, 0]
    assert Lead.objects.visible_to(factories.UserFactory(roles={"reader"})).count() == 0


def test_moves_on_the_board(round_, consultant):
    wish_for("Alfa", CVR, round_)
    now = clock.now()
    lead = Lead.objects.get()
    with pytest.raises(NotYours):
        lead_contact(lead, by=factories.UserFactory(), now=now)
    with pytest.raises(IllegalMove):
        lead_commit(lead, by=consultant, now=now)
    with pytest.raises(Refused, match="put aside"):
        lead_park(lead, why=" ", by=consultant, now=now)
    lead_park(lead, why="Ferie til august", by=consultant, now=now)
    lead_contact(lead, by=consultant, now=now)
    lead_dialogue(lead, by=consultant, now=now)
    with pytest.raises(Refused, match="said no"):
        lead_decline(lead, why="", by=consultant, now=now)
    lead_plan(lead, owner=consultant, next_step="Ring", next_step_on=round_.week(), by=consultant)
    lead_decline(lead, why="Har for travlt", by=consultant, now=now)
    lead.refresh_from_db()
    assert (lead.owner, lead.next_step, lead.next_step_on) == (consultant, "", None)
    moves = list(Transition.objects.of(lead).values_list("to_state", "why"))
    assert moves == [
        ("found", ""), ("parked", "Ferie til august"), ("contacted", ""), ("in_dialogue", ""),
        ("declined", "Har for travlt"),
    ]  # fmt: skip


def test_the_plan_and_the_log(round_, consultant, now):
    wish_for("Alfa", CVR, round_)
    lead = Lead.objects.get()
    with pytest.raises(NotYours):
        lead_note(lead, text="x", by=factories.UserFactory(), now=now)
    with pytest.raises(Refused, match="what happened"):
        lead_note(lead, text="  ", by=consultant, now=now)
    note = lead_note(lead, text=" Talte med Bo ", by=consultant, now=now)
    assert (note.text, note.by, note.at) == ("Talte med Bo", consultant, now)
    with pytest.raises(Refused, match="on that day"):
        lead_plan(lead, owner=None, next_step="", next_step_on=round_.week(), by=consultant)
    with pytest.raises(NotYours):
        lead_plan(lead, owner=None, next_step="x", next_step_on=None, by=factories.UserFactory())


def test_a_published_listing_answers_the_wishes_behind_its_lead(round_, consultant):
    company = factories.CompanyFactory(cvr=CVR)
    first = wish_for("Alfa", CVR, round_)
    second = wish_for("Alfa", CVR, round_)
    bystander = wish_for("Beta", "", round_)
    elsewhere = wish_for("Alfa", CVR)
    listing = factories.ListingFactory(round=round_, organisation=company)
    lead = Lead.objects.get(round=round_, cvr=CVR)
    Lead.objects.filter(pk=lead.pk).update(state=State.IN_DIALOGUE)
    heard = []

    def listener(**kwargs):
        heard.append((kwargs["wish"], kwargs["listing"]))

    wish_answered.connect(listener)
    try:
        publish(listing, consultant)
        publish(listing, consultant)
    finally:
        wish_answered.disconnect(listener)
    assert heard == [(first, listing), (second, listing)]
    for wish, expected in ((first, listing), (second, listing), (bystander, None), (elsewhere, None)):
        wish.refresh_from_db()
        assert wish.listing == expected
    told = list(Mail.objects.filter(kind="wish_answered").order_by("pk").values_list("to", flat=True))
    assert told == [first.application.applicant.email, second.application.applicant.email]
    lead.refresh_from_db()
    assert lead.state == State.COMMITTED
    assert Transition.objects.of(lead).last().role == "system"


def test_a_lead_without_a_number_is_answered_through_its_organisation(round_, consultant):
    wish = wish_for("Alfa", "", round_)
    company = factories.CompanyFactory()
    Lead.objects.update(organisation=company)
    publish(factories.ListingFactory(round=round_, organisation=company), consultant)
    wish.refresh_from_db()
    assert wish.listing.organisation == company
    assert Lead.objects.get().state == State.FOUND  # the desk has not spoken to it: the board says so


def test_a_wish_for_a_company_that_is_here_already_is_answered_at_once(round_):
    company = factories.CompanyFactory(cvr=CVR)
    listing = factories.ListingFactory(round=round_, organisation=company)
    wish = wish_for("Alfa", CVR, round_)
    wish.refresh_from_db()
    assert wish.listing == listing
    assert Mail.objects.get().kind == "wish_answered"
