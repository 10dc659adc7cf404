"""Drafts that save themselves: what is stored, what is left for the button, and what the page is told."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from praktik import clock
from praktik.applications.models import Application
from praktik.applications.states import State
from praktik.listings.models import Listing
from praktik.listings.states import State as ListingState
from praktik.mail.models import Mail
from praktik.organisations.models import Organisation
from praktik.rounds.states import Kind
from tests import factories
from tests.praktik.applications.helpers import complete_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client):
    application = complete_draft()
    client.force_login(application.applicant)
    return application


@pytest.fixture
def listing(client):
    """A draft of a listing, with somebody logged in who acts for its company."""
    member = factories.MembershipFactory()
    client.force_login(member.user)
    return factories.ListingFactory(organisation=member.organisation, state=ListingState.DRAFT)


def autosave(client, address, data):
    """(the sentence, the version for next time) that the page is given."""
    answer = client.post(address, data, headers={"Autosave": "1"})
    text = answer.content.decode()
    assert (answer.status_code, "<html" in text) == (200, False)
    version = re.search(r'name="version" value="(\d+)"', text)
    words = re.sub(r"<[^>]*>", " ", text)
    return re.sub(r"Gemt \d\d\.\d\d", "Gemt NU", " ".join(words.split())), version and int(version[1])


def step(application, name):
    return reverse("application_step", args=[application.pk, name])


def test_a_step_is_stored_and_the_page_told_when_and_as_which_version(client, draft):
    data = {"purpose": "Derfor", "task": "Dette", "version": draft.version}
    assert autosave(client, step(draft, "task"), data) == ("Gemt NU.", draft.version + 1)
    data |= {"purpose": "Derfor også", "version": draft.version + 1}
    assert autosave(client, step(draft, "task"), data) == ("Gemt NU.", draft.version + 2)
    before = draft.version
    draft.refresh_from_db()
    assert (draft.purpose, draft.task, draft.version, draft.state) == ("Derfor også", "Dette", before + 2, State.DRAFT)


def test_what_is_wrong_as_yet_stays_as_it_was_and_is_named(client, draft):
    data = {"purpose": "Mit nummer er 010190-1234", "task": "Ny", "version": draft.version}
    assert autosave(client, step(draft, "task"), data)[0] == (
        "Gemt NU. Ikke gemt endnu: Formål: hvorfor en virksomhed, og hvorfor nu."
    )
    data = {"manager_name": "Ny", "manager_email": "halv@", "version": draft.version + 1}
    assert autosave(client, step(draft, "manager"), data)[0] == "Gemt NU. Ikke gemt endnu: Din leders e-mail."
    goals = {"goal_1": "x" * 301, "goal_2": "To", "brings": "Nyt", "version": draft.version + 2}
    assert autosave(client, step(draft, "goals"), goals)[0] == "Gemt NU. Ikke gemt endnu: Første læringsmål."
    fresh = Application.objects.get()
    assert (fresh.purpose, fresh.task) == (draft.purpose, "Ny")
    assert (fresh.manager_name, fresh.manager_email) == ("Ny", draft.manager_email)
    assert [goal.text for goal in fresh.goals.all()] == ["At lære noget nyt", "To"]


def test_a_new_workplace_waits_for_the_button(client, draft):
    count = Organisation.objects.count()
    data = {
        "job_title": "Ny titel", "workplace": draft.workplace_id, "new_name": "Ny Komm", "new_sector": "",
        "version": draft.version,
    }  # fmt: skip
    assert autosave(client, step(draft, "about"), data)[0] == "Gemt NU. Ikke gemt endnu: Arbejdspladsens navn."
    fresh = Application.objects.get()
    assert (fresh.job_title, fresh.workplace, Organisation.objects.count()) == ("Ny titel", draft.workplace, count)


def test_the_declaration_is_stored_when_it_is_whole(client, draft):
    Application.objects.update(conflicts_asked=False)
    data = {"impartiality": "no", "confidentiality": "no", "version": draft.version}
    said, version = autosave(client, step(draft, "impartiality"), data)
    assert (said.startswith("Intet er gemt endnu. Først: "), version) == (True, None)
    assert Application.objects.get().conflicts_asked is False
    data["procurement"] = "no"
    assert autosave(client, step(draft, "impartiality"), data) == ("Gemt NU.", draft.version + 1)
    assert Application.objects.get().conflicts_asked is True


@pytest.mark.parametrize("version", ["old", "", "x"])
@pytest.mark.parametrize("name", ["task", "impartiality"])
def test_another_windows_text_is_not_written_over(client, draft, name, version):
    Application.objects.update(version=draft.version + 1)
    data = {
        "purpose": "Min", "task": "Min", "version": draft.version if version == "old" else version,
        **dict.fromkeys(("impartiality", "confidentiality", "procurement"), "no"),
    }  # fmt: skip
    said, stored = autosave(client, step(draft, name), data)
    if version != "x" or name == "task":
        assert said.startswith("Nogen (måske dig selv i et andet vindue) har gemt, siden du åbnede siden.")
    assert stored is None
    assert (Application.objects.get().purpose, Application.objects.get().version) == (draft.purpose, draft.version + 1)


@pytest.mark.parametrize("name", ["task", "impartiality"])
def test_what_has_been_sent_in_is_changed_by_the_button_alone(client, draft, name):
    Application.objects.update(state=State.ELIGIBLE, submitted_at=clock.real())
    data = {
        "purpose": "Min", "task": "Min", "version": draft.version,
        **dict.fromkeys(("impartiality", "confidentiality", "procurement"), "no"),
    }  # fmt: skip
    assert autosave(client, step(draft, name), data) == (
        "Ikke gemt: det, der er sendt ind, bliver ændret med knappen.", None,
    )  # fmt: skip
    fresh = Application.objects.get()
    assert (fresh.purpose, fresh.version, fresh.state) == (draft.purpose, draft.version, State.ELIGIBLE)
    assert Mail.objects.count() == 0
    assert 'id="autosave"' not in client.get(step(draft, name)).content.decode()


def test_a_deadline_that_has_passed_is_said(client, draft):
    draft.round.milestones.filter(kind="closes").update(at="2020-01-01T00:00Z")
    data = {"purpose": "Sent", "task": "Sent", "version": draft.version}
    said, version = autosave(client, step(draft, "task"), data)
    assert (said.startswith("Ikke gemt: "), "fristen er udløbet" in said, version) == (True, True, None)
    assert Application.objects.get().purpose == draft.purpose


def test_nobody_saves_anothers_draft(client, draft):
    client.force_login(factories.UserFactory())
    data = {"purpose": "Fremmed", "task": "Fremmed", "version": draft.version}
    assert client.post(step(draft, "task"), data, headers={"Autosave": "1"}).status_code == 404
    assert Application.objects.get().purpose == draft.purpose


def test_the_review_is_sent_by_its_button_alone(client, draft):
    page = client.get(step(draft, "review")).content.decode()
    assert "hx-post" not in page


@pytest.mark.parametrize("step_name", ["task", "impartiality"])
def test_whoever_has_been_logged_out_is_told_so(client, draft, step_name):
    client.logout()
    said, version = autosave(client, step(draft, step_name), {"purpose": "Ny", "version": draft.version})
    assert said.startswith("Du er blevet logget ud, så intet bliver gemt nu.")
    assert version is None
    assert Application.objects.get().purpose == draft.purpose
    plain = client.post(step(draft, step_name), {"purpose": "Ny"})
    assert (plain.status_code, plain["Location"].startswith("/account/login/")) == (302, True)


def test_a_page_from_before_the_last_log_in_gets_a_new_token_and_tries_once_more(draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(draft.applicant)
    data = {"purpose": "Ny", "task": "Ny", "version": draft.version, "csrfmiddlewaretoken": "x" * 64}
    answer = client.post(step(draft, "task"), data, headers={"Autosave": "1"}).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer)[1]
    assert 'hx-trigger="load"' in answer
    answer = client.post(step(draft, "task"), data | {"again": "1"}, headers={"Autosave": "1"}).content.decode()
    assert 'hx-trigger="load"' not in answer
    assert Application.objects.get().purpose == draft.purpose
    assert autosave(client, step(draft, "task"), data | {"csrfmiddlewaretoken": token})[1] == draft.version + 1
    assert client.post(step(draft, "task"), data).status_code == 403


def fields(listing, **more):
    return {
        "title": listing.title, "about": "Om", "task": "Opgave", "offers": "Et bord", "hopes": "", "days": 3,
        "capacity": 2, "week_capacity": 1, "language": "da", "version": listing.version, **more,
    }  # fmt: skip


def test_a_listing_is_stored_but_for_what_is_wrong_as_yet(client, listing):
    edit = reverse("listing_edit", args=[listing.pk])
    said, version = autosave(client, edit, fields(listing, title="", capacity=1, week_capacity=3))
    assert said == "Gemt NU. Ikke gemt endnu: Titel, Pladser i samme uge."
    fresh = Listing.objects.get()
    assert (fresh.title, fresh.about, fresh.capacity, fresh.version) == (listing.title, "Om", 1, version)
    said, version = autosave(client, edit, fields(listing, about="Gammel fane"))
    assert (said.startswith("Nogen (måske dig selv"), version) == (True, None)
    assert Listing.objects.get().about == "Om"


def test_a_listing_that_is_read_or_shown_is_not_changed(client, listing):
    for state in (ListingState.SUBMITTED, ListingState.PUBLISHED):
        Listing.objects.update(state=state)
        client.post(reverse("listing_edit", args=[listing.pk]), fields(listing), headers={"Autosave": "1"})
    assert Listing.objects.get().about == listing.about


def test_a_new_listing_is_a_draft_from_its_title_on_and_one_alone(client):
    member = factories.MembershipFactory()
    client.force_login(member.user)
    round_ = factories.RoundFactory(kind=Kind.ROLLING)
    new = reverse("listing_new", args=[member.organisation_id, round_.slug])
    unsaved = Listing(title="")
    assert autosave(client, new, fields(unsaved, version=""))[0] == "Intet er gemt endnu. Først: Titel."
    assert Listing.objects.count() == 0
    answer = client.post(new, fields(unsaved, title="Følg os", version=""), headers={"Autosave": "1"})
    listing = Listing.objects.get()
    edit = reverse("listing_edit", args=[listing.pk])
    assert (answer["HX-Replace-Url"], listing.title, listing.state) == (edit, "Følg os", ListingState.DRAFT)
    assert autosave(client, edit, fields(listing, title="Følg os nu"))[1] == listing.version + 1
    assert list(Listing.objects.values_list("title", flat=True)) == ["Følg os nu"]


def test_every_save_is_in_the_history(client, draft):
    events = apps.get_model("praktik", "ApplicationEvent").objects.filter(pgh_obj=draft)
    before = events.count()
    autosave(client, step(draft, "task"), {"purpose": "A", "task": "B", "version": draft.version})
    assert events.count() == before + 1
