"""Paired careers: the same person twice, once with something that often counts against people in working life.

The person is made from the region itself (its most common work, its centre), never from somebody. What differs is shown
with what explains it, so that a difference can be judged by people.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.models import Transport, WorkExperience
from matching.bands import LOW_SCORE
from matching.engine.inputs import People, SparseRows
from matching.engine.rank import rank
from matching.engine.unlock import Trainings, unlock
from matching.reading.jobs import floats, open_jobs
from matching.reading.world import RegionWorld, region_world
from matching.travel import reach_km
from matching.weights import published as published_weights
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion, Municipality

PLACES = 10
MINUTES = 30
MBO = 4
YEARS = 6.0
HISTORY = 2


@dataclass(frozen=True)
class Career:
    """One of the pair against the other: how much work a gate leaves open, how good the list is, and why."""

    name: str
    why: str
    now: int
    with_training: int
    quality: float | None
    same_in_top_10: int | None
    confidence: float | None


NOT_READ = _("Geen verschil: de computer kijkt hier niet naar.")
Change = Callable[[People], People]


def _no_diploma(people: People) -> People:
    return replace(people, education=np.full(people.size, np.nan, np.float32))


def _by_bicycle(people: People) -> People:
    return replace(people, max_km=floats([reach_km([Transport.BICYCLE.value], None, MINUTES)]))


def _years(years: float) -> Change:
    def changed(people: People) -> People:
        history = people.history
        return replace(people, history=replace(history, values=np.full_like(history.values, years)))

    return changed


VARIANTS: tuple[tuple[str | Promise, str | Promise, Change], ...] = (
    (_("dezelfde persoon"), _("Waarmee wordt vergeleken."), lambda people: people),
    (_("met een gat van jaren tussen het werk"), NOT_READ, _years(np.nan)),
    (_("werkte de helft van de jaren, of in deeltijd"), NOT_READ, _years(YEARS / 2)),
    (
        _("met een diploma uit het buitenland dat nog niet is vergeleken"),
        _(
            "Het niveau is dan niet bekend. Opleiding telt niet mee en is ook geen min: de computer is minder zeker. "
            "Laat het diploma vergelijken (diplomawaardering, gratis bij IDW), dan telt het wel."
        ),
        _no_diploma,
    ),
    (
        _("zonder auto, met de fiets"),
        _(
            "In dezelfde reistijd is minder werk te bereiken. Vraag naar vervoer: bus of trein, een scooter, "
            "of meerijden, en pas het profiel aan."
        ),
        _by_bicycle,
    ),
)
"""Name, what explains a difference, and how the person differs. Gaps and part-time are not kept apart in a profile: all
it has of a job is a number of years, and the engine does not score years; both are shown to make that visible."""


def paired_careers(region_id: int) -> list[Career]:
    """Return the pairs on the region's vacancies of today; none when there is no work or nobody yet."""
    known = region_world(region_id)
    jobs = open_jobs(region_id, known, clock.today())
    person = _somebody(region_id, known)
    if person is None or not jobs.size:
        return []
    weights = published_weights.as_weights(published_weights.for_region(region_id))
    nothing = Trainings(np.zeros(0, np.uint64), SparseRows.empty(0), 0)
    found, before = [], None
    for name, why, change in VARIANTS:
        changed = change(person)
        ranking = rank(changed, jobs, known.for_weights(weights), weights, PLACES)
        open_to = unlock(changed, jobs, known.for_weights(weights), weights, nothing, LOW_SCORE, 1)
        listed = ranking.job[0] >= 0
        top = set(ranking.job[0][listed].tolist())
        before = top if before is None else before
        found.append(
            Career(
                name=str(name),
                why=str(why),
                now=int(open_to.now[0]),
                with_training=int(open_to.with_training[0]),
                quality=_mean(ranking.score[0][listed]),
                same_in_top_10=len(top & before),
                confidence=_mean(ranking.confidence[0][listed]),
            )
        )
    return found


def _mean(values: Any) -> float | None:
    return round(float(values.mean()), 4) if len(values) else None


def _somebody(region_id: int, known: RegionWorld) -> People | None:
    """Return a person with the region's two most common kinds of work, in the middle of it, with a car."""
    done = WorkExperience.objects.filter(profile__client__region=region_id, occupation__isnull=False)
    common = Counter(done.values_list("occupation_id", flat=True)).most_common()
    jobs = [known.numbering.occupations[pk] for pk, _n in sorted(common, key=lambda row: (-row[1], row[0]))[:HISTORY]]
    if not jobs:
        return None
    region = LabourRegion.objects.select_related("lead_municipality").get(pk=region_id)
    place = region.lead_municipality or Municipality.objects.filter(region=region_id).order_by("-population").first()
    return People.unknown(
        SparseRows.of([[(job, YEARS) for job in jobs]]),
        education=floats([MBO]),
        latitude=floats([place.latitude if place else None]),
        longitude=floats([place.longitude if place else None]),
        max_km=floats([reach_km([Transport.CAR.value], None, MINUTES)]),
        hours_min=floats([24]),
        hours_max=floats([36]),
    )
