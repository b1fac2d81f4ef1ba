"""The parts of a run: leased by any number of workers, written by exactly one (SECURITY 2.2).

A worker claims a chunk (a lease with an end), ranks outside any transaction, then writes in one transaction that
first checks the fence: owner and attempt must still be its own. A worker that dies costs one chunk, which comes back
when the lease ends; a worker that wakes up late finds the fence closed and writes nothing.
"""

import os
import socket
import time
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from matching.models import MatchChunk, MatchList, MatchRun
from rmt_portal import clock
from rmt_portal.outbox.drain import describe

MAX_ATTEMPTS = 5

log = structlog.get_logger(__name__)


def claim(run_id: int, owner: str) -> MatchChunk | None:
    """Lease the next free chunk of a run: one to do, or one whose lease ran out. None when there is none.

    A chunk that cost five workers their life or failed five times is marked as failed; the run is then never
    published by itself, and says so.
    """
    with transaction.atomic():
        free = MatchChunk.objects.filter(run_id=run_id, run__state=MatchRun.State.OPEN).exclude(
            state__in=[MatchChunk.State.DONE, MatchChunk.State.FAILED]
        )
        now = clock.now()
        waiting = free.exclude(_leased(now)).order_by("number")
        chunk = waiting.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
        if chunk is None:
            return None
        if chunk.attempts >= MAX_ATTEMPTS:
            chunk.state = MatchChunk.State.FAILED
            chunk.save(update_fields=["state"])
            log.error("match.chunk_failed", run=run_id, chunk=chunk.number, attempts=chunk.attempts)
            return claim(run_id, owner)
        chunk.state, chunk.owner, chunk.attempts = MatchChunk.State.BUSY, owner, chunk.attempts + 1
        chunk.lease_until = now + timedelta(seconds=settings.MATCH_LEASE_SECONDS)
        chunk.save(update_fields=["state", "owner", "attempts", "lease_until"])
        return chunk


def _leased(now: datetime) -> Q:
    """Chunks that somebody works on: their lease has not ended.

    A lease that ends later than any lease taken now could was taken by a clock that has been put back since, and would
    keep its chunk from everybody until the clock is there again. Twice the length leaves room for clocks of workers
    that differ a little; whoever does work under such a lease finds the fence closed.
    """
    latest = now + timedelta(seconds=2 * settings.MATCH_LEASE_SECONDS)
    return Q(state=MatchChunk.State.BUSY, lease_until__gt=now, lease_until__lte=latest)


def work(run_id: int, budget_seconds: float) -> int:
    """Do chunks of a run until there is none left to take or the time is spent; return how many were done.

    Whoever finishes last publishes. Doing this twice, or in several processes at once, changes nothing.
    """
    from matching import runs  # noqa: PLC0415 runs and chunks need each other

    owner, done, until = new_owner(), 0, time.monotonic() + budget_seconds
    while time.monotonic() < until and (chunk := claim(run_id, owner)):
        done += do(chunk)
    runs.finish(run_id)
    return done


def do(chunk: MatchChunk) -> bool:
    """Rank one leased chunk and write it; False when it failed or the lease was lost to another worker."""
    from matching import ranking  # noqa: PLC0415 only workers load the compiler

    try:
        ranked = ranking.rank_clients(chunk.run, chunk.client_ids)
        with transaction.atomic():
            if not _still_mine(chunk):
                log.warning("match.lease_lost", run=chunk.run_id, chunk=chunk.number)
                return False
            MatchList.objects.filter(run_id=chunk.run_id, client_id__in=chunk.client_ids).delete()
            measured = ranking.write(ranked)
            MatchChunk.objects.filter(pk=chunk.pk).update(state=MatchChunk.State.DONE, seconds=measured.as_dict())
    except Exception as error:
        log.exception("match.chunk_error", run=chunk.run_id, chunk=chunk.number, error=type(error).__name__)
        _give_back(chunk, describe(error))
        return False
    return True


def new_owner() -> str:
    """Return a name for this worker that no other process has, now or later."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"


def _mine(chunk: MatchChunk) -> QuerySet[MatchChunk]:
    return MatchChunk.objects.filter(
        pk=chunk.pk,
        state=MatchChunk.State.BUSY,
        owner=chunk.owner,
        attempts=chunk.attempts,
        run__state=MatchRun.State.OPEN,
    )


def _still_mine(chunk: MatchChunk) -> bool:
    return _mine(chunk).select_for_update(of=("self",), no_key=True).first() is not None


def _give_back(chunk: MatchChunk, why: str) -> None:
    """Let another worker try at once, unless the database itself is gone: then the lease ends by itself."""
    try:
        _mine(chunk).update(state=MatchChunk.State.TODO, lease_until=None, error=why[:120])
    except Exception:
        connection.close()
