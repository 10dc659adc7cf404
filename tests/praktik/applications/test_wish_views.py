"""The wishes as they are made on their page."""

from __future__ import annotations

import pytest

from praktik import clock
from praktik.applications.models import Application
from praktik.applications.services import wish_add
from praktik.applications.states import State, WishKind
from tests import factories
from tests.praktik.applications.helpers import step, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_wishes_by_hand(client, draft):
    listing = factories.ListingFactory(round=draft.round, title="Drift i skyen")
    page = client.get(step(draft, "wishes"), {"q": "skyen"}).content.decode()
    assert "Drift i skyen" in page
    assert "Nobody has wished for it yet." in page
    client.post(url("wish_add", draft.pk, "listing"), {"listing": listing.pk})
    client.post(url("wish_add", draft.pk, "company"), {"company-company_name": "Alfa", "company-themes": "data"})
    client.post(url("wish_add", draft.pk, "open"), {"open-themes": ["health"], "open-region": "syddanmark"})
    ranks = [(wish.rank, wish.kind, [theme.pk for theme in wish.themes.all()]) for wish in draft.wishes.all()]
    assert ranks == [(1, "listing", []), (2, "listing", []), (3, "company", ["data"]), (4, "open", ["health"])]
    third = draft.wishes.get(rank=3)
    client.post(url("wish_change", draft.pk, third.pk, "up"), {"version": 4})
    third.refresh_from_db()
    assert third.rank == 2
    client.post(url("wish_change", draft.pk, third.pk, "down"), {"version": 4})  # stale: refused with a sentence
    third.refresh_from_db()
    assert third.rank == 2
    client.post(url("wish_change", draft.pk, third.pk, "remove"))
    assert draft.wishes.count() == 3
    typed = {"company-company_name": "Beta", "company-company_cvr": "1"}
    bad = client.post(url("wish_add", draft.pk, "company"), typed)
    text = bad.content.decode()
    assert (bad.status_code, "eight digits" in text, "Beta" in text) == (200, True, True)
    for path in (url("wish_add", draft.pk, "junk"), url("wish_change", draft.pk, draft.wishes.first().pk, "junk")):
        assert client.post(path).status_code == 404
    for listing_id in ("", "x", factories.ListingFactory(state="draft").pk):
        assert client.post(url("wish_add", draft.pk, "listing"), {"listing": listing_id}).status_code == 404


def test_an_order_that_was_dragged_in_an_old_list_is_shown_beside_the_stored_one(client, draft):
    by, now = draft.applicant, clock.now()
    first = draft.wishes.get()
    alfa, beta = (
        wish_add(draft, kind=WishKind.COMPANY, company_name=name, by=by, now=now) for name in ("Alfa A/S", "Beta A/S")
    )
    page = client.get(step(draft, "wishes"))
    assert [row["anchor"] for row in page.context["wishes"]] == [f"wish-{row.pk}" for row in (first, alfa, beta)]
    data = {"order": f"{beta.pk},{first.pk},{alfa.pk}", "version": draft.version}
    assert client.post(url("wishes_order", draft.pk), data).url == f"{step(draft, 'wishes')}#your-wishes"
    gamma = wish_add(draft, kind=WishKind.COMPANY, company_name="Gamma A/S", by=by, now=now)
    client.post(url("wish_change", draft.pk, alfa.pk, "remove"))
    stale = client.post(url("wishes_order", draft.pk), {"order": f"{alfa.pk},{first.pk},{beta.pk}", "version": "4"})
    draft.refresh_from_db()
    shown = [(row["label"], row["mine"], row["theirs"]) for row in stale.context["differences"]]
    listing = f"{first.listing.title} ({first.listing.organisation})"
    assert (stale.status_code, shown) == (409, [("1.", listing, "Beta A/S"), ("2.", "Beta A/S", listing)])
    assert [wish.pk for wish in draft.wishes.all()] == [beta.pk, first.pk, gamma.pk]
    mine = {name: stale.context["form"][name].value() for name in ("order", "version")}
    assert f'action="{url("wishes_order", draft.pk)}"' in stale.content.decode()
    client.post(url("wishes_order", draft.pk), mine)
    assert [wish.pk for wish in draft.wishes.all()] == [first.pk, beta.pk, gamma.pk]
    for order in ("", "x", "1,,2", f"{first.pk};", "9" * 40):
        assert client.post(url("wishes_order", draft.pk), {**mine, "order": order}).status_code == 404


def test_a_wish_that_was_typed_in_an_old_list_stays_and_is_added_by_the_next_press(client, draft):
    typed = {"company-company_name": "Alfa A/S", "company-why": "Fordi", "company-version": draft.version}
    wish_add(draft, kind=WishKind.COMPANY, company_name="Beta A/S", by=draft.applicant, now=clock.now())
    stale = client.post(url("wish_add", draft.pk, "company"), typed)
    form = stale.context["company_form"]
    again = {f"company-{name}": form[name].value() for name in ("company_name", "why", "version")}
    assert (stale.status_code, again) == (409, {**typed, "company-version": str(draft.version)})
    client.post(url("wish_add", draft.pk, "company"), again)
    assert [wish.company_name for wish in draft.wishes.all()] == ["", "Beta A/S", "Alfa A/S"]


def test_somebody_elses_wish_cannot_be_moved(client, draft):
    foreign = factories.WishFactory(application=factories.ApplicationFactory(round=draft.round))
    assert client.post(url("wish_change", draft.pk, foreign.pk, "remove")).status_code == 404
    assert client.post(url("wish_change", foreign.application_id, foreign.pk, "remove")).status_code == 404


def test_how_sought_after_a_listing_is_counts_what_was_sent_in(client, draft):
    listing = draft.wishes.get().listing
    for state in (State.ELIGIBLE, State.AWAITING_MANAGER, State.PLACED, State.WITHDRAWN):
        application = factories.ApplicationFactory(round=draft.round)
        factories.WishFactory(application=application, listing=listing)
        Application.objects.filter(pk=application.pk).update(state=state)
    page = client.get(step(draft, "wishes")).content.decode()
    assert "Very sought-after: 3 have wished for it, 1 place." in page


def test_what_the_wishes_cover_counts_open_wishes_too(client, draft):
    by, now = draft.applicant, clock.now()
    fits = factories.ListingFactory(round=draft.round, municipality_id="odense")
    fits.themes.set(["data"])
    for other in (
        factories.ListingFactory(round=draft.round, municipality_id="aarhus"),
        factories.ListingFactory(municipality_id="odense"),
        factories.ListingFactory(round=draft.round, municipality_id="odense", state="paused"),
    ):
        other.themes.set(["data"])
    region = {"open-themes": ["data", "health"], "open-region": "syddanmark"}
    client.post(url("wish_add", draft.pk, "open"), region)
    page = client.get(step(draft, "wishes")).content.decode()
    assert "Your wishes are for 2 published listings right now." in page
    wish_add(draft, kind=WishKind.COMPANY, company_name="Alfa", by=by, now=now)
    assert "for 2 published listings" in client.get(step(draft, "wishes")).content.decode()
