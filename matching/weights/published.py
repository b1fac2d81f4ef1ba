"""Which weights rank a region: its own newest published version, else the portal's."""

from django.db.models import F, Max, Q

from matching.engine.weights import ENGINE_VERSION, Weights, default_weights
from matching.models import SpreadPlan, WeightSet
from rmt_portal import clock


def for_region(region_id: int) -> WeightSet:
    """Return the newest published weights of the region, else the default, which is kept up with the software."""
    own = WeightSet.objects.filter(region_id=region_id, published_at__isnull=False).order_by("-version").first()
    return own or _default()


def shown(region_id: int | None) -> WeightSet:
    """Return the weights that rank a region, for who only reads: one query, and nothing is written.

    Before the first run the shipped weights are not stored yet; they come as an unsaved row.
    """
    published = WeightSet.objects.filter(published_at__isnull=False).filter(Q(region=region_id) | Q(region=None))
    found = published.order_by(F("region").asc(nulls_last=True), "-version").first()
    if found is not None and (found.region_id is not None or _holds(found)):
        return found
    return WeightSet(version=1, weights=dict(default_weights().values), note=_note(), published_at=clock.now())


def plan_number(weight_set: WeightSet, region_id: int) -> int | None:
    """Return the newest plan by which these weights spread vacancies, or None (see ``matching.congestion``)."""
    if not weight_set.spread:
        return None
    plans = SpreadPlan.objects.filter(region_id=region_id, spread=weight_set.spread)
    return plans.order_by("-pk").values_list("pk", flat=True).first()


def by_number(number: int) -> WeightSet:
    """Return a stored version of the weights."""
    return WeightSet.objects.get(pk=number)


def as_weights(weight_set: WeightSet) -> Weights:
    """Return stored weights as the engine takes them.

    Raises:
        BadWeights: the stored table can not be used.
    """
    return Weights.from_mapping(str(weight_set.pk), weight_set.weights)


def _default() -> WeightSet:
    shipped = dict(default_weights().values)
    newest = WeightSet.objects.filter(region=None, published_at__isnull=False).order_by("-version").first()
    if newest is not None and _holds(newest):
        return newest
    version = (WeightSet.objects.filter(region=None).aggregate(last=Max("version"))["last"] or 0) + 1
    WeightSet.objects.bulk_create(
        [WeightSet(region=None, version=version, weights=shipped, note=_note(), published_at=clock.now())],
        ignore_conflicts=True,
    )
    return WeightSet.objects.get(region=None, version=version)


def _holds(default: WeightSet) -> bool:
    """Say whether a stored default still holds: it is what the software ships, or somebody wrote it by hand."""
    return default.weights == dict(default_weights().values) or default.note != _note()


def _note() -> str:
    return f"meegeleverd met motor {ENGINE_VERSION}"
