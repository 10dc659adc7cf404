"""The desk's pages about erasures."""

from __future__ import annotations

import pytest
from django.urls import reverse

from praktik import clock
from praktik.history.actors import Role
from praktik.rights.models import Erasure
from praktik.rights.services.erasures import erasure_ask
from praktik.work.services import jobs_do
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
