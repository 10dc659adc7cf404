"""The manager's page, and what a link says that does not work (any more)."""

from __future__ import annotations

import pytest
import time_machine

from praktik.applications.services import application_submit
from praktik.applications.states import State
from praktik.mail.models import Mail
from tests.praktik.applications.helpers import link_secret, mails, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


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
    with time_machine.travel(now, tick=False):  # the page says in which second it was made
        pages = [client.post(url("manager_new_link", given)) for given in (secret, secret, "x" * 43)]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert len({page.content.replace(b"x" * 43, secret.encode()) for page in pages}) == 1
    assert mails()[-1] == ("manager_link", draft.manager_email)
    assert Mail.objects.filter(kind="manager_link").count() == 1
