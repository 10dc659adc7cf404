"""The provider's addresses, and what it may be told to do wrong."""

from __future__ import annotations

import json
from typing import Any

import jwt
from allauth.idp.oidc import views
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


def control() -> dict[str, Any]:
    return json.loads(settings.CONTROL.read_text())


class Down:
    """503 for every address while ``down`` is set, for one address while it is named."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        down = control().get("down")
        if down and down in request.path:
            return HttpResponse("down", status=503)
        return self.get_response(request)


class Adapter(DefaultOIDCAdapter):
    def get_issuer(self) -> str:
        return control().get("issuer") or super().get_issuer()

    def get_claims(self, purpose: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        told = control()
        return {**told["claims"], **(told.get("userinfo", {}) if purpose == "userinfo" else {})}

    def get_user_by_sub(self, client: Any, sub: str) -> Any:
        return User.objects.get()


@csrf_exempt
def token(request: HttpRequest) -> HttpResponse:
    """allauth's answer; where ``forge`` says so with another ID token in it."""
    answer = views.token(request)
    forge = control().get("forge")
    if answer.status_code != 200 or not forge:
        return answer
    said = json.loads(answer.content)
    header = jwt.get_unverified_header(said["id_token"])
    claims = jwt.decode(said["id_token"], options={"verify_signature": False}) | forge.get("claims", {})
    key: Any = settings.IDP_OIDC_PRIVATE_KEY
    algorithm = forge.get("algorithm", "RS256")
    if forge.get("key") == "other":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elif algorithm == "none":
        key = None
    elif algorithm == "HS256":  # signed with what everybody may read
        own = serialization.load_pem_private_key(settings.IDP_OIDC_PRIVATE_KEY.encode(), None)
        key = own.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    names = {} if forge.get("nameless") else {"kid": header["kid"]}
    said["id_token"] = "no token" if forge.get("rubbish") else jwt.encode(claims, key, algorithm, headers=names)
    if forge.get("lost"):
        del said["id_token"]
    return JsonResponse(said)


urlpatterns = [
    path("favicon.ico", lambda request: HttpResponse(status=204)),
    path("identity/o/api/token", token),
    path("", include("allauth.idp.urls")),
    path("account/", include("allauth.account.urls")),
]
