from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext as _


class AccountAdapter(DefaultAccountAdapter):
    """allauth, with addresses in lower case."""

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).strip().lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the name of the programme instead of the address's."""
        site = SimpleNamespace(name=_("Innovation internship"), domain=_("Innovation internship"))
        super().send_mail(template_prefix, email, {"current_site": site, **context})

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = form.cleaned_data.get("name", "")
        user.language = getattr(request, "LANGUAGE_CODE", "da")[:2]
        return super().save_user(request, user, form, commit)
