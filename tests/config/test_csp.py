"""The content security policy goes with every response, whatever kind it is, and has no hole."""

from __future__ import annotations

import pytest
from django.test import Client

from praktik.history.actors import Role
from tests.factories import UserFactory

ADDRESSES = {
    "/": 200, "/en/": 200, "/account/login/": 200, "/my/": 302, "/livez": 200, "/readyz": 200, "/version": 200,
    "/no/such/page/": 404, "/gallery/broken/": 500, "/gallery/broken/?what=403": 403, "/gallery/broken/?what=400": 400,
    "/static/no-such-file.css": 404, "/en": 301, "/admin/": 302,
}  # fmt: skip


def policy(answer):
    return dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_response_has_the_policy(settings, address):
    settings.ROOT_URLCONF = "tests.gallery"
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == ADDRESSES[address]
    assert policy(answer) == {
        "default-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
        "img-src": "'self' data:",
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_the_desk_and_a_refused_method_have_it_too(client):
    client.force_login(UserFactory(roles={Role.CONSULTANT}))
    assert policy(client.get("/admin/"))["default-src"] == "'self'"
    refused = Client(enforce_csrf_checks=True).post("/account/login/")
    assert refused.status_code == 403
    assert policy(refused)["default-src"] == "'self'"
