"""The trainings and licences of a region's catalogue, as the engine's ``Trainings``."""

from dataclasses import dataclass

import numpy as np

from matching.engine.inputs import SparseRows
from matching.engine.unlock import Trainings
from matching.reading.world import RegionWorld, taught_groups
from rmt_portal.reference.models import Requirement
from services.models import Service


@dataclass(frozen=True)
class Catalogue:
    """Trainings for the engine, with the service each row stands for."""

    trainings: Trainings
    service_ids: list[int]


def read_trainings(region_id: int, known: RegionWorld) -> Catalogue:
    """Return what the region offers now that gives a proof or teaches a skill, by ascending id."""
    offered = Service.objects.offered().filter(region_id=region_id).prefetch_related("teaches", "gives").order_by("pk")
    found = [(s, groups) for s, groups in taught_groups(offered) if groups or s.gives.all()]
    diplomas = Requirement.objects.filter(kind=Requirement.Kind.DIPLOMA).values_list("pk", flat=True)
    return Catalogue(
        Trainings(
            gives=np.array([known.bit_set(r.pk for r in s.gives.all()) for s, _groups in found], np.uint64),
            teaches=SparseRows.of(
                [sorted((known.numbering.groups[group], 1.0) for group in groups) for _s, groups in found]
            ),
            diplomas=known.bit_set(diplomas),
        ),
        [service.pk for service, _groups in found],
    )
