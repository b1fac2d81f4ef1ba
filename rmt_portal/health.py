"""Is the portal alive, and can it serve. Not for visitors: the proxy keeps these addresses to the inside.

``/healthz`` says that this process answers and asks nothing else: a database that is away is no reason to restart us.
``/readyz`` says whether this process can serve: the database answers and its tables are those of this code. The broker
is reported and not required: without it work waits in the database. Whether a worker is at work is read from the
progress it writes, because a worker can live and do nothing.
"""

from datetime import timedelta
from functools import lru_cache

import redis
import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rmt_portal import clock
from rmt_portal.outbox.drain import HEARTBEAT
from rmt_portal.outbox.models import Heartbeat

log = structlog.get_logger(__name__)

WORKER_IS_LATE_AFTER = timedelta(seconds=60)
BROKER_SECONDS = 1.0


@login_not_required
@transaction.non_atomic_requests
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer; nothing is asked of the database or the broker."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@transaction.non_atomic_requests
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Say per part how it is; 503 when the database is away or its tables are not those of this code."""
    database = _database()
    parts = {"database": database, "migrations": "unknown", "worker": "unknown", "broker": _broker()}
    if database == "ok":
        parts["migrations"] = _migrations()
        parts["worker"] = _worker() if parts["migrations"] == "ok" else "unknown"
    ready = parts["database"] == parts["migrations"] == "ok"
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.error("ready.database_away", kind=type(error).__name__)
        return "away"
    return "ok"


def _migrations() -> str:
    """Compare what this code needs with what the database says was done."""
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return "missing"
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    waiting = sorted(_needed() - applied)
    if waiting:
        log.error("ready.migrations_missing", count=len(waiting), first=".".join(waiting[0]))
        return "missing"
    return "ok"


@lru_cache(maxsize=1)
def _needed() -> frozenset[tuple[str, str]]:
    """Return the last migration of each app of this code; it does not change while the process lives."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _worker() -> str:
    """Tell by its progress whether a worker drains the outbox."""
    last = Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    if last is None:
        return "never"
    return "ok" if clock.now() - last <= WORKER_IS_LATE_AFTER else "late"


def _broker() -> str:
    address = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://", 1)
    try:
        with redis.Redis.from_url(
            address, socket_timeout=BROKER_SECONDS, socket_connect_timeout=BROKER_SECONDS
        ) as broker:
            broker.ping()
    except (redis.RedisError, OSError):
        return "away"
    return "ok"
