"""Our side of every mail: the one sender's domain, and the Message-ID that follows from a mail's key."""

from __future__ import annotations

import hashlib
from email.utils import parseaddr

from django.conf import settings


def domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def message_id(key: str) -> str:
    """The Message-ID of the mail with this key, the same whoever computes it and however often."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain()}>"
