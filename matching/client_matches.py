"""Rank one client at once, after a registration or a change of the work profile."""

from django.db import transaction

from intake.models import WorkProfile
from matching import follow_up, markers
from matching.engine.weights import ENGINE_VERSION, NAMES
from matching.models import MatchList, MatchRun
from matching.weights import published as published_weights
from rmt_portal import clock

KEPT_LISTS = 2


@transaction.atomic
def rank_client(client_id: int) -> MatchRun | None:
    """Rank the open vacancies of the client's region for this client; None when there is no work profile (any more).

    The run and its one list come in one transaction, published. Asked again while nothing changed, it does nothing.
    """
    from matching import ranking  # noqa: PLC0415 only workers load the compiler

    profile = WorkProfile.objects.select_related("client__region").filter(client_id=client_id).first()
    if profile is None:
        return None
    region = profile.client.region
    weight_set = published_weights.for_region(region.pk)
    marks = markers.of_region(region.pk, weight_set.pk)
    key = (
        f"client:{client_id}:{profile.version}:{markers.decisions(client_id)}:{marks['vacancies']}:{marks['reference']}"
        f":{weight_set.pk}:{marks['day']}"
    )
    done = MatchRun.objects.filter(key=key).first()
    if done:
        return done
    run = MatchRun(
        region=region,
        key=key,
        kind=MatchRun.Kind.CLIENT,
        state=MatchRun.State.PUBLISHED,
        weight_set=weight_set,
        inputs={
            "components": list(NAMES),
            "engine": ENGINE_VERSION,
            "weights": weight_set.pk,
            "spread_plan": published_weights.plan_number(weight_set, region.pk),
            "marks": marks,
            "clients": 1,
        },
    )
    ranked = ranking.rank_clients(run, [client_id])
    run.save(force_insert=True)
    measured = ranking.write(ranked)
    run.published_at = clock.now()
    run.seconds = {"load": measured.load, "score": measured.score, "write": measured.write}
    run.save(update_fields=["published_at", "seconds"])
    follow_up.after_client(run, client_id)
    kept = MatchList.objects.filter(client_id=client_id).order_by("-run_id").values_list("pk", flat=True)[:KEPT_LISTS]
    MatchList.objects.filter(client_id=client_id, run__state=MatchRun.State.PUBLISHED).exclude(
        pk__in=list(kept)
    ).delete()
    return run
