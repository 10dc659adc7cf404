"""Default deny: the table says who may open what, and an address that is not in it fails the suite."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from praktik.history.actors import Role
from tests.factories import UserFactory

# name: what (a visitor, an applicant, staff without a second factor, a consultant) get on GET
TABLE = {
    "livez": (200, 200, 200, 200),
    "readyz": (200, 200, 200, 200),
    "version": (200, 200, 200, 200),
    "front_page": (200, 200, 200, 200),
    "my_page": (302, 200, 200, 200),
}
FOREIGN = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_", "admin:", "social/")


def ours(resolver, namespace=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from ours(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}", entry.callback


def test_every_address_is_in_the_table_and_every_view_declares_who_may_open_it():
    views = dict(ours(get_resolver()))
    mine = {name: view for name, view in views.items() if not name.startswith(FOREIGN)}
    assert set(mine) == set(TABLE)
    assert [name for name, view in mine.items() if not hasattr(view, "access")] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLE)
def test_who_may_open_what(client, name):
    from django.urls import reverse  # noqa: PLC0415 -- after the settings

    people = [
        None,
        UserFactory(),
        UserFactory(roles={Role.CONSULTANT}, second_factor=False),
        UserFactory(roles={Role.CONSULTANT}),
    ]
    got = []
    for person in people:
        client.logout()
        if person:
            client.force_login(person)
        got.append(client.get(reverse(name)).status_code)
    assert tuple(got) == TABLE[name]


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
