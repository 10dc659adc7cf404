"""A name is not a company: which wishes and which cards are for the same one is said by a consultant."""

from __future__ import annotations

import pytest
from django.urls import reverse

from praktik import clock
from praktik.applications.models import Application
from praktik.applications.states import State as ApplicationState
from praktik.history.door import IllegalMove, NotYours, Refused
from praktik.history.models import Read, Transition
from praktik.mail.models import Mail
from praktik.recruitment.models import Lead
from praktik.recruitment.services import (
    lead_identify,
    lead_join,
    lead_plan,
    leads_find,
    wishes_confirm,
    wishes_split,
)
from praktik.recruitment.states import State
from praktik.registries import desk_counts
from tests import factories
from tests.praktik.recruitment.helpers import publish, wish_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CVR, OTHER_CVR = "90000012", "90000020"


@pytest.fixture
def namesakes(round_):
    """A lead, the wish behind it, and two that only have its name."""
    first, second, third = (wish_for("Alfa", number, round_) for number in (CVR, "", ""))
    return first.leads.get(), first, second, third


def behind(lead):
    return set(lead.wishes.all()), set(lead.alike.all())


def log(lead):
    return [note.text for note in lead.notes.all()]


def test_a_wish_by_name_alone_is_not_answered_until_it_is_confirmed(namesakes, consultant, now):
    lead, first, second, third = namesakes
    listing = factories.ListingFactory(round=lead.round, organisation=factories.CompanyFactory(cvr=CVR))
    publish(listing, consultant)
    told = [first.application.applicant.email]
    assert list(Mail.objects.values_list("to", flat=True)) == told
    lead.refresh_from_db()
    wishes_confirm(lead, wishes=[second], by=consultant, now=now)
    assert behind(lead) == ({first, second}, {third})
    assert [(wish.refresh_from_db(), wish.listing)[1] for wish in (first, second, third)] == [listing, listing, None]
    told.append(second.application.applicant.email)
    assert list(Mail.objects.order_by("pk").values_list("to", flat=True)) == told
    assert log(lead) == ["1 wish by name is for this company."]
    with pytest.raises(Refused, match="at least one"):
        wishes_confirm(lead, wishes=[second], by=consultant, now=now)  # it is behind the lead already


def test_only_consultants_say_what_a_name_means(namesakes, now):
    lead, _first, second, _third = namesakes
    for who in (factories.UserFactory(), factories.UserFactory(roles={"reader"})):
        with pytest.raises(NotYours):
            wishes_confirm(lead, wishes=[second], by=who, now=now)
        with pytest.raises(NotYours):
            wishes_split(lead, wishes=[second], name="Alfa Vest", by=who, now=now)
        with pytest.raises(NotYours):
            lead_identify(lead, cvr=CVR, by=who, now=now)
        with pytest.raises(NotYours):
            lead_join(lead, other=lead, by=who, now=now)


def test_wishes_for_another_company_of_the_name_get_their_own_card(namesakes, consultant, now):
    lead, first, second, third = namesakes
    made = wishes_split(lead, wishes=[second], name="Alfa, Esbjerg", by=consultant, now=now)
    assert (made.name, made.cvr, made.round, made.state) == ("Alfa, Esbjerg", "", lead.round, State.FOUND)
    assert Transition.objects.of(made).get().actor == consultant
    assert (behind(lead), behind(made)) == (({first}, {third}), ({second}, set()))
    said = ["1 wish is for “Alfa, Esbjerg”, not for “Alfa”."]
    assert (log(lead), log(made)) == (said, said)
    # The next one goes to the card that is there, with its number or its name.
    assert wishes_split(lead, wishes=[third], name="alfa  ESBJERG", by=consultant, now=now) == made
    assert behind(made) == ({second, third}, set())


def test_the_other_company_may_have_a_card_by_its_number(namesakes, consultant, now):
    lead, _first, second, third = namesakes
    other = wish_for("Alfa Trælast", OTHER_CVR, lead.round).leads.get()
    assert wishes_split(lead, wishes=[second], name="x", cvr=OTHER_CVR, by=consultant, now=now) == other
    assert second in other.wishes.all()
    made = wishes_split(lead, wishes=[third], cvr="90000039", by=consultant, now=now)
    assert (made.name, made.cvr) == ("Alfa", "90000039")


@pytest.mark.parametrize(
    ("name", "cvr", "said"),
    [
        ("", "", "name or CVR number"),
        ("", "12345678", "CVR"),
        ("ALFA", "", "tells the other company"),
        ("x", CVR, "tells the other company"),
    ],
)
def test_what_a_split_needs(namesakes, consultant, now, name, cvr, said):
    lead, first, second, third = namesakes
    with pytest.raises(Refused, match=said):
        wishes_split(lead, wishes=[second], name=name, cvr=cvr, by=consultant, now=now)
    with pytest.raises(Refused, match="at least one"):
        wishes_split(lead, wishes=[], name="Beta", by=consultant, now=now)
    assert behind(lead) == ({first}, {second, third})


def test_an_answered_wish_is_not_moved(namesakes, consultant, now):
    lead, first, *_rest = namesakes
    publish(factories.ListingFactory(round=lead.round, organisation=factories.CompanyFactory(cvr=CVR)), consultant)
    with pytest.raises(Refused, match="has answered stays"):
        wishes_split(lead, wishes=[first], name="Beta", by=consultant, now=now)
    assert first in lead.wishes.all()


def test_a_wish_stays_where_it_was_put(namesakes, consultant, now):
    lead, first, second, third = namesakes
    made = wishes_split(lead, wishes=[second], name="Alfa, Esbjerg", by=consultant, now=now)
    assert leads_find(second.application, now=now) == [made]
    assert leads_find(third.application, now=now) == [lead]
    assert (behind(lead), behind(made)) == (({first}, {third}), ({second}, set()))


def test_a_card_learns_its_number(round_, consultant, now):
    company = factories.CompanyFactory(cvr=CVR)
    listing = factories.ListingFactory(round=round_, organisation=company)
    wish = wish_for("Alfa", "", round_)
    lead = wish.leads.get()
    with pytest.raises(Refused, match="CVR"):
        lead_identify(lead, cvr="12345678", by=consultant, now=now)
    lead_identify(lead, cvr="90 00 00 12", by=consultant, now=now)
    lead.refresh_from_db()
    wish.refresh_from_db()
    assert (lead.cvr, lead.organisation, wish.listing, log(lead)) == (CVR, company, listing, ["CVR number 90000012"])
    with pytest.raises(Refused, match="already: 90000012"):
        lead_identify(lead, cvr=OTHER_CVR, by=consultant, now=now)
    other = wish_for("Beta", "", round_).leads.get()
    with pytest.raises(Refused, match="“Alfa” has this number"):
        lead_identify(other, cvr=CVR, by=consultant, now=now)


@pytest.mark.parametrize("begin", ["named", "numbered"])
def test_two_cards_become_the_one_with_a_number(round_, consultant, begin):
    named, numbered = wish_for("Alfa", "", round_), wish_for("Alfa A/S", CVR, round_)
    waits = wish_for("Alfa", "", round_)
    ends, stays = named.leads.get(), numbered.leads.get()
    assert waits in ends.alike.all()
    lead_plan(ends, owner=consultant, next_step="Ring", next_step_on=None, handover="Kender Bo.", by=consultant)
    pair = (ends, stays) if begin == "named" else (stays, ends)
    assert lead_join(pair[0], other=pair[1], by=consultant, now=clock.now()) == stays
    for lead in (ends, stays):
        lead.refresh_from_db()
    assert (ends.state, ends.merged_into, behind(ends)) == (State.MERGED, stays, (set(), set()))
    assert (behind(stays), stays.owner, stays.next_step) == (({named, numbered}, {waits}), consultant, "Ring")
    last = Transition.objects.of(ends).last()
    assert (last.actor, last.why) == (consultant, "The same company as “Alfa A/S”.")


def test_joined_wishes_are_answered_by_the_listing_that_is_there(round_, consultant, now):
    listing = factories.ListingFactory(round=round_, organisation=factories.CompanyFactory(cvr=CVR))
    stays = wish_for("Alfa", CVR, round_).leads.get()
    wish = wish_for("Alfas venner", "", round_)
    lead_join(wish.leads.get(), other=stays, by=consultant, now=now)
    wish.refresh_from_db()
    assert wish.listing == listing


def test_which_cards_are_not_joined(round_, consultant, now):
    lead = wish_for("Alfa", CVR, round_).leads.get()
    other_number = wish_for("Alfa", OTHER_CVR, round_).leads.get()
    elsewhere = wish_for("Alfa", "").leads.get()
    named = wish_for("Beta", "", round_).leads.get()
    for other, said in ((lead, "another card"), (elsewhere, "another card"), (other_number, "two companies")):
        with pytest.raises(Refused, match=said):
            lead_join(lead, other=other, by=consultant, now=now)
    Lead.objects.filter(pk=named.pk).update(state=State.DECLINED)
    named.refresh_from_db()
    with pytest.raises(IllegalMove):
        lead_join(lead, other=named, by=consultant, now=now)  # its no was given once, and is history
    assert Lead.objects.filter(state=State.MERGED).count() == 0


# -- The desk ---------------------------------------------------------------------------------------------------------


def ask(lead, name):
    return reverse("admin:praktik_lead_move", args=[lead.pk, name])


def offered(client, lead):
    page = client.get(reverse("admin:praktik_lead_change", args=[lead.pk]))
    return [move.name for move, _url in page.context["moves"]]


def test_what_a_card_offers(client, consultant, round_):
    client.force_login(consultant)
    named = wish_for("Beta", "", round_).leads.get()
    assert offered(client, named) == ["note", "plan", "split", "identify", "join", "contact", "park"]
    wish_for("beta", "", round_)
    assert offered(client, named) == ["note", "plan", "confirm", "split", "identify", "join", "contact", "park"]
    numbered = wish_for("Alfa", CVR, round_).leads.get()
    assert offered(client, numbered) == ["note", "plan", "split", "join", "contact", "park"]
    Application.objects.update(state=ApplicationState.WITHDRAWN)
    assert offered(client, named) == ["note", "plan", "identify", "join", "contact", "park"]


def test_confirming_splitting_and_joining_at_the_desk(client, consultant, namesakes):
    lead, first, second, third = namesakes
    client.force_login(consultant)
    page = client.get(ask(lead, "confirm"))
    field = page.context["form"]["wishes"]
    workplaces = [str(wish.application.workplace) for wish in (second, third)]
    assert [str(label) for _key, label in field.field.choices] == [f"Alfa, {name}" for name in workplaces]
    assert second.application.purpose not in page.content.decode()  # their words are read where each look is noted
    client.post(ask(lead, "confirm"), {"confirmed": "1", "wishes": [second.pk]})
    assert behind(lead) == ({first, second}, {third})
    client.post(ask(lead, "split"), {"confirmed": "1", "wishes": [third.pk], "name": "Alfa, Esbjerg", "cvr": ""})
    made = Lead.objects.get(name="Alfa, Esbjerg")
    assert behind(made) == ({third}, set())
    client.post(ask(made, "join"), {"confirmed": "1", "other": lead.pk})
    made.refresh_from_db()
    assert (made.state, behind(lead)) == (State.MERGED, ({first, second, third}, set()))
    assert offered(client, made) == []


def test_what_waits_is_read_counted_and_found(client, consultant, namesakes):
    lead, first, second, third = namesakes
    wish_for("Beta", "", lead.round)
    client.force_login(consultant)
    page = client.get(reverse("admin:praktik_lead_change", args=[lead.pk])).content.decode()
    assert [page.count(wish.application.purpose) > 0 for wish in (first, second, third)] == [True, True, True]
    assert {read.subject for read in Read.objects.all()} == {w.application.applicant for w in (first, second, third)}
    label = "Wishes for a company by its name, to be confirmed"
    count = next(count for count in desk_counts(clock.now()) if count.label == label)
    assert count.number == 2
    found = client.get(count.url).context["cl"].result_list
    assert [(row.name, row.demand, row.unsure) for row in found] == [("Alfa", 1, 2)]


def test_the_board_says_what_waits_and_which_cards_share_a_name(client, consultant, round_):
    wish_for("Alfa", "", round_)
    wish_for("Alfa", CVR, round_)
    wish_for("Alfa", "", round_)
    wish_for("Beta", "", round_)
    client.force_login(consultant)
    columns = client.get(reverse("admin:recruitment_board"), {"round": round_.slug}).context["columns"]
    cards = sorted((c["lead"].name, c["lead"].cvr, c["demand"], c["lead"].unsure, c["twin"])
                   for column in columns for c in column["cards"])  # fmt: skip
    assert cards == [("Alfa", "", 1, 1, True), ("Alfa", CVR, 1, 0, True), ("Beta", "", 1, 0, False)]
