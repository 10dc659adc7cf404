"""Secrets in links that act without a log-in. Only the mail has the secret; the database has its SHA-256."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation


def new_secret() -> tuple[str, str]:
    """(secret for the link, digest for the row). 256 random bits."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """The SHA-256 of a link's secret, in hexadecimal: what the row keeps and is found by."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address(name: str, *args: object) -> str:
    """The address of a page of a floor above, or nothing where that part is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def absolute(name: str, *args: object, language: str) -> str:
    """The address of a page for a mail in ``language``. Built from SITE_URL, never from a request."""
    with translation.override(language):
        return settings.SITE_URL + reverse(name, args=args)
