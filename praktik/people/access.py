"""Default deny: every view says who may open it, and the access matrix test fails on one that does not.

Object-level rights are not here: a view fetches through ``visible_to(user)``, and the door checks the move.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from praktik.history.actors import NOBODY, Role
from praktik.people.models import User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def me(request: HttpRequest) -> User:
    """The user, on a page that only people who are logged in get to. Raises PermissionDenied on any other."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def actor(request: HttpRequest) -> Any:
    """The one who looks at a page that anybody may open: the user, or nobody."""
    return request.user if request.user.is_authenticated else NOBODY


def public(view: View) -> View:
    """Anybody may open this page."""
    view.access = "public"  # type: ignore[attr-defined]  # read by the access matrix test
    return login_not_required(view)


def by_link(view: View) -> View:
    """Anybody who holds a valid signed link: the view must check the link itself."""
    view.access = "link"  # type: ignore[attr-defined]  # read by the access matrix test
    return login_not_required(view)


def signed_in(view: View) -> View:
    """Anybody who is logged in; what they see in it is decided by ``visible_to``."""
    view.access = "signed in"  # type: ignore[attr-defined]  # read by the access matrix test
    return view


def staff(*roles: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Logged-in staff with one of ``roles``; everybody else who is logged in gets 403."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.staff_roles & set(roles):  # type: ignore[union-attr]  # LogInFirstMiddleware came first
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked.access = "/".join(roles)  # type: ignore[attr-defined]  # read by the access matrix test
        return checked

    return decorate
