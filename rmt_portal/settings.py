"""Settings of the portal, all from the environment.

Settings only compute addresses; they never start a server (see ``tools/devservices.py``).
Without ``DATABASE_URL`` and ``REDIS_URL`` the embedded servers of this folder are used, which is for development
and tests; ``RMT_PRODUCTION=1`` refuses such defaults (``rmt_portal/checks.py``).
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab

from rmt_portal import addresses
from rmt_portal.logs import logging_config

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = addresses.data_folder()
# The matching engine is compiled on first use; numba reads this when a worker imports it.
os.environ.setdefault("NUMBA_CACHE_DIR", str(VAR_DIR / "numba"))

PRODUCTION = env.bool("RMT_PRODUCTION", default=False)
DEMO = env.bool("RMT_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
TESTING = env.bool("RMT_TESTING", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else "only-for-development-" + "x" * 40)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
_LOCAL = ["localhost", "127.0.0.1", "[::1]", "testserver"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else _LOCAL)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "rmt_portal.workplace.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "crispy_forms",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rmt_portal.nlds",
    "rmt_portal.audit",
    "rmt_portal.outbox",
    "rmt_portal.reference",
    "partners",
    "intake",
    "services",
    "matching",
    "rmt_portal.workplace.apps.WorkplaceConfig",
]

MIDDLEWARE = [
    "rmt_portal.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "rmt_portal.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rmt_portal.middleware.ReadableCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rmt_portal.audit.middleware.AuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partners.middleware.SignedInMiddleware",
    "partners.middleware.RowSecurityMiddleware",
    "partners.middleware.LoginRequiredMiddleware",
    "partners.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "rmt_portal.urls"
WSGI_APPLICATION = "rmt_portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rmt_portal.nlds.context.brand",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["nlds"]
CRISPY_TEMPLATE_PACK = "nlds"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database -------------------------------------------------------------------------------------------------------
# Two roles: `default` serves requests and tasks and owns nothing; `owner` owns the tables and only migrates.
_DATABASE = {
    "ENGINE": "rmt_portal.postgres",  # tells PostgreSQL on whose behalf a query runs (docs/row-security.md)
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": True,
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=addresses.database_url(addresses.SERVING_ROLE)) | _DATABASE,
    "owner": env.db_url(
        "DATABASE_OWNER_URL", default=env.str("DATABASE_URL", default=addresses.database_url(addresses.OWNER_ROLE))
    ),
}
DATABASE_ROUTERS = ["rmt_portal.routers.OwnerOnlyMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- sessions and caches: nothing that matters lives in the broker ----------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-sessionid" if PRODUCTION else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
SESSION_COOKIE_AGE = int(timedelta(minutes=env.int("RMT_STAFF_IDLE_MINUTES", default=60)).total_seconds())
CLIENT_SESSION_SECONDS = int(timedelta(minutes=env.int("RMT_CLIENT_IDLE_MINUTES", default=15)).total_seconds())
MAILBOX_SESSION_SECONDS = int(timedelta(minutes=env.int("RMT_MAILBOX_IDLE_MINUTES", default=15)).total_seconds())
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
RMT_STAFF_LONGEST_SESSION = timedelta(hours=12)
# Shared by all processes: a code of the second factor works once, whichever process it was sent to.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "partners_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- security -------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if env.bool("RMT_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "rmt_portal.workplace.pages.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o640

# --- people who work here ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/start/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "partners.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "partners.forms.LoginForm",
    "reset_password": "partners.forms.ResetPasswordForm",
    "reset_password_from_key": "partners.forms.ResetPasswordKeyForm",
    "change_password": "partners.forms.ChangePasswordForm",
    "reauthenticate": "partners.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("RMT_PROXIES", default=1 if env.bool("RMT_BEHIND_PROXY", default=False) else 0)
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
SOCIALACCOUNT_ADAPTER = "partners.sign_on.library.SocialAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
# A sign-on server on this machine, for tests and a demo; anywhere else https and outside our own network only.
SIGN_ON_MAY_BE_LOCAL = TESTING or (DEMO and not PRODUCTION)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "partners.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "partners.forms.AuthenticateForm",
    "reauthenticate": "partners.forms.ReauthenticateCodeForm",
    "activate_totp": "partners.forms.ActivateTOTPForm",
    "add_webauthn": "partners.forms.AddWebAuthnForm",
    "edit_webauthn": "partners.forms.EditWebAuthnForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "RMT-portaal"

# --- language and time ------------------------------------------------------------------------------------------------
# Dutch by choice, not by the browser's language (UX D12).
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
FORMAT_MODULE_PATH = ["rmt_portal.formats"]

# --- files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- mail: sent by the outbox, never in a request ---------------------------------------------------------------------
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="RMT-portaal <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20

# --- short messages: off unless a backend is named (rmt_portal/outbox/sms.py) ----------------------------------------
SMS_BACKEND = env.str("RMT_SMS_BACKEND", default="")
SMS_URL = env.str("RMT_SMS_URL", default="")
SMS_TOKEN = env.str("RMT_SMS_TOKEN", default="")

# --- Celery: a wake-up call only; the work stands in the database (SECURITY 2.1) --------------------------------------
CELERY_BROKER_URL = env.str("REDIS_URL", default=addresses.redis_url())
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_timeout": 5,
    "socket_connect_timeout": 3,
    "health_check_interval": 25,
}
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 1_500_000  # kB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: the default of 100 ends a worker in a long night
CELERY_BROKER_CHANNEL_ERROR_RETRY = True  # half an answer of a broker that is killed is a channel error
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "outbox-tick": {
        "task": "rmt_portal.outbox.tasks.drain",
        "schedule": 1.0,
        "options": {"expires": 1.0},
    },
    "outbox-long-tick": {
        "task": "rmt_portal.outbox.tasks.drain_long",
        "schedule": 3.0,
        "options": {"expires": 3.0},
    },
    "outbox-sweep": {
        "task": "rmt_portal.outbox.tasks.forget_done",
        "schedule": crontab(hour=3, minute=50),
        "options": {"expires": 3600.0},
    },
    "duplicates": {
        "task": "intake.tasks.find_duplicates",
        "schedule": crontab(hour=3, minute=20),
        "options": {"expires": 3600.0},
    },
    "waiting-list": {
        "task": "intake.tasks.ask_for_who_waits",
        "schedule": crontab(hour=6, minute=40),
        "options": {"expires": 3600.0},
    },
    "month-figures": {
        "task": "services.tasks.draw_figures",
        "schedule": crontab(hour=4, minute=20),
        "options": {"expires": 3600.0},
    },
    "drafts-wipe": {"task": "intake.tasks.wipe_expired_drafts", "schedule": 3600.0, "options": {"expires": 600.0}},
    "retention": {
        "task": "intake.tasks.apply_retention",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600.0},
    },
    "tidy": {
        "task": "partners.tasks.tidy",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600.0},
    },
    "people": {
        "task": "partners.tasks.look_after_people",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600.0},
    },
    "audit-seal": {
        "task": "rmt_portal.audit.tasks.seal",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600.0},
    },
    "match-carry-on": {
        "task": "matching.tasks.carry_on",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "employer-notices": {
        "task": "matching.tasks.forget_contacts",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600.0},
    },
    "match-forget-candidates": {
        "task": "matching.tasks.forget_candidates",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600.0},
    },
    "match-forget": {
        "task": "matching.tasks.forget_runs",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600.0},
    },
    "match-nightly": {
        "task": "matching.tasks.nightly",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
}

# --- ranking (docs/rematch.md) ----------------------------------------------------------------------------------------
MATCH_ANSWER_WAIT_SECONDS = env.float("RMT_MATCH_ANSWER_WAIT_SECONDS", default=2.0)
MATCH_LEASE_SECONDS = env.int("RMT_MATCH_LEASE_SECONDS", default=120)
MATCH_NIGHT_HOUR = env.int("RMT_MATCH_NIGHT_HOUR", default=2)

# --- numbers a region may want to change (DECISIONS 12) ---------------------------------------------------------------
DRAFT_DAYS = 14
PARTNER_LINK_DAYS = 8
SMALL_CELL = 10

if TESTING:
    INSTALLED_APPS.append("zeal")
    ZEAL_RAISE = True
    WHITENOISE_AUTOREFRESH = True  # looks a file up when asked, instead of listing all of them for every test client
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")  # quick, for tests only

LOGGING_CONFIG = None
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
logging_config(level=LOG_LEVEL, json=not env.bool("RMT_PLAIN_LOGS", default=False))
