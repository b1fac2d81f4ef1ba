"""What is worked out anew after a ranking: which trainings open most, how vacancies are spread, how groups fare.

The rows of the outbox are put in the transaction that publishes the run, so that a published run is always followed
up, also when a worker dies. Imports no engine: the web process asks too.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from matching import markers
from matching.models import MatchRun, RegionReport
from rmt_portal import clock
from rmt_portal.outbox import queue


def after_run(run: MatchRun) -> None:
    """Ask, in the transaction that publishes a run, for what follows from it.

    A whole run is followed up whole. A run of the day that ranked everybody, or whom changed vacancies touch, is
    followed up whole at most once an hour; one of some clients for those clients only.
    """
    if run.kind == MatchRun.Kind.FULL:
        _ask_whole(run, str(run.pk))
    elif run.inputs.get("everybody") or run.inputs.get("reach") == markers.Reach.BY_VACANCIES:
        _ask_whole(run, f"{clock.now():%Y%m%dT%H}")
    elif run.inputs.get("clients"):
        queue.put("training.clients", f"training.run:{run.pk}", {"run": run.pk})


def after_client(run: MatchRun, client_id: int) -> None:
    """Ask, in the transaction that ranked one client, which trainings open most for this person."""
    queue.put("training.clients", f"training.client:{client_id}:{run.pk}", {"clients": [client_id]})


def _ask_whole(run: MatchRun, moment: str) -> None:
    payload = {"region": run.region_id, "moment": moment}
    queue.put("training.region", f"training.region:{run.region_id}:{moment}", payload)


def do_clients(payload: Mapping[str, Any]) -> None:
    """Outbox: what trainings open for some clients, or for those of a run."""
    from matching.trainings import unlocking  # noqa: PLC0415 only workers load the compiler

    clients = payload.get("clients")
    if clients is None:
        chunks = MatchRun.objects.get(pk=payload["run"]).chunks.order_by("number").values_list("client_ids", flat=True)
        clients = [client for ids in chunks for client in ids]
    by_region: dict[int, list[int]] = {}
    for region_id, client_id in markers.regions_of(clients):
        by_region.setdefault(region_id, []).append(client_id)
    for region_id, ids in sorted(by_region.items()):
        unlocking.of_clients(region_id, ids)


def do_region(payload: Mapping[str, Any]) -> None:
    """Outbox: what trainings open in a whole region; its figures follow, because they count with this."""
    from matching.trainings import unlocking  # noqa: PLC0415 only workers load the compiler

    region_id = payload["region"]
    unlocking.of_region(region_id)
    queue.put("match.figures", f"match.figures:{region_id}:{payload['moment']}", {"region": region_id})


def do_figures(payload: Mapping[str, Any]) -> None:
    """Outbox: how vacancies are spread and how groups fare; and how the next run spreads them."""
    from matching import congestion, fairness  # noqa: PLC0415 only workers load the arrays

    region_id = payload["region"]
    congestion.make_plan(region_id)
    keep(region_id, RegionReport.Kind.EXPOSURE, congestion.figures(region_id))
    keep(region_id, RegionReport.Kind.FAIRNESS, fairness.report(region_id))


def do_preview(payload: Mapping[str, Any]) -> None:
    """Outbox: count what proposed weights would change, after this transaction, so that its progress can be seen."""
    transaction.on_commit(partial(_preview, payload["weights"]), robust=True)


def _preview(weight_set_id: int) -> None:
    from matching.weights import preview as weight_preview  # noqa: PLC0415 only workers load the compiler

    weight_preview.work(weight_set_id)


def keep(region_id: int, kind: RegionReport.Kind, figures: dict[str, Any]) -> RegionReport:
    """Store a report of a region in place of the one before."""
    newest = MatchRun.objects.filter(region=region_id, state=MatchRun.State.PUBLISHED).exclude(kind="client")
    run = newest.order_by("-pk").first()
    report, _made = RegionReport.objects.update_or_create(
        region_id=region_id, kind=kind, defaults={"figures": figures, "run": run, "made_at": clock.now()}
    )
    return report
