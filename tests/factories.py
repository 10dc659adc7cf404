from __future__ import annotations

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from praktik.history.actors import Role
from praktik.people.models import User
from praktik.people.services import user_set_roles


class UserFactory(factory.django.DjangoModelFactory):
    """An active user with a verified address; ``roles={Role.CONSULTANT}`` makes staff with a second factor."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@demo.example")
    name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(cls, model_class, *args, roles=(), second_factor=True, password="a long enough password", **fields):  # noqa: S107 -- a test's
        user = User.objects.create_user(fields.pop("email"), password, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        user_set_roles(user, [Role(role) for role in roles])
        if roles and second_factor:
            TOTP.activate(user, generate_totp_secret())
        return user
