"""The desk's pages about erasures, how long data are kept, and what is on file."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse
from prometheus_client import generate_latest

from praktik import clock
from praktik.history.actors import Role
from praktik.history.models import Read
from praktik.rights.models import Erasure, Hold
from praktik.rights.services.erasures import erasure_ask
from praktik.work.services import jobs_do
from praktik.work.views import REGISTRY
from tests.factories import ApplicationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("roles", "status"), [(set(), 302), ({Role.READER}, 403), ({Role.CONSULTANT}, 403), ({Role.ADMINISTRATOR}, 200)]
)
def test_administrators_alone_erase_and_see_what_was_erased(client, roles, status):
    person = UserFactory()
    client.force_login(UserFactory(roles=roles))
    ask = reverse("admin:erasure_ask", args=[person.pk])
    pages = (ask, reverse("admin:praktik_erasure_changelist"))
    assert [client.get(page).status_code for page in pages] == [status, status]
    assert client.post(ask, {"why": "Bad om det."}).status_code == (302 if status == 200 else status)
    assert Erasure.objects.exists() == (status == 200)


def test_an_administrator_erases_from_the_page_of_the_person(client):
    client.force_login(UserFactory(roles={Role.ADMINISTRATOR}))
    person = UserFactory(name="Anne Andersen")
    ask = reverse("admin:erasure_ask", args=[person.pk])
    change = reverse("admin:praktik_user_change", args=[person.pk])
    assert ask in client.get(change).content.decode()
    answer = client.post(ask, {"why": "Anne bad om det."})
    assert "nævne" in answer.content.decode()
    assert "Anne bad om det." in answer.content.decode()
    assert client.post(ask, {"why": "Bad om det i et brev."})["Location"] == reverse("admin:praktik_erasure_changelist")
    jobs_do(time=clock.now)
    assert ask not in client.get(change).content.decode()
    assert client.get(reverse("admin:praktik_erasure_change", args=[Erasure.objects.get().pk])).status_code == 200
    assert "Slettet person" in client.get(change).content.decode()
    assert client.get(reverse("admin:erasure_ask", args=[0])).status_code == 404


def test_what_must_end_first_is_said_instead_of_asking(client):
    client.force_login(UserFactory(roles={Role.ADMINISTRATOR}))
    application = ApplicationFactory(round__name_da="Forår")
    page = client.get(reverse("admin:erasure_ask", args=[application.applicant_id])).content.decode()
    assert "Ansøgningen til Forår er i gang: træk den tilbage først." in page
    assert 'name="why"' not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_of_the_database_however_long_it_is(client, rows, django_assert_num_queries):
    administrator = UserFactory(roles={Role.ADMINISTRATOR})
    client.force_login(administrator)
    for _row in range(rows):
        erasure_ask(UserFactory(), by=administrator, now=clock.now(), reason="Bad om det.")
    client.get(reverse("livez"))
    with django_assert_num_queries(6):
        assert client.get(reverse("admin:praktik_erasure_changelist")).status_code == 200


# --- how long data are kept ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "status"), [(set(), 302), ({Role.READER}, 403), ({Role.CONSULTANT}, 200), ({Role.ADMINISTRATOR}, 200)]
)
def test_consultants_and_administrators_see_how_long_and_put_on_file(client, roles, status):
    person = UserFactory()
    client.force_login(UserFactory(roles=roles))
    add = reverse("admin:praktik_hold_add")
    assert [client.get(page).status_code for page in (reverse("admin:retention"), add)] == [status, status]
    data = {"user": person.pk, "reference": "2026-117", "until": "31.12.2030"}
    assert client.post(add, data).status_code == (302 if status == 200 else status)
    assert list(Hold.objects.values_list("user", "reference", "by")) == (
        [(person.pk, "2026-117", int(client.session["_auth_user_id"]))] if status == 200 else []
    )


def test_a_hold_stands_in_the_way_of_an_erasure_and_can_be_taken_away(client):
    client.force_login(UserFactory(roles={Role.ADMINISTRATOR}))
    person = UserFactory()
    hold = Hold.objects.create(user=person, reference="1", until=dt.date(2030, 12, 31), at=clock.real())
    ask = reverse("admin:erasure_ask", args=[person.pk])
    assert "Sagen er journaliseret til og med 31. december 2030" in client.get(ask).content.decode()
    client.post(reverse("admin:praktik_hold_delete", args=[hold.pk]), {"post": "yes"})
    assert "journaliseret" not in client.get(ask).content.decode()


def test_the_desk_says_what_is_kept_for_too_long(client):
    cache.clear()
    client.force_login(UserFactory(roles={Role.CONSULTANT}))
    at = clock.real() - dt.timedelta(days=500)
    Read.objects.create(reader=None, subject=UserFactory(), what="x", object_id=1, at=at)
    page = client.get(reverse("admin:retention"))
    rows = [row for row in page.context["rows"] if row["overdue"].count]
    assert [(str(row["period"]), row["kept"], row["overdue"].count, row["late"]) for row in rows] == [
        ("Logfiler", "13 måneder", 1, True)
    ]
    assert "mere end et døgn" in page.content.decode()
    index = client.get(reverse("admin:index")).content.decode()
    assert "dage for længe er det ældste gemt, som skulle være væk" in index
    age = dict(
        line.split() for line in generate_latest(REGISTRY).decode().splitlines() if line.startswith("praktik_ret")
    )
    assert float(age["praktik_retention_oldest_due_seconds"]) > 24 * 3600


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_of_the_database_however_much_is_due(client, rows, django_assert_num_queries):
    client.force_login(UserFactory(roles={Role.CONSULTANT}))
    for _row in range(rows):
        Read.objects.create(
            reader=None, subject=UserFactory(), what="x", object_id=1, at=clock.real() - dt.timedelta(days=500)
        )
    client.get(reverse("admin:retention"))  # what each process asks once
    with django_assert_num_queries(4):
        assert client.get(reverse("admin:retention")).status_code == 200
