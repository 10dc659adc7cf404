"""Where the mail provider tells of bounces: one address, only for the provider that settings name, only signed."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, path
from django.utils.module_loading import import_string

from praktik.people.access import public


def webhook_patterns() -> list[URLPattern]:
    """Empty without MAIL_WEBHOOK. Raises ImproperlyConfigured where the webhook has neither secret nor signature."""
    if not settings.MAIL_WEBHOOK:
        return []
    if not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise ImproperlyConfigured("MAIL_WEBHOOK needs MAIL_WEBHOOK_SECRET: without it anybody could report a bounce")
    view = import_string(f"anymail.webhooks.{settings.MAIL_WEBHOOK}")
    # The view checks the secret (and the provider's signature where it has one) before it believes a word.
    return [path("mail/tracking/", public(view.as_view()), name="mail_tracking")]
