"""The host's journey through the pages, and what nobody else may see of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override
from lxml import html

from praktik import clock, registries
from praktik.history.actors import Role
from praktik.history.models import Transition
from praktik.listings.models import Listing, ListingComment
from praktik.listings.states import State
from praktik.listings.weeks import WeeksField
from praktik.mail.models import Mail
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.rules import FOUNDED
from praktik.organisations.states import State as MembershipState
from praktik.rounds.states import Kind, MilestoneKind
from tests.factories import CompanyFactory, ListingFactory, MembershipFactory, RoundFactory, UserFactory, cvr

pytestmark = pytest.mark.django_db
FILLED = {
    "title": "Se, hvordan vi tester",
    "about": "Vi bygger.",
    "task": "Følg et hold.",
    "offers": "En plads.",
    "themes": ["data"],
    "municipality": "aarhus",
    "days": 4,
    "capacity": 2,
    "week_capacity": 1,
    "language": "da",
}


@pytest.fixture
def host(client):
    membership = MembershipFactory()
    client.force_login(membership.user)
    return membership.user


def texts(page):
    return [str(message) for message in page.context["messages"]]


def test_from_a_new_account_to_a_listing_that_is_sent_in(client):
    round_, user = RoundFactory(), UserFactory()
    client.force_login(user)
    found = client.get("/host/join/", {"q": "Ny Virksomhed"})
    assert found.context["found"] == []
    data = {"name": "Ny Virksomhed ApS", "cvr": cvr(11), "sector": "private", "about_da": "Vi bygger."}
    assert client.post("/host/company/new/", data).status_code == 302
    company = Organisation.objects.get()
    new = client.get(f"/host/company/{company.pk}/listings/new/{round_.slug}/")
    assert new.context["form"].initial["about"] == "Vi bygger."
    assert "weeks" not in new.context["form"].fields
    client.post(
        new.request["PATH_INFO"], {"title": "Se med", "days": 5, "capacity": 1, "week_capacity": 1, "language": "da"}
    )
    listing = Listing.objects.get()
    edit = client.get(f"/host/listings/{listing.pk}/")
    assert [anchor for anchor, _label in edit.context["missing"]] == [
        "id_about", "id_task", "id_offers", "id_municipality", "id_themes"
    ]  # fmt: skip
    data = FILLED | {"contacts": [user.pk], "version": listing.version, "submit": "1"}
    assert client.post(f"/host/listings/{listing.pk}/", data)["Location"] == "/host/"
    listing.refresh_from_db()
    assert (listing.state, listing.days, listing.weeks) == (State.SUBMITTED, 4, [round_.week()])
    assert list(Mail.objects.values_list("kind", "to")) == [("listing_submitted", user.email)]


def test_sending_in_something_unfinished_saves_it_and_says_what_is_missing(client, host):
    company = host.memberships.get().organisation
    listing = ListingFactory(organisation=company, state=State.DRAFT)
    data = FILLED | {"themes": [], "contacts": [host.pk], "version": 1, "submit": "1"}
    page = client.post(f"/host/listings/{listing.pk}/", data, follow=True)
    assert [anchor for anchor, _label in page.context["missing"]] == ["id_themes"]
    assert len(texts(page)) == 1
    listing.refresh_from_db()
    assert (listing.state, listing.title) == (State.DRAFT, FILLED["title"])


def test_two_who_edit_at_once_see_both_texts_and_nothing_is_lost(client, host):
    listing = ListingFactory(organisation=host.memberships.get().organisation, state=State.DRAFT, title="Først")
    Listing.objects.filter(pk=listing.pk).update(version=2, title="Kollegaens")
    data = FILLED | {"title": "Min", "contacts": [host.pk], "version": 1}
    page = client.post(f"/host/listings/{listing.pk}/", data)
    assert page.status_code == 409
    assert {"label": "Titel", "theirs": "Kollegaens", "yours": "Min"} in page.context["rows"]
    assert Listing.objects.get().title == "Kollegaens"
    again = dict(page.context["hidden"])
    assert again["version"] == "2"
    assert client.post(f"/host/listings/{listing.pk}/", again).status_code == 302
    assert Listing.objects.values_list("title", "version").get() == ("Min", 3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"task": "Ring til 010203-1234"}, "task"),
        ({"capacity": 1, "week_capacity": 2}, "week_capacity"),
        ({"days": 1}, "days"),
        ({"themes": ["findesikke"]}, "themes"),
        ({"contacts": [0]}, "contacts"),
        ({"capacity": 0}, "capacity"),
    ],
)
def test_what_the_form_refuses_stands_beside_its_field(client, host, changes, field):
    listing = ListingFactory(organisation=host.memberships.get().organisation, state=State.DRAFT)
    page = client.post(f"/host/listings/{listing.pk}/", FILLED | {"version": 1} | changes)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert Listing.objects.get().version == 1


def test_the_weeks_of_a_rolling_round_are_chosen_by_name(client, host):
    rolling = RoundFactory(kind=Kind.ROLLING, dates=dict.fromkeys(MilestoneKind))
    company = host.memberships.get().organisation
    form = client.get(f"/host/company/{company.pk}/listings/new/{rolling.slug}/").context["form"]
    week = rolling.weeks(clock.today())[2]
    with override("da"):
        offered = {value: label for _month, weeks in form.fields["weeks"].choices for value, label in weeks}
        assert list(offered) == [monday.isoformat() for monday in rolling.weeks(clock.today())]
        assert offered[week.isoformat()].startswith(f"uge {week.isocalendar().week} ({week.day}. ")
    data = {
        "title": "Se med",
        "days": 5,
        "capacity": 1,
        "week_capacity": 1,
        "language": "da",
        "weeks": [week.isoformat()],
    }
    client.post(f"/host/company/{company.pk}/listings/new/{rolling.slug}/", data)
    assert Listing.objects.get().weeks == [week]


def test_weeks_fold_by_the_month_and_those_with_a_chosen_week_are_open():
    field = WeeksField()
    with override("da"):
        field.offer([dt.date(2026, 12, 28), dt.date(2027, 1, 4), dt.date(2027, 1, 11), dt.date(2027, 2, 1)])
        assert field.choices == [
            ("December 2026 (uge 53)", [("2026-12-28", "uge 53 (28. december – 1. januar)")]),
            (
                "Januar 2027 (uge 1–2)",
                [("2027-01-04", "uge 1 (4. januar – 8. januar)"), ("2027-01-11", "uge 2 (11. januar – 15. januar)")],
            ),
            ("Februar 2027 (uge 5)", [("2027-02-01", "uge 5 (1. februar – 5. februar)")]),
        ]
        shown = html.fromstring(field.widget.render("weeks", ["2027-02-01"], {"id": "id_weeks"}))
    months = {month.findtext("summary"): "open" in month.attrib for month in shown.iter("details")}
    assert months == {"December 2026 (uge 53)": True, "Januar 2027 (uge 1–2)": False, "Februar 2027 (uge 5)": True}
    assert [box.get("value") for box in shown.iter("input") if "checked" in box.attrib] == ["2027-02-01"]


def test_comments_stand_above_the_form_and_beside_their_field(client, host):
    listing = ListingFactory(organisation=host.memberships.get().organisation, state=State.RETURNED)
    for field, text, resolved in (
        ("task", "Hvem følger hun?", False),
        ("", "Godt ellers", False),
        ("about", "Gammel", True),
    ):
        ListingComment.objects.create(listing=listing, field=field, text=text, at=clock.now(), resolved=resolved)
    page = client.get(f"/host/listings/{listing.pk}/")
    assert [text for _a, _n, text in page.context["comments"]] == ["Hvem følger hun?", "Godt ellers"]
    assert "Hvem følger hun?" in str(page.context["form"].fields["task"].help_text)
    assert "Gammel" not in page.content.decode()


@pytest.mark.parametrize(
    ("move", "before", "after"),
    [
        ("pause", State.PUBLISHED, State.PAUSED),
        ("resume", State.PAUSED, State.PUBLISHED),
        ("close", State.PAUSED, State.CLOSED),
        ("withdraw", State.DRAFT, State.WITHDRAWN),
        ("close", State.DRAFT, State.DRAFT),
        ("submit", State.DRAFT, State.DRAFT),
    ],
)
def test_moves_happen_on_post_alone(client, host, move, before, after):
    listing = ListingFactory(organisation=host.memberships.get().organisation, state=before)
    assert client.get(f"/host/listings/{listing.pk}/{move}/").status_code == 200
    listing.refresh_from_db()
    assert listing.state == before
    assert client.post(f"/host/listings/{listing.pk}/{move}/").status_code == 302
    listing.refresh_from_db()
    assert listing.state == after
    assert Transition.objects.of(listing).count() == (before != after)
    assert client.post(f"/host/listings/{listing.pk}/publish/").status_code == 404


def test_a_copy_leads_to_its_form(client, host):
    listing = ListingFactory(organisation=host.memberships.get().organisation, state=State.CLOSED)
    target = RoundFactory()
    answer = client.post(f"/host/listings/{listing.pk}/copy/", {"round": target.pk})
    assert answer["Location"] == f"/host/listings/{Listing.objects.get(round=target).pk}/"


def test_a_listing_is_nobodys_but_its_hosts_before_it_is_published(client):
    company = MembershipFactory()
    listing = ListingFactory(organisation=company.organisation, state=State.SUBMITTED, task="En hemmelig plan")
    address = f"/listings/{listing.pk}/"
    assert client.get(address).status_code == 404
    client.force_login(MembershipFactory().user)
    assert client.get(address).status_code == 404
    client.force_login(company.user)
    page = client.get(address)
    assert page.context["preview"] is True
    assert "En hemmelig plan" in page.content.decode()
    assert "hemmelig" not in client.get("/listings/").content.decode() + client.get("/").content.decode()


def test_the_public_page_names_no_contact_person(client):
    member = MembershipFactory(user__name="Ulla Unik", user__phone="40506070")
    listing = ListingFactory(organisation=member.organisation)
    listing.contacts.set([member.user])
    page = client.get(f"/listings/{listing.pk}/").content.decode()
    for secret in ("Ulla Unik", member.user.email, "40506070"):
        assert secret not in page


def test_what_a_host_writes_is_text_and_never_markup(client):
    listing = ListingFactory(title="<script>alert(1)</script>", task='"><img src=x onerror=alert(1)>')
    for address in (f"/listings/{listing.pk}/", "/listings/", "/", "/sitemap.xml"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_joining_asks_and_the_contact_answers_on_post_alone(client):
    contact, person = MembershipFactory(), UserFactory(name="Nora Ny")
    client.force_login(person)
    name = contact.organisation.name
    assert client.get("/host/join/", {"q": name.lower()}).context["found"] == [(contact.organisation, None)]
    assert client.get("/host/join/", {"q": contact.organisation.cvr}).context["found"] == [(contact.organisation, None)]
    client.post("/host/join/", {"organisation": contact.organisation.pk})
    membership = Membership.objects.get(user=person)
    assert membership.state == MembershipState.REQUESTED
    assert client.get("/host/join/", {"q": name}).context["found"] == [(contact.organisation, "requested")]
    client.force_login(contact.user)
    page = client.get(f"/host/people/{membership.pk}/")
    assert "Nora Ny" in page.content.decode()
    membership.refresh_from_db()
    assert membership.state == MembershipState.REQUESTED
    assert list(person.reads.values_list("reader", "what")) == [(contact.user_id, "membership")]
    client.post(f"/host/people/{membership.pk}/", {"answer": "yes"})
    membership.refresh_from_db()
    assert membership.state == MembershipState.CONFIRMED


def test_a_colleague_is_ended_on_post_alone_and_by_those_who_decide(client):
    contact = MembershipFactory()
    company = contact.organisation
    left = MembershipFactory(organisation=company, user__name="Nora Ny")
    client.force_login(contact.user)
    page = client.get(f"/host/people/{left.pk}/end/")
    assert "Nora Ny" in page.content.decode()
    assert Membership.objects.get(pk=left.pk).state == MembershipState.CONFIRMED
    assert client.post(f"/host/people/{left.pk}/end/")["Location"] == "/host/"
    assert Membership.objects.get(pk=left.pk).state == MembershipState.ENDED
    # Who has registered the company, and whom nobody has vouched for, ends nobody else.
    Transition.objects.create(
        about=contact, from_state="requested", to_state="confirmed", role=Role.SYSTEM, at=clock.now(), why=FOUNDED
    )
    other = MembershipFactory(organisation=company)
    assert client.get(f"/host/people/{other.pk}/end/").context["decides"] is False
    assert client.post(f"/host/people/{other.pk}/end/").status_code == 302
    assert Membership.objects.get(pk=other.pk).state == MembershipState.CONFIRMED


@pytest.mark.parametrize("colleagues", [0, 1])
def test_whoever_is_alone_is_told_so_before_leaving(client, host, colleagues):
    membership = host.memberships.get()
    for _n in range(colleagues):
        MembershipFactory(organisation=membership.organisation)
    page = client.get(f"/host/people/{membership.pk}/end/")
    assert (page.context["alone"], page.context["own"]) == (not colleagues, True)
    client.post(f"/host/people/{membership.pk}/end/")
    assert Membership.objects.get(pk=membership.pk).state == MembershipState.ENDED


def test_creating_a_company_that_is_here_leads_to_it(client):
    company = CompanyFactory()
    client.force_login(UserFactory())
    answer = client.post("/host/company/new/", {"name": "X", "cvr": company.cvr, "sector": "private"})
    assert answer["Location"] == f"/host/join/?q={company.cvr}"
    assert Organisation.objects.count() == 1
    wrong = client.post("/host/company/new/", {"name": "X", "cvr": "12345678", "sector": "private"})
    assert list(wrong.context["form"].errors) == ["cvr"]


def test_my_page_says_what_a_host_can_do_with_the_deadline_first(client, host):
    company = host.memberships.get().organisation
    round_ = RoundFactory()
    returned = ListingFactory(round=round_, organisation=company, state=State.RETURNED, title="Retur")
    ListingFactory(round=round_, organisation=company, title="Ude")
    asking = MembershipFactory(organisation=company, state=MembershipState.REQUESTED)
    now = clock.now()
    assert [(todo.url, todo.deadline) for todo in registries.own_for(host, now).todos] == [
        (f"/host/listings/{returned.pk}/", round_.at(MilestoneKind.LISTINGS_CLOSE)),
        (f"/host/people/{asking.pk}/", None),
    ]
    after = round_.at(MilestoneKind.LISTINGS_CLOSE) + dt.timedelta(seconds=1)
    assert [todo.url for todo in registries.own_for(host, after).todos] == [f"/host/people/{asking.pk}/"]
    assert sorted(matter.label for matter in registries.own_for(host, now).matters) == sorted(
        [company.name, "Retur", "Ude"]
    )
    # Somebody who acts for no company is asked to apply, and nothing of the host's.
    assert [todo.url for todo in registries.own_for(UserFactory(), now).todos] == [f"/applications/new/{round_.slug}/"]
    consultant = UserFactory(roles={Role.CONSULTANT})
    submitted = ListingFactory(state=State.SUBMITTED)
    assert [todo.url for todo in registries.own_for(consultant, now).todos] == [
        f"/admin/praktik/listing/{submitted.pk}/change/"
    ]


@pytest.mark.parametrize(("page", "words"), [("/listings/", ["2 dage (0)", "3 eller flere (0)"]),
                                             ("/en/listings/", ["2 days (0)", "3 or more (0)"])])  # fmt: skip
def test_the_choices_of_a_filter_are_in_the_language_of_the_page(client, page, words):
    content = client.get(page).content.decode()
    assert [word for word in words if word not in content] == []


@pytest.mark.parametrize(("more", "state"), [({}, State.SUBMITTED), ({"offers": ""}, State.DRAFT)])
def test_a_new_listing_can_be_sent_in_at_once(client, more, state):
    membership, round_ = MembershipFactory(), RoundFactory()
    client.force_login(membership.user)
    typed = {**FILLED, "hopes": "At lære.", "contacts": membership.user_id, "submit": "1", **more}
    answer = client.post(f"/host/company/{membership.organisation_id}/listings/new/{round_.slug}/", typed)
    listing = Listing.objects.get()
    assert listing.state == state
    assert answer["Location"] == ("/host/" if state == State.SUBMITTED else f"/host/listings/{listing.pk}/")
