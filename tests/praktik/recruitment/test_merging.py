"""Leads of two organisations that are one."""

from __future__ import annotations

import pytest

from praktik import clock
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.recruitment import services
from praktik.recruitment.models import Lead
from praktik.recruitment.states import State
from tests import factories
from tests.praktik.organisations.merging import desk, merge, plan
from tests.praktik.recruitment.helpers import wish_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return factories.CompanyFactory(name="Vindkant A/S"), factories.CompanyFactory(name="Vindkant Nord", cvr=None)


def lead_of(organisation, round_, *, name=None, state=State.FOUND, **fields):
    wish = wish_for(name or organisation.name, organisation.cvr or "", round_)
    lead = wish.leads.get()
    Lead.objects.filter(pk=lead.pk).update(organisation=organisation, state=state, **fields)
    lead.refresh_from_db()
    return lead


def test_open_leads_of_one_round_become_one_with_wishes_log_and_invitations(pair, round_):
    kept, gone = pair
    consultant = desk()
    weak = lead_of(kept, round_)
    strong = lead_of(gone, round_, state=State.IN_DIALOGUE)
    services.lead_plan(
        weak, owner=consultant, next_step="Ring", next_step_on=clock.today(), handover="Kender Bo.", by=consultant
    )
    services.lead_note(weak, text="Har ringet.", by=consultant, now=clock.now())
    services.lead_invite(weak, name="Bo", email="bo@vindkant.demo.example", by=consultant, now=clock.now())
    elsewhere = lead_of(gone, factories.RoundFactory())
    wishes = {wish.pk for lead in (weak, strong) for wish in lead.wishes.all()}
    (done,) = merge(kept, gone, by=consultant)
    for lead in (weak, strong, elsewhere):
        lead.refresh_from_db()
    assert (weak.state, weak.merged_into, strong.state, elsewhere.state) == (
        State.MERGED, strong, State.IN_DIALOGUE, State.FOUND,
    )  # fmt: skip
    assert {lead.organisation for lead in (weak, strong, elsewhere)} == {kept}
    assert set(strong.wishes.values_list("pk", flat=True)) == wishes
    assert (weak.wishes.count(), strong.notes.count(), strong.invitations.count()) == (0, 1, 1)
    assert (strong.owner, strong.next_step, strong.handover) == (consultant, "Ring", "Kender Bo.")
    last = Transition.objects.of(weak).last()
    assert (last.to_state, last.actor, last.why) == (State.MERGED, consultant, "Lagt sammen med Vindkant A/S.")
    assert done.moved["praktik.lead.joined"] == [[weak.pk, strong.pk]]
    assert list(Lead.objects.standing().filter(round=round_)) == [strong]


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        (State.FOUND, State.PARKED, (State.FOUND, State.MERGED)),
        (State.PARKED, State.CONTACTED, (State.MERGED, State.CONTACTED)),
        (State.COMMITTED, State.IN_DIALOGUE, (State.COMMITTED, State.MERGED)),
        # An answer that was given stays as it was given.
        (State.DECLINED, State.FOUND, (State.DECLINED, State.FOUND)),
        (State.COMMITTED, State.COMMITTED, (State.COMMITTED, State.COMMITTED)),
    ],
)
def test_which_of_two_leads_stays(pair, round_, mine, theirs, after):
    kept, gone = pair
    leads = lead_of(kept, round_, state=mine), lead_of(gone, round_, state=theirs)
    merge(kept, gone)
    for lead in leads:
        lead.refresh_from_db()
    assert tuple(lead.state for lead in leads) == after


def test_a_later_wish_by_the_old_name_finds_the_lead_that_stays(pair, round_):
    kept, gone = pair
    stays, ends = lead_of(kept, round_, state=State.CONTACTED), lead_of(gone, round_)
    merge(kept, gone)
    assert wish_for("Vindkant Nord", "", round_).alike_leads.get() == stays  # a name is still only a name
    assert wish_for("Vindkant Nord", kept.cvr, round_).leads.get() == stays
    ends.refresh_from_db()
    assert (ends.wishes.count(), ends.alike.count()) == (0, 0)


def test_a_lead_that_knows_the_company_by_its_name_alone_learns_it(pair, round_):
    kept, gone = pair
    lead = wish_for("Vindkant Nord", "", round_).leads.get()
    assert lead.organisation is None
    merge(kept, gone)
    lead.refresh_from_db()
    assert lead.organisation == kept


def test_a_listing_of_the_one_answers_the_wishes_for_the_other(pair, round_):
    kept, gone = pair
    listing = factories.ListingFactory(organisation=kept, round=round_)
    lead = lead_of(gone, round_, state=State.CONTACTED)
    assert [said for said in plan(kept, gone).moves if "1 ønske om virksomheden bliver besvaret" in said] != []
    merge(kept, gone)
    lead.refresh_from_db()
    wish = lead.wishes.get()
    assert (wish.listing, lead.state) == (listing, State.COMMITTED)
    assert list(Mail.objects.values_list("kind", "user")) == [("wish_answered", wish.application.applicant_id)]


def test_the_board_shows_the_lead_that_stays(pair, round_, client):
    kept, gone = pair
    lead_of(kept, round_, state=State.CONTACTED)
    ends = lead_of(gone, round_)
    merge(kept, gone)
    client.force_login(desk())
    columns = client.get("/admin/praktik/lead/board/").context["columns"]
    assert [card["lead"].name for column in columns for card in column["cards"]] == ["Vindkant A/S"]
    assert "Vindkant A/S" in client.get(f"/admin/praktik/lead/{ends.pk}/change/").content.decode()
