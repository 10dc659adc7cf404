"""What we ask of the OpenID Connect provider that the environment names, beyond what allauth asks.

allauth speaks the protocol (code flow with PKCE and state). It trusts an ID token that it fetched itself without its
signature, whatever issuer the provider's own configuration names, and keeps every claim. We do not.
"""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest

from praktik.links import absolute

_ADDRESSES = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
# All that is kept of what the provider tells, besides the claim with the CVR number: never a CPR number, which some do
# tell. What no account has room for is longer than any provider's subject.
_KEPT = ("iss", "sub", "name", "given_name", "family_name")
_LONGEST_SUBJECT = 191


def configured() -> dict[str, Any] | None:
    """The provider as the settings have it (see ``config.provider``); None where log-in at another's is off."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return apps[0] if apps else None


def claimed_cvr(claims: dict[str, Any]) -> str:
    """The CVR number in what is kept of a log-in, as the provider wrote it; empty where it tells none."""
    app = configured()
    claim = app["settings"]["cvr_claim"] if app else ""
    return str(claims.get(claim) or "") if claim else ""


class ProviderAdapter(OpenIDConnectOAuth2Adapter):
    def __init__(self, request: HttpRequest) -> None:
        app = configured()
        if app is None:
            raise SocialApp.DoesNotExist
        super().__init__(request, app["provider_id"])

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's configuration. Raises OAuth2Error where it is not the issuer's that we were told of, and
        RequestException where it cannot be had."""
        config: dict[str, Any] = super().openid_config
        if lacking := [name for name in _ADDRESSES if not isinstance(config.get(name), str)]:
            raise OAuth2Error(f"the provider's configuration lacks {lacking}")
        if config["issuer"].rstrip("/") != self.provider_id:
            raise OAuth2Error("the provider's configuration is another issuer's")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """One address, whatever the visitor's language: the provider accepts only those that it has been told."""
        return absolute("openid_connect_callback", language=settings.LANGUAGE_CODE)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who logged in, by a token that the provider has signed. Raises OAuth2Error, RequestException."""
        raw = kwargs["response"].get("id_token")
        if not raw:
            raise OAuth2Error("the provider gave no ID token")
        identity = self._decode_id_token(app, raw)
        subject = identity.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise OAuth2Error("the ID token has no subject that can be kept")
        told = self._fetch_user_info(token.token) if "userinfo_endpoint" in self.openid_config else {}
        if told and told.get("sub") != subject:
            raise OAuth2Error("the provider's page about the user is about another subject")
        return self.get_provider().sociallogin_from_response(request, _kept(app, identity, told))

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        self.did_fetch_access_token = False  # allauth reads this as "the signature need not be checked"
        try:
            claims: dict[str, Any] = super()._decode_id_token(app, id_token)
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the ID token cannot be read") from error
        return claims


class Provider(OpenIDConnectProvider):
    def get_oauth2_adapter(self, request: HttpRequest) -> ProviderAdapter:
        return ProviderAdapter(request)


def _kept(app: SocialApp, identity: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """An address and whether it is verified come from one and the same source; a text is no yes, except "true"."""
    both = {**told, **identity}
    claim = app.settings["cvr_claim"]
    kept = {name: both[name] for name in (*_KEPT, claim) if name in both}
    mail = identity if identity.get("email") else told
    if isinstance(mail.get("email"), str):
        kept["email"] = mail["email"].strip().lower()
        kept["email_verified"] = mail.get("email_verified") in (True, "true")
    return kept
