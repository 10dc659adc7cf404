"""Who acts: a person who is logged in, the clock, or somebody with a signed link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """In which capacity somebody makes a move."""

    APPLICANT = "applicant", _("Applicant")
    MANAGER = "manager", _("Manager")
    HOST = "host", _("Host")
    CONSULTANT = "consultant", _("Consultant")
    READER = "reader", _("Reader")
    ADMINISTRATOR = "administrator", _("Administrator")
    SYSTEM = "system", _("The system")


class Actor(Protocol):
    """What a service needs to know of the one who acts: the user's key, if there is a user, and general roles."""

    @property
    def pk(self) -> int | None: ...

    @property
    def staff_roles(self) -> frozenset[Role]: ...


@dataclass(frozen=True, slots=True)
class Impersonal:
    """An actor without an account."""

    role: Role
    pk: None = None

    @property
    def staff_roles(self) -> frozenset[Role]:
        return frozenset({self.role})


@dataclass(frozen=True, slots=True)
class Nobody:
    """A visitor who is not logged in: no user, no role."""

    pk: None = None
    staff_roles: frozenset[Role] = frozenset()


NOBODY = Nobody()
SYSTEM = Impersonal(Role.SYSTEM)
MANAGER_BY_LINK = Impersonal(Role.MANAGER)
