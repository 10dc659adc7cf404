from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

_OTHER = {"da": ("en", "English"), "en": ("da", "Dansk")}


def site(request: HttpRequest) -> dict[str, object]:
    """What every page shows: whom to write to, and this page in the other language."""
    code, name = _OTHER[(get_language() or "da")[:2]]
    url = translate_url(request.get_full_path(), code)
    return {
        "contact_email": settings.CONTACT_EMAIL,
        "other_language": {"code": code, "name": name, "url": url},
    }
