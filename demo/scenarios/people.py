"""Everybody who has an account in the demo. Only those one can log in as get a password."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from demo.content.shapes import Person
from praktik.history.actors import Role
from praktik.people.models import User
from praktik.people.services import user_set_roles


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody one can log in as. ``role`` is what a script looks for; ``page`` is worth seeing first."""

    role: str
    email: str
    name: str
    page: str
    staff: frozenset[Role] = frozenset()


STAFF = (
    Login("consultant", "konsulent@demo.example", "Karen Konsulent", "/admin/", frozenset({Role.CONSULTANT})),
    Login(
        "administrator",
        "administrator@demo.example",
        "Anders Administrator",
        "/admin/",
        frozenset({Role.ADMINISTRATOR}),
    ),
    Login("reader", "laeser@demo.example", "Lis Læser", "/admin/", frozenset({Role.READER})),
)
# They have no password in the list: the demo has no use for logging in as them.
COLLEAGUES = ("Niels Nabo", "Bodil Bisidder")

PARTICIPANTS = (
    Login("applicant", "ansoeger@demo.example", "Anne Ansøger", "/my/"),
    Login("intern", "praktikant@demo.example", "Ivar Praktikant", "/my/"),
    Login("host", "vaert@demo.example", "Vera Vært", "/host/"),
)


def person_sign_up(person: Person, *, now: dt.datetime) -> User:
    """The person's account, made where there is none: a confirmed address, and no password that works."""
    found = User.objects.filter(email=person.address).first()
    if found is not None:
        return found
    user = User.objects.create_user(
        person.address, None, name=person.name, language=person.language, joined_at=now, is_active=True
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def staff_join(login: Login, *, now: dt.datetime) -> User:
    """Staff with their groups and a second factor."""
    user = person_sign_up(Person(login.name, email=login.email), now=now)
    user_set_roles(user, login.staff)
    TOTP.activate(user, generate_totp_secret())
    return user


def colleague_join(name: str, *, now: dt.datetime) -> User:
    user = person_sign_up(Person(name), now=now)
    user_set_roles(user, {Role.CONSULTANT})
    TOTP.activate(user, generate_totp_secret())
    return user
