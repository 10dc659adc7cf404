"""People who log in. Public employees, host contacts and staff are all users; what they are follows from their
applications, memberships and groups."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from praktik.history.actors import Role

# How the address of an erased person ends; "invalid" is nobody's domain (RFC 2606).
ERASED = "@erased.invalid"
STAFF_GROUPS = (Role.CONSULTANT, Role.READER, Role.ADMINISTRATOR)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """Logs in with an e-mail address, which is stored in lower case."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    language = models.CharField(
        _("Language"), max_length=2, choices=[("da", _("Danish")), ("en", _("English"))], default="da"
    )
    is_active = models.BooleanField(_("Active"), default=True)
    is_staff = models.BooleanField(_("May enter the admin"), default=False)
    joined_at = models.DateTimeField(_("Joined"), default=timezone.now)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name or (str(_("Erased person")) if self.erased else self.email)

    @property
    def erased(self) -> bool:
        """Nothing is left of this person but the number of the account."""
        return self.email.endswith(ERASED)

    @cached_property
    def staff_roles(self) -> frozenset[Role]:
        """The groups this user works in; an administrator is a consultant too. Nobody works in any before a second
        factor is set up: without one, staff see what anybody sees. One query, kept on the instance."""
        if not (self.is_active and self.is_staff):
            return frozenset()
        secured = User.objects.filter(pk=self.pk, authenticator__isnull=False)
        names = set(secured.values_list("groups__name", flat=True))
        if not names:
            return frozenset()
        roles = {Role(name) for name in names if name in STAFF_GROUPS}
        if self.is_superuser or Role.ADMINISTRATOR in roles:
            roles |= {Role.ADMINISTRATOR, Role.CONSULTANT}
        return frozenset(roles)

    @property
    def is_consultant(self) -> bool:
        return Role.CONSULTANT in self.staff_roles
