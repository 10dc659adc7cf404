from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.deploycheck import ENVIRONMENT

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
