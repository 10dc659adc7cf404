"""The desk's pages of rounds, organisations and listings, through the pages themselves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praktik import clock
from praktik.history.actors import Role
from praktik.history.models import Transition
from praktik.listings.models import Listing
from praktik.listings.states import State as ListingState
from praktik.mail.models import Mail
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.states import State as MembershipState
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind, State
from tests.factories import CompanyFactory, ListingFactory, MembershipFactory, RoundFactory, UserFactory, cvr

pytestmark = pytest.mark.django_db
DESK = "/admin/praktik"


@pytest.fixture
def consultant(client):
    user = UserFactory(roles={Role.CONSULTANT})
    client.force_login(user)
    return user


def round_form(*dates):
    data = {
        "name_da": "Uge 37", "name_en": "Week 37", "slug": "uge-37", "kind": "fixed_week",
        "applicant_sectors": ["municipality"], "host_sectors": ["private"], "max_wishes": 10, "minimum_list": 5,
        "answer_days": 5, "milestones-TOTAL_FORMS": len(dates), "milestones-INITIAL_FORMS": 0,
    }  # fmt: skip
    for number, (kind, day) in enumerate(dates):
        data |= {
            f"milestones-{number}-kind": kind, f"milestones-{number}-at_0": day, f"milestones-{number}-at_1": "12:00",
        }  # fmt: skip
    return data


def test_a_consultant_makes_a_round_and_its_history_begins(client, consultant):
    answer = client.post(f"{DESK}/round/add/", round_form(("opens", "2027-02-01"), ("closes", "2027-05-01")))
    assert answer.status_code == 302
    made = Round.objects.get()
    assert (made.state, made.seed, made.applicant_sectors) == (State.DRAFT, "", ["municipality"])
    assert set(made.dates()) == {MilestoneKind.OPENS, MilestoneKind.CLOSES}
    assert [(t.to_state, t.actor) for t in Transition.objects.of(made)] == [(State.DRAFT, consultant)]


def test_dates_in_the_wrong_order_are_refused_by_name(client, consultant):
    page = client.post(f"{DESK}/round/add/", round_form(("opens", "2027-06-01"), ("closes", "2027-05-01")))
    assert page.status_code == 200
    said = page.context["inline_admin_formsets"][0].formset.non_form_errors()
    assert list(said) == ["“Ansøgningsfrist” skal ligge efter “Der åbnes for ansøgninger”. Ret en af de to datoer."]
    assert Round.objects.count() == 0


def test_a_button_for_each_legal_move_and_only_its_post_moves(client, consultant):
    row = RoundFactory(state=State.CLOSED)
    page = client.get(f"{DESK}/round/{row.pk}/change/")
    assert [move.name for move, _url in page.context["moves"]] == ["reopen", "match"]
    address = f"{DESK}/round/{row.pk}/move/match/"
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 200  # not confirmed: asks
    row.refresh_from_db()
    assert row.state == State.CLOSED
    assert client.post(address, {"confirmed": 1}).status_code == 302
    row.refresh_from_db()
    assert row.state == State.MATCHING
    assert [entry.user for entry in LogEntry.objects.all()] == [consultant]


def test_reopening_asks_for_the_new_deadline(client, consultant):
    row = RoundFactory(state=State.CLOSED)
    address = f"{DESK}/round/{row.pk}/move/reopen/"
    assert list(client.post(address, {"confirmed": 1, "closes_at": ""}).context["form"].errors) == ["closes_at"]
    new = row.at(MilestoneKind.CLOSES) + dt.timedelta(days=1)
    client.post(address, {"confirmed": 1, "closes_at": f"{new.astimezone():%Y-%m-%dT%H:%M}"})
    row = Round.objects.get()
    assert row.state == State.OPEN


def test_an_edit_never_writes_the_state_that_it_read(client, consultant):
    """The clock may close the round between the reading of the form and its saving."""
    row = RoundFactory(state=State.OPEN)
    Round.objects.filter(pk=row.pk).update(state=State.CLOSED)
    row.name_da = "Nyt navn"
    page = admin.site._registry[Round]
    request = RequestFactory().post("/")
    request.user = consultant
    form = type("Form", (), {"changed_data": ["name_da"]})()
    page.save_model(request, row, form, change=True)
    assert Round.objects.values_list("name_da", "state").get() == ("Nyt navn", State.CLOSED)


@pytest.mark.parametrize(
    ("page", "status"),
    [("round/", 200), ("organisation/", 200), ("listing/", 200), ("membership/", 403), ("theme/", 200)],
)
def test_what_a_reader_sees(client, page, status):
    client.force_login(UserFactory(roles={Role.READER}))
    assert client.get(f"{DESK}/{page}").status_code == status


def test_a_reader_moves_nothing_and_sees_no_contact_person(client):
    member = MembershipFactory(user__name="Ulla Unik")
    listing = ListingFactory(organisation=member.organisation, state=ListingState.SUBMITTED)
    listing.contacts.set([member.user])
    client.force_login(UserFactory(roles={Role.READER}))
    page = client.get(f"{DESK}/listing/{listing.pk}/change/")
    assert page.context["moves"] == []
    assert "Ulla Unik" not in page.content.decode()
    assert member.user.email not in page.content.decode()
    assert client.post(f"{DESK}/listing/{listing.pk}/move/publish/", {"confirmed": 1}).status_code == 404
    listing.refresh_from_db()
    assert listing.state == ListingState.SUBMITTED


def test_a_consultant_returns_a_listing_with_comments_beside_its_fields(client, consultant):
    listing = ListingFactory(state=ListingState.SUBMITTED, task="Følg et hold")
    member = MembershipFactory(organisation=listing.organisation)
    listing.contacts.set([member.user])
    address = f"{DESK}/listing/{listing.pk}/move/return/"
    assert "Følg et hold" in str(client.get(address).context["form"].fields["comment_task"].help_text)
    assert client.post(address, {"confirmed": 1}).context["form"].errors != {}
    client.post(address, {"confirmed": 1, "comment_task": "Hvem?", "comment_": "Fint"})
    assert set(listing.comments.values_list("field", "text", "by")) == {
        ("task", "Hvem?", consultant.pk), ("", "Fint", consultant.pk)
    }  # fmt: skip
    assert list(Mail.objects.values_list("kind", "to")) == [("listing_returned", member.user.email)]


def test_many_listings_are_published_after_a_look_and_those_that_cannot_are_named(client, consultant):
    ready = ListingFactory(state=ListingState.SUBMITTED, remote=True)
    ready.themes.set(["data"])
    ready.contacts.set([MembershipFactory(organisation=ready.organisation).user])
    unready = ListingFactory(state=ListingState.SUBMITTED, task="")
    chosen = {"action": "publish", "_selected_action": [ready.pk, unready.pk]}
    look = client.post(f"{DESK}/listing/", chosen)
    assert look.status_code == 200
    assert Listing.objects.filter(state=ListingState.PUBLISHED).count() == 0
    page = client.post(f"{DESK}/listing/", chosen | {"confirmed": 1}, follow=True)
    assert list(Listing.objects.filter(state=ListingState.PUBLISHED)) == [ready]
    assert [message.level_tag for message in page.context["messages"]] == ["error", "success"]


def test_the_desk_edits_through_the_service_and_a_stale_edit_is_refused(client, consultant):
    listing = ListingFactory(state=ListingState.PUBLISHED, remote=True)
    data = {
        "title": "Rettet", "about": "a", "task": "b", "offers": "c", "weeks": str(listing.weeks[0]), "days": 5,
        "capacity": 1, "week_capacity": 1, "language": "da", "version_seen": 1, "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }  # fmt: skip
    address = f"{DESK}/listing/{listing.pk}/change/"
    client.post(address, data)
    assert Listing.objects.values_list("title", "version", "state").get() == ("Rettet", 2, ListingState.PUBLISHED)
    client.post(address, data | {"title": "For sent"})
    assert Listing.objects.values_list("title", "version").get() == ("Rettet", 2)


def test_drafts_are_not_on_the_desk(client, consultant):
    draft = ListingFactory(state=ListingState.DRAFT, title="Kun min")
    assert "Kun min" not in client.get(f"{DESK}/listing/").content.decode()
    assert client.get(f"{DESK}/listing/{draft.pk}/change/").status_code == 302


def test_memberships_are_answered_and_the_look_is_noted(client, consultant):
    one, other = MembershipFactory(state=MembershipState.REQUESTED), MembershipFactory(state=MembershipState.REQUESTED)
    client.get(f"{DESK}/membership/{one.pk}/change/")
    assert list(one.user.reads.values_list("reader", flat=True)) == [consultant.pk]
    client.post(f"{DESK}/membership/", {"action": "confirm", "_selected_action": [one.pk], "confirmed": 1})
    address = f"{DESK}/membership/{other.pk}/move/decline/"
    client.post(address, {"confirmed": 1, "why": "kender ikke personen"})
    assert list(Membership.objects.order_by("pk").values_list("state", flat=True)) == [
        MembershipState.CONFIRMED, MembershipState.DECLINED
    ]  # fmt: skip
    assert Transition.objects.of(other).last().why == "kender ikke personen"


def test_an_organisation_is_made_with_a_number_that_exists(client, consultant):
    data = {"name": "Firma", "sector": "private", "mail_domains-TOTAL_FORMS": 1, "mail_domains-INITIAL_FORMS": 0}
    wrong = client.post(f"{DESK}/organisation/add/", data | {"cvr": "12345678"})
    assert list(wrong.context["adminform"].form.errors) == ["cvr"]
    right = data | {"cvr": "DK " + cvr(4), "mail_domains-0-domain": "@Firma.Demo.Example"}
    assert client.post(f"{DESK}/organisation/add/", right).status_code == 302
    made = Organisation.objects.get()
    assert (made.cvr, [domain.domain for domain in made.mail_domains.all()]) == (cvr(4), ["firma.demo.example"])
    again = client.post(f"{DESK}/organisation/add/", right)
    assert list(again.context["adminform"].form.errors) == ["cvr"]
    CompanyFactory(name="Gammel", valid_to=clock.today() - dt.timedelta(days=1))
    found = client.get(f"{DESK}/organisation/?valid=past").context["cl"].result_list
    assert [row.name for row in found] == ["Gammel"]


def test_the_desk_opens_with_its_counts(client, consultant):
    ListingFactory(state=ListingState.SUBMITTED)
    MembershipFactory(state=MembershipState.REQUESTED)
    groups = client.get("/admin/").context["count_groups"]
    counts = {count.url: count.number for group in groups.values() for count in group}
    assert counts[f"{DESK}/listing/?state__exact=submitted"] == 1
    assert counts[f"{DESK}/membership/?state__exact=requested"] == 1
    for url in counts:
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("page", ["round", "organisation", "membership", "listing"])
def test_the_lists_of_the_desk_ask_the_same_at_1_and_3_rows(client, consultant, page):
    factory = {"round": RoundFactory, "organisation": CompanyFactory, "membership": MembershipFactory,
               "listing": ListingFactory}[page]  # fmt: skip
    seen = []
    for more in (1, 2):
        factory.create_batch(more)
        client.get(f"{DESK}/{page}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{DESK}/{page}/")
        seen.append(len(queries))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(("role", "links"), [(Role.READER, 0), (Role.CONSULTANT, 4)])
def test_the_desks_front_page_leads_a_reader_to_no_page_that_does_not_open(client, role, links):
    client.force_login(UserFactory(roles={role}))
    page = client.get("/admin/").content.decode()
    ours = [reverse(f"admin:{name}") for name in ("work", "mail_calendar", "mail_in_vain", "retention")]
    assert sum(f'href="{address}"' in page for address in ours) == links
    leading = page.partition('id="desk-counts"')[2].partition('id="content-main"')[0].count("<a ")
    assert (leading > 0) == (role == Role.CONSULTANT)
