"""Who may ask for an erasure, what stands in its way, and what a worker makes of it."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core import mail as django_mail
from django.urls import reverse

from praktik import clock
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import Role
from praktik.history.door import NotYours, Refused
from praktik.history.models import Transition
from praktik.listings.states import State as ListingState
from praktik.mail.models import Mail
from praktik.mail.states import State as MailState
from praktik.people.models import User
from praktik.people.services import user_set_roles
from praktik.placements.states import State as PlacementState
from praktik.rights.models import Erasure
from praktik.rights.services.erasures import erasure_again, erasure_ask, hindrances
from praktik.rights.states import Ground, State
from praktik.work.services import jobs_do
from tests.factories import (
    ApplicationFactory,
    ListingFactory,
    MembershipFactory,
    OfferFactory,
    PlacementFactory,
    UserFactory,
)
from tests.praktik.mail.outbox import queued

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"
ASK = {"sure": "on", "send": "1"}


def do():
    return jobs_do(time=clock.now)


@pytest.fixture
def administrator():
    return UserFactory(roles={Role.ADMINISTRATOR})


def log_in(client, person):
    """And show with the password who one is, a moment before anything is asked for."""
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (ApplicationState.DRAFT, []),
        (ApplicationState.AWAITING_MANAGER, ["Ansøgningen til Forår er i gang: træk den tilbage først."]),
        (ApplicationState.DECLINED_BY_MANAGER, ["Ansøgningen til Forår er i gang: træk den tilbage først."]),
        (ApplicationState.ELIGIBLE, ["Ansøgningen til Forår er i gang: træk den tilbage først."]),
        (ApplicationState.WAITING_LIST, ["Ansøgningen til Forår er i gang: træk den tilbage først."]),
        (ApplicationState.NOT_PLACED, []),
        (ApplicationState.WITHDRAWN, []),
    ],
)
def test_an_application_that_others_have_before_them_must_end_first(state, said):
    application = ApplicationFactory(state=state, round__name_da="Forår")
    assert hindrances(application.applicant) == said


def test_an_offer_must_be_answered_first():
    offer = OfferFactory(application__round__name_da="Forår")
    assert hindrances(offer.application.applicant) == ["Ansøgningen til Forår er i gang: træk den tilbage først."]


def test_a_placement_must_be_over_for_the_intern_and_for_a_host_who_is_alone():
    listing = ListingFactory(title="En uge", state=ListingState.CLOSED)
    placement = PlacementFactory(listing=listing, application__round=listing.round)
    alone = MembershipFactory(organisation=listing.organisation).user
    said = ["Forløbet “En uge” er ikke slut: vent, til det er, eller aflys det først."]
    intern = placement.application.applicant
    assert (hindrances(intern), hindrances(alone)) == (said, said)
    MembershipFactory(organisation=listing.organisation)
    assert (hindrances(intern), hindrances(alone)) == (said, [])
    type(placement).objects.update(state=PlacementState.COMPLETED)
    assert hindrances(intern) == []


def test_a_listing_must_not_be_left_alone():
    listing = ListingFactory(title="En uge")
    host = MembershipFactory(organisation=listing.organisation).user
    assert hindrances(host) == [
        "Ingen andre handler for virksomheden bag opslaget “En uge”: luk det, eller lad en kollega komme med først."
    ]
    closed = UserFactory(is_active=False)
    MembershipFactory(organisation=listing.organisation, user=closed)
    assert len(hindrances(host)) == 1
    MembershipFactory(organisation=listing.organisation)
    assert hindrances(host) == []


def test_staff_lose_their_roles_first(administrator):
    colleague = UserFactory(roles={Role.READER})
    with pytest.raises(Refused, match="roller"):
        erasure_ask(colleague, by=administrator, now=clock.now(), reason="Er holdt op.")
    user_set_roles(colleague, [])
    erasure_ask(colleague, by=administrator, now=clock.now(), reason="Er holdt op.")
    assert do() == 1
    assert User.objects.get(pk=colleague.pk).erased


def test_nobody_else_may_ask(administrator):
    person = UserFactory()
    for other in (UserFactory(), UserFactory(roles={Role.CONSULTANT}), UserFactory(roles={Role.READER})):
        with pytest.raises(NotYours):
            erasure_ask(person, by=other, now=clock.now(), reason="Derfor.")
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "Anne vil ikke mere", "anne@demo.example skrev", "Kære Andersen"])
def test_the_reason_stays_so_it_must_not_name_the_person(administrator, reason):
    person = UserFactory(name="Anne Andersen", email="anne@demo.example")
    with pytest.raises(Refused):
        erasure_ask(person, by=administrator, now=clock.now(), reason=reason)
    assert not Erasure.objects.exists()


def test_it_is_asked_for_once_and_done_once(administrator):
    person = UserFactory()
    erasure_ask(person, by=person, now=clock.now())
    with pytest.raises(Refused, match="allerede"):
        erasure_ask(person, by=administrator, now=clock.now(), reason="Bad om det.")
    assert (do(), do()) == (1, 0)
    with pytest.raises(Refused, match="allerede"):
        erasure_ask(User.objects.get(pk=person.pk), by=administrator, now=clock.now(), reason="Bad om det.")
    row = Erasure.objects.get()
    assert (row.ground, row.reason, row.asked_by, row.counts["praktik.user"]) == (Ground.OWN, "", None, 1)
    assert list(Transition.objects.of(row).values_list("from_state", "to_state", "actor")) == [
        ("", "queued", None), ("queued", "running", None), ("running", "done", None),
    ]  # fmt: skip


def test_an_administrators_name_stays_beside_the_reason(administrator):
    person = UserFactory()
    erasure_ask(person, by=administrator, now=clock.now(), reason="Bad om det i et brev.")
    do()
    row = Erasure.objects.get()
    assert (row.ground, row.reason, row.asked_by) == (Ground.DESK, "Bad om det i et brev.", administrator)


def test_what_came_in_between_ends_it_with_the_sentence(administrator):
    person = UserFactory()
    erasure = erasure_ask(person, by=person, now=clock.now())
    application = ApplicationFactory(applicant=person, round__name_da="Forår")
    do()
    erasure.refresh_from_db()
    assert (erasure.state, erasure.error) == (
        State.FAILED, "Ansøgningen til Forår er i gang: træk den tilbage først.",
    )  # fmt: skip
    assert not User.objects.get(pk=person.pk).erased
    type(application).objects.update(state=ApplicationState.WITHDRAWN)
    erasure_again(erasure, by=administrator, now=clock.now())
    do()
    assert User.objects.get(pk=person.pk).erased


def test_mails_that_wait_are_taken_back_and_nobody_is_written_to():
    person, other = UserFactory(), UserFactory()
    queued("waits", user=person, to=person.email)
    queued("names them", user=other, to=other.email, text=f"{person.email} har skrevet.")
    queued("others", user=other, to=other.email, text="Noget andet.")
    erasure_ask(person, by=person, now=clock.now())
    do()
    mails = dict(Mail.objects.values_list("text", "state"))
    assert mails == {"": MailState.SUPERSEDED, "Noget andet.": MailState.QUEUED}
    assert django_mail.outbox == []


def test_the_person_asks_after_showing_who_they_are(client):
    person = UserFactory()
    client.force_login(person)  # a session that is not from the log-in page
    answer = client.post(reverse("erase_me"), ASK)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not Erasure.objects.exists()
    answer = client.post(answer["Location"], {"password": "wrong"})
    assert (answer.status_code, Erasure.objects.exists()) == (200, False)
    client.post(f"{reverse('account_reauthenticate')}?next={reverse('erase_me')}", {"password": PASSWORD})
    assert Erasure.objects.get().user == person
    assert "_auth_user_id" not in client.session
    assert "Dine oplysninger bliver slettet" in client.get(reverse("front_page")).content.decode()


def test_a_box_that_is_not_ticked_asks_for_nothing(client):
    person = UserFactory()
    log_in(client, person)
    answer = client.post(reverse("erase_me"), {"send": "1"})
    assert (answer.status_code, Erasure.objects.exists()) == (200, False)
    assert "Sæt kryds" in answer.content.decode()


def test_the_page_says_what_must_end_first_and_a_post_changes_nothing(client):
    application = ApplicationFactory(round__name_da="Forår")
    log_in(client, application.applicant)
    for answer in (client.get(reverse("erase_me")), client.post(reverse("erase_me"), ASK)):
        assert answer.status_code == 200
        assert "Ansøgningen til Forår er i gang: træk den tilbage først." in answer.content.decode()
        assert 'name="sure"' not in answer.content.decode()
    assert not Erasure.objects.exists()


def test_every_session_of_the_person_ends_and_others_do_not(client):
    person, other = UserFactory(), UserFactory()
    for who in (person, person, other):
        client.logout()
        client.force_login(who)
        client.cookies.clear()
    assert Session.objects.count() == 3
    erasure_ask(person, by=person, now=clock.now())
    do()
    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()] == [str(other.pk)]
    assert Erasure.objects.get().counts["sessions.session"] == 2


def test_an_erased_address_is_free_again(client):
    person = UserFactory(email="anne@demo.example")
    erasure_ask(person, by=person, now=clock.now())
    do()
    client.post(reverse("account_login"), {"login": "anne@demo.example", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    typed = {"name": "Anne", "email": "anne@demo.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), typed)
    assert User.objects.get(email="anne@demo.example").pk != person.pk
