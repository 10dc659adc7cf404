"""The test suite: real PostgreSQL and Redis, on a cluster of their own beside the one that `make run` uses."""

from config import embedded

from .base import *
from .base import CACHES, INSTALLED_APPS, VAR_DIR, env

SECRET_KEY = "a key for tests only, long enough to satisfy the checks of Django itself"  # noqa: S105 -- a test's
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

servers = embedded.Servers(VAR_DIR / "test")
DATABASES = {
    "default": {
        **(env.db_url("DATABASE_URL") if env("DATABASE_URL", default="") else servers.database()),
        "CONN_HEALTH_CHECKS": True,
    }
}
CELERY_BROKER_URL = env("REDIS_URL", default="") or servers.redis_url()

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Not the one that processes started by tests collect their files in while others read it.
STATIC_ROOT = VAR_DIR / "test" / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
SITE_URL = "http://testserver"
DEMO = True
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]

# A page is what it is when it is asked for.
CACHES = {**CACHES, "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
