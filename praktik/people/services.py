from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import transaction

from praktik.history.actors import Role
from praktik.people.models import STAFF_GROUPS, User


@transaction.atomic
def user_set_roles(user: User, roles: Collection[Role]) -> None:
    """Give ``user`` exactly these staff roles (groups); whoever has one may enter the admin. Raises ValueError for a
    role that is not a staff role."""
    if unknown := set(roles) - set(STAFF_GROUPS):
        raise ValueError(f"not staff roles: {sorted(unknown)}")
    groups = [Group.objects.get_or_create(name=role.value)[0] for role in sorted(roles)]
    user.groups.set(groups)
    user.is_staff = bool(groups) or user.is_superuser
    user.save(update_fields=["is_staff"])
    user.__dict__.pop("staff_roles", None)
