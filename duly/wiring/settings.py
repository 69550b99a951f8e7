"""Django's settings, all from environment variables (docs/reference/settings.md)."""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from duly.wiring import env
from duly.wiring.database import DATA_DIR, default_connection
from duly.wiring.log_format import configure as configure_logs

BASE = Path(__file__).resolve().parent.parent


def _secret_key() -> str:
    """Return the configured key, or one made once and kept in the data folder, readable by its owner only."""
    if given := env.text("DULY_SECRET_KEY", help="Key for sessions and signatures; made once if not set.", secret=True):
        return given
    path = DATA_DIR / "secret.key"
    try:
        return path.read_text()
    except FileNotFoundError:
        DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o711)
        made = secrets.token_urlsafe(48)
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:  # another process was quicker
            return path.read_text()
        path.write_text(made)
        return made


DEBUG = env.boolean("DULY_DEBUG", False, help="Show tracebacks in the browser. Never in production.")
BASE_URL = env.text("DULY_BASE_URL", "http://127.0.0.1:8787", help="Address under which people reach Duly.")
PORT = env.number("DULY_PORT", 8787, help="Port that `duly run` and `duly serve` listen on.", low=0, high=65535)
HOST = env.text("DULY_HOST", "127.0.0.1", help="Address that `duly run` and `duly serve` listen on.")
WORKERS = env.number("DULY_WORKERS", 1, help="How many worker processes `duly run` starts.", low=0, high=64)
WEB_THREADS = env.number("DULY_WEB_THREADS", 8, help="Threads of the web server.", low=1, high=64)
EMAIL_URL = env.text(
    "EMAIL_URL",
    help="Mail server: `smtp://user:password@host:587` (STARTTLS), `smtps://...:465`, `smtp+plain://host:25`. "
    "Not set: messages go to the Outbox only.",
    secret=True,
)
MAIL_TIMEOUT_SECONDS = env.number("DULY_MAIL_TIMEOUT_SECONDS", 30, help="Time limit for the mail server.", low=1)
REPLY_ADDRESS = env.text(
    "DULY_REPLY_ADDRESS",
    help="Address for answers with a place for the token, such as `replies+{token}@mail.example`. "
    "Not set: answers go to the sender's own address.",
)
IMPORT_MAX_BYTES = env.number("DULY_IMPORT_MAX_BYTES", 512 * 1024 * 1024, help="Largest file that may be imported.")
PORTAL_LINK_DAYS = env.number("DULY_PORTAL_LINK_DAYS", 90, help="Days for which a customer's link works.", low=1)
CYCLE_SHARD_SIZE = env.number("DULY_CYCLE_SHARD_SIZE", 2000, help="Customers per job of the daily cycle.", low=1)
API_RATE_PER_MINUTE = env.number(
    "DULY_API_RATE_PER_MINUTE", 600, help="Requests per minute that one API token may make of each web process.", low=1
)
WEBHOOK_PORTS = env.numbers(
    "DULY_WEBHOOK_PORTS", help="Ports beside 443 that webhooks may be sent to, comma-separated.", low=1, high=65535
)
WEBHOOK_ALLOW_LOOPBACK = env.boolean(
    "DULY_WEBHOOK_ALLOW_LOOPBACK",
    False,
    help="Let webhooks reach this machine itself, also without TLS and on any port. For development and tests only.",
)
MAIL_FROM = env.text("DULY_MAIL_FROM", help="Sender of messages about sign-in. Not set: made from DULY_BASE_URL.")
DEMO_OPEN_SIGN_IN = env.boolean("DULY_DEMO", False, help="Show the demo company's sign-in on the sign-in page.")

SECRET_KEY = _secret_key()
_given_keys = env.text(
    "DULY_ENCRYPTION_KEY",
    help="Key for secrets kept in the database, such as those of webhooks. Several, comma-separated: the first "
    "encrypts, all of them open, DULY_SECRET_KEY too. Not set: DULY_SECRET_KEY does both.",
    secret=True,
)
ENCRYPTION_KEYS = [*(key.strip() for key in _given_keys.split(",") if key.strip()), SECRET_KEY]
ALLOWED_HOSTS = [
    name.strip()
    for name in env.text(
        "DULY_ALLOWED_HOSTS",
        help="Host names Duly answers to, comma-separated. Not set: the host of DULY_BASE_URL and this machine itself.",
    ).split(",")
    if name.strip()
] or [urlsplit(BASE_URL).hostname or "localhost", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("http") else []
SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_NAME = "duly_session"
CSRF_COOKIE_NAME = "duly_csrf"
LANGUAGE_COOKIE_NAME = "duly_language"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
CSRF_COOKIE_HTTPONLY = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
ALLAUTH_TRUSTED_PROXY_COUNT = env.number(
    "DULY_TRUSTED_PROXIES", 0, help="How many proxies stand in front; their word about who asks is believed.", high=9
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "duly.store",
    "duly.faces.look",
    "duly.faces.console",
    "duly.faces.portal",
    "duly.faces.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # above WhiteNoise: style sheets and scripts are compressed too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "duly.wiring.middleware.content_security_policy",
    "duly.faces.api.edge.api_edge",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "duly.wiring.middleware.OnlyWhatCanBeStored",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "duly.wiring.urls"
WSGI_APPLICATION = "duly.wiring.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The console's come before allauth's own, so that every page of the sign-in has our look.
        "DIRS": [BASE / "faces" / "look" / "templates", BASE / "faces" / "console" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "duly.faces.console.context.desk_context",
            ],
        },
    }
]
DATABASES = {"default": default_connection()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False  # each view opens its own company scope, see faces/*/access.py

AUTH_USER_MODEL = "store.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "duly.wiring.sign_in.ClosedSignUp"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Duly] "
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {  # n/period/what for; a minute's handful of wrong passwords, then a pause
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Duly"

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = None  # files are served from where they lie; nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 365 * 24 * 3600  # every address carries the version of its content
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "duly.wiring.static_files.VersionedStaticFiles"},
}
MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PROCRASTINATE_IMPORT_PATHS = ["duly.faces.worker.tasks"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "procrastinate_tasks"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask_links": {"()": "duly.wiring.log_filter.MaskLinks"}},
    "formatters": {
        "lines": {
            "()": "duly.wiring.log_format.formatter",
            "as_json": env.boolean("DULY_LOG_JSON", False, help="Write log lines as JSON, for a collector."),
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["mask_links"], "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env.text("DULY_LOG_LEVEL", "WARNING", help="Level of the log.")},
}
configure_logs()
