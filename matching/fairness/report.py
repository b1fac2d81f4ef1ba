"""Figures per group: how often work is open, how good the lists are, who is seen by employers (MATCHING 4)."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.db.models import Count, Q
from numpy.typing import NDArray

from matching.bands import FAIRLY_SURE
from matching.decisions.life import DecisionState
from matching.fairness.careers import paired_careers
from matching.fairness.groups import NOT_KEPT, groups_of
from matching.lists import Lists, read_lists
from matching.models import MatchDecision, TrainingGain
from rmt_portal import clock

FEWEST = 30
"""Groups of fewer people are not shown: a figure would say more about chance, or about a person, than about a group."""
NOTABLE = 0.8
"""A group that gets less than four fifths of what the others get is marked, to be looked at by people.

The four-fifths rule of the US guidelines on selecting employees (29 CFR 1607.4 D): a signal, no proof.
"""
PLACES = 10


@dataclass(frozen=True)
class Measures:
    """Per client (rows of ``Lists``): what the figures of a group are averages of."""

    clients: NDArray[np.int64]
    gate_pass: NDArray[np.float64]
    """Share of the open vacancies that a gate leaves open, now or with a training."""
    with_training: NDArray[np.float64]
    """Share of those that take a training."""
    quality: NDArray[np.float64]
    """Mean score of the first ten, each place weighing 1 / log2(1 + place)."""
    exposure: NDArray[np.float64]
    """To employers: of the people who have a vacancy in their list, the sum of 1 / log2(1 + place by score)."""
    thin: NDArray[np.float64]
    """1 when too little is known of this person to be fairly sure, or nothing was found."""


def report(region_id: int) -> dict[str, Any]:
    """Return the figures of a region, per group of at least ``FEWEST`` people; counts and averages only."""
    lists = read_lists(region_id)
    measures = measure(lists)
    overrides = _overrides(lists.clients.tolist())
    dimensions = groups_of(lists.clients.tolist(), clock.today())
    return {
        "people": len(lists.clients),
        "fewest": FEWEST,
        "not_kept": str(NOT_KEPT),
        "dimensions": [
            {"name": name, "groups": _groups(measures, overrides, groups)}
            for name, groups in sorted(dimensions.items())
        ],
        "careers": [asdict(career) for career in paired_careers(region_id)],
    }


def measure(lists: Lists) -> Measures:
    """Return what is averaged, per client."""
    counted = {
        pk: (now, training, total)
        for pk, now, training, total in TrainingGain.objects.filter(client__in=lists.clients.tolist()).values_list(
            "client_id", "now", "with_training", "vacancies"
        )
    }
    open_to = np.array([counted.get(int(pk), (0, 0, 0)) for pk in lists.clients], np.float64).reshape(-1, 3)
    passed = open_to[:, 0] + open_to[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        gate_pass, with_training = passed / open_to[:, 2], open_to[:, 1] / passed
    unsure = np.isnan(lists.confidence) | (lists.confidence < FAIRLY_SURE)
    return Measures(
        clients=lists.clients,
        gate_pass=gate_pass,
        with_training=with_training,
        quality=_quality(lists),
        exposure=_exposure(lists),
        thin=unsure.astype(np.float64),
    )


def _quality(lists: Lists) -> NDArray[np.float64]:
    _ids, scores = lists.both
    best = -np.sort(-np.nan_to_num(scores, nan=-1.0), axis=1)[:, :PLACES]
    weight = np.where(best >= 0, 1 / np.log2(2 + np.arange(best.shape[1])), 0.0)
    total = weight.sum(axis=1)
    return np.divide((weight * best).sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0)


def _exposure(lists: Lists) -> NDArray[np.float64]:
    ids, scores = lists.both
    client, _place = np.nonzero(ids >= 0)
    vacancy, score = ids[ids >= 0], scores[ids >= 0]
    order = np.lexsort((client, -score, vacancy))
    vacancy, client = vacancy[order], client[order]
    first = np.r_[0, np.flatnonzero(np.diff(vacancy)) + 1] if len(vacancy) else np.zeros(0, np.int64)
    starts = np.repeat(first, np.diff(np.r_[first, len(vacancy)]))
    place = np.arange(len(vacancy)) - starts + 1
    return np.bincount(client, weights=1 / np.log2(1 + place), minlength=len(ids)).astype(np.float64)


def _overrides(clients: list[int]) -> dict[int, tuple[int, int]]:
    """Return per client how many opportunities were decided on, and how many of those a coach put aside."""
    rows = MatchDecision.objects.filter(client__in=clients).values("client_id").order_by()
    counted = rows.annotate(n=Count("pk"), aside=Count("pk", filter=Q(state=DecisionState.DISMISSED)))
    return {row["client_id"]: (row["n"], row["aside"]) for row in counted}


def _groups(
    measures: Measures, overrides: dict[int, tuple[int, int]], groups: dict[str, list[int]]
) -> list[dict[str, Any]]:
    """Return the figures of each group, the largest first; the small ones by name only."""
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    hidden = {name for name, members in ranked if len(members) < FEWEST}
    shown = [name for name, _members in ranked if name not in hidden]
    if len(hidden) == 1 and shown:
        hidden.add(shown[-1])  # else the total tells how many the hidden one has
    return [
        {"name": name, "hidden": True} if name in hidden else {"name": name} | _figures(measures, overrides, members)
        for name, members in ranked
    ]


def _figures(measures: Measures, overrides: dict[int, tuple[int, int]], members: list[int]) -> dict[str, Any]:
    mine = np.isin(measures.clients, members)
    share = mine.mean()
    total = measures.exposure.sum()
    exposure = measures.exposure[mine].sum() / total / share if total else None
    decided, aside = (sum(overrides.get(pk, (0, 0))[i] for pk in members) for i in (0, 1))
    means = {name: _mean(getattr(measures, name)[mine]) for name in ("gate_pass", "with_training", "quality", "thin")}
    others = {name: _mean(getattr(measures, name)[~mine]) for name in ("gate_pass", "quality")}
    low = [
        name for name, rest in others.items() if rest and (mean := means[name]) is not None and mean < NOTABLE * rest
    ]
    return {
        "people": int(mine.sum()),
        "share": round(float(share), 4),
        **means,
        "exposure": None if exposure is None else round(float(exposure), 3),
        "put_aside": round(aside / decided, 3) if decided >= FEWEST else None,
        "notable": low + (["exposure"] if exposure is not None and exposure < NOTABLE else []),
    }


def _mean(values: NDArray[np.float64]) -> float | None:
    known = values[~np.isnan(values)]
    return round(float(known.mean()), 4) if known.size else None
