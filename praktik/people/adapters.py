from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from requests import RequestException

from praktik.people.provider import Provider, configured

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """allauth, with addresses in lower case."""

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).strip().lower()

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = form.cleaned_data.get("name", "")
        user.language = getattr(request, "LANGUAGE_CODE", "da")[:2]
        return super().save_user(request, user, form, commit)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Log-in at the one provider that the environment names."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """A row in the table of providers, however it came there, lets nobody in."""
        if configured() is None:
            return []
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def list_providers(self, request: HttpRequest) -> list[Provider]:
        return [Provider(request, app=app) for app in self.list_apps(request)]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        return Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody new with the address of an account that is here: it is theirs when they have logged in to it.

        Only an address that the provider has verified is answered like this, since the answer tells that there is an
        account; otherwise allauth writes to the address.
        """
        if sociallogin.is_existing or sociallogin.state.get("process") != AuthProcess.LOGIN:
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        taken = next((address for address in verified if filter_users_by_email(address)), None)
        if taken is None:
            return
        said = _(
            "There is an account with the address %(email)s already. Log in to it as you usually do. Then you can "
            "connect it with %(provider)s."
        )
        messages.warning(request, said % {"email": taken, "provider": sociallogin.provider.name})
        onwards = urlencode({"next": reverse("socialaccount_connections")})
        raise ImmediateHttpResponse(redirect(f"{reverse('account_login')}?{onwards}"))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        parts = [str(data.get(name) or "").strip() for name in ("first_name", "last_name")]
        user.name = (str(data.get("name") or "").strip() or " ".join(filter(None, parts)))[:120]
        user.language = (get_language() or "da")[:2]
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        return {**super().get_signup_form_initial_data(sociallogin), "name": sociallogin.user.name}

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Put the sentence that the page shows into ``extra_context``; whoever gave up goes back to where they were."""
        names = {"provider": provider.name}
        state = extra_context.get("state") or {}
        if error == AuthError.CANCELLED:
            messages.info(request, _("You did not log in with %(provider)s. Nothing has been changed.") % names)
            connect = state.get("process") == AuthProcess.CONNECT
            raise ImmediateHttpResponse(redirect("socialaccount_connections" if connect else "account_login"))
        logger.warning("log-in at the provider failed: %s", repr(exception)[:300])
        if isinstance(exception, RequestException):
            said = _("%(provider)s does not answer at the moment.")
        elif exception is not None:
            said = _("What %(provider)s answered cannot be used, so you have not been logged in.")
        elif state:
            said = _("%(provider)s has not let you in.")
        else:
            said = _("The log-in took too long, or it was begun in another window or browser.")
        extra_context["sentence"] = said % names
