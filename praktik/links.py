"""Secrets in links that act without a log-in. Only the mail has the secret; the database has its SHA-256.

A reminder needs a link too, and the first secret is not known any more. It gets a second one, the row's digest signed
with the server's key: both open the same row, and both stop when the row is given a new digest.
"""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.urls import NoReverseMatch, reverse
from django.utils import translation


def new_secret() -> tuple[str, str]:
    """(secret for the link, digest for the row). 256 random bits."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """What the row keeps and is found by: the SHA-256 of a link's secret, in hexadecimal."""
    try:
        return _signer().unsign(secret)
    except signing.BadSignature:
        return hashlib.sha256(secret.encode()).hexdigest()


def secret_again(token_hash: str) -> str:
    """A second secret for the row with this digest. Raises ValueError for a row whose link was taken away."""
    if not token_hash:
        raise ValueError("a row without a digest has no link")
    return _signer().sign(token_hash)


def _signer() -> signing.Signer:
    return signing.Signer(salt="praktik.links", sep=".")  # no secret of new_secret() has a full stop


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
