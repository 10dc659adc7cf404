"""The steps of an application and its page."""

from __future__ import annotations

import pytest

from praktik import clock
from praktik.applications.models import Application, Wish
from praktik.applications.services import application_carry_over, application_submit, manager_answer
from praktik.applications.states import State
from praktik.organisations.models import Organisation
from praktik.registries import own_for
from praktik.rounds.models import Milestone
from praktik.rounds.states import MilestoneKind
from tests import factories
from tests.praktik.applications.helpers import link_secret, step, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


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
