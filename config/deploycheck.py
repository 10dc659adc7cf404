"""A management command on the production settings, with made-up secrets that no server ever gets.

Without arguments Django's deployment checks; the image is built with ``python -m config.deploycheck collectstatic``.
"""

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
    asked = sys.argv[1:] or ["check", "--deploy", "--fail-level", "WARNING"]
    command = [sys.executable, "manage.py", *asked]
    sys.exit(subprocess.run(command, env={**os.environ, **ENVIRONMENT}, check=False).returncode)
