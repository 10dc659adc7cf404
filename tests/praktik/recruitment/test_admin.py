"""The board, a lead's page and the invitation's preview."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from praktik import clock
from praktik.history.models import Read
from praktik.mail.models import Mail
from praktik.recruitment.models import Invitation, Lead
from praktik.recruitment.states import State
from praktik.registries import desk_counts
from tests import factories
from tests.praktik.recruitment.helpers import wish_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CVR = "90000012"


@pytest.fixture
def consultant(client):
    user = factories.UserFactory(roles={"consultant"})
    client.force_login(user)
    return user


def board():
    return reverse("admin:recruitment_board")


def change(lead):
    return reverse("admin:praktik_lead_change", args=[lead.pk])


def move(lead, name):
    return reverse("admin:praktik_lead_move", args=[lead.pk, name])


def invite(lead):
    return reverse("admin:recruitment_invite", args=[lead.pk])


def test_the_board_shows_a_card_per_company_in_the_column_of_its_state(client, consultant):
    round_ = factories.RoundFactory()
    wish_for("Alfa", CVR, round_).themes.set(["data"])
    wish_for("Alfa", CVR, round_)
    wish_for("Beta", "", round_)
    wish_for("Elsewhere")
    Lead.objects.filter(name="Beta").update(
        state=State.CONTACTED, owner=consultant, next_step="Ring", next_step_on=timezone.localdate(clock.now())
    )
    columns = client.get(board(), {"round": round_.slug}).context["columns"]
    cards = {
        str(column["label"]): [
            (card["lead"].name, card["demand"], card["themes"], card["late"]) for card in column["cards"]
        ]
        for column in columns
        if column["cards"]
    }
    assert cards == {
        "Found": [("Alfa", 2, "Data and artificial intelligence", False)],
        "Contacted": [("Beta", 1, "", True)],
    }
    assert {count.label: count.number for count in desk_counts(clock.now())}["Next steps that are due"] == 1


def test_an_empty_board_says_so(client, consultant):
    assert "No company has been wished for yet" in client.get(board()).content.decode()


@pytest.mark.parametrize("page", ["board", "list"])
def test_the_number_of_queries_does_not_grow(client, consultant, django_assert_num_queries, page):
    round_ = factories.RoundFactory()
    url = board() if page == "board" else reverse("admin:praktik_lead_changelist")
    for rows in (1, 3):
        while Lead.objects.count() < rows:
            wish_for(f"Company {Lead.objects.count()}", "", round_).themes.set(["data"])
        client.get(url)
        with django_assert_num_queries(7 if page == "board" else 8):
            client.get(url)


@pytest.mark.parametrize(("roles", "status"), [((), 302), ({"reader"}, 404)])
def test_nobody_else_sees_the_board(client, roles, status):
    wish_for("Alfa", CVR)
    client.force_login(factories.UserFactory(roles=roles))
    assert client.get(board()).status_code == status
    lead = Lead.objects.get()
    assert client.get(invite(lead)).status_code == status
    assert client.post(invite(lead), {"name": "x", "email": "x@demo.example", "send": "1"}).status_code == status
    assert Mail.objects.count() == 0


def test_a_leads_page_has_purpose_and_goals_but_no_contact_details(client, consultant):
    wish = wish_for("Alfa", CVR, purpose="FORMÅLET", goals=["MÅLET"])
    applicant = wish.application.applicant
    text = client.get(change(Lead.objects.get())).content.decode()
    shown = ["FORMÅLET" in text, "MÅLET" in text, str(wish.application.workplace) in text]
    assert shown == [True, True, True]
    hidden = [word in text for word in (applicant.email, applicant.name, wish.application.manager_email)]
    assert hidden == [False, False, False]
    assert [(read.reader, read.subject) for read in Read.objects.all()] == [(consultant, applicant)]


def test_a_withdrawn_wish_is_not_shown(client, consultant):
    wish = wish_for("Alfa", CVR, purpose="FORMÅLET")
    type(wish.application).objects.update(state="withdrawn")
    assert "FORMÅLET" not in client.get(change(Lead.objects.get())).content.decode()


def test_moves_notes_and_plan(client, consultant):
    wish_for("Alfa", CVR)
    lead = Lead.objects.get()
    client.post(move(lead, "note"), {"confirmed": "1", "text": "Talte med Bo"})
    client.post(move(lead, "contact"), {"confirmed": "1"})
    day = timezone.localdate(clock.now()) + dt.timedelta(days=3)
    plan = {"confirmed": "1", "owner": consultant.pk, "next_step": "Ring igen", "next_step_on": day.isoformat()}
    client.post(move(lead, "plan"), plan)
    client.post(move(lead, "decline"), {"confirmed": "1", "why": ""})
    lead.refresh_from_db()
    assert (lead.state, lead.owner, lead.next_step, lead.next_step_on) == (
        State.CONTACTED, consultant, "Ring igen", day,
    )  # fmt: skip
    text = client.get(change(lead)).content.decode()
    assert "Talte med Bo" in text
    client.post(move(lead, "decline"), {"confirmed": "1", "why": "Har for travlt"})
    lead.refresh_from_db()
    assert lead.state == State.DECLINED


def test_an_invitation_is_previewed_before_it_is_sent(client, consultant):
    wish_for("Alfa & Søn", CVR)
    lead = Lead.objects.get()
    data = {"name": "Bo", "email": "bo@alfa.demo.example", "language": "da"}
    page = client.post(invite(lead), {**data, "preview": "1"})
    assert page.context["preview"]["to"] == "bo@alfa.demo.example"
    assert "Alfa" in page.context["preview"]["subject"]
    assert (Mail.objects.count(), Invitation.objects.count()) == (0, 0)
    assert client.post(invite(lead), {**data, "send": "1"}).url == change(lead)
    mail = Mail.objects.get()
    assert mail.to == "bo@alfa.demo.example"
    assert mail.text.split("https://")[0].split("http://")[0] == page.context["preview"]["text"].split("https://")[0]


def test_a_protected_company_must_have_asked(client, consultant):
    company = factories.CompanyFactory(cvr=CVR, advertising_protected=True)
    wish_for("Alfa", CVR)
    lead = Lead.objects.get()
    assert lead.organisation == company
    assert "It gets no mail that is sent to many" in client.get(invite(lead)).content.decode()
    data = {"name": "Bo", "email": "bo@alfa.demo.example", "language": "da", "send": "1"}
    client.post(invite(lead), data)
    assert Mail.objects.count() == 0
    client.post(invite(lead), {**data, "asked_for": "on"})
    assert Mail.objects.get().kind == "host_invitation"
