"""Listings: what the services do beside the moves in the table."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from praktik.history.actors import SYSTEM, Role
from praktik.history.door import IllegalMove, NotYours, Refused, Stale, TooLate
from praktik.history.models import Transition
from praktik.listings import rules, services
from praktik.listings.models import Listing
from praktik.listings.states import State
from praktik.mail.models import Mail
from praktik.mail.states import State as MailState
from praktik.organisations.models import Theme
from praktik.organisations.services import membership_end
from praktik.rounds.models import Milestone
from praktik.rounds.services import round_evaluate
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState
from tests.factories import (
    CompanyFactory,
    ListingFactory,
    MembershipFactory,
    RoundFactory,
    UserFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
DATES = {
    MilestoneKind.OPENS: NOW - DAY,
    MilestoneKind.CLOSES: NOW + 10 * DAY,
    MilestoneKind.MANAGERS: NOW + 11 * DAY,
    MilestoneKind.LISTINGS_CLOSE: NOW + 12 * DAY,
    MilestoneKind.STARTS: dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC),
    MilestoneKind.ENDS: dt.datetime(2027, 3, 5, 15, tzinfo=dt.UTC),
    MilestoneKind.EVALUATED: None,
}
LATE = NOW + 13 * DAY


@pytest.fixture
def round_():
    return RoundFactory(dates=DATES)


@pytest.fixture
def host():
    return MembershipFactory().user


@pytest.fixture
def company(host):
    return host.memberships.get().organisation


@pytest.fixture
def consultant():
    return UserFactory(roles={Role.CONSULTANT})


def a_listing(round_, host, state=State.DRAFT, **fields):
    listing = ListingFactory(
        round=round_,
        organisation=host.memberships.get().organisation,
        state=state,
        remote=True,
        published_at=None,
        **fields,
    )
    listing.themes.set(["data"])
    listing.contacts.set([host])
    return listing


def mails():
    return sorted(Mail.objects.values_list("kind", "to", "state"))


def moves(row):
    return list(Transition.objects.of(row).values_list("from_state", "to_state", "role", "at"))


def test_a_listing_begins_as_a_draft_in_the_rounds_week_with_its_writer_as_contact(round_, host, company):
    data = {
        "title": "Se, hvordan vi tester",
        "themes": [Theme.objects.get(slug="data")],
        "weeks": [dt.date(2027, 1, 4)],
    }
    listing = services.listing_create(company, round=round_, data=data, by=host, now=NOW)
    listing = Listing.objects.get(pk=listing.pk)
    assert (listing.state, listing.version, listing.title) == (State.DRAFT, 1, "Se, hvordan vi tester")
    assert listing.weeks == [dt.date(2027, 3, 1)]
    assert [theme.slug for theme in listing.themes.all()] == ["data"]
    assert list(listing.contacts.all()) == [host]
    assert moves(listing) == [("", State.DRAFT, Role.HOST, NOW)]
    assert mails() == []


def test_in_a_rolling_round_the_weeks_are_the_hosts(host, company):
    rolling = RoundFactory(kind=Kind.ROLLING, dates=dict.fromkeys(DATES))
    weeks = [dt.date(2027, 1, 4), dt.date(2027, 2, 1)]
    listing = services.listing_create(company, round=rolling, data={"title": "X", "weeks": weeks}, by=host, now=NOW)
    assert Listing.objects.get(pk=listing.pk).weeks == weeks


def test_only_people_who_act_for_the_company_can_be_its_contacts(round_, host, company):
    colleague = MembershipFactory(organisation=company).user
    stranger = MembershipFactory().user
    data = {"title": "X", "contacts": [colleague, stranger]}
    listing = services.listing_create(company, round=round_, data=data, by=host, now=NOW)
    assert list(listing.contacts.all()) == [colleague]


def test_nobody_makes_a_listing_for_a_company_of_others(round_, company):
    for person in (UserFactory(), MembershipFactory().user, UserFactory(roles={Role.READER})):
        with pytest.raises(NotYours):
            services.listing_create(company, round=round_, data={"title": "X"}, by=person, now=NOW)
    assert Listing.objects.count() == 0


def test_a_round_takes_hosts_from_its_own_sectors_alone(round_, consultant):
    member = MembershipFactory(organisation=WorkplaceFactory())
    for by in (member.user, consultant):
        with override("en"), pytest.raises(Refused, match="takes no hosts from the sector “Municipality”"):
            services.listing_create(member.organisation, round=round_, data={"title": "X"}, by=by, now=NOW)
    assert Listing.objects.count() == 0


def test_a_field_that_no_host_writes_is_refused(round_, host, company):
    with pytest.raises(KeyError):
        services.listing_create(company, round=round_, data={"title": "X", "state": "published"}, by=host, now=NOW)


@pytest.mark.parametrize("action", ["create", "update", "submit", "copy"])
def test_after_the_deadline_a_host_is_told_whom_to_write_to_and_the_desk_can_still_help(action, round_, host, settings):
    settings.CONTACT_EMAIL = "desk@demo.example"
    listing = a_listing(round_, host)
    company, consultant = listing.organisation, UserFactory(roles={Role.CONSULTANT})

    def act(by):
        if action == "create":
            services.listing_create(company, round=round_, data={"title": "X"}, by=by, now=LATE)
        elif action == "update":
            services.listing_update(listing, data={"title": "Y"}, version=1, by=by, now=LATE)
        elif action == "submit":
            services.listing_submit(listing, by=by, now=LATE)
        else:
            services.listing_copy(listing, round=round_, by=by, now=LATE)

    with override("en"), pytest.raises(TooLate) as late:
        act(host)
    assert str(late.value) == (
        f"The deadline for listings in “{round_.name_en}” was 6 December 2026, 13:00. "
        "Write to desk@demo.example: we may still need hosts."
    )
    assert [(x.title, x.state) for x in Listing.objects.all()] == [(listing.title, State.DRAFT)]
    act(consultant)


def test_a_round_that_is_not_public_takes_listings_from_the_desk_alone(host, company, consultant):
    draft = RoundFactory(state=RoundState.DRAFT, seed="", dates=DATES)
    with pytest.raises(NotYours):
        services.listing_create(company, round=draft, data={"title": "X"}, by=host, now=NOW)
    services.listing_create(company, round=draft, data={"title": "X"}, by=consultant, now=NOW)
    assert Listing.objects.get().contacts.count() == 0


def test_editing_counts_the_version_and_a_stale_edit_changes_nothing(round_, host):
    listing = a_listing(round_, host)
    services.listing_update(
        listing, data={"title": "Først", "themes": ["green_transition"]}, version=1, by=host, now=NOW
    )
    with pytest.raises(Stale):
        services.listing_update(listing, data={"title": "Sidst", "themes": []}, version=1, by=host, now=NOW)
    listing = Listing.objects.get()
    assert (listing.title, listing.version) == ("Først", 2)
    assert [theme.slug for theme in listing.themes.all()] == ["green_transition"]


@pytest.mark.parametrize("state", State)
def test_who_may_edit_in_which_state(state, round_, host, consultant):
    listing = a_listing(round_, host, state)
    host_may = state in (State.DRAFT, State.RETURNED)
    desk_may = state not in (State.CLOSED, State.WITHDRAWN)
    for by, may in ((host, host_may), (consultant, desk_may)):
        version = Listing.objects.get().version
        if may:
            services.listing_update(listing, data={"title": "Nyt"}, version=version, by=by, now=NOW)
        else:
            with pytest.raises(Refused):
                services.listing_update(listing, data={"title": "Nyt"}, version=version, by=by, now=NOW)
        assert Listing.objects.get().version == version + may
    with pytest.raises(NotYours):
        services.listing_update(listing, data={"title": "Z"}, version=version, by=UserFactory(), now=NOW)


def test_fewer_places_over_the_round_take_those_of_the_week_down_with_them(round_, host):
    listing = a_listing(round_, host, capacity=5, week_capacity=5)
    services.listing_update(listing, data={"capacity": 2}, version=1, by=host, now=NOW)
    assert list(Listing.objects.values_list("capacity", "week_capacity")) == [(2, 2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.update(week_capacity=3)


def test_sending_in_names_everything_that_is_missing_in_the_order_of_the_form(round_, host, company):
    listing = services.listing_create(company, round=round_, data={"title": "X"}, by=host, now=NOW)
    listing.contacts.clear()
    with override("en"), pytest.raises(services.Incomplete) as incomplete:
        services.listing_submit(listing, by=host, now=NOW)
    assert incomplete.value.fields == ["about", "task", "offers", "municipality", "themes", "contacts"]
    assert str(incomplete.value) == (
        "6 things are missing before the listing can be sent in: “What the company does”, “What the days are about”, "
        "“What we offer”, “Municipality”, “Themes”, “Contact persons”."
    )
    assert Listing.objects.get().state == State.DRAFT
    assert mails() == []


def test_a_remote_listing_needs_no_municipality_and_spaces_are_no_text(round_, host):
    listing = a_listing(round_, host, about="  \n ")
    assert rules.missing(listing) == ["about"]
    listing.remote = False
    assert rules.missing(listing) == ["about", "municipality"]
    listing.weeks = []
    assert rules.missing(listing) == ["about", "municipality", "weeks"]


def test_sent_in_returned_corrected_published(round_, host, consultant):
    listing = a_listing(round_, host)
    services.listing_submit(listing, by=host, now=NOW)
    assert mails() == [("listing_submitted", host.email, MailState.QUEUED)]
    services.listing_return(
        listing, comments=[("task", " Hvem følger praktikanten? "), ("", "Fint ellers."), ("about", " ")],
        by=consultant, now=NOW + DAY,
    )  # fmt: skip
    assert list(listing.comments.values_list("field", "text", "by", "at", "resolved")) == [
        ("task", "Hvem følger praktikanten?", consultant.pk, NOW + DAY, False),
        ("", "Fint ellers.", consultant.pk, NOW + DAY, False),
    ]
    services.listing_submit(listing, by=host, now=NOW + 2 * DAY)
    assert list(listing.comments.values_list("resolved", flat=True)) == [True, True]
    services.listing_publish(listing, by=consultant, now=NOW + 3 * DAY)
    listing.refresh_from_db()
    assert (listing.state, listing.published_at) == (State.PUBLISHED, NOW + 3 * DAY)
    assert mails() == [
        ("listing_published", host.email, MailState.QUEUED),
        ("listing_returned", host.email, MailState.SUPERSEDED),  # not sent yet, and no longer so
        ("listing_submitted", host.email, MailState.QUEUED),
        ("listing_submitted", host.email, MailState.QUEUED),
    ]
    assert [(origin, target, role) for origin, target, role, _at in moves(listing)] == [
        (State.DRAFT, State.SUBMITTED, Role.HOST),
        (State.SUBMITTED, State.RETURNED, Role.CONSULTANT),
        (State.RETURNED, State.SUBMITTED, Role.HOST),
        (State.SUBMITTED, State.PUBLISHED, Role.CONSULTANT),
    ]


def test_a_return_says_why_and_in_the_mail_nothing_of_it(round_, host, consultant):
    listing = a_listing(round_, host, State.SUBMITTED)
    for nothing in ([], [("task", "  ")]):
        with pytest.raises(Refused):
            services.listing_return(listing, comments=nothing, by=consultant, now=NOW)
    with pytest.raises(KeyError):
        services.listing_return(listing, comments=[("state", "X")], by=consultant, now=NOW)
    services.listing_return(listing, comments=[("task", "En hemmelig kommentar")], by=consultant, now=NOW)
    mail = Mail.objects.get()
    assert "hemmelig" not in mail.subject + mail.text + mail.html
    assert "6. december 2026 kl. 13.00" in mail.text
    assert f"/host/listings/{listing.pk}/" in mail.text


def test_only_contacts_who_still_act_for_the_company_are_told(round_, host, consultant):
    listing = a_listing(round_, host, State.SUBMITTED)
    former = UserFactory()
    closed = MembershipFactory(organisation=listing.organisation, user__is_active=False).user
    listing.contacts.add(former, closed)
    services.listing_publish(listing, by=consultant, now=NOW)
    assert mails() == [("listing_published", host.email, MailState.QUEUED)]


def test_a_listing_whose_contacts_have_left_is_not_published(round_, host, consultant):
    listing = a_listing(round_, host, State.SUBMITTED)
    membership_end(host.memberships.get(), by=host, now=NOW)
    assert list(listing.contacts.all()) == []
    with pytest.raises(services.Incomplete):
        services.listing_publish(listing, by=consultant, now=NOW)
    assert Listing.objects.get().state == State.SUBMITTED


def test_whoever_is_left_takes_over_the_listings_of_the_one_who_leaves_alone_and_not_what_is_over(round_, host):
    company = host.memberships.get().organisation
    colleague = MembershipFactory(organisation=company).user
    shared, alone, over = (ListingFactory(organisation=company, round=round_) for _n in range(3))
    Listing.objects.filter(pk=over.pk).update(state=State.CLOSED)
    third = MembershipFactory(organisation=company).user
    shared.contacts.set([host, third])
    for listing in (alone, over):
        listing.contacts.set([host])
    membership_end(host.memberships.get(), by=host, now=NOW)
    assert [set(listing.contacts.all()) for listing in (shared, alone, over)] == [{third}, {colleague, third}, set()]


def test_leaving_one_company_leaves_the_listings_of_another_alone(round_, host):
    other = MembershipFactory(user=host).organisation
    mine, theirs = ListingFactory(organisation=other), ListingFactory(organisation=CompanyFactory())
    mine.contacts.set([host])
    theirs.contacts.set([MembershipFactory(organisation=theirs.organisation).user])
    membership_end(host.memberships.exclude(organisation=other).get(), by=host, now=NOW)
    assert (mine.contacts.count(), theirs.contacts.count()) == (1, 1)


def test_publishing_is_not_resuming(round_, host, consultant):
    listing = a_listing(round_, host, State.PAUSED)
    with pytest.raises(IllegalMove):
        services.listing_publish(listing, by=consultant, now=NOW)
    services.listing_resume(listing, by=host, now=NOW)
    with pytest.raises(IllegalMove):
        services.listing_resume(listing, by=host, now=NOW)
    submitted = a_listing(round_, host, State.SUBMITTED)
    with pytest.raises(IllegalMove):
        services.listing_resume(submitted, by=host, now=NOW)


def test_a_paused_listing_is_not_shown_again_after_the_round(host):
    over = RoundFactory(state=RoundState.EVALUATING)
    with pytest.raises(Refused):
        services.listing_resume(a_listing(over, host, State.PAUSED), by=host, now=NOW)


WAY = [
    (services.listing_submit, {State.DRAFT, State.RETURNED}, State.SUBMITTED, "host"),
    (services.listing_pause, {State.PUBLISHED}, State.PAUSED, "host"),
    (services.listing_resume, {State.PAUSED}, State.PUBLISHED, "host"),
    (services.listing_close, {State.PUBLISHED, State.PAUSED}, State.CLOSED, "host"),
    (services.listing_withdraw, {State.DRAFT}, State.WITHDRAWN, "host"),
    (services.listing_publish, {State.SUBMITTED}, State.PUBLISHED, "desk"),
]


@pytest.mark.parametrize(("service", "origins", "target", "whose"), WAY)
def test_each_service_makes_its_own_moves_and_no_other(service, origins, target, whose, round_):
    host = MembershipFactory().user
    by = host if whose == "host" else UserFactory(roles={Role.CONSULTANT})
    for state in State:
        listing = a_listing(round_, host, state)
        if state in origins:
            with pytest.raises(NotYours):
                service(listing, by=UserFactory(), now=NOW)
            service(listing, by=by, now=NOW)
            assert Listing.objects.get(pk=listing.pk).state == target
        else:
            with pytest.raises(IllegalMove):
                service(listing, by=by, now=NOW)
            assert Listing.objects.get(pk=listing.pk).state == state


def test_closing_is_told_where_the_desk_did_it(round_, host, consultant):
    for by, told in ((host, []), (SYSTEM, []), (consultant, [("listing_closed", host.email, MailState.QUEUED)])):
        services.listing_close(a_listing(round_, host, State.PUBLISHED), by=by, now=NOW, why="full")
        assert mails() == told
    assert "full" not in Mail.objects.get().text


def test_when_a_round_is_over_its_listings_close(round_, host, consultant):
    state = {x: a_listing(round_, host, x) for x in State}
    other = ListingFactory()
    type(round_).objects.filter(pk=round_.pk).update(state=RoundState.RUNNING)
    round_evaluate(round_, by=SYSTEM, now=NOW)
    for before, listing in state.items():
        listing.refresh_from_db()
        closed = before in (State.PUBLISHED, State.PAUSED)
        assert listing.state == (State.CLOSED if closed else before)
    other.refresh_from_db()
    assert other.state == State.PUBLISHED
    assert mails() == []


def test_a_copy_is_a_draft_of_the_same_in_the_other_rounds_week(round_, host):
    colleague = MembershipFactory(organisation=host.memberships.get().organisation).user
    old = a_listing(RoundFactory(state=RoundState.ARCHIVED), host, State.CLOSED, capacity=3, week_capacity=2, days=4)
    old.contacts.add(colleague, UserFactory())
    old.themes.add("green_transition")
    Theme.objects.filter(slug="green_transition").update(active=False)
    copy = services.listing_copy(old, round=round_, by=host, now=NOW)
    copy = Listing.objects.get(pk=copy.pk)
    same = (
        "title",
        "about",
        "task",
        "offers",
        "hopes",
        "practical",
        "remote",
        "days",
        "capacity",
        "week_capacity",
        "language",
    )
    assert [getattr(copy, name) for name in same] == [getattr(old, name) for name in same]
    assert (copy.round, copy.state, copy.weeks, copy.version, copy.published_at) == (
        round_, State.DRAFT, [dt.date(2027, 3, 1)], 1, None
    )  # fmt: skip
    assert [theme.slug for theme in copy.themes.all()] == ["data"]
    assert set(copy.contacts.all()) == {host, colleague}


def test_nobody_copies_the_listing_of_another_company(round_, host):
    listing = a_listing(round_, host, State.CLOSED)
    with pytest.raises(NotYours):
        services.listing_copy(listing, round=round_, by=MembershipFactory().user, now=NOW)


def test_a_round_without_a_deadline_says_that_it_takes_no_more(host, company):
    over = RoundFactory(kind=Kind.ROLLING, state=RoundState.EVALUATING, dates=dict.fromkeys(DATES))
    with override("en"), pytest.raises(TooLate, match="takes no more listings"):
        services.listing_create(company, round=over, data={"title": "X"}, by=host, now=NOW)
    assert Milestone.objects.count() == 0
