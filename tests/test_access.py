"""Default deny: the tables say who may open what, and an address that is in none of them fails the suite."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from praktik.history.actors import Role
from tests.access import WHO, Page, World
from tests.factories import UserFactory

NOUNS = (
    "praktik.home", "praktik.rounds", "praktik.organisations", "praktik.listings", "praktik.alerts",
    "praktik.applications",
    "praktik.recruitment", "praktik.placements", "praktik.workshops", "praktik.mail", "praktik.rights",
    "praktik.work", "matching", "evaluations",
)  # fmt: skip
PAGES: dict[str, Page] = {
    name: page for noun in NOUNS for name, page in import_module(f"tests.{noun}.access").PAGES.items()
}
FOREIGN = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_", "admin:", "social/")


def ours(resolver, namespace=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from ours(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}", entry.callback


def test_every_address_is_in_a_table_and_every_view_declares_who_may_open_it():
    views = dict(ours(get_resolver()))
    mine = {name: view for name, view in views.items() if not name.startswith(FOREIGN)}
    assert set(mine) == set(PAGES)
    assert [name for name, view in mine.items() if not hasattr(view, "access")] == []


def _got(client, method, name, page, rows):
    """What each of WHO gets; an address whose method is not allowed gives 405 to whoever may log in.

    Everybody finds the same: what one of them did is undone before the next comes. A page that is shown takes at most
    ``page.queries``, without what is asked once in a process (content types) and once in five minutes (when the session
    was last seen)."""
    ContentType.objects.get_for_models(*apps.get_models())
    got = []
    world = World()
    args, people = page.args(world), world.people
    for who in WHO:
        client.logout()
        found = transaction.savepoint()
        if person := people[who]:
            client.force_login(person)
            client.get(reverse("livez"))
        with CaptureQueriesContext(connection) as asked:
            status = getattr(client, method)(reverse(name, args=args), page.data or None).status_code
        assert method == "post" or len(asked) <= page.queries, [query["sql"] for query in asked.captured_queries]
        got.append(status)
        transaction.savepoint_rollback(found)
    return tuple(got)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_who_may_open_what(client, name):
    page = PAGES[name]
    got = _got(client, "get", name, page, page.get)
    if page.get is None:
        assert set(got) <= {302, 405}
        assert got[WHO.index("consultant")] == 405
    else:
        assert got == page.get


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.post])
def test_who_may_do_what(client, name):
    page = PAGES[name]
    assert _got(client, "post", name, page, page.post) == page.post


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("roles", "second_factor", "status"),
    [
        (set(), True, 302),
        ({Role.CONSULTANT}, False, 302),
        ({Role.CONSULTANT}, True, 200),
        ({Role.READER}, True, 200),
        ({Role.ADMINISTRATOR}, True, 200),
    ],
)
def test_the_admin_wants_staff_with_a_second_factor(client, roles, second_factor, status):
    client.force_login(UserFactory(roles=roles, second_factor=second_factor))
    assert client.get("/admin/").status_code == status


@pytest.mark.django_db
def test_staff_without_a_second_factor_see_what_anybody_sees(client):
    """Not somebody's offer or placement, not the round's report, not the desk."""
    world = World()
    pages = [
        reverse("offer_page", args=[world.offer.pk]),
        reverse("placement_page", args=[world.placement.pk]),
        reverse("evaluation_report", args=[world.round.slug]),
    ]
    for who, want in (("unsecured", [404, 404, 403]), ("consultant", [200, 200, 200])):
        client.force_login(world.people[who])
        assert [client.get(page).status_code for page in pages] == want
    client.force_login(world.people["unsecured"])
    answer = client.get("/admin/praktik/application/", follow=True)
    assert answer.redirect_chain[-1] == (reverse("mfa_index"), 302)
    assert "Sekretariatets sider åbner" in answer.content.decode()


@pytest.mark.django_db
def test_the_desk_has_no_log_in_form_of_its_own(client):
    """Django's would let a colleague in by the password alone."""
    consultant = UserFactory(roles={Role.CONSULTANT}, password="a colleague's password")
    typed = {"username": consultant.email, "password": "a colleague's password"}
    assert client.post("/admin/login/", typed)["Location"].startswith(reverse("account_login"))
    for person, status, goes in (
        (UserFactory(roles={Role.CONSULTANT}, second_factor=False), 302, reverse("mfa_index")),
        (UserFactory(roles={Role.CONSULTANT}), 302, "/admin/"),
        (UserFactory(), 403, None),
    ):
        client.force_login(person)
        answer = client.post("/admin/login/", typed)
        assert (answer.status_code, answer.get("Location")) == (status, goes)
        assert client.session["_auth_user_id"] == str(person.pk)
    secured = UserFactory(roles={Role.CONSULTANT})
    client.force_login(secured)
    assert client.get("/admin/login/?next=/admin/praktik/mail/")["Location"] == "/admin/praktik/mail/"
    assert client.get("/admin/login/?next=https://elsewhere.example/")["Location"] == "/admin/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "page", "status"),
    [
        (Role.CONSULTANT, "/admin/praktik/mail/", 200),
        (Role.ADMINISTRATOR, "/admin/praktik/mail/", 200),
        (Role.READER, "/admin/praktik/mail/", 403),
        (Role.READER, "/admin/praktik/user/", 403),
        (Role.CONSULTANT, "/admin/praktik/user/", 200),
    ],
)
def test_a_reader_sees_no_personal_details(client, role, page, status):
    client.force_login(UserFactory(roles={role}))
    assert client.get(page).status_code == status
