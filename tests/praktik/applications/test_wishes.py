"""Ranked wishes of three kinds."""

from __future__ import annotations

import pytest

from praktik.applications.models import Wish
from praktik.applications.services import (
    application_submit,
    application_withdraw,
    wish_add,
    wish_answer,
    wish_move,
    wish_remove,
    wishes_order,
    wishes_set,
)
from praktik.applications.signals import application_submitted
from praktik.applications.states import WishKind
from praktik.history.door import NotYours, Refused, Stale
from praktik.listings.states import State as ListingState
from praktik.organisations.models import Region, Theme
from tests import factories
from tests.praktik.applications.helpers import complete_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def application():
    application = complete_draft()
    application.wishes.all().delete()
    return application


def companies(application):
    return list(application.wishes.values_list("rank", "company_name"))


def test_the_three_kinds(application, now):
    by = application.applicant
    listing = factories.ListingFactory(round=application.round)
    wish_add(application, kind=WishKind.LISTING, listing=listing, why=" Tæt på ", by=by, now=now)
    wish_add(
        application, kind=WishKind.COMPANY, company_name="  Alfa   A/S ", company_cvr="DK 90 00 00 20", by=by, now=now
    )
    themes = Theme.objects.filter(pk__in=["health", "data"])
    wish_add(application, kind=WishKind.OPEN, themes=themes, region=Region.objects.get(pk="syddanmark"), by=by, now=now)
    first, second, third = application.wishes.all()
    assert (first.rank, first.listing, first.why) == (1, listing, "Tæt på")
    assert (second.rank, second.company_name, second.company_cvr) == (2, "Alfa A/S", "90000020")
    assert (third.rank, third.region_id, {theme.pk for theme in third.themes.all()}) == (
        3, "syddanmark", {"health", "data"},
    )  # fmt: skip
    assert application.version == 4


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": WishKind.COMPANY}, "Write the company's name"),
        ({"kind": WishKind.COMPANY, "company_name": "Alfa", "company_cvr": "90000015"}, "no CVR number like this"),
        ({"kind": WishKind.COMPANY, "company_name": "Alfa", "company_cvr": "123"}, "eight digits"),
        ({"kind": WishKind.COMPANY, "company_name": "Alfa", "why": "010190-1234"}, "CPR"),
        ({"kind": WishKind.OPEN}, "at least one theme or a region"),
        ({"kind": WishKind.LISTING}, "published in this round"),
    ],
)
def test_a_wish_must_point_somewhere(application, now, data, said):
    with pytest.raises(Refused, match=said):
        wish_add(application, **data, by=application.applicant, now=now)
    assert companies(application) == []


def test_only_published_listings_of_the_round(application, now):
    other_round = factories.ListingFactory()
    hidden = [
        factories.ListingFactory(round=application.round, state=state)
        for state in ListingState
        if state != ListingState.PUBLISHED
    ]
    for listing in [other_round, *hidden]:
        with pytest.raises(Refused, match="published in this round"):
            wish_add(application, kind=WishKind.LISTING, listing=listing, by=application.applicant, now=now)


def test_the_same_wish_twice_is_refused(application, now):
    by = application.applicant
    listing = factories.ListingFactory(round=application.round)
    theme = Theme.objects.get(pk="data")
    for data in (
        {"kind": WishKind.LISTING, "listing": listing},
        {"kind": WishKind.COMPANY, "company_name": "Ørsted A/S"},
        {"kind": WishKind.OPEN, "themes": [theme]},
    ):
        wish_add(application, **data, by=by, now=now)
        with pytest.raises(Refused, match="have this wish already"):
            wish_add(application, **data, by=by, now=now)
    with pytest.raises(Refused, match="have this wish already"):
        wish_add(application, kind=WishKind.COMPANY, company_name="ørsted", by=by, now=now)


def test_no_more_than_the_round_allows(application, now):
    application.round.max_wishes = 2
    application.round.save()
    by = application.applicant
    for name in ("Alfa", "Beta"):
        wish_add(application, kind=WishKind.COMPANY, company_name=name, by=by, now=now)
    with pytest.raises(Refused, match="There can be 2 wishes"):
        wish_add(application, kind=WishKind.COMPANY, company_name="Gamma", by=by, now=now)


def test_moving_and_removing_keeps_the_ranks_whole(application, now):
    by = application.applicant
    a, b, c = (
        wish_add(application, kind=WishKind.COMPANY, company_name=name, by=by, now=now) for name in ("A1", "B1", "C1")
    )
    wish_move(c, up=True, by=by, now=now)
    assert companies(application) == [(1, "A1"), (2, "C1"), (3, "B1")]
    wish_move(a, up=False, by=by, now=now)
    assert companies(application) == [(1, "C1"), (2, "A1"), (3, "B1")]
    wish_move(c, up=True, by=by, now=now)
    wish_move(b, up=False, by=by, now=now)
    assert companies(application) == [(1, "C1"), (2, "A1"), (3, "B1")]
    wish_remove(c, by=by, now=now)
    assert companies(application) == [(1, "A1"), (2, "B1")]
    with pytest.raises(Stale):
        wish_move(a, up=False, version=1, by=by, now=now)
    with pytest.raises(NotYours):
        wish_remove(a, by=factories.UserFactory(), now=now)


def test_the_whole_order_at_once(application, now):
    by = application.applicant
    a, b, c = (
        wish_add(application, kind=WishKind.COMPANY, company_name=name, by=by, now=now) for name in ("A1", "B1", "C1")
    )
    seen = application.version
    wishes_order(application, order=[c.pk, a.pk, b.pk], version=seen, by=by, now=now)
    assert companies(application) == [(1, "C1"), (2, "A1"), (3, "B1")]
    with pytest.raises(Stale):
        wishes_order(application, order=[a.pk, b.pk, c.pk], version=seen, by=by, now=now)
    foreign = factories.WishFactory(application=factories.ApplicationFactory(round=application.round))
    for order in ([a.pk, b.pk], [a.pk, a.pk, b.pk, c.pk], [a.pk, b.pk, foreign.pk], []):
        with pytest.raises(Refused, match="each of your wishes once"):
            wishes_order(application, order=order, version=seen + 1, by=by, now=now)
    with pytest.raises(NotYours):
        wishes_order(application, order=[a.pk, b.pk, c.pk], version=None, by=factories.UserFactory(), now=now)
    assert companies(application) == [(1, "C1"), (2, "A1"), (3, "B1")]


def test_setting_the_whole_list_keeps_the_rows_of_what_stays(application, now):
    by = application.applicant
    a, b = (wish_add(application, kind=WishKind.COMPANY, company_name=n, by=by, now=now) for n in ("A1", "B1"))
    theme = Theme.objects.get(pk="data")
    open_wish = wish_add(application, kind=WishKind.OPEN, themes=[theme], by=by, now=now)
    wishes_set(
        application,
        wishes=[
            {"kind": WishKind.OPEN, "themes": [theme]},
            {"kind": WishKind.COMPANY, "company_name": "C1"},
            {"kind": WishKind.COMPANY, "company_name": "a1 A/S", "why": "Fordi"},
        ],
        version=None,
        by=by,
        now=now,
    )
    rows = list(application.wishes.values_list("rank", "company_name", "why"))
    assert rows == [(1, "", ""), (2, "C1", ""), (3, "A1", "Fordi")]
    assert application.wishes.get(rank=1) == open_wish
    assert application.wishes.get(rank=3) == a
    assert not Wish.objects.filter(pk=b.pk).exists()


def test_what_is_sent_in_keeps_a_wish_and_tells_upper_floors(now):
    application = complete_draft()
    by = application.applicant
    application_submit(application, by=by, now=now)
    with pytest.raises(Refused, match="at least one wish"):
        wish_remove(application.wishes.get(), by=by, now=now)
    assert application.wishes.count() == 1
    heard = []

    def listener(**kwargs):
        heard.append(kwargs["instance"].wishes.count())

    application_submitted.connect(listener)
    try:
        wish_add(application, kind=WishKind.COMPANY, company_name="Alfa", by=by, now=now)
    finally:
        application_submitted.disconnect(listener)
    assert heard == [2]


def test_a_company_wish_is_answered_by_its_listing_once(now):
    application = complete_draft()
    by = application.applicant
    wish = wish_add(application, kind=WishKind.COMPANY, company_name="Alfa", by=by, now=now)
    listing = factories.ListingFactory(round=application.round)
    assert wish_answer(wish, listing=listing, by=by, now=now) is False  # a draft is nobody's business
    application_submit(application, by=by, now=now)
    assert wish_answer(wish, listing=listing, by=by, now=now) is True
    assert wish_answer(wish, listing=factories.ListingFactory(), by=by, now=now) is False
    wish.refresh_from_db()
    assert (wish.listing, wish.kind, wish.company_name, wish.rank) == (listing, "company", "Alfa", 2)
    with pytest.raises(Refused, match="have this wish already"):
        wish_add(application, kind=WishKind.LISTING, listing=listing, by=by, now=now)
    other = wish_add(application, kind=WishKind.COMPANY, company_name="Beta", by=by, now=now)
    assert wish_answer(other, listing=listing, by=by, now=now) is False
    application_withdraw(application, why="x", by=by, now=now)
    assert wish_answer(other, listing=factories.ListingFactory(), by=by, now=now) is False
