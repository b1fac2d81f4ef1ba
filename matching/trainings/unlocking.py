"""Work out which training opens how much work, for one client, for some, or for a whole region (docs/unlocking.md).

Only workers import this (numba). ``matching.trainings.reading`` reads what is stored here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from matching import markers
from matching.bands import LOW_SCORE
from matching.engine.inputs import Jobs
from matching.engine.unlock import Unlocked, unlock
from matching.engine.weights import Weights
from matching.models import RegionGain, TrainingGain
from matching.models.unlocking import MOST_KEPT
from matching.reading.jobs import open_jobs
from matching.reading.people import Profiles, read_profiles
from matching.reading.trainings import Catalogue, read_trainings
from matching.reading.world import RegionWorld, region_world
from matching.weights import published as published_weights
from rmt_portal import clock
from services.models import Service

TOGETHER = 500
"""Clients that are worked out at once: bounds the memory, changes no answer."""


@dataclass(frozen=True)
class _Inputs:
    """Everything of a region that is the same for all its clients."""

    known: RegionWorld
    jobs: Jobs
    catalogue: Catalogue
    weights: Weights

    @classmethod
    def of(cls, region_id: int) -> "_Inputs":
        known = region_world(region_id)
        weights = published_weights.as_weights(published_weights.for_region(region_id))
        return cls(known, open_jobs(region_id, known, clock.today()), read_trainings(region_id, known), weights)


@transaction.atomic
def of_clients(region_id: int, clients: Sequence[int]) -> int:
    """Work out and store what trainings open for some clients; return how many have a work profile."""
    inputs = _Inputs.of(region_id)
    return sum(len(_store(inputs, part)[0].versions) for part in _parts(clients))


@transaction.atomic
def of_region(region_id: int) -> int:
    """Work out every client of a region, and what each training opens there in all; return how many clients.

    One transaction: readers see the figures of before, or all new ones.
    """
    inputs = _Inputs.of(region_id)
    n_trainings = len(inputs.catalogue.service_ids)
    people, opened = np.zeros(n_trainings, np.int64), np.zeros((n_trainings, inputs.jobs.size), np.bool_)
    clients = markers.client_ids(region_id)
    TrainingGain.objects.filter(client__region=region_id).exclude(client__in=clients).delete()
    for part in _parts(clients):
        _profiles, found = _store(inputs, part)
        people += (found.count > 0).sum(axis=0)
        opened |= found.opened
    RegionGain.objects.filter(region=region_id).delete()
    RegionGain.objects.bulk_create(
        RegionGain(region_id=region_id, service_id=service, people=int(n), vacancies=int(m))
        for service, n, m in zip(inputs.catalogue.service_ids, people, opened.sum(axis=1), strict=True)
        if n
    )
    return len(clients)


def _parts(clients: Sequence[int]) -> list[Sequence[int]]:
    return [clients[at : at + TOGETHER] for at in range(0, len(clients), TOGETHER)]


def _store(inputs: _Inputs, clients: Sequence[int]) -> tuple[Profiles, Unlocked]:
    """Work out some clients and replace their rows."""
    profiles = read_profiles(clients, inputs.known, clock.today())
    found = unlock(
        profiles.people,
        inputs.jobs,
        inputs.known.for_weights(inputs.weights),
        inputs.weights,
        inputs.catalogue.trainings,
        LOW_SCORE,
        MOST_KEPT,
    )
    TrainingGain.objects.filter(client__in=clients).delete()
    costs = _costs(inputs.catalogue.service_ids)
    TrainingGain.objects.bulk_create(_row(inputs, found, profiles, row, costs) for row in range(profiles.people.size))
    return profiles, found


def _costs(service_ids: Sequence[int]) -> dict[int, tuple[float, float, int]]:
    """Return by what trainings that open as much stand in order: shorter first, then cheaper, then the older one."""
    unknown = float("inf")
    rows = Service.objects.filter(pk__in=service_ids).values_list("pk", "months", "cost")
    return {
        pk: (unknown if months is None else float(months), unknown if cost is None else float(cost), pk)
        for pk, months, cost in rows
    }


def _row(
    inputs: _Inputs, found: Unlocked, profiles: Profiles, row: int, costs: Mapping[int, tuple[float, float, int]]
) -> TrainingGain:
    services = inputs.catalogue.service_ids
    useful = sorted(np.flatnonzero(found.count[row]), key=lambda t: (-int(found.count[row, t]), costs[services[t]]))
    return TrainingGain(
        client_id=int(profiles.people.ids[row]),
        profile_version=profiles.versions[row],
        now=int(found.now[row]),
        with_training=int(found.with_training[row]),
        vacancies=inputs.jobs.size,
        service_ids=[services[t] for t in useful],
        gains=[int(found.count[row, t]) for t in useful],
        vacancy_ids=[pk for t in useful for pk in _ids(found.job[row, t], inputs.jobs)],
    )


def _ids(rows: NDArray[np.integer], jobs: Jobs) -> list[int]:
    return [int(pk) for pk in jobs.ids[rows[rows >= 0]]]
