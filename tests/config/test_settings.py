from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.deploycheck import ENVIRONMENT
from config.provider import openid_connect

ROOT = Path(__file__).resolve().parents[2]


def names_read(*modules):
    found = set()
    for module in modules:
        text = (ROOT / "config" / "settings" / f"{module}.py").read_text()
        found |= set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', text))
    return found


def test_env_example_names_what_settings_read():
    example = (ROOT / ".env.example").read_text()
    compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    named = set(re.findall(r"^#? ?([A-Z_]+)=", example, re.M))
    assert named == names_read("base", "dev", "prod") | compose


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "REDIS_URL"])
def test_production_refuses_to_start_without(missing):
    environment = {**os.environ, **ENVIRONMENT}
    del environment[missing]
    command = [sys.executable, "-c", "import config.settings.prod"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Set the {missing} environment variable" in done.stderr


PROVIDER = {
    "OIDC_ISSUER": "https://login.example/", "OIDC_CLIENT_ID": "praktik", "OIDC_CLIENT_SECRET": "s",
    "OIDC_NAME": "Login",
}  # fmt: skip


@pytest.mark.parametrize("missing", list(PROVIDER))
def test_production_refuses_to_start_with_half_a_provider(missing):
    environment = {**os.environ, **ENVIRONMENT, **PROVIDER}
    del environment[missing]
    command = [sys.executable, "-c", "import config.settings.prod"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Set {missing} too, or none of" in done.stderr


def test_production_starts_with_a_whole_provider():
    environment = {**os.environ, **ENVIRONMENT, **PROVIDER, "OIDC_PARAMETERS": "acr_values=urn:a%20b&prompt=login"}
    asked = "from config.settings.prod import SOCIALACCOUNT_PROVIDERS as p; print(p['openid_connect']['APPS'][0])"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert ast.literal_eval(done.stdout) == {
        "provider_id": "https://login.example",
        "name": "Login",
        "client_id": "praktik",
        "secret": "s",
        "settings": {
            "server_url": "https://login.example",
            "oauth_pkce_enabled": True,
            "scope": ["openid", "profile", "email"],
            "auth_params": {"acr_values": "urn:a b", "prompt": "login"},
            "cvr_claim": "",
        },
    }


def _provider(issuer):
    return openid_connect(
        issuer=issuer, client_id="c", secret="s", name="n", cvr_claim="", scopes=["openid"], parameters=""
    )


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.example",
        "login.example",
        "ftp://127.0.0.1",
        "http://127.0.0.1.evil.example",
        "https://" + 193 * "a",
    ],
)
def test_an_issuer_is_an_https_address_that_can_be_kept(issuer):
    with pytest.raises(ImproperlyConfigured):
        _provider(issuer)
    assert _provider("http://127.0.0.1:9000") != {}


def test_without_a_provider_there_is_none():
    assert openid_connect(
        issuer="", client_id="", secret="", name="", cvr_claim="cvr", scopes=["openid"], parameters="a=b"
    ) == {}  # fmt: skip
