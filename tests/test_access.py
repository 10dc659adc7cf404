"""Default deny: the tables say who may open what, and an address that is in none of them fails the suite."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from praktik.history.actors import Role
from tests.access import WHO, Page, World
from tests.factories import UserFactory

NOUNS = (
    "praktik.home", "praktik.rounds", "praktik.organisations", "praktik.listings", "praktik.applications",
    "praktik.recruitment", "praktik.placements", "praktik.mail", "praktik.work", "matching", "evaluations",
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
    """What each of WHO gets; an address whose method is not allowed gives 405 to whoever may log in."""
    got = []
    for who in WHO:
        world = World()
        args = page.args(world)
        client.logout()
        if person := world.people[who]:
            client.force_login(person)
        got.append(getattr(client, method)(reverse(name, args=args), page.data or None).status_code)
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
