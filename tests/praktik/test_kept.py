"""What somebody wrote is not lost where the log-in has expired before they sent it."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client
from django.urls import reverse

from praktik import kept
from praktik.applications.models import Application
from praktik.applications.states import WishKind
from tests import factories
from tests.praktik.applications.helpers import complete_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PASSWORD = "a long enough password"


@pytest.fixture
def draft():
    return complete_draft()


@pytest.fixture
def client():
    """One whose forms are checked for their token, as in a browser."""
    return Client(enforce_csrf_checks=True)


def step(application, name="task"):
    return reverse("application_step", args=[application.pk, name])


def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode()).group(1)


def log_in(client, person, page="/en/account/login/"):
    return client.post(
        page, {"login": person.email, "password": PASSWORD, "csrfmiddlewaretoken": token(client.get(page))}
    )


def send(client, path, data, *, page=None, **headers):
    """From the form on ``page``, as a browser sends it."""
    page = page or path
    data = {**data, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    return client.post(path, data, headers={"referer": f"http://testserver{page}", **headers})


def opened(client, application, path=None):
    """The person is logged in and has the form open; then the log-in expires."""
    client.force_login(application.applicant)
    client.get(path or step(application))
    Session.objects.all().delete()


def test_a_step_is_filled_in_again_after_the_log_in(client, draft):
    opened(client, draft)
    data = {"purpose": "Et nyt formål", "task": "En & opgave\nmed æøå", "version": draft.version}
    answer = send(client, step(draft), data)
    assert answer.url == f"{reverse('account_login')}?next={step(draft)}"
    page = client.get(answer.url)
    assert "what you wrote is in the form again" in page.content.decode()
    back = log_in(client, draft.applicant, answer.url)
    assert back.url == step(draft)
    page = client.get(back.url)
    shown = {name: page.context["form"][name].value() for name in data}
    assert shown == {**data, "task": "En & opgave\nmed æøå", "version": str(draft.version)}
    assert "not saved yet" in page.content.decode()
    draft.refresh_from_db()
    assert draft.purpose != "Et nyt formål"
    assert "not saved yet" in client.get(back.url).content.decode()
    assert send(client, step(draft), {**data, "next": "1"}).url == step(draft, "goals")
    draft.refresh_from_db()
    assert draft.purpose == "Et nyt formål"
    assert "not saved yet" not in client.get(step(draft)).content.decode()


def test_what_is_wrong_in_it_is_said_at_once(client, draft):
    opened(client, draft)
    log_in(client, draft.applicant, send(client, step(draft), {"purpose": "010190-1234", "task": "x"}).url)
    page = client.get(step(draft)).content.decode()
    assert ("looks like a CPR number" in page, "not saved yet" in page) == (True, True)


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("goals", {"goal_1": "Et mål", "brings": "Noget"}, "goal_1"),
        ("manager", {"manager_name": "Et mål", "manager_email": "x@kommune.demo.example"}, "manager_name"),
        ("impartiality", {"procurement": "yes", "procurement_text": "Et mål"}, "procurement_text"),
    ],
)
def test_every_step(client, draft, name, data, field):
    opened(client, draft)
    log_in(client, draft.applicant, send(client, step(draft, name), data).url)
    page = client.get(step(draft, name))
    assert (page.context["form"][field].value(), page.context["unsent"]) == ("Et mål", True)
    assert client.get(step(draft, "task")).context["unsent"] is False


def test_the_review_is_not_sent_in_by_the_log_in(client, draft):
    opened(client, draft, step(draft, "review"))
    log_in(client, draft.applicant, send(client, step(draft, "review"), {"carry_over_consent": "on"}).url)
    page = client.get(step(draft, "review"))
    assert (page.context["form"]["carry_over_consent"].value(), page.context["unsent"]) == (True, True)
    draft.refresh_from_db()
    assert (draft.state, draft.carry_over_consent) == ("draft", False)


@pytest.mark.parametrize(
    ("kind", "data", "form"),
    [
        (WishKind.COMPANY, {"company-company_name": "Alfa A/S", "company-why": "Derfor"}, "company_form"),
        (WishKind.OPEN, {"open-themes": ["data", "health"], "open-why": "Derfor"}, "open_form"),
    ],
)
def test_a_wish_that_was_typed_is_on_the_page_of_the_wishes(client, draft, kind, data, form):
    opened(client, draft)
    add = reverse("wish_add", args=[draft.pk, kind])
    back = log_in(client, draft.applicant, send(client, add, data, page=f"{step(draft, 'wishes')}?q=x").url)
    assert back.url == f"{step(draft, 'wishes')}?q=x"
    page = client.get(back.url)
    assert (page.context[form]["why"].value(), page.context["unsent"]) == ("Derfor", True)
    assert draft.wishes.count() == 1
    send(client, add, data, page=step(draft, "wishes"))
    assert (draft.wishes.count(), client.get(step(draft, "wishes")).context["unsent"]) == (2, False)


def test_a_button_without_text_leads_back_to_its_page(client, draft):
    opened(client, draft)
    for name, args in (("wish_change", (draft.wishes.get().pk, "remove")), ("wishes_order", ())):
        answer = send(client, reverse(name, args=[draft.pk, *args]), {}, page=step(draft, "wishes"))
        assert answer.url == f"{reverse('account_login')}?next={step(draft, 'wishes')}"
        assert "nothing was changed" in client.get(answer.url).content.decode()
    assert log_in(client, draft.applicant, answer.url).url == step(draft, "wishes")
    assert draft.wishes.count() == 1


def test_a_page_of_somebody_else_is_nowhere_to_lead_back_to(client, draft):
    opened(client, draft)
    answer = send(client, step(draft), {}, referer="https://elsewhere.example/x/")
    assert answer.url == f"{reverse('account_login')}?next={step(draft)}"


def test_the_reason_of_a_withdrawal(client, draft):
    page = reverse("application_withdraw", args=[draft.pk])
    opened(client, draft, page)
    log_in(client, draft.applicant, send(client, page, {"why": "Nyt job"}).url)
    shown = client.get(page)
    assert (shown.context["form"]["why"].value(), "nothing has happened yet" in shown.content.decode()) == (
        "Nyt job", True,
    )  # fmt: skip
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_page_from_before_the_log_in_in_another_window(client, draft):
    """Its token is old: what was typed is shown again, and sent by the button."""
    client.force_login(draft.applicant)
    old = token(client.get(step(draft)))
    Session.objects.all().delete()
    log_in(client, draft.applicant)
    data = {"purpose": "Fra det gamle vindue", "task": "x", "csrfmiddlewaretoken": old}
    answer = client.post(step(draft), data, headers={"origin": "http://testserver"})
    assert answer.url == step(draft)
    assert client.get(answer.url).context["form"]["purpose"].value() == "Fra det gamle vindue"
    for headers in ({"origin": "https://elsewhere.example"}, {}):
        assert client.post(step(draft), data, headers=headers).status_code == 403
    assert Application.objects.get().purpose == draft.purpose


def test_nobody_else_in_the_same_browser_sees_it(client, draft):
    opened(client, draft)
    answer = send(client, step(draft), {"purpose": "HEMMELIGT", "task": "x"})
    other = complete_draft(applicant=factories.UserFactory(), round=draft.round)
    log_in(client, other.applicant, answer.url)
    assert client.get(step(draft)).status_code == 404
    assert "HEMMELIGT" not in client.get(step(other)).content.decode()


def test_it_can_be_read_only_in_that_browser_and_for_an_hour(client, draft, monkeypatch):
    opened(client, draft)
    answer = send(client, step(draft), {"purpose": "HEMMELIGT", "task": "x"})
    cookie = answer.cookies[kept.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 3600)
    log_in(client, draft.applicant, answer.url)
    stored = str([signing.loads(row.session_data, salt="django.contrib.sessions.SessionStore")
                  for row in Session.objects.all()])  # fmt: skip
    assert ("HEMMELIGT" in stored, "purpose" in stored, cookie.value in stored) == (False, False, False)
    assert client.get(step(draft)).context["unsent"] is True
    later = time.time() + dt.timedelta(hours=1, seconds=5).total_seconds()
    with monkeypatch.context() as patched:
        patched.setattr(time, "time", lambda: later)
        page = kept_of(client, draft)
    assert page is None
    del client.cookies[kept.COOKIE]
    assert client.get(step(draft)).context["unsent"] is False


def kept_of(client, draft):
    request = client.get(step(draft)).wsgi_request
    return kept.kept(request, "application_step", pk=draft.pk, step="task")


def test_what_is_too_long_for_any_form_is_not_kept(client, draft):
    opened(client, draft)
    answer = send(client, step(draft), {"purpose": "x" * (kept.MOST + 1)})
    assert kept.COOKIE not in answer.cookies
    assert "nothing was changed" in client.get(answer.url).content.decode()
