from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.db import IntegrityError, InternalError, transaction

from praktik.history.actors import Role
from praktik.people.models import User
from praktik.people.services import user_set_roles
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        (set(), set()),
        ({Role.READER}, {Role.READER}),
        ({Role.CONSULTANT}, {Role.CONSULTANT}),
        ({Role.ADMINISTRATOR}, {Role.ADMINISTRATOR, Role.CONSULTANT}),
    ],
)
def test_roles_follow_from_groups(groups, roles):
    user = UserFactory(roles=groups)
    assert user.staff_roles == roles
    assert user.is_staff is bool(groups)


def test_a_deactivated_consultant_has_no_role():
    assert UserFactory(roles={Role.CONSULTANT}, is_active=False).staff_roles == frozenset()


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.READER, Role.ADMINISTRATOR])
def test_nobody_works_in_a_role_before_they_have_a_second_factor(role, django_assert_num_queries):
    user = UserFactory(roles={role}, second_factor=False)
    assert user.is_staff is True
    assert user.staff_roles == frozenset()
    TOTP.activate(user, generate_totp_secret())
    user = User.objects.get(pk=user.pk)
    with django_assert_num_queries(1):
        assert role in user.staff_roles


def test_a_superuser_without_groups_is_an_administrator_once_there_is_a_second_factor():
    user = User.objects.create_superuser("root@demo.example", "a long enough password")
    assert user.staff_roles == frozenset()
    TOTP.activate(user, generate_totp_secret())
    assert User.objects.get(pk=user.pk).staff_roles == {Role.ADMINISTRATOR, Role.CONSULTANT}


def test_an_applicant_is_no_staff_role():
    with pytest.raises(ValueError, match="not staff roles"):
        user_set_roles(UserFactory(), {Role.APPLICANT})


def test_addresses_are_stored_in_lower_case():
    assert UserFactory(email="Anne@Demo.Example").email == "anne@demo.example"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(email="Anne@Demo.Example")


def test_a_bulk_update_leaves_its_event_and_events_cannot_be_changed():
    user = UserFactory(name="Before")
    User.objects.filter(pk=user.pk).update(name="After")
    events = apps.get_model("praktik", "UserEvent").objects.filter(pgh_obj_id=user.pk)
    assert list(events.order_by("pgh_id").values_list("name", flat=True)) == ["Before", "After"]
    with pytest.raises(InternalError), transaction.atomic():
        events.update(name="Forged")
