"""Weights: proposing other ones, seeing what they would change, and publishing them (docs/weights.md).

A region has one living version at a time. Who looks after a region proposes a new one; a worker counts what it would
change (``matching.weights.preview``); only with that before the eyes it can be published. What ranked people stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from matching.engine.weights import NAMES
from matching.models import MoveTable, WeightPreview, WeightSet
from matching.weights import published as published_weights
from matching.weights.words import SHORT
from partners import access
from partners.models import Role
from partners.reach import reach_of
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue
from rmt_portal.reference.models import LabourRegion

READ, CHANGE = "weights.read", "weights.change"
access.allow(READ, [Role.ADMINISTRATOR, Role.COORDINATOR, Role.REGIONAL_MANAGER, Role.PRIVACY_OFFICER])
access.allow(CHANGE, [Role.ADMINISTRATOR])

WHOLE = 100
"""What the weights add up to, so that one weight reads as so many points of a hundred."""
MOST = 50
"""No single component decides by itself."""
MOST_MOVES = 15
"""What people did before is no reason by itself."""
MOST_SPREAD = 10
"""Hundredths of a score that spreading may cost anybody."""
PREVIEW_HOLDS = timedelta(days=1)


@dataclass(frozen=True)
class Difference:
    """One component, in the living and in the proposed version."""

    name: str
    words: str
    before: float
    after: float

    @property
    def by(self) -> float:
        """How much more (or less) it counts."""
        return self.after - self.before


def can_use_moves(region_id: int) -> bool:
    """Say whether the region loaded a table of observed moves that tells of women and men."""
    return MoveTable.objects.filter(region=region_id, women__isnull=False).exists()


def problems(values: Mapping[str, float], spread: float, *, with_moves: bool = False) -> dict[str, str]:
    """Return what is wrong with proposed weights, by component (or ``""`` for the whole); ``spread`` in hundredths.

    ``with_moves``: the region can use observed moves (:func:`can_use_moves`).
    """
    found: dict[str, str] = {}
    for name in NAMES:
        if not 0 <= values.get(name, 0) <= MOST:
            found[name] = _("Kies een getal van 0 tot en met %(most)d. Minder dan 0 kan niet.") % {"most": MOST}
    if values.get("moves", 0) > 0 and not with_moves:
        found["moves"] = _(
            "Dit kan niet aan: van geen tabel met overstappen is bekend wat die voor vrouwen en mannen doet."
        )
    elif values.get("moves", 0) > MOST_MOVES:
        found["moves"] = _("Kies een getal van 0 tot en met %(most)d. Minder dan 0 kan niet.") % {"most": MOST_MOVES}
    total = sum(values.get(name, 0) for name in NAMES)
    if not found and total != WHOLE:
        found[""] = _("Samen zijn de gewichten %(total)g. Maak er samen %(whole)d van.") % {
            "total": total,
            "whole": WHOLE,
        }
    if not 0 <= spread <= MOST_SPREAD:
        found["spread"] = _("Kies een getal van 0 (uit) tot en met %(most)d.") % {"most": MOST_SPREAD}
    return found


def may_change(user: Any, region_id: int) -> bool:
    """Say whether somebody is administrator of an organisation that takes in the registrations of this region."""
    return any(
        m.role == Role.ADMINISTRATOR and m.region_id == region_id and m.organisation.handles_registrations
        for m in reach_of(user).memberships
    )


def compare(before: WeightSet, after: WeightSet) -> list[Difference]:
    """Return all components with their weight in both versions, in the order of the engine."""
    return [
        Difference(name, str(SHORT[name]), float(before.weights.get(name, 0)), float(after.weights.get(name, 0)))
        for name in NAMES
    ]


@dataclass(frozen=True)
class Proposal:
    """Weights by component, ``spread`` in hundredths of a score, and why."""

    values: Mapping[str, float]
    spread: float
    note: str


@transaction.atomic
def propose(actor: Actor, region: LabourRegion, wanted: Proposal, request: Any = None) -> WeightSet:
    """Keep a proposal and ask a worker what it would change.

    Raises:
        Refused: not an administrator of this region, the weights can not be used, or nothing would change.
    """
    _must_change(actor, region.pk)
    if wrong := problems(wanted.values, wanted.spread, with_moves=can_use_moves(region.pk)):
        raise Refused(" ".join(wrong.values()))
    LabourRegion.objects.select_for_update(no_key=True).get(pk=region.pk)
    living = published_weights.for_region(region.pk)
    table = {name: float(wanted.values.get(name, 0)) for name in NAMES}
    if table == _table(living) and wanted.spread / 100 == living.spread:
        raise Refused(_("Dit zijn de gewichten die nu gelden. Verander er minstens één."))
    newest = WeightSet.objects.filter(region=region).aggregate(last=Max("version"))["last"] or 0
    proposed = WeightSet.objects.create(
        region=region, version=newest + 1, weights=table, spread=wanted.spread / 100, note=wanted.note
    )
    _event(proposed, "propose", "", "proposed", actor)
    _ask(proposed, living)
    _log("weights.propose", proposed, actor, _changed(living, proposed), request)
    return proposed


def _table(weight_set: WeightSet) -> dict[str, float]:
    return {name: float(weight_set.weights.get(name, 0)) for name in NAMES}


@transaction.atomic
def look_again(actor: Actor, proposed: WeightSet, request: Any = None) -> None:
    """Count anew what a proposal would change: the people, vacancies or living weights have changed, or it stopped.

    Raises:
        Refused: not an administrator of this region, or it is no proposal any more.
    """
    living = _lock_proposal(actor, proposed)
    _ask(proposed, living)
    _log("weights.preview", proposed, actor, [], request)


@transaction.atomic
def drop(actor: Actor, proposed: WeightSet, request: Any = None) -> None:
    """Throw a proposal away.

    Raises:
        Refused: not an administrator of this region, or it is no proposal any more.
    """
    _lock_proposal(actor, proposed)
    _log("weights.drop", proposed, actor, [], request)
    proposed.delete()


@transaction.atomic
def publish(actor: Actor, proposed: WeightSet, request: Any = None) -> None:
    """Let a proposal rank the region from now on; what it changes was counted, against the version that now lives.

    Raises:
        Refused: not an administrator of this region, no proposal any more, or not looked at as it would be now.
    """
    living = _lock_proposal(actor, proposed)
    if reason := why_not_yet(proposed, living):
        raise Refused(reason)
    proposed.published_at = clock.now()
    proposed.save(update_fields=["published_at"])
    _event(proposed, "publish", "proposed", "published", actor)
    queue.put(
        "match.region", f"match.region:{proposed.region_id}:weights:{proposed.pk}", {"region": proposed.region_id}
    )
    _log("weights.publish", proposed, actor, _changed(living, proposed), request)


def why_not_yet(proposed: WeightSet, living: WeightSet) -> str:
    """Return why a proposal can not be published now; empty when it can."""
    preview = WeightPreview.objects.filter(weight_set=proposed).first()
    if preview is None or preview.state != WeightPreview.State.DONE or preview.finished_at is None:
        return _("Kijk eerst wat het verandert. Dat wordt nu geteld.")
    if preview.against_id != living.pk:
        return _("Een collega publiceerde intussen andere gewichten. Laat opnieuw tellen wat dit verandert.")
    if clock.now() - preview.finished_at > PREVIEW_HOLDS:
        return _("De telling is ouder dan een dag. Laat opnieuw tellen wat dit verandert.")
    if proposed.weights.get("moves"):
        return _why_not_moves(proposed, preview)
    return ""


def _why_not_moves(proposed: WeightSet, preview: WeightPreview) -> str:
    """Return why observed moves can not get weight: what they do to women and men must stand before the eyes."""
    if not can_use_moves(proposed.region_id or 0):
        return problems(proposed.weights, 0)["moves"]
    effect = preview.figures.get("women_men") or {}
    loaded = MoveTable.objects.filter(region=proposed.region_id).values_list("loaded_at", flat=True).first()
    if loaded is None or effect.get("loaded_at") != loaded.isoformat():
        return _("De tabel met overstappen is intussen anders. Laat opnieuw tellen wat dit verandert.")
    if not effect.get("is_known"):
        return _(
            "Overstappen kunnen niet aan: er zijn te weinig mensen om te zien wat dit voor vrouwen en mannen doet."
        )
    return ""


def _ask(proposed: WeightSet, living: WeightSet) -> None:
    moment = clock.now()
    WeightPreview.objects.update_or_create(
        weight_set=proposed,
        defaults={
            "against": living,
            "state": WeightPreview.State.TODO,
            "done": 0,
            "total": 0,
            "figures": {},
            "asked_at": moment,
            "finished_at": None,
        },
    )
    queue.put("weights.preview", f"weights.preview:{proposed.pk}:{moment.timestamp()}", {"weights": proposed.pk})


def _lock_proposal(actor: Actor, proposed: WeightSet) -> WeightSet:
    """Lock the region and its proposal, and return the living version."""
    region_id = proposed.region_id
    if region_id is None:
        raise Refused(_("Dit zijn de gewichten van het portaal zelf."))
    _must_change(actor, region_id)
    LabourRegion.objects.select_for_update(no_key=True).get(pk=region_id)
    found = WeightSet.objects.filter(pk=proposed.pk).first()
    if found is None:
        raise Refused(_("Een collega gooide dit voorstel al weg."))
    if found.published_at:
        raise Refused(_("Dit voorstel is al gepubliceerd."))
    return published_weights.for_region(region_id)


def _must_change(actor: Actor, region_id: int) -> None:
    if not may_change(actor.user, region_id):
        raise Refused(_("Alleen een beheerder van een organisatie die aanmeldingen aanneemt kan gewichten veranderen."))


def _changed(before: WeightSet, after: WeightSet) -> list[str]:
    names = [d.name for d in compare(before, after) if d.by]
    return [*names, "spread"] if before.spread != after.spread else names


def _event(weight_set: WeightSet, event: str, source: str, target: str, actor: Actor) -> None:
    weight_set.events.create(
        event=event,
        from_state=source,
        to_state=target,
        actor=actor.user,
        organisation_id=actor.organisation_id,
        trace_id=actor.trace_id,
        reason=weight_set.note,
    )


def _log(action: str, weight_set: WeightSet, actor: Actor, fields: list[str], request: Any) -> None:
    who: dict[str, Any] = {"request": request} if request is not None else {"actor": actor}
    log.record(action, object_kind="matching.weightset", object_ids=[weight_set.pk], fields=fields, **who)
