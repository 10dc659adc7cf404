from __future__ import annotations

import pytest
from django.core.cache import cache

from config.provider import openid_connect
from tests.provider.process import CALLBACK, CLIENT, KIM, NAME, Provider, Visitor


@pytest.fixture(scope="session")
def running(live_server, tmp_path_factory):
    found = Provider(tmp_path_factory.mktemp("provider"), live_server.url + CALLBACK)
    try:
        found.wait_until_ready()
        yield found
    finally:
        found.stop()


@pytest.fixture
def provider(running, settings, live_server):
    settings.SITE_URL = live_server.url
    settings.SOCIALACCOUNT_PROVIDERS = openid_connect(
        issuer=running.url,
        client_id=CLIENT["id"],
        secret=CLIENT["secret"],
        name=NAME,
        cvr_claim="cvr",
        scopes=["openid", "profile", "email"],
        parameters="",
    )
    cache.clear()
    running.tells(KIM)
    return running


@pytest.fixture
def visitor(live_server):
    found = Visitor(live_server.url)
    yield found
    found.session.close()
