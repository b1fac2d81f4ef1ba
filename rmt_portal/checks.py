"""Settings that must hold before anybody outside may reach the portal (SECURITY 6), beside Django's own checks.

``manage.py check`` shows them; the web server and the workers refuse to start with one of them
(:func:`refuse_unsafe_settings`). ``manage.py check --database default`` also asks the database what the serving role
may do.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from rmt_portal import addresses

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver"}
SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 12

_SERVING_ROLE = """
    SELECT rolsuper OR rolbypassrls, rolcreatedb OR rolcreaterole,
           EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                   WHERE relowner = pg_roles.oid AND nspname = 'public'),
           current_setting('statement_timeout') = '0'
      FROM pg_roles WHERE rolname = current_user
"""


@register(Tags.security)
def safe_settings(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Return every setting that would make the portal unsafe."""
    outside = [host for host in settings.ALLOWED_HOSTS if host not in LOCAL_HOSTS]
    found: list[CheckMessage] = []
    if outside and not settings.PRODUCTION:
        found.append(
            _error(1, f"ALLOWED_HOSTS names {outside[0]}, so this is no development machine", "RMT_PRODUCTION=1")
        )
    if settings.DEMO and (outside or settings.PRODUCTION):
        found.append(_error(2, "the demo has known passwords and second factors", "RMT_DEMO=0"))
    if settings.PRODUCTION:
        for rule in _PRODUCTION_RULES:
            found.extend(rule())
    return found


@register(Tags.database)
def serving_role(app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Ask the database whether the role that serves is as weak as it has to be."""
    if "default" not in (databases or ()):
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(_SERVING_ROLE)
        above_the_rules, makes_others, owns_tables, endless = cursor.fetchone()
    found: list[CheckMessage] = []
    if above_the_rules:
        found.append(_error(20, "the serving role is a superuser or may bypass row level security", "another role"))
    if makes_others:
        found.append(_error(21, "the serving role may make databases or roles", "NOCREATEDB NOCREATEROLE"))
    if owns_tables:
        found.append(_error(22, "the serving role owns tables", "DATABASE_OWNER_URL with a role of its own"))
    if endless:
        hint = "ALTER ROLE ... SET statement_timeout (docs/deployment.md)"
        found.append(Warning("the serving role has no statement_timeout", hint=hint, id="rmt.W023"))
    return found


def refuse_unsafe_settings() -> None:
    """Stop a process that would serve unsafely; for development nothing is asked of the database.

    :raises ImproperlyConfigured: with every reason.
    """
    found = safe_settings()
    if settings.PRODUCTION and not found:
        try:
            found = serving_role(databases=["default"])
        except DatabaseError:
            found = []  # away for now; /readyz says so, and the role is no other when it returns
    if reasons := [f"{m.id}: {m.msg}. {m.hint}" for m in found if m.is_serious()]:
        raise ImproperlyConfigured("refused to start:\n  " + "\n  ".join(reasons))


def _error(number: int, what: str, instead: str) -> Error:
    return Error(what, hint=f"Set {instead}.", id=f"rmt.E{number:03}")


def _no_debugging() -> Iterator[Error]:
    if settings.DEBUG or settings.TESTING:
        yield _error(3, "DEBUG or RMT_TESTING is on; error pages would show data", "DEBUG=0 and RMT_TESTING=0")


def _a_secret() -> Iterator[Error]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        weak = len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_CHARACTERS
        if weak or key.startswith("only-for-development"):
            yield _error(4, "a SECRET_KEY is missing, short or the one of development", "50 random characters or more")


def _exact_hosts() -> Iterator[Error]:
    hosts = settings.ALLOWED_HOSTS
    if not hosts or any("*" in host or host.startswith(".") for host in hosts):
        yield _error(5, "ALLOWED_HOSTS is empty or names no exact hosts", "ALLOWED_HOSTS to each host name in full")


def _https_origins() -> Iterator[Error]:
    if any(not origin.startswith("https://") or "*" in origin for origin in settings.CSRF_TRUSTED_ORIGINS):
        yield _error(6, "CSRF_TRUSTED_ORIGINS holds something else than exact https:// addresses", "https:// addresses")


def _a_real_database() -> Iterator[Error]:
    database = settings.DATABASES["default"]
    host = str(database.get("HOST") or database.get("OPTIONS", {}).get("host", ""))
    if host.startswith(str(addresses.socket_folder(settings.VAR_DIR))):
        yield _error(7, "the embedded database is for development", "DATABASE_URL")
    elif _is_elsewhere(host) and database.get("OPTIONS", {}).get("sslmode") != "verify-full":
        yield _error(8, "the connection to the database is not verified", "?sslmode=verify-full in DATABASE_URL")


def _a_real_broker() -> Iterator[Error]:
    address = urlsplit(settings.CELERY_BROKER_URL)
    if str(addresses.socket_folder(settings.VAR_DIR)) in settings.CELERY_BROKER_URL:
        yield _error(9, "the embedded broker is for development", "REDIS_URL")
    elif _is_elsewhere(address.hostname or "") and not address.password:
        yield _error(10, "the broker on another machine has no password", "a password in REDIS_URL")


def _mail_that_arrives() -> Iterator[Error]:
    if settings.EMAIL_BACKEND != "django.core.mail.backends.smtp.EmailBackend":
        yield _error(11, "mail is written to files", "EMAIL_URL")
    if "@localhost" in settings.DEFAULT_FROM_EMAIL:
        yield _error(12, "mail has no sender", "DEFAULT_FROM_EMAIL")


def _cookies_of_this_host() -> Iterator[Error]:
    for cookie in ("SESSION_COOKIE", "CSRF_COOKIE"):
        bound = getattr(settings, f"{cookie}_NAME").startswith("__Host-")
        if not (bound and getattr(settings, f"{cookie}_SECURE") and getattr(settings, f"{cookie}_HTTPONLY")):
            yield _error(13, f"{cookie} is not bound to this host over https", "the defaults again")
    if settings.SESSION_ENGINE != "django.contrib.sessions.backends.db":
        yield _error(14, "sessions do not live in the database", "the default SESSION_ENGINE")


def _is_elsewhere(host: str) -> bool:
    return bool(host) and not host.startswith("/") and host not in LOCAL_HOSTS and host != "::1"


_PRODUCTION_RULES: tuple[Callable[[], Iterator[Error]], ...] = (
    _no_debugging,
    _a_secret,
    _exact_hosts,
    _https_origins,
    _a_real_database,
    _a_real_broker,
    _mail_that_arrives,
    _cookies_of_this_host,
)
