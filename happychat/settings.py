"""Django's settings; everything that differs between sites comes from environment.py."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF  # noqa: F401

from happychat.environment import BASE_DIR, read
from happychat.scripts import keep_parts

ENV = read()
ENV.make_folders()
DEBUG = ENV.debug
SECRET_KEY = ENV.key()
SECRET_KEY_FALLBACKS = [key for key in ENV.secret_key_fallbacks.split(",") if key]
ALLOWED_HOSTS = ENV.hosts
SITE_NAME = ENV.site_name
MATCH, MATCH_AGE = ENV.match == "open", ENV.match_age
BASE_URL = ENV.base_url
RATE_SCALE = ENV.rate_scale
DRAIN_S = ENV.drain_s
DATA_DIR = ENV.data_dir

INSTALLED_APPS = [
    # First, because its runserver knows sockets; only there, because Twisted takes a second to import.
    *(["daphne"] if "runserver" in sys.argv else []),
    "servestatic",
    "happychat.apps.HappyChatConfig",
    "accounts",
    "chat",
    "groups",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "happychat.middleware.ErrorObjects",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.PreferredLocale",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "happychat.middleware.PrivateByDefault",
]

ROOT_URLCONF = "happychat.urls"
ASGI_APPLICATION = "happychat.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.site",
            ]
        },
    }
]

# Only the pool's own threads keep a connection (happychat.threads): under ASGI each request has a thread of its own.
SQLITE: dict[str, Any] = {
    "ENGINE": "happychat.sqlite",
    "NAME": DATA_DIR / "db.sqlite3",
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
    "CONN_MAX_AGE": 0,
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
        "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-20000;PRAGMA wal_autocheckpoint=4000",
    },
}
POSTGRESQL_LIMITS = "-c statement_timeout=10000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=15000"


def database() -> dict[str, Any]:
    """Return the default database: SQLite in the data folder unless a URL names another."""
    if not ENV.database_url:
        return SQLITE
    config: dict[str, Any] = dict(dj_database_url.parse(ENV.database_url, conn_max_age=0, conn_health_checks=True))
    config["OPTIONS"] = {"options": POSTGRESQL_LIMITS, "connect_timeout": 5, **config.get("OPTIONS", {})}
    return config


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.redis_url}
    if ENV.redis_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
CHANNEL_LAYERS = {"default": {"BACKEND": "happychat.layers.FanoutLayer", "CONFIG": {"redis_url": ENV.redis_url}}}

# People and sessions
# Usernames are unique whatever their case: by a constraint on Lower(username), which the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["happychat.hashers.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_NAME = "__Host-sid" if ENV.is_secure else "sid"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.is_secure
SESSION_COOKIE_AGE = 60 * 60 * 24 * 180
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [ENV.base_url]
CSRF_FAILURE_VIEW = "happychat.errors_views.csrf_failure"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_TIMEOUT = 60 * 60  # how long the browser that signed up is let in by its link
ACCOUNT_USER_DISPLAY = "accounts.models.display_name"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS: dict[str, Any] = (
    {"signup": f"{max(1, round(ENV.signup_rate * ENV.rate_scale))}/m/ip"}
    if ENV.rate_scale
    else {"signup": None, "confirm_email": None}
)
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.second_factor.ReauthenticateForm",
    "login_webauthn": "accounts.second_factor.LogInByPasskeyForm",
    "authenticate_webauthn": "accounts.second_factor.AuthenticateByPasskeyForm",
    "reauthenticate_webauthn": "accounts.second_factor.ReauthenticateByPasskeyForm",
    "add_webauthn": "accounts.second_factor.AddPasskeyForm",
    "edit_webauthn": "accounts.second_factor.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # clocks of phones are not exact, and typing takes a while
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody gets in without a proven address; one that waits is a change of it
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENV.is_secure else "http"


def mail(url: str) -> dict[str, Any]:
    """Turn smtp://user:password@host:port into Django's settings; without a URL mails become files."""
    if not url:
        return {"EMAIL_BACKEND": "accounts.mail.FolderBackend"}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parse_qs(parts.query).get("starttls") == ["1"],
        "EMAIL_TIMEOUT": 10,
    }


globals().update(mail(ENV.email_url))
MAIL_DIR = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = ENV.email_from or f"{SITE_NAME} <noreply@{urlsplit(BASE_URL).hostname}>"

# Languages, time
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "locale"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = ENV.is_secure
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    ("dist", BASE_DIR / "static" / "dist"),
    ("img", BASE_DIR / "static" / "img"),
    ("emoji", BASE_DIR / "static" / "emoji"),
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "media", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "servestatic.storage.CompressedManifestStaticFilesStorage"
    },
}
SERVESTATIC_ADD_HEADERS_FUNCTION = keep_parts
LINK_PREVIEWS = ENV.link_previews
MAX_MEMBERS = ENV.max_members
MEGABYTE = 1024 * 1024
MAX_UPLOAD_BYTES = ENV.upload_mb * MEGABYTE
QUOTA_BYTES = ENV.quota_mb * MEGABYTE
MEDIA_BYTES = ENV.media_mb * MEGABYTE
RESERVE_BYTES = ENV.reserve_mb * MEGABYTE
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# What a page may load: our own origin and nothing else.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF, BASE_URL.replace("http", "ws", 1)],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if ENV.is_secure:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING_CONFIG = None
