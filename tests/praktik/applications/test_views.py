"""What the applicant's pages do and show, and to whom."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from praktik import clock
from praktik.applications.models import Application, Wish
from praktik.applications.services import application_carry_over, application_submit, manager_answer, wish_add
from praktik.applications.states import State, WishKind
from praktik.mail.models import Mail
from praktik.organisations.models import Organisation
from praktik.registries import own_for
from praktik.rounds.models import Milestone
from praktik.rounds.states import MilestoneKind
from tests import factories
from tests.praktik.applications.helpers import complete_draft, link_secret, mails

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def draft(client):
    application = complete_draft()
    client.force_login(application.applicant)
    return application


def url(name, *args):
    return reverse(name, args=args)


def step(application, name):
    return url("application_step", application.pk, name)


@pytest.mark.parametrize("name", ["about", "task", "goals", "when", "manager"])
def test_a_step_of_which_nothing_was_sent_keeps_the_number_of_days_and_is_saved(client, draft, name):
    days = draft.days
    answer = client.post(step(draft, name), {"version": draft.version, "stop": "1"})
    draft.refresh_from_db()
    assert (answer.status_code, draft.days) == (302, days)


def test_beginning_from_a_listing_makes_it_the_first_wish(client):
    listing = factories.ListingFactory()
    user = factories.UserFactory()
    client.force_login(user)
    start = url("application_start", listing.round.slug)
    page = client.get(f"{start}?listing={listing.pk}").content.decode()
    assert f'name="listing" value="{listing.pk}"' in page
    assert Application.objects.count() == 0
    response = client.post(start, {"listing": listing.pk})
    application = Application.objects.get()
    assert response.url == step(application, "about")
    assert (application.applicant, application.wishes.get().listing) == (user, listing)
    other = factories.ListingFactory(round=listing.round)
    assert client.post(start, {"listing": other.pk}).url == step(application, "wishes")
    assert [wish.listing for wish in application.wishes.all()] == [listing, other]


def test_a_draft_round_and_a_foreign_listing_begin_nothing(client):
    client.force_login(factories.UserFactory())
    round_ = factories.RoundFactory(state="draft", seed="")
    assert client.get(url("application_start", round_.slug)).status_code == 404
    listing, elsewhere = factories.ListingFactory(), factories.ListingFactory()
    client.post(url("application_start", listing.round.slug), {"listing": elsewhere.pk})
    assert Wish.objects.count() == 0
    for junk in ("x", "9" * 40, "-1"):
        assert client.get(url("application_start", listing.round.slug), {"listing": junk}).status_code == 200


def test_after_the_deadline_the_page_says_so(client):
    round_ = factories.RoundFactory(dates={MilestoneKind.CLOSES: clock.now()})
    client.force_login(factories.UserFactory())
    assert "does not take applications now" in client.get(url("application_start", round_.slug)).content.decode()
    client.post(url("application_start", round_.slug))
    assert Application.objects.count() == 0


def test_a_draft_step_may_be_left_half_filled_in(client, draft):
    response = client.post(step(draft, "task"), {"purpose": "Kun dette", "task": "", "version": 1, "next": "1"})
    assert response.url == step(draft, "goals")
    draft.refresh_from_db()
    assert (draft.purpose, draft.task) == ("Kun dette", "")
    response = client.post(step(draft, "goals"), {"goal_1": "Et", "brings": "", "version": 2, "stop": "1"})
    assert response.url == url("application_page", draft.pk)


def test_what_is_refused_is_said_beside_what_was_typed(client, draft):
    page = client.post(step(draft, "task"), {"purpose": "010190-1234", "task": "Min lange opgave", "version": 1})
    assert page.status_code == 200
    text = page.content.decode()
    assert "looks like a CPR number" in text
    assert "Min lange opgave" in text
    Application.objects.filter(pk=draft.pk).update(state=State.MATCHED, submitted_at=clock.now())
    page = client.post(step(draft, "task"), {"purpose": "Nyt", "task": "Min lange opgave", "version": 1})
    assert "cannot be changed now" in page.content.decode()
    assert "Min lange opgave" in page.content.decode()


def test_a_stale_step_shows_both_texts_and_saves_on_demand(client, draft):
    client.post(step(draft, "task"), {"purpose": "Gemt formål", "task": "Gemt opgave", "version": 1})
    stale = client.post(step(draft, "task"), {"purpose": "Mit formål", "task": "Gemt opgave", "version": 1})
    text = stale.content.decode()
    assert stale.status_code == 409
    assert ("Gemt formål" in text, "Mit formål" in text) == (True, True)
    assert 'name="version" value="2"' in text
    draft.refresh_from_db()
    assert draft.purpose == "Gemt formål"
    client.post(step(draft, "task"), {"purpose": "Mit formål", "task": "Gemt opgave", "version": 2})
    draft.refresh_from_db()
    assert draft.purpose == "Mit formål"


def test_the_workplace_is_found_by_part_of_its_name(client, draft):
    here = factories.WorkplaceFactory(name="Sønderby Kommune")
    factories.WorkplaceFactory(name="Sønderby Sygehus", sector_id="region")
    factories.CompanyFactory(name="Sønderby ApS")
    page = client.get(step(draft, "about"), {"q": "SØNDER"}).content.decode()
    names = [name for name in ("Sønderby Kommune", "Sønderby Sygehus", "Sønderby ApS") if name in page]
    assert names == ["Sønderby Kommune", "Sønderby Sygehus"]
    client.post(step(draft, "about"), {"workplace": here.pk, "job_title": "Jordemoder", "version": 1})
    draft.refresh_from_db()
    assert draft.workplace == here


def test_a_new_workplace_is_made_once(client, draft):
    data = {
        "new_name": "Nyby Kommune", "new_sector": "municipality", "new_municipality": "", "job_title": "x",
        "version": 1,
    }  # fmt: skip
    client.post(step(draft, "about"), {**data, "new_sector": ""})
    assert Organisation.objects.filter(name="Nyby Kommune").count() == 0
    client.post(step(draft, "about"), data)
    client.post(step(draft, "about"), {**data, "version": 2})
    draft.refresh_from_db()
    assert draft.workplace == Organisation.objects.get(name="Nyby Kommune")


def test_a_company_cannot_be_chosen_as_ones_workplace(client, draft):
    company = factories.CompanyFactory()
    before = draft.workplace
    client.post(step(draft, "about"), {"workplace": company.pk, "job_title": "x", "version": 1})
    draft.refresh_from_db()
    assert draft.workplace == before


def test_the_review_lists_what_is_missing_with_links(client, draft):
    Application.objects.filter(pk=draft.pk).update(brings="", manager_email="")
    page = client.get(step(draft, "review")).content.decode()
    assert f'href="{step(draft, "goals")}#id_brings"' in page
    assert f'href="{step(draft, "manager")}#id_manager_email"' in page
    assert "Send the application in" not in page
    client.post(step(draft, "review"), {"version": 1})
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_sending_in_from_the_review(client, draft):
    response = client.post(step(draft, "review"), {"version": 1, "carry_over_consent": "on"})
    assert response.url == url("application_page", draft.pk)
    draft.refresh_from_db()
    assert (draft.state, draft.carry_over_consent) == (State.AWAITING_MANAGER, True)
    assert client.get(step(draft, "review")).url == url("application_page", draft.pk)


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


@pytest.mark.parametrize("page", ["application_page", "application_step"])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, draft, django_assert_num_queries, page):
    args = (draft.pk,) if page == "application_page" else (draft.pk, "wishes")
    counts = []
    for rows in (1, 3):
        while draft.wishes.count() < rows:
            factories.WishFactory(application=draft)
        client.get(url(page, *args))  # what is cached for the whole process is cached now
        with django_assert_num_queries(11 if page == "application_page" else 12):
            client.get(url(page, *args))
        counts.append(rows)
    assert counts == [1, 3]


def test_nobody_sees_the_application_of_another(client, draft):
    other = factories.ApplicationFactory(round=draft.round, purpose="HEMMELIGT FORMÅL")
    factories.WishFactory(application=other, listing=draft.wishes.get().listing, why="HEMMELIG GRUND")
    consultant = factories.UserFactory(roles={"consultant"})
    for name in ("about", "task", "goals", "when", "wishes", "impartiality", "manager", "review"):
        assert client.get(step(other, name)).status_code == 404
        assert "HEMMELIG" not in client.get(step(draft, name)).content.decode()
    client.force_login(consultant)
    assert client.get(url("application_page", other.pk)).status_code == 404


def test_impartiality_is_answered_leg_by_leg(client, draft):
    Application.objects.filter(pk=draft.pk).update(conflicts_asked=False)
    empty = client.post(step(draft, "impartiality"), {"version": 1})
    assert empty.content.decode().count("Answer yes or no.") == 6  # beside the field and in the summary
    organisation = draft.wishes.get().listing.organisation
    data = {
        "version": 1, "impartiality": "no", "confidentiality": "no", "procurement": "yes",
        "procurement_with": [f"o{organisation.pk}"], "procurement_other": "Beta ApS", "procurement_text": "Udbud",
    }  # fmt: skip
    lacking = client.post(step(draft, "impartiality"), {**data, "procurement_text": ""})
    assert "in your own words what the conflict is about" in lacking.content.decode()
    assert client.post(step(draft, "impartiality"), data).url == step(draft, "manager")
    rows = set(draft.conflicts.values_list("leg", "organisation", "company_name", "text"))
    assert rows == {("procurement", organisation.pk, "", "Udbud"), ("procurement", None, "Beta ApS", "Udbud")}
    page = client.get(step(draft, "impartiality")).content.decode()
    assert "Beta ApS" in page
    stale = client.post(step(draft, "impartiality"), data)
    assert stale.status_code == 409


def test_the_page_says_what_can_be_done_now(client, draft, now):
    page = client.get(url("application_page", draft.pk)).content.decode()
    assert "Go on with the application" in page
    application_submit(draft, by=draft.applicant, now=now)
    page = client.get(url("application_page", draft.pk)).content.decode()
    assert "Send the question again" in page
    assert "We have asked your manager" in page
    manager_answer(link_secret(), released=False, comment="INTERN KOMMENTAR", now=now)
    page = client.get(url("application_page", draft.pk)).content.decode()
    assert "Name another manager" in page
    assert "INTERN KOMMENTAR" not in page


def test_a_closed_step_leads_to_the_page(client, draft, now):
    Milestone.objects.filter(round=draft.round, kind=MilestoneKind.CLOSES).update(at=now)
    assert client.get(step(draft, "task")).url == url("application_page", draft.pk)
    assert "cannot be sent in" in client.get(url("application_page", draft.pk)).content.decode()
    assert client.get(step(draft, "junk")).status_code == 404


def test_withdrawing_asks_why(client, draft):
    page = url("application_withdraw", draft.pk)
    assert client.get(page).status_code == 200
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert client.post(page, {"why": " "}).status_code == 200
    assert client.post(page, {"why": "Nyt job"}).url == url("application_page", draft.pk)
    draft.refresh_from_db()
    assert draft.state == State.WITHDRAWN
    assert "cannot be withdrawn now" in client.get(page).content.decode()


def test_the_consent_to_be_carried_over_is_given_and_taken_back_after_it_was_sent_in(client, draft, now):
    page, carry = url("application_page", draft.pk), url("application_carry_over", draft.pk)
    assert carry not in client.get(page).content.decode()
    assert "cannot be changed now" in client.get(carry).content.decode()
    client.post(carry, {"consent": "on"})
    draft.refresh_from_db()
    assert draft.carry_over_consent is False
    application_submit(draft, by=draft.applicant, now=now)
    late = draft.round.at(MilestoneKind.CLOSES)
    Milestone.objects.filter(round=draft.round, kind=MilestoneKind.CLOSES).update(at=now)
    assert late > now
    assert client.get(page).content.decode().count(carry) == 2  # what can be done now, and the row of the answer
    for data, consent in (({"consent": "on"}, True), ({}, False)):
        assert client.post(carry, data).url == page
        draft.refresh_from_db()
        assert (draft.carry_over_consent, draft.state) == (consent, State.AWAITING_MANAGER)
    rows = [(row["label"], row["value"]) for row in client.get(page).context["rows"]]
    assert rows[-1] == ("If you are not placed", "Do not carry it over")


def test_a_draft_that_was_carried_over_says_where_it_comes_from(client, now):
    before = factories.RoundFactory(name_en="Autumn", name_da="Efterår")
    application = factories.ApplicationFactory(round=before, carry_over_consent=True)
    by = factories.UserFactory(roles={"consultant"})
    copy = application_carry_over(application, to=factories.RoundFactory(), by=by, now=now)
    client.force_login(application.applicant)
    page = client.get(url("application_page", copy.pk))
    assert "This is your application to Autumn, carried over" in page.content.decode()
    assert "Draft" in page.content.decode()


def test_todos_follow_the_application(draft, now):
    user = draft.applicant
    other = factories.RoundFactory(name_en="Another round")
    assert [todo.label for todo in own_for(user, now).todos if "pplication" in todo.label or "Apply" in todo.label] == [
        f"Finish your application to {draft.round}", "Apply to Another round",
    ]  # fmt: skip
    application_submit(draft, by=user, now=now)
    assert f"Ask your manager to answer: {draft.round}" in [todo.label for todo in own_for(user, now).todos]
    manager_answer(link_secret(), released=True, now=now)
    labels = [todo.label for todo in own_for(user, now).todos]
    assert [label for label in labels if str(draft.round) in label] == []
    factories.MembershipFactory(user=user)
    assert f"Apply to {other}" not in [todo.label for todo in own_for(user, now).todos]


# The manager's page


def manager_url(secret):
    return url("manager_answer", secret)


def answer(released="yes", **more):
    return {
        "impartiality": "no", "confidentiality": "no", "procurement": "no", "released": released, "comment": "", **more,
    }  # fmt: skip


def test_a_manager_looks_without_changing_anything_and_answers_once(client, draft, now):
    application_submit(draft, by=draft.applicant, now=now)
    secret = link_secret()
    client.logout()
    before = Mail.objects.count()
    page = client.get(manager_url(secret)).content.decode()
    draft.refresh_from_db()
    for shown in (draft.purpose, "At lære noget nyt", draft.wishes.get().listing.title, draft.applicant.name, "5 days"):
        assert shown in page
    for hidden in (draft.task, draft.brings, draft.applicant.email):
        assert hidden not in page
    assert (draft.state, Mail.objects.count()) == (State.AWAITING_MANAGER, before)
    organisation = draft.wishes.get().listing.organisation
    data = answer(
        version=draft.version, procurement="yes", procurement_with=[f"o{organisation.pk}"], procurement_text="Udbud"
    )
    assert client.post(manager_url(secret), data).url == manager_url(secret)
    draft.refresh_from_db()
    assert draft.state == State.ELIGIBLE
    assert draft.conflicts.get().by_manager is True
    again = client.post(manager_url(secret), answer("no", version=draft.version))
    assert (again.status_code, "has been answered" in again.content.decode()) == (200, True)
    draft.refresh_from_db()
    assert draft.state == State.ELIGIBLE


def test_an_answer_to_something_that_has_changed_is_asked_for_again(client, draft, now):
    application_submit(draft, by=draft.applicant, now=now)
    secret = link_secret()
    response = client.post(manager_url(secret), answer(version=draft.version - 1))
    assert (response.status_code, "Read it again" in response.content.decode()) == (409, True)
    response = client.post(manager_url(secret), answer())
    assert response.status_code == 409
    draft.refresh_from_db()
    assert draft.state == State.AWAITING_MANAGER


def test_dead_links_explain_themselves(client, draft, now):
    application_submit(draft, by=draft.applicant, now=now)
    secret = link_secret()
    draft.manager_requests.update(expires_at=now)
    old = client.get(manager_url(secret))
    assert (old.status_code, "too old" in old.content.decode()) == (410, True)
    assert url("manager_new_link", secret) in old.content.decode()
    unknown = client.get(manager_url("x" * 43))
    assert (unknown.status_code, "do not know this link" in unknown.content.decode()) == (404, True)
    assert old.headers["Cache-Control"] == unknown.headers["Cache-Control"]


def test_asking_for_a_new_link_looks_the_same_whatever_happens(client, draft, now):
    application_submit(draft, by=draft.applicant, now=now)
    secret = link_secret()
    draft.manager_requests.update(asked_at=now - (now - now.replace(year=now.year - 1)))
    client.logout()
    pages = [client.post(url("manager_new_link", given)) for given in (secret, secret, "x" * 43)]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert len({page.content.replace(b"x" * 43, secret.encode()) for page in pages}) == 1
    assert mails()[-1] == ("manager_link", draft.manager_email)
    assert Mail.objects.filter(kind="manager_link").count() == 1
