"""What people see under "Sessions": kept up, and not at the cost of every page."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def session(client):
    """Of somebody who is logged in and has looked at a page."""
    client.force_login(UserFactory())
    client.get("/livez", headers={"user-agent": "Firefox"})
    row = UserSession.objects.get()
    row.last_seen_at = LONG_AGO
    row.save()
    return row


def test_the_second_page_asks_only_for_the_session_and_the_person(client, session, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/livez", headers={"user-agent": "Firefox"})
    session.refresh_from_db()
    assert session.last_seen_at == LONG_AGO


def test_after_five_minutes_it_is_written_again(client, session):
    assert caches["seen"].default_timeout == 300
    caches["seen"].delete(session.session_key)  # what the time-out does
    client.get("/livez", headers={"user-agent": "Firefox"})
    session.refresh_from_db()
    assert session.last_seen_at > LONG_AGO


@pytest.mark.parametrize(("agent", "address"), [("Chrome", "127.0.0.1"), ("Firefox", "192.0.2.7")])
def test_another_browser_or_address_is_written_at_once(client, session, agent, address):
    client.get("/livez", headers={"user-agent": agent}, REMOTE_ADDR=address)
    session.refresh_from_db()
    assert (session.user_agent, session.ip) == (agent, address)
    assert session.last_seen_at > LONG_AGO


def test_each_session_is_on_the_persons_list_and_can_be_ended(client, session):
    assert "Firefox" in client.get(reverse("usersessions_list"), headers={"user-agent": "Firefox"}).content.decode()
    client.post(reverse("usersessions_list"), headers={"user-agent": "Firefox"})
    session.end()
    assert client.get("/my/").status_code == 302
