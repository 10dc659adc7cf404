"""Runs Django's deployment checks on the production settings, with made-up secrets that no server ever gets."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "praktik.example",
    "SITE_URL": "https://praktik.example",
    "DATABASE_URL": "postgres://nobody@localhost/none",
    "REDIS_URL": "redis://localhost/0",
    "EMAIL_HOST": "localhost",
    "DEFAULT_FROM_EMAIL": "praktik@praktik.example",
    "CONTACT_EMAIL": "praktik@praktik.example",
}

if __name__ == "__main__":
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    sys.exit(subprocess.run(command, env={**os.environ, **ENVIRONMENT}, check=False).returncode)
