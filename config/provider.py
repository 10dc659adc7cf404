"""Log-in at somebody else's: the one OpenID Connect provider that the environment may name."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

# The provider's page and ours on one machine, for trying it out; anywhere else the addresses are https.
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def openid_connect(
    *, issuer: str, client_id: str, secret: str, name: str, cvr_claim: str, scopes: list[str], parameters: str
) -> dict[str, Any]:
    """``SOCIALACCOUNT_PROVIDERS``: empty where none of the four that are needed is set.

    The issuer itself is the provider's id, so that an account is kept under issuer and subject: after a change of
    provider nobody's old subject is somebody else's. Raises ImproperlyConfigured for half a configuration, and for an
    issuer that is not https.
    """
    needed = {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": client_id, "OIDC_CLIENT_SECRET": secret, "OIDC_NAME": name}
    lacking = [variable for variable, value in needed.items() if not value]
    if len(lacking) == len(needed):
        return {}
    if lacking:
        raise ImproperlyConfigured(f"Set {', '.join(lacking)} too, or none of {', '.join(needed)}.")
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ImproperlyConfigured("OIDC_ISSUER must be an address that begins with https://.")
    issuer = issuer.rstrip("/")
    if len(issuer) > 200:
        raise ImproperlyConfigured("OIDC_ISSUER may have 200 characters at most.")
    app = {
        "provider_id": issuer,
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {
            "server_url": issuer,
            "oauth_pkce_enabled": True,
            "scope": scopes,
            "auth_params": dict(parse_qsl(parameters)),
            "cvr_claim": cvr_claim,
        },
    }
    return {"openid_connect": {"APPS": [app]}}
