"""One machine: the demo that `make run` starts, on servers out of wheels unless the environment names others."""

from config import embedded

from .base import *
from .base import INSTALLED_APPS, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or embedded.secret_key(VAR_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

servers = embedded.Servers(VAR_DIR)
DATABASES = {
    "default": {
        **(env.db_url("DATABASE_URL") if env("DATABASE_URL", default="") else servers.database()),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
CELERY_BROKER_URL = env("REDIS_URL", default="") or servers.redis_url()

# The mail sink of `make run` listens here and keeps every mail as a file under var/mails.
EMAIL_HOST = env("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", default=8025)

ALLOW_TIME_TRAVEL = True
DEMO = True
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
