"""A run: one ranking of a region. Started once per key, worked on in chunks, published whole or not at all."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef

from matching import follow_up, markers
from matching.engine.weights import ENGINE_VERSION, NAMES
from matching.models import FrozenExplanation, MatchChunk, MatchList, MatchRun
from matching.weights import published as published_weights
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion

CHUNK_CLIENTS = 500
PRUNE_BATCH = 2_000
KEPT_DAYS = 200
"""What ranked people is kept at least 183 days (AI Act, logs of a system of high risk); some longer, to be sure."""

log = structlog.get_logger(__name__)


def start(region: LabourRegion, kind: MatchRun.Kind, key: str) -> MatchRun:
    """Start ranking a region, or join: the run with this key, or the open one of the same kind.

    ``key`` says what makes it once (``nightly:AM09:2026-11-21``). An incremental run takes only the clients whose
    profile changed, unless something that touches everybody did (a vacancy, the weights, reference data, the
    catalogue); a changed vacancy takes those whose list it can change. A run of nobody is published at once.
    """
    with transaction.atomic():
        running = _running(region, kind, key)
        if running:
            return running
        weight_set = published_weights.for_region(region.pk)
        marks = markers.of_region(region.pk, weight_set.pk)
        plan = published_weights.plan_number(weight_set, region.pk)
        reach, clients = markers.to_rank(region.pk, marks, plan, everybody=kind == MatchRun.Kind.FULL)
        run = _insert(
            MatchRun(
                region=region,
                kind=kind,
                key=key,
                weight_set=weight_set,
                inputs={
                    "components": list(NAMES),
                    "engine": ENGINE_VERSION,
                    "weights": weight_set.pk,
                    "spread_plan": plan,
                    "marks": marks,
                    "everybody": reach == markers.Reach.EVERYBODY,
                    "reach": reach.value,
                    "clients": len(clients),
                },
            )
        )
        if run is None:
            return _running(region, kind, key) or start(region, kind, key)
        MatchChunk.objects.bulk_create(
            MatchChunk(run=run, number=number, client_ids=ids) for number, ids in enumerate(_split(clients))
        )
    if not clients:
        finish(run.pk)
        run.refresh_from_db()
    return run


def _running(region: LabourRegion, kind: MatchRun.Kind, key: str) -> MatchRun | None:
    same_key = MatchRun.objects.filter(key=key).first()
    return same_key or MatchRun.objects.filter(region=region, kind=kind, state=MatchRun.State.OPEN).first()


def _insert(run: MatchRun) -> MatchRun | None:
    """Insert, or return None when another process was first."""
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        return None
    return run


def _split(clients: Sequence[int]) -> list[Sequence[int]]:
    return [clients[at : at + CHUNK_CLIENTS] for at in range(0, len(clients), CHUNK_CLIENTS)]


def finish(run_id: int) -> bool:
    """Publish a run when all its chunks are done: one UPDATE, so every reader sees the old lists or all new ones.

    With a failed chunk and nothing left to do the run ends as partial, is not published, and is logged as an error.
    """
    with transaction.atomic():
        run = MatchRun.objects.select_for_update(no_key=True).filter(pk=run_id, state=MatchRun.State.OPEN).first()
        if run is None:
            return False
        states = set(run.chunks.values_list("state", flat=True).distinct())
        if states & {MatchChunk.State.TODO, MatchChunk.State.BUSY}:
            return False
        run.state = MatchRun.State.PARTIAL if MatchChunk.State.FAILED in states else MatchRun.State.PUBLISHED
        run.published_at = clock.now()
        run.seconds = _seconds(run)
        run.save(update_fields=["state", "published_at", "seconds"])
        if run.state == MatchRun.State.PUBLISHED:
            follow_up.after_run(run)
        else:
            run.lists.all().delete()  # nobody will ever read them
    log_as = log.info if run.state == MatchRun.State.PUBLISHED else log.error
    log_as("match.run", run=run.pk, state=run.state, **run.seconds)
    if run.state == MatchRun.State.PUBLISHED and run.kind != MatchRun.Kind.CLIENT:
        prune(run.region_id)
    return run.state == MatchRun.State.PUBLISHED


def _seconds(run: MatchRun) -> dict[str, float]:
    """Return seconds of work added up over the workers, and of waiting from start to now."""
    measured = list(run.chunks.values_list("seconds", flat=True))
    parts = {name: round(sum(m.get(name, 0) for m in measured), 3) for name in ("load", "score", "write")}
    now = run.published_at or clock.now()
    return parts | {"total": round((now - run.started_at).total_seconds(), 3)}


def forget_old() -> int:
    """Delete runs of more than :data:`KEPT_DAYS` ago whose lists are gone; return how many.

    What somebody was shown or decided on stands frozen with its own run, which stays.
    """
    old = MatchRun.objects.filter(started_at__lt=clock.now() - timedelta(days=KEPT_DAYS), lists__isnull=True)
    shown = FrozenExplanation.objects.filter(run=OuterRef("pk"))
    done = old.exclude(state=MatchRun.State.OPEN).exclude(Exists(shown))
    return done.delete()[1].get("matching.MatchRun", 0)


def prune(region_id: int) -> int:
    """Delete lists that two newer published ones have superseded; the runs and their parameters stay (AI Act).

    The list before the current one is kept, so that a reader who just looked it up still finds it.
    """
    deleted = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_PRUNE, {"region": region_id, "batch": PRUNE_BATCH})
            deleted += cursor.rowcount
            if cursor.rowcount < PRUNE_BATCH:
                break
    published = MatchRun.objects.filter(region_id=region_id, state=MatchRun.State.PUBLISHED)
    newest = published.order_by("-pk").values_list("pk", flat=True).first()
    published.filter(lists__isnull=True, pk__lt=newest or 0).update(state=MatchRun.State.SUPERSEDED)
    return deleted


_PRUNE = f"""
DELETE FROM {MatchList._meta.db_table} WHERE id IN (
  SELECT id FROM (
    SELECT l.id, rank() OVER (PARTITION BY l.client_id ORDER BY l.run_id DESC) AS age
    FROM {MatchList._meta.db_table} l JOIN {MatchRun._meta.db_table} r ON r.id = l.run_id
    WHERE r.region_id = %(region)s AND r.state = 'published') aged
  WHERE age > 2 LIMIT %(batch)s)
"""  # noqa: S608 table names of our own models
