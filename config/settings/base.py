"""Settings shared by every environment. Everything that differs comes from the environment (see .env.example)."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import logs, provider

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()

# Everything that a run leaves behind. Another folder is another copy, with its own servers, data and log-ins.
VAR_DIR = Path(env("PRAKTIK_VAR", default=str(BASE_DIR / "var"))).resolve()

DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Links in mails are built from this, never from a request's Host header.
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "praktik",
    "matching",
    "evaluations",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "django_htmx",
    "csp",
    "anymail",
    "pgtrigger",
    "pghistory",
    "django_structlog",
    "whitenoise.runserver_nostatic",
    "config.admin.PraktikAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "praktik.home.middleware.AutosaveMiddleware",
    "praktik.home.middleware.LogInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "praktik.people.middleware.LastSeenMiddleware",
    "praktik.history.middleware.ActorMiddleware",
    "praktik.home.middleware.RefusalMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "praktik.User"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "dkfds"
CRISPY_TEMPLATE_PACK = "dkfds"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "praktik.home.context.site",
            ],
        },
    },
]

# --- logs --------------------------------------------------------------------------------------------------------
LOGGING = logs.configure(env("LOG_LEVEL", default="INFO"))
# Celery would put its own plain lines in place of ours.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False

# Who may read /metrics: a bearer token. Empty: nobody.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

# --- database, cache, queue -------------------------------------------------------------------------------------
# Persistent connections: 3-9 times the pages of a connection per request.
CONN_MAX_AGE = 60
DATABASES: dict[str, dict] = {}
CACHES = {
    # Rate limits and the cache live in PostgreSQL: a web request never opens Redis.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "praktik_cache"},
    # In each process by itself: which sessions were written as seen within these seconds.
    "seen": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "seen",
        "TIMEOUT": 300,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # In each process by itself: public pages as visitors see them (praktik.visitors).
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

CELERY_BROKER_URL = env("REDIS_URL", default="")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Redis may be away for as long as it likes: by default a worker gives up after 100 attempts.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 15
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
}
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
# Seconds between a worker's own looks (config/celery.py); 0: it only does what beat says.
CELERY_WORKER_OWN_LOOK = env.float("WORKER_OWN_LOOK", default=3.0)
# Beat only says "look"; PostgreSQL rows say what is due. A look that waited longer than its interval is dropped.
CELERY_BEAT_SCHEDULE = {
    "mail-look": {"task": "praktik.tasks.mail_look", "schedule": 1.0, "options": {"queue": "mail", "expires": 5}},
    "clock-look": {"task": "praktik.tasks.clock_look", "schedule": 5.0, "options": {"queue": "mail", "expires": 20}},
    "work-look": {"task": "praktik.tasks.work_look", "schedule": 0.5, "options": {"queue": "work", "expires": 5}},
    # Not among what reminders wait for. By the clock, not by the hour since beat was started.
    "retention-look": {
        "task": "praktik.tasks.retention_look",
        "schedule": crontab(minute="17"),
        "options": {"queue": "work", "expires": 3000},
    },
}

# --- people -----------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_page"
ACCOUNT_LOGOUT_REDIRECT_URL = "front_page"
ACCOUNT_ADAPTER = "praktik.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "praktik.people.forms.SignupExtra"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code is typed where one is, so that whoever was on the way somewhere gets there; a link is opened anywhere, and by
# programs that look through mail. At most ten minutes: OWASP ASVS 5.0, 6.5.5.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Praktik"
MFA_FORMS = {
    "add_webauthn": "praktik.people.key_forms.AddKeyForm",
    "edit_webauthn": "praktik.people.key_forms.EditKeyForm",
}
USERSESSIONS_TRACK_ACTIVITY = True
# Log-in at another's, MitID Erhverv or Entra ID for instance; off while OIDC_ISSUER and its companions are empty.
SOCIALACCOUNT_ADAPTER = "praktik.people.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = provider.openid_connect(
    issuer=env("OIDC_ISSUER", default=""),
    client_id=env("OIDC_CLIENT_ID", default=""),
    secret=env("OIDC_CLIENT_SECRET", default=""),
    name=env("OIDC_NAME", default=""),
    cvr_claim=env("OIDC_CVR_CLAIM", default=""),
    scopes=env("OIDC_SCOPES", default="openid profile email").split(),
    parameters=env("OIDC_PARAMETERS", default=""),
)
# The same address is no proof that it is the same person: see SocialAccountAdapter.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_FORMS = {"disconnect": "praktik.people.provider_forms.DisconnectProviderForm"}
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "praktik.home.errors.csrf_failure"

# --- language ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"

# --- files ------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "staticfiles"
# dkfds/ and scripts/ are what config/frontend.py takes from the npm packages.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("dkfds", BASE_DIR / "var" / "frontend"),
    ("scripts", BASE_DIR / "var" / "scripts"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# What is compressed already, and icons of a few hundred bytes.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "svg")
MEDIA_ROOT = VAR_DIR / "media"

# --- mail -------------------------------------------------------------------------------------------------------
# Everything goes through the outbox (praktik.mail); this is only the transport behind it.
EMAIL_TRANSPORT = env("EMAIL_TRANSPORT", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_BACKEND = "praktik.mail.backend.OutboxBackend"
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Innovationspraktik <praktik@localhost>")
CONTACT_EMAIL = env("CONTACT_EMAIL", default="praktik@localhost")
# How long the texts of mails are kept; the log stays (see praktik.mail.services.mail_bodies_expire).
MAIL_TEXT_DAYS = env.int("MAIL_TEXT_DAYS", default=180)
# For how many months each kind of data is kept (praktik/privacy/retention.py says from when). No law names these
# numbers: the GDPR, article 5(1)(e), asks that there are some; they are our own choice. docs/privacy.md has them.
RETENTION_MONTHS = {
    "account": env.int("RETENTION_ACCOUNT_MONTHS", default=24),
    "application": env.int("RETENTION_APPLICATION_MONTHS", default=6),
    "placement": env.int("RETENTION_PLACEMENT_MONTHS", default=24),
    "host": env.int("RETENTION_HOST_MONTHS", default=24),
    "outreach": env.int("RETENTION_OUTREACH_MONTHS", default=12),
    "mail": env.int("RETENTION_MAIL_MONTHS", default=13),
    "log": env.int("RETENTION_LOG_MONTHS", default=13),
}
if min(RETENTION_MONTHS.values()) < 1 or RETENTION_MONTHS["account"] < 2:
    raise ImproperlyConfigured("RETENTION_…_MONTHS: at least 1; for accounts 2, as people are told a month before")
# The provider's view for bounces, for instance "postmark.PostmarkTrackingWebhookView", and its "name:password".
MAIL_WEBHOOK = env("MAIL_WEBHOOK", default="")
ANYMAIL: dict[str, str] = {"WEBHOOK_SECRET": env("MAIL_WEBHOOK_SECRET", default="")}
CONTACT_PHONE = env("CONTACT_PHONE", default="")

# --- companies --------------------------------------------------------------------------------------------------
# What is asked about a CVR number (praktik.register.lookup.Register).
COMPANY_REGISTER = env("COMPANY_REGISTER", default="praktik.register.lookup.LocalRegister")

# --- safety -----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "img-src": [SELF, "data:"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

# Moving the clock is for the demo and tests; production never reads the offset.
ALLOW_TIME_TRAVEL = False
DEMO = False

PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
VERSION = env("PRAKTIK_VERSION", default="")
