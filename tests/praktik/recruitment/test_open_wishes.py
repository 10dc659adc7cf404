"""Open wishes by theme and region, and a company put on the board by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from praktik import clock
from praktik.applications.states import State as ApplicationState
from praktik.applications.states import WishKind
from praktik.history.door import NotYours, Refused
from praktik.history.models import Read, Transition
from praktik.organisations.models import Municipality
from praktik.recruitment.models import Lead
from praktik.recruitment.open_wishes import OpenWishes
from praktik.recruitment.services import lead_add
from tests import factories
from tests.praktik.recruitment.helpers import wish_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CVR = "90000012"
IN_2026, IN_2027 = dt.date(2026, 10, 5), dt.date(2027, 10, 4)


@pytest.fixture
def consultant(client):
    user = factories.UserFactory(roles={"consultant"})
    client.force_login(user)
    return user


def open_wish(round_, themes=(), region=None, application=None, **fields):
    application = application or factories.ApplicationFactory(round=round_, **fields)
    wish = factories.WishFactory(application=application, kind=WishKind.OPEN, region_id=region)
    wish.themes.set(themes)
    return wish


def listing(round_, region, themes, **fields):
    place = Municipality.objects.filter(region=region).first()
    made = factories.ListingFactory(round=round_, municipality=place, **fields)
    made.themes.set(themes)
    return made


def cells(map_):
    """{(theme, region): (people, listings)} of the cells that anybody wishes for."""
    return {
        (cell.theme and cell.theme.pk, cell.region and cell.region.pk): (cell.people, cell.listings)
        for row in map_.rows
        for cell in row.cells
        if cell.people
    }


def test_each_theme_and_region_counts_its_people_and_the_listings_that_answer(round_):
    both = open_wish(round_, ["data", "health"], "midtjylland")
    open_wish(round_, ["data"], "midtjylland")
    open_wish(round_, ["data"], None)
    open_wish(round_, [], "nordjylland", application=both.application)
    listing(round_, "midtjylland", ["data"])
    listing(round_, "nordjylland", ["data"], remote=True)
    listing(round_, "nordjylland", ["data"], state="draft")
    listing(factories.RoundFactory(), "midtjylland", ["data", "health"])
    map_ = OpenWishes(round_, IN_2026).map()
    assert cells(map_) == {
        ("data", "midtjylland"): (2, 2),
        ("data", None): (1, 2),
        ("health", "midtjylland"): (1, 0),
        (None, "nordjylland"): (1, 1),
    }
    assert [(row.theme and row.theme.pk, row.people) for row in map_.rows] == [("data", 3), ("health", 1), (None, 1)]
    assert [region and region.pk for region in map_.regions] == ["midtjylland", "nordjylland", None]
    assert map_.people == 3


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (IN_2026, {("data", "hovedstaden"): (1, 1), ("data", "sjaelland"): (1, 0)}),
        (IN_2027, {("data", "oestdanmark"): (2, 1)}),
    ],
)
def test_a_region_that_has_ended_counts_for_its_successor(round_, day, found):
    open_wish(round_, ["data"], "hovedstaden")
    open_wish(round_, ["data"], "sjaelland")
    listing(round_, "hovedstaden", ["data"])
    wanted = OpenWishes(round_, day)
    assert cells(wanted.map()) == found
    assert [len(wanted.wishes(*place)) for place in found] == [people for people, _ in found.values()]


@pytest.mark.parametrize("state", [ApplicationState.DRAFT, ApplicationState.WITHDRAWN, ApplicationState.NOT_PLACED])
def test_what_is_not_sent_in_or_taken_back_does_not_count(round_, state):
    open_wish(round_, ["data"], "midtjylland", state=state)
    assert OpenWishes(round_, IN_2026).map().people == 0


def test_a_cells_page_shows_why_but_not_who_and_notes_the_look(client, consultant, round_):
    wish = open_wish(round_, ["data"], "midtjylland", purpose="FORMÅLET", goals=["MÅLET"])
    open_wish(round_, ["data"], "nordjylland", purpose="ANDETSTEDS")
    applicant = wish.application.applicant
    url = reverse("admin:recruitment_open", args=[round_.slug])
    text = client.get(url, {"theme": "data", "region": "midtjylland"}).content.decode()
    words = ("FORMÅLET", "MÅLET", str(wish.application.workplace), "ANDETSTEDS", applicant.name, applicant.email)
    assert [word in text for word in words] == [True, True, True, False, False, False]
    assert [(read.reader, read.subject, read.what) for read in Read.objects.all()] == [
        (consultant, applicant, "open wish")
    ]
    client.get(url)
    assert (Read.objects.count(), client.get(url, {"theme": "nothing", "region": ""}).status_code) == (1, 200)


def test_a_round_without_open_wishes_says_so(client, consultant, round_):
    page = client.get(reverse("admin:recruitment_open", args=[round_.slug]))
    assert "Nobody has sent in an open wish yet." in page.content.decode()


def test_the_number_of_queries_does_not_grow(client, consultant, round_, django_assert_num_queries):
    url = reverse("admin:recruitment_open", args=[round_.slug])
    for rows in (1, 3):
        for _ in range(rows):
            open_wish(round_, ["data"], "midtjylland", goals=["MÅLET"])
            listing(round_, "midtjylland", ["data"])
        client.get(url)
        with django_assert_num_queries(13):
            client.get(url, {"theme": "data", "region": "midtjylland"})


@pytest.mark.parametrize("name", ["recruitment_open", "recruitment_add"])
@pytest.mark.parametrize(("roles", "status"), [((), 302), ({"reader"}, 404), ({"consultant"}, 200)])
def test_the_desk_alone_opens_them(client, round_, name, roles, status):
    client.force_login(factories.UserFactory(roles=roles))
    url = reverse(f"admin:{name}", args=[round_.slug])
    assert client.get(url).status_code == status
    if status != 200:
        client.post(url, {"name": "Alfa"})
        assert Lead.objects.count() == 0


def test_a_company_is_put_on_the_board_by_hand(client, consultant, round_):
    company = factories.CompanyFactory(cvr=CVR)
    url = reverse("admin:recruitment_add", args=[round_.slug])
    page = client.post(url, {"name": " Alfa A/S ", "cvr": "90 00 00 12"})
    lead = Lead.objects.get()
    assert page.url == reverse("admin:praktik_lead_change", args=[lead.pk])
    assert (lead.name, lead.cvr, lead.organisation, lead.state) == ("Alfa A/S", CVR, company, "found")
    assert [(row.actor, row.to_state) for row in Transition.objects.of(lead)] == [(consultant, "found")]
    again = client.post(url, {"name": "Alfa", "cvr": CVR})
    assert again.context["form"].non_field_errors() == ["Alfa is on the board already."]
    assert client.post(url, {"name": "Beta", "cvr": "12345678"}).context["form"].non_field_errors() == [
        "There is no CVR number like this: check the digits."
    ]
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "cvr", "there"),
    [
        ("alfa", "", True),  # the same name, without a number
        ("alfa", CVR, True),  # which may be that company's number
        ("Beta", "", False),
        ("   ", "", True),
    ],
)
def test_what_is_there_already_is_refused(round_, name, cvr, there):
    wish_for("Alfa A/S", "", round_)
    by = factories.UserFactory(roles={"consultant"})
    if there:
        with pytest.raises(Refused):
            lead_add(round_, name=name, cvr=cvr, by=by, now=clock.now())
    else:
        lead_add(round_, name=name, cvr=cvr, by=by, now=clock.now())
    assert Lead.objects.count() == 2 - there


def test_who_wishes_for_it_later_stands_behind_the_same_card(round_):
    by = factories.UserFactory(roles={"consultant"})
    numbered = lead_add(round_, name="Alfa", cvr=CVR, by=by, now=clock.now())
    named = lead_add(round_, name="Beta", by=by, now=clock.now())
    wish, waits = wish_for("Noget andet", CVR, round_), wish_for("BETA A/S", "", round_)
    assert (list(numbered.wishes.all()), list(numbered.alike.all())) == ([wish], [])
    assert (list(named.wishes.all()), list(named.alike.all())) == ([], [waits])


def test_nobody_else_puts_a_company_on_the_board(round_):
    with pytest.raises(NotYours):
        lead_add(round_, name="Alfa", by=factories.UserFactory(roles={"reader"}), now=clock.now())
